"""The page of search results."""

from urllib.parse import urlencode

import orjson

from app.api.http import Request, Response
from app.api.parameters import NUMBER, read
from app.api.search import KIND
from app.core.collection import Malformed
from app.explorer.pages import page, parameters
from app.explorer.records import BY_KIND, Record, record
from app.explorer.wording import MARKED as _MARKED
from app.queries.search import Hits, search

SHOWN = 50

FARTHEST = 1_000
"""How far down the hits a page can begin."""


def show_search(request: Request) -> Response:
    """The hits for `q`, best first, and how many there are of each kind."""
    values = parameters(request.query, "q", "kind", "from")
    words, kind = values.get("q", "").strip(), values.get("kind", "")
    start = values.get("from", "1")
    skipped = min(int(start), FARTHEST) - 1 if NUMBER.fullmatch(start) else 0
    asked = urlencode({"kind": kind}).encode() if kind else b""
    kinds = read(asked, {KIND.name: KIND}).get(KIND.name, ())
    found, refused = None, ""
    try:
        if words:
            found = search(request.snapshot, words, kinds, limit=SHOWN, after=skipped)
    except Malformed as malformed:
        refused = str(malformed)
    hits = _hits(request, found) if found else []
    address = f"/explore/search?{urlencode({'q': words, **({'kind': kind} if kind else {})})}"
    return page(
        request,
        "search.html",
        meant=_as_written(found.did_you_mean, hits) if found and found.did_you_mean else "",
        first=skipped + 1,
        last=skipped + len(hits),
        before=f"{address}&from={max(skipped - SHOWN, 0) + 1}" if skipped else "",
        after=f"{address}&from={found.following + 1}" if found and found.following else "",
        q=words,
        kind=kind,
        found=found,
        refused=refused,
        hits=hits,
    )


def _as_written(corrected: str, hits: list[Record]) -> str:
    """The corrected words with the capitals that they have in the hits."""
    own = {word.casefold(): word for hit in hits for word in _MARKED.findall(hit["snippet"])}
    return " ".join(own.get(word.casefold(), word) for word in corrected.split())


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
