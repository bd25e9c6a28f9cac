"""The page of search results."""

import orjson

from app.api.http import Request, Response
from app.api.parameters import error
from app.api.problems import InvalidParameters
from app.api.search import KIND
from app.core.collection import Malformed
from app.explorer.chart import figures_of
from app.explorer.pages import page, parameters
from app.explorer.records import BY_KIND, Record, record
from app.queries.search import Hits, search

SHOWN = 50


def show_search(request: Request) -> Response:
    """The hits for `q`, best first, and how many there are of each kind."""
    values = parameters(request.query, "q", "kind")
    words, kind = values.get("q", "").strip(), values.get("kind", "")
    found, refused = None, ""
    try:
        kinds = KIND.read(kind) if kind else ()
    except Malformed as malformed:
        known = error("kind", str(malformed), malformed.allowed, malformed.value)
        raise InvalidParameters([known]) from malformed
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
            series = kind == "statistic"
            shown.append({**hit, "record": whole, "figures": figures_of(whole) if series else []})
    return shown
