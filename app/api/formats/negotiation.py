"""Which form an answer has: `format=` first, then `Accept` with its q-values (RFC 9110)."""

from functools import lru_cache

from starlette.requests import Request

from app.api.problems import NotAcceptable
from app.api.qualities import qualities
from app.core.collection import Malformed

FORMATS = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
}
"""Every format with its media type; the first is what a client gets that has no preference."""

DESCRIPTION = (
    "The form of the answer; it goes before `Accept`, by which the same can be asked for. "
    "`csv` and `ndjson` without `limit` hold all records there are, not only a page of them."
)


def read_format(text: str) -> str:
    """A reader of the parameter `format`."""
    if text not in FORMATS:
        message = f"there is no format {text[:40]!r}"
        raise Malformed(message, list(FORMATS), text)
    return text


def format_of(request: Request, asked: str | None) -> str:
    """The format to answer in; raises `NotAcceptable` where the client takes none of them."""
    if asked is not None:
        return asked
    accept = b", ".join([v for name, v in request.scope["headers"] if name == b"accept"])
    if not accept or accept == b"*/*":
        return "json"
    found = _preferred(accept)
    if found is None:
        raise NotAcceptable([media.partition(";")[0] for media in FORMATS.values()])
    return found


@lru_cache(maxsize=256)
def _preferred(accept: bytes) -> str | None:
    asked = qualities(accept)
    liked = {name: _quality(asked, media.encode()) for name, media in FORMATS.items()}
    best = max(liked, key=lambda name: liked[name])
    return best if liked[best] else None


@lru_cache(maxsize=256)
def refuses(accept: bytes, content_type: bytes) -> bool:
    """Whether a client that sends this `Accept` does not take this type."""
    return bool(content_type and accept.strip()) and not _quality(qualities(accept), content_type)


def _quality(asked: dict[bytes, float], content_type: bytes) -> float:
    """How much a type is wanted: the most specific range that covers it decides."""
    essence = content_type.partition(b";")[0].strip()
    whole = essence.partition(b"/")[0] + b"/*"
    for range_ in (essence, whole, b"*/*"):
        if range_ in asked:
            return asked[range_]
    return 0.0
