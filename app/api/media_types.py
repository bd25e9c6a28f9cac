"""Lists with q-values, as `Accept` and `Accept-Encoding` have them (RFC 9110)."""

import re
from functools import lru_cache

# RFC 9110 wants a digit before the point; old Java clients leave it out.
_QUALITY = re.compile(rb"(?:0?\.[0-9]{1,3}|0\.?|1(?:\.0{0,3})?)")

_LONGEST_CACHED = 512
"""Bytes; clients could otherwise fill the memory with many different long headers."""


def qualities(header: bytes) -> dict[bytes, float]:
    """The names that a header lists, in lower case, each with its quality from 0 to 1.

    Parts with a malformed quality are left out, and parameters other than `q` are ignored.
    """
    return _cached(header) if len(header) <= _LONGEST_CACHED else _qualities(header)


def _qualities(header: bytes) -> dict[bytes, float]:
    found = {}
    for part in header.split(b","):
        name, *parameters = (piece.strip() for piece in part.lower().split(b";"))
        if not name:
            continue
        value = b"1"
        for parameter in parameters:
            key, _, text = parameter.partition(b"=")
            if key.strip() == b"q":
                value = text.strip()
        if _QUALITY.fullmatch(value):
            found[name] = float(value)
    return found


_cached = lru_cache(maxsize=256)(_qualities)


def quality(accept: bytes, media_type: str) -> float:
    """The quality of a media type in an `Accept` header; the most specific range decides."""
    asked = qualities(accept)
    essence = media_type.partition(";")[0].strip().encode()
    for media_range in (essence, essence.partition(b"/")[0] + b"/*", b"*/*"):
        if media_range in asked:
            return asked[media_range]
    return 0.0
