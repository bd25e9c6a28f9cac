"""The page of search results."""

from collections import Counter
from typing import Any

from app.api.http import Request, Response
from app.api.parameters import fault
from app.api.problems import InvalidParameters
from app.api.search import KIND, read_text
from app.core.collection import Malformed
from app.explorer.pages import page, parameters
from app.explorer.records import BY_KIND, Record, record
from app.explorer.share import Meta
from app.queries.search import search

SHOWN = 50


def show_search(request: Request) -> Response:
    """What is found for `q`, best first, and how much of each kind."""
    values = parameters(request.query, "q", "kind")
    words, kind = values.get("q", ""), values.get("kind", "")
    try:
        words = read_text(words)
        kinds = KIND.read(kind) if kind else ()
    except Malformed as malformed:
        name = "kind" if kind else "q"
        raise InvalidParameters(
            [fault(name, str(malformed), malformed.allowed, malformed.value)]
        ) from malformed
    data = request.snapshot
    found = search(data, words, (), ())
    counts = Counter(found_kind for found_kind, _ in found.records)
    chosen = search(data, words, kinds, ()) if kinds else found
    hits = [
        {"kind": hit.kind, "snippet": hit.snippet, "record": _record(request, hit.kind, hit.id)}
        for hit in chosen.page(SHOWN)
    ]
    return page(
        request,
        "search.html",
        Meta(title=f"{words} – search" if words else "Search", path="/explore/search"),
        q=words,
        kind=kind,
        kinds=dict(counts),
        hits=[hit for hit in hits if hit["record"]],
        total=chosen.total,
        everything=found.total,
        complete=chosen.complete,
        suggestion=None,
    )


def _record(request: Request, kind: str, id_: str) -> Record | None:
    """The record that a hit is about, in full, to show its speaker and sentence."""
    collection: Any = BY_KIND.get(kind)
    return record(request.snapshot, collection, id_) if collection else None
