"""The page that search leads to."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database
from app.api.search import KIND, KINDS
from app.explorer.pages import PageNotUnderstood, origin, page
from app.explorer.reading import asked, fault
from app.queries.collection import Malformed
from app.queries.search import search

router = APIRouter(include_in_schema=False)

_SHOWN = 50
_LONGEST = 1000


@router.get("/explore/search")
async def show_search(request: Request) -> Response:
    """What is found for `q`, best first; without it, the box to ask in."""
    return await database(request).ask(_searched, request)


def _searched(request: Request) -> Response:
    values = asked(request.scope["query_string"], ["q", "kind"])
    words = values.get("q", "")
    if len(words) > _LONGEST:
        raise PageNotUnderstood([fault("q", f"it is longer than {_LONGEST} characters")])
    kinds: tuple[str, ...] = ()
    if "kind" in values:
        try:
            kinds = KIND.read(values["kind"])
        except Malformed as malformed:
            known = fault("kind", str(malformed), malformed.allowed)
            raise PageNotUnderstood([known]) from malformed
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
