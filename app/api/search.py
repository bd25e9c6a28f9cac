"""Search over everything."""

import orjson
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.api import cursors
from app.api.answers import collection_of, database
from app.api.documenting import search_documented
from app.api.parameters import fault, read
from app.api.problems import InvalidParameters
from app.api.questions import cursor, limit, next_url
from app.core.collection import ARTICLE, LIMIT, Linked, Malformed
from app.core.words import words
from app.queries.search import MOST_WORDS, Hit, Hits, search

router = APIRouter(tags=["Search"])

KINDS = {
    "person": "/people/",
    "event": "/events/",
    "quote": "/quotes/",
    "statistic": "/statistics/",
    "fact": "/facts/",
    "article": "/articles/",
    "country": "/countries/",
    "place": "/places/",
    "organisation": "/organisations/",
}
"""The kinds of record that search finds, and the path that each is served at."""

KIND = Linked("kind", "Only records of these kinds.", "quote", choices=tuple(KINDS))

_LONGEST = 1000


class SearchHit(BaseModel):
    """A record found, with the part of its text that matches."""

    kind: str = Field(examples=["statistic"])
    id: str = Field(examples=["us-china-tariffs"])
    name: str
    url: str = Field(examples=["/statistics/us-china-tariffs"])
    snippet: str = Field(description="HTML: our words, escaped, with matches in `<mark>`.")
    score: int = Field(description="Higher is better; of use only to compare hits of one search.")


class SearchPage(BaseModel):
    """A page of hits, best first."""

    items: list[SearchHit]
    total: int = Field(description="How many are found, of which at most 1,000 are ranked.")
    complete: bool = Field(description="False: there are more than `total`, or may be.")
    next: str | None


def read_text(text: str) -> str:
    """A reader of what to look for."""
    if len(text) > _LONGEST:
        message = f"it is longer than {_LONGEST} characters"
        raise Malformed(message)
    if (count := len(words(text))) > MOST_WORDS:
        message = f"it has {count} words; at most {MOST_WORDS} can be looked for at once"
        raise Malformed(message)
    return text


@router.get("/search", summary="Search everything", **search_documented(KIND, SearchPage))
async def search_all(request: Request) -> Response:
    """Find records of every kind by their words, best match first.

    Every word of `q` must occur; the last may be the beginning of one, so that a search can
    follow the typing. Case, diacritics and endings do not matter (`tariff` finds “tariffs”).
    No character has a special meaning; at most 20 words can be looked for at once. A name that
    has all the words comes first, then what has them most exactly, then where they stand nearest.
    Of what matches, 1,000 records are ranked: names before events, quotes and facts. Where more
    than 1,000 words begin like the last one, the first of them are looked for.
    """
    return await database(request).ask(_search, request)


def _search(request: Request) -> Response:
    query = request.scope["query_string"]
    readers = {
        "q": read_text,
        "kind": KIND.read,
        "article": ARTICLE.read,
        "limit": limit,
        "cursor": cursor,
    }
    values = read(query, readers)
    if "q" not in values:
        detail = "say what to look for, as in /search?q=tariffs"
        raise InvalidParameters([fault("q", detail)])
    found = search(
        database(request), values["q"], values.get("kind", ()), values.get("article", ())
    )
    return _page(request, found, values)


def _page(request: Request, found: Hits, values: dict[str, object]) -> Response:
    asked = "search", values["q"], values.get("kind"), values.get("article")
    after = None
    if "cursor" in values:
        try:
            score, number = cursors.decode(str(values["cursor"]), repr(asked), found.version, 2)
        except Malformed as malformed:
            raise InvalidParameters([fault("cursor", str(malformed))]) from malformed
        after = int(score), int(number)
    size = int(str(values.get("limit", LIMIT)))
    hits = found.page(size + 1, after)
    following = None
    if len(hits) > size:
        del hits[size:]
        last = hits[-1]
        onward = cursors.encode((str(last.score), str(last.number)), repr(asked), found.version)
        following = next_url(request.scope["path"], request.scope["query_string"], onward)
    # Written at once: what stands between brackets is what joined documents are.
    documents = [orjson.dumps([shown(hit) for hit in hits])[1:-1]] if hits else []
    return collection_of(documents, found.total, following, complete=found.complete)


def shown(hit: Hit) -> dict[str, str | int]:
    """A hit as it is answered, in the shape of `SearchHit`."""
    kind, id_, name, snippet, score, _ = hit
    return {
        "kind": kind,
        "id": id_,
        "name": name,
        "url": KINDS[kind] + id_,
        "snippet": snippet,
        "score": score,
    }
