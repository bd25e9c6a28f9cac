"""Search over every kind of record."""

from typing import Literal

from pydantic import Field

from app.api import cursors
from app.api.http import JSON, Request, Response
from app.api.lists import next_link, page_json
from app.api.operation_objects import PRINTABLE, documented
from app.api.parameters import CURSOR, LIMITED, NUMBER, Text, error, flag
from app.api.problems import InvalidParameters
from app.api.query import changed_url, check_known
from app.core.collection import ARTICLE, LIMIT, Linked, Malformed
from app.core.schema import Reference, Shown
from app.queries.search import expensive_search, search
from app.queries.search_query import LONGEST_SEARCH
from app.queries.sql import Question
from app.resources import RESOURCES
from app.resources.facts import FACTS

KIND = Linked(
    "kind", "Only records of these kinds.", "quote", choices=tuple(one.kind for one in RESOURCES)
)

_EXAMPLE = "tariffs"


class SearchHit(Shown):
    """A record that matches, in short; fields that do not apply to its kind are null."""

    kind: str
    id: str
    url: str
    name: str
    statement: str | None = Field(description="What the record says, in our words.")
    quotation: str | None = Field(description="The words of a quote, in quotation marks.")
    speaker: str | None = Field(description="Who said them.")
    display: str | None = Field(description="The number of an observation, in words.")
    unit: str | None
    phrase: str | None = Field(
        description="Both together, as people write them: “80th anniversary”."
    )
    status: str | None = Field(
        description="Of an event: `occurred`, `ongoing` or `expected`; of a number: `reported` or "
        "`expected`."
    )
    period: str | None
    period_in_words: str | None = Field(description="Of a running count: `by May 2025`.")
    asserted_by: Reference | None = Field(description="Who asserts it.")
    voice: str | None = Field(description="For a fact: whether it is the article's own report.")
    certainty: str | None
    basis: str | None
    inferred: str | None
    article: str | None
    matched: Literal["all", "some"] = Field(
        description="`all` if it has all the words; `some` if it lacks some, or has only a "
        "similar word."
    )
    snippet: str = Field(description="HTML: our words, escaped, with matches in `<mark>`.")


class SearchPage(Shown):
    """A page of hits, best first, and how the words were read."""

    items: list[SearchHit]
    total: int
    complete: bool = Field(description="False if there may be more than `total`.")
    next: str | None
    matched: Literal["all", "some", "none"] = Field(
        description="`all`: a hit has all the words; `some`: only some of them; `none`: no hits."
    )
    kinds: dict[str, int] = Field(
        description="How many hits of each kind there are, ignoring `kind`."
    )
    searched: list[str] = Field(description="The words searched for.")
    ignored: list[str] = Field(description="Words without weight, such as “the”.")
    left_out: list[str] = Field(
        description="Words not searched for, because they are common and the others are rare."
    )
    not_found: list[str] = Field(description="Words that no record has.")
    did_you_mean: str | None = Field(
        description="The text as it was searched for, with its misspelt words corrected."
    )
    available: dict[str, int] = Field(
        description="If nothing matches: how many records of each kind can be found. A fact that "
        "only restates another record is found as that record."
    )


_FURTHER = tuple(n for n in SearchPage.model_fields if n not in {"items", "total", "next"})


@documented(
    "Search",
    "/search",
    "Search everything",
    {JSON: SearchPage},
    name="search",
    parameters=(
        Text(
            "q",
            "What to search for, in your own words; at most 50 phrases and excluded words, which "
            "have at most 120 words together.",
            _EXAMPLE,
            LONGEST_SEARCH,
            PRINTABLE,
            required=True,
        ),
        KIND,
        ARTICLE,
        flag("prefix", "`true` if the last word may be unfinished."),
        LIMITED,
        CURSOR,
    ),
    expensive=lambda request: expensive_search(request.snapshot),
)
def search_everything(request: Request) -> Response:
    """Find records of every kind by any of their words, best match first.

    Use your own words: words such as “the” are ignored, and unknown words are corrected where
    possible. The response says which words were searched for and which were not found.
    """
    values = request.query_params
    if "article" in values:
        check_known(request.snapshot, Question(FACTS, {"article": values["article"]}))
    version = request.snapshot.version
    asked = repr(("search", *(values.get(name) for name in ("q", "kind", "article", "prefix"))))
    cursor = values.get("cursor")
    (after,) = cursors.decode(cursor, asked, version, 1) if cursor else ("0",)
    if cursor and not NUMBER.fullmatch(after):
        raise InvalidParameters([error("cursor", "it is not a cursor of this service")])
    try:
        hits = search(
            request.snapshot,
            values["q"],
            values.get("kind", ()),
            values.get("article", ()),
            prefix=values.get("prefix") == "true",
            limit=values.get("limit", LIMIT),
            after=int(after),
        )
    except Malformed as malformed:
        raise InvalidParameters([error("q", str(malformed))]) from malformed
    following = None
    if hits.following is not None:
        cursor = cursors.encode((str(hits.following),), asked, version)
        following = changed_url(request.path, request.query, cursor=cursor)
    further = {name: getattr(hits, name) for name in _FURTHER}
    body = page_json(hits.items, total=hits.total, **further, next=following)
    return Response(body, headers=next_link(following))
