"""The page of search results."""

from urllib.parse import urlencode

import orjson

from app.api.http import Request, Response
from app.api.parameters import read
from app.api.search import KIND
from app.core.collection import Malformed
from app.explorer.pages import page, parameters
from app.explorer.records import BY_KIND, Record, record
from app.queries.search import Hits, search

SHOWN = 50


def show_search(request: Request) -> Response:
    """The hits for `q`, best first, and how many there are of each kind."""
    values = parameters(request.query, "q", "kind")
    words, kind = values.get("q", "").strip(), values.get("kind", "")
    asked = urlencode({"kind": kind}).encode() if kind else b""
    kinds = read(asked, {KIND.name: KIND}).get(KIND.name, ())
    found, refused = None, ""
    try:
        found = search(request.snapshot, words, kinds, limit=SHOWN) if words else None
    except Malformed as malformed:
        refused = str(malformed)
    return page(
        request,
        "search.html",
        q=words,
        kind=kind,
        found=found,
        refused=refused,
        hits=_hits(request, found) if found else [],
    )


def _hits(request: Request, found: Hits) -> list[Record]:
    """The hits, each with its record in full, to show its paragraph and voice."""
    shown = []
    for hit in map(orjson.loads, found.items):
        # An observation is shown by its series.
        kind = "statistic" if hit["kind"] == "observation" else hit["kind"]
        id_ = hit["url"].rpartition("/")[2] if kind == "statistic" else hit["id"]
        whole = record(request.snapshot, BY_KIND[kind], id_)
        if whole:
            shown.append({**hit, "record": whole})
    return shown
