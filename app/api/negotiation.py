"""What a client accepts: media types and content codings (RFC 9110, section 12.5); the encoders."""

import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from threading import local

import brotli
import zstandard

CODINGS = (b"zstd", b"br", b"gzip", b"identity")
"""In the order of preference where a client likes several equally."""

IDENTITY = b"identity"
# At these levels a page costs well under a millisecond.
_ZSTD, _BROTLI, GZIP, GZIP_WINDOW = 3, 4, 5, 31

_COMPRESSIBLE = re.compile(
    r"text/.*|.*\+(?:json|xml)|application/(?:javascript|json|vnd\.sqlite3|xml|x-ndjson)"
)

# RFC 9110 wants a digit before the point; old Java clients leave it out.
_QUALITY = re.compile(rb"(?:0?\.[0-9]{1,3}|0\.?|1(?:\.0{0,3})?)")

LONGEST_HEADER = 2048
"""Bytes of a header that are read, so that it costs little time and memory."""


@lru_cache(maxsize=128)
def qualities(header: bytes) -> Mapping[bytes, float]:
    """The names that a header lists, in lower case, each with its quality from 0 to 1.

    Parts with a malformed quality are left out, and parameters other than `q` are ignored.
    """
    found = {}
    for part in header.lower().split(b","):
        name, *parameters = (piece.strip() for piece in part.split(b";"))
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


def quality(accept: bytes, media_type: str) -> float:
    """The quality of a media type in an `Accept` header; the most specific range decides."""
    asked = qualities(accept)
    essence = media_type.partition(";")[0].strip().encode()
    for media_range in (essence, essence.partition(b"/")[0] + b"/*", b"*/*"):
        if media_range in asked:
            return asked[media_range]
    return 0.0


_thread = local()


def encode(body: bytes, coding: bytes) -> bytes:
    """`body` in `coding`; always the same bytes for the same body."""
    if coding == b"zstd":
        # A compressor takes long to make, and two threads must not share one.
        if not hasattr(_thread, "zstd"):
            _thread.zstd = zstandard.ZstdCompressor(level=_ZSTD)
        return bytes(_thread.zstd.compress(body))
    if coding == b"br":
        return bytes(brotli.compress(body, quality=_BROTLI))
    return zlib.compress(body, GZIP, GZIP_WINDOW)


@lru_cache(maxsize=128)
def acceptable(header: bytes | None) -> tuple[bytes, ...]:
    """The codings that an `Accept-Encoding` header allows, best first."""
    if header is None:
        return (IDENTITY,)
    asked = dict(qualities(header))
    rest = asked.get(b"*")
    if rest is not None:
        # `*` means any that is not named; gzip is the one that every client can read.
        unnamed = [name for name in (b"gzip", b"br", b"zstd") if name not in asked]
        asked |= dict.fromkeys(unnamed[:1], rest)
        asked.setdefault(IDENTITY, rest / 2)
    elif IDENTITY not in asked:
        # Acceptable if not mentioned, but codings that are mentioned come first.
        asked[IDENTITY] = min((q for q in asked.values() if q), default=1.0) / 2
    found = [coding for coding in CODINGS if asked.get(coding)]
    return tuple(sorted(found, key=lambda coding: -asked[coding]))


@lru_cache(maxsize=64)
def compressible(media_type: str) -> bool:
    """Whether bodies of a media type become shorter."""
    return bool(_COMPRESSIBLE.fullmatch(media_type.partition(";")[0].strip()))
