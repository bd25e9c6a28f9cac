"""The page that search leads to."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database
from app.api.parameters import fault
from app.api.search import KIND, KINDS, read_text
from app.core.collection import Malformed
from app.explorer.pages import PageNotUnderstood, origin, page
from app.explorer.reading import asked
from app.queries.search import search

router = APIRouter(include_in_schema=False)

T = TypeVar("T")

_SHOWN = 50


@router.get("/explore/search")
async def show_search(request: Request) -> Response:
    """What is found for `q`, best first; without it, the box to ask in."""
    return await database(request).ask(_searched, request)


def _searched(request: Request) -> Response:
    values = asked(request.scope["query_string"], ["q", "kind"])
    words = _read("q", read_text, values) or ""
    kinds = _read("kind", KIND.read, values) or ()
    found = search(database(request), words, kinds, ())
    hits = [
        {
            "kind": hit.kind,
            "name": hit.name,
            "url": KINDS[hit.kind] + hit.id,
            "snippet": hit.snippet,
        }
        for hit in found.page(_SHOWN)
    ]
    return page(
        "search.html",
        q=words,
        kind=values.get("kind", ""),
        kinds=list(KINDS),
        hits=hits,
        total=found.total,
        complete=found.complete,
        origin=origin(request),
    )


def _read(name: str, reader: Callable[[str], T], values: Mapping[str, str]) -> T | None:
    """The value of a parameter, where it is there; raises `PageNotUnderstood`."""
    if name not in values:
        return None
    try:
        return reader(values[name])
    except Malformed as malformed:
        known = fault(name, str(malformed), malformed.allowed, malformed.value)
        raise PageNotUnderstood([known]) from malformed
