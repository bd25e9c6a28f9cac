"""Content coding: which one a client prefers (RFC 9110, section 12.5.3), and the encoders."""

import zlib
from functools import lru_cache
from threading import local
from typing import Protocol

import brotli
import zstandard

from app.api.media_types import qualities

CODINGS = (b"zstd", b"br", b"gzip", b"identity")
"""In the order of preference where a client likes several equally."""

IDENTITY = b"identity"
SMALLEST = 500
"""A shorter body is not compressed."""

# At these levels a page costs well under a millisecond.
_ZSTD, _BROTLI, _GZIP = 3, 4, 5
_GZIP_WINDOW = 31
_LONGEST_CACHED = 256

_TEXT = frozenset(
    {
        "application/atom+xml",
        "application/javascript",
        "application/json",
        "application/vnd.sqlite3",
        "application/xml",
        "application/x-ndjson",
        "image/svg+xml",
    }
)


class Encoder(Protocol):
    """Compresses a body that comes in pieces."""

    def compress(self, data: bytes, /) -> bytes:
        """The bytes to send after `data`."""

    def flush(self) -> bytes:
        """The last bytes to send."""


class _Brotli:
    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=_BROTLI)

    def compress(self, data: bytes, /) -> bytes:
        sent: bytes = self._compressor.process(data)
        return sent

    def flush(self) -> bytes:
        rest: bytes = self._compressor.finish()
        return rest


_thread = local()


def encoder(coding: bytes) -> Encoder:
    """A new encoder for `coding`, one of `CODINGS` except `identity`."""
    if coding == b"zstd":
        return zstandard.ZstdCompressor(level=_ZSTD).compressobj()
    if coding == b"br":
        return _Brotli()
    return zlib.compressobj(_GZIP, zlib.DEFLATED, _GZIP_WINDOW)


def encode(body: bytes, coding: bytes) -> bytes:
    """`body` in `coding`; always the same bytes for the same body."""
    if coding == b"zstd":
        # A compressor takes long to make, and two threads must not share one.
        if not hasattr(_thread, "zstd"):
            _thread.zstd = zstandard.ZstdCompressor(level=_ZSTD)
        compressed: bytes = _thread.zstd.compress(body)
        return compressed
    if coding == b"br":
        encoded: bytes = brotli.compress(body, quality=_BROTLI)
        return encoded
    return zlib.compress(body, _GZIP, _GZIP_WINDOW)


def choose(accepted: tuple[bytes, ...], media_type: str, size: int | None) -> bytes | None:
    """The coding for a body of `size` bytes (None: unknown); None if none is acceptable.

    `accepted` comes from `acceptable`.
    """
    if not accepted:
        return None
    small = size is not None and size < SMALLEST
    if (small or not _compressible(media_type)) and IDENTITY in accepted:
        return IDENTITY
    return accepted[0]


def acceptable(header: bytes | None) -> tuple[bytes, ...]:
    """The codings that an `Accept-Encoding` header allows, best first."""
    if header is None:
        return (IDENTITY,)
    return _cached(header) if len(header) <= _LONGEST_CACHED else _acceptable(header)


def _acceptable(header: bytes) -> tuple[bytes, ...]:
    asked = dict(qualities(header))
    if b"x-gzip" in asked:
        asked.setdefault(b"gzip", asked[b"x-gzip"])
    if b"*" in asked:
        # `*` means any that is not named; gzip is the one that every client can read.
        unnamed = next((name for name in (b"gzip", b"br", b"zstd") if name not in asked), b"")
        asked[unnamed] = asked[b"*"]
    elif IDENTITY not in asked:
        # Acceptable if not mentioned, but anything asked for is better.
        asked[IDENTITY] = min((q for q in asked.values() if q), default=1.0) / 2
    if b"*" in asked:
        asked.setdefault(IDENTITY, asked[b"*"] / 2)
    found = [coding for coding in CODINGS if asked.get(coding)]
    return tuple(sorted(found, key=lambda coding: -asked[coding]))


_cached = lru_cache(maxsize=256)(_acceptable)


@lru_cache(maxsize=64)
def _compressible(media_type: str) -> bool:
    essence = media_type.partition(";")[0].strip()
    return essence in _TEXT or essence.startswith("text/") or essence.endswith(("+json", "+xml"))
