"""Search over every kind of record."""

from typing import Any

import orjson
from pydantic import BaseModel, Field

from app.api import cursors
from app.api.http import JSON, Request, Response, Route
from app.api.lists import page_response
from app.api.operation_objects import operation, search_parameters
from app.api.parameters import PAGING, error, read
from app.api.problems import InvalidParameters
from app.api.query import next_url
from app.core.collection import ARTICLE, LIMIT, Linked, Malformed
from app.core.words import words
from app.database import Snapshot
from app.queries.search import MOST_WORDS, Hit, search

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
_EXAMPLE = "tariffs"


class SearchHit(BaseModel):
    """A record found, with the part of its text that matches."""

    kind: str = Field(examples=["statistic"])
    id: str = Field(examples=["us-china-tariffs"])
    name: str
    url: str = Field(examples=["/statistics/us-china-tariffs"])
    snippet: str = Field(description="HTML: our words, escaped, with matches in `<mark>`.")
    score: int = Field(description="Higher is better; only to compare hits of one search.")


class SearchPage(BaseModel):
    """A page of hits, best first."""

    items: list[SearchHit]
    total: int = Field(description="How many are found, of which at most 1,000 are ranked.")
    complete: bool = Field(description="False: there are more than `total`, or may be.")
    next: str | None


def read_text(text: str) -> str:
    """The parameter `q`."""
    if len(text) > _LONGEST:
        message = f"it is longer than {_LONGEST} characters"
        raise Malformed(message)
    if (count := len(words(text))) > MOST_WORDS:
        message = f"it has {count} words; at most {MOST_WORDS} can be searched for at once"
        raise Malformed(message)
    return text


def search_response(request: Request) -> Response:
    """A page of hits; raises `InvalidParameters`."""
    readers = {"q": read_text, "kind": KIND.read, "article": ARTICLE.read, **PAGING}
    values = read(request.query, readers)
    if "q" not in values:
        raise InvalidParameters([error("q", "say what to search for, as in /search?q=tariffs")])
    found = search(request.snapshot, values["q"], values.get("kind", ()), values.get("article", ()))
    asked = repr(("search", values["q"], values.get("kind"), values.get("article")))
    version = request.snapshot.version
    size = values.get("limit", LIMIT)
    hits = found.page(size + 1, _after(values, asked, version))
    following = None
    if len(hits) > size:
        del hits[size:]
        last = (str(hits[-1].score), str(hits[-1].number))
        cursor = cursors.encode(last, asked, version)
        following = next_url(request.path, request.query, cursor)
    documents = [orjson.dumps(_shown(hit)) for hit in hits]
    return page_response(documents, found.total, following, complete=found.complete)


def example(snapshot: Snapshot) -> dict[str, Any] | None:
    """A page with one hit for the OpenAPI document, if there is one."""
    found = search(snapshot, _EXAMPLE, (), ())
    items = [_shown(hit) for hit in found.page(1)]
    following = f"/search?q={_EXAMPLE}&limit=1&cursor=…" if found.total > 1 else None
    page = {"items": items, "total": found.total, "complete": found.complete, "next": following}
    return page if items else None


def _after(values: dict[str, Any], asked: str, version: bytes) -> tuple[int, int] | None:
    if "cursor" not in values:
        return None
    try:
        score, number = cursors.decode(values["cursor"], asked, version, 2)
    except Malformed as malformed:
        raise InvalidParameters([error("cursor", str(malformed))]) from malformed
    return int(score), int(number)


def _shown(hit: Hit) -> dict[str, str | int]:
    kind, id_, name, snippet, score, _ = hit
    return {
        "kind": kind,
        "id": id_,
        "name": name,
        "url": KINDS[kind] + id_,
        "snippet": snippet,
        "score": score,
    }


SEARCH = Route(
    "/search",
    search_response,
    "search",
    operation=operation(
        "Search everything",
        "Find records of every kind by their words, best match first.",
        "Search",
        content={JSON: SearchPage},
        parameters=search_parameters(KIND),
        problems=(InvalidParameters,),
    ),
)
