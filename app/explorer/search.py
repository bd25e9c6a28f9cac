"""The page of search results."""

from urllib.parse import urlencode

import orjson

from app.api.http import Request, Response
from app.api.parameters import read
from app.api.search import KIND
from app.core.collection import Malformed
from app.core.schema import Document
from app.explorer.pages import first_of, page, parameters
from app.explorer.records import BY_NAME, record
from app.queries.search import search

SHOWN = 50

FARTHEST = 1_000
"""How far down the hits a page can begin."""


def show_search(request: Request) -> Response:
    """The hits for `q`, best first, and how many there are of each kind."""
    values = parameters(request.query, "q", "kind")
    words, kind = values.get("q", "").strip(), values.get("kind", "")
    kinds = read(urlencode({KIND.name: kind}).encode(), {KIND.name: KIND}) if kind else {}
    skipped = min(first_of(request.query), FARTHEST) - 1
    found, refused = None, ""
    try:
        if words:
            among = kinds.get(KIND.name, ())
            found = search(request.snapshot, words, among, limit=SHOWN, after=skipped)
    except Malformed as malformed:
        refused = str(malformed)
    hits = [_hit(request, hit) for hit in found.items] if found else []
    return page(
        request,
        "search.html",
        first=skipped + 1,
        last=skipped + len(hits),
        before=max(skipped - SHOWN, 0) + 1 if skipped else None,
        after=found.following + 1 if found and found.following else None,
        q=words,
        kind=kind,
        found=found,
        refused=refused,
        hits=hits,
    )


def _hit(request: Request, found: bytes) -> Document:
    """A hit with its record in full, to show paragraph and voice; of a number, its series."""
    hit: Document = orjson.loads(found)
    name, _, id_ = hit["url"].strip("/").partition("/")
    return {**hit, "record": record(request.snapshot, BY_NAME[name], id_)}
