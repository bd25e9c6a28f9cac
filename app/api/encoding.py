"""Content coding: which one a client prefers (RFC 9110, section 12.5.3), and how it is made."""

import zlib
from functools import lru_cache
from typing import Protocol

import brotli
import zstandard

from app.api.qualities import qualities

CODINGS = (b"zstd", b"br", b"gzip", b"identity")
"""What there is; of codings that a client likes as well as another, the first is taken."""

SMALLEST = 500
"""A body of fewer bytes is not worth compressing."""

# The levels at which a page costs the server well under a millisecond.
_ZSTD, _BROTLI, _GZIP = 3, 4, 5
_GZIP_WINDOW = 31

_TEXT = frozenset(
    {
        b"application/javascript",
        b"application/json",
        b"application/xml",
        b"application/x-ndjson",
        b"image/svg+xml",
    }
)


class Encoder(Protocol):
    """Compresses a body that comes in pieces."""

    def compress(self, data: bytes, /) -> bytes:
        """What can be sent after `data`."""

    def flush(self) -> bytes:
        """The rest."""


class _Brotli:
    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=_BROTLI)

    def compress(self, data: bytes, /) -> bytes:
        sent: bytes = self._compressor.process(data)
        return sent

    def flush(self) -> bytes:
        rest: bytes = self._compressor.finish()
        return rest


_zstd = zstandard.ZstdCompressor(level=_ZSTD)


def encoder(coding: bytes) -> Encoder:
    """A new encoder of `coding`, which is one of `CODINGS` but not `identity`."""
    if coding == b"zstd":
        return zstandard.ZstdCompressor(level=_ZSTD).compressobj()
    if coding == b"br":
        return _Brotli()
    return zlib.compressobj(_GZIP, zlib.DEFLATED, _GZIP_WINDOW)


def encode(body: bytes, coding: bytes) -> bytes:
    """`body` in `coding`; the same bytes each time, so that they can be tagged."""
    if coding == b"zstd":
        return _zstd.compress(body)
    if coding == b"br":
        encoded: bytes = brotli.compress(body, quality=_BROTLI)
        return encoded
    return zlib.compress(body, _GZIP, _GZIP_WINDOW)


def choose(accepted: bytes | None, content_type: bytes, size: int | None) -> bytes | None:
    """The coding for a body of `size` bytes (None: unknown); None where none is acceptable."""
    if accepted is None:
        return b"identity"
    liked = _liked(accepted)
    if not liked:
        return None
    small = size is not None and size < SMALLEST
    if (small or not _compressible(content_type)) and b"identity" in liked:
        return b"identity"
    return liked[0]


@lru_cache(maxsize=256)
def _liked(accepted: bytes) -> tuple[bytes, ...]:
    """The acceptable codings, best first."""
    asked = qualities(accepted)
    if b"x-gzip" in asked:
        asked.setdefault(b"gzip", asked[b"x-gzip"])
    rest = asked.get(b"*")
    found = {coding: asked.get(coding, rest or 0.0) for coding in CODINGS}
    if b"identity" not in asked and rest is None:
        # Not spoken of, it is acceptable, but anything asked for is better.
        found[b"identity"] = min((q for q in found.values() if q), default=1.0) / 2
    acceptable = [coding for coding in CODINGS if found[coding]]
    return tuple(sorted(acceptable, key=lambda coding: -found[coding]))


@lru_cache(maxsize=64)
def _compressible(content_type: bytes) -> bool:
    essence = content_type.partition(b";")[0].strip()
    return essence in _TEXT or essence.startswith(b"text/") or essence.endswith(b"+json")
