"""Media types in headers: lists with q-values as in `Accept`, and `Content-Type` (RFC 9110)."""

import re
from functools import lru_cache

# RFC 9110 wants a digit before the point; old Java clients leave it out.
_QUALITY = re.compile(rb"(?:0?\.[0-9]{1,3}|0\.?|1(?:\.0{0,3})?)")

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = re.compile(rb"[ \t]*;[ \t]*(%b)=(?:(%b)|\"([^\"\\]*)\")" % (_TOKEN, _TOKEN))
_ESSENCE = re.compile(rb"[ \t]*(%b/%b)" % (_TOKEN, _TOKEN))
_LONGEST_CONTENT_TYPE = 256
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


def content_type(header: bytes) -> tuple[str, dict[str, str]] | None:
    """The media type and the parameters of a `Content-Type`, or None if it is malformed.

    Reads at most 256 bytes, in linear time. A repeated or extended (`name*=`) parameter is
    malformed.
    """
    if len(header) > _LONGEST_CONTENT_TYPE:
        return None
    essence = _ESSENCE.match(header)
    if essence is None:
        return None
    found: dict[str, str] = {}
    place = essence.end()
    while parameter := _PARAMETER.match(header, place):
        name = parameter[1].decode().lower()
        if name in found or "*" in name:
            return None
        found[name] = (parameter[2] or parameter[3] or b"").decode("latin-1")
        place = parameter.end()
    return None if header[place:].strip() else (essence[1].decode().lower(), found)
