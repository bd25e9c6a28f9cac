"""Turns a handler's response into the one that is sent: content coding, validators, headers."""

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from io import FileIO
from itertools import chain
from threading import Lock
from time import monotonic

from app.api.conditional import (
    CONDITIONS,
    failed_precondition,
    not_modified,
    validators,
    wanted_range,
)
from app.api.http import LICENCE, READ, Header, Request, Response
from app.api.negotiation import (
    CODINGS,
    GZIP,
    GZIP_WINDOW,
    IDENTITY,
    acceptable,
    compressible,
    encode,
)
from app.api.problems import NotAcceptable, PreconditionFailed, RangeNotSatisfiable
from app.database import PIECES, SENDING

OK, PARTIAL, NOT_MODIFIED = 200, 206, 304
PIECE = 1 << 16
"""Bytes of a long body that are sent at a time."""

_JOINED, _JOINING = 1 << 20, 0.5
"""A body in pieces that has fewer bytes, and takes no more seconds to make, is joined."""

_ENCODER = 270 << 10
"""The bytes of memory that an encoder of pieces takes at most."""

_SMALLEST = 500
"""A shorter body is not compressed."""

_OVERHEAD = 1200
"""Bytes of memory that a representation takes besides its body and headers, roughly."""

USUAL = {
    b"access-control-allow-origin": b"*",
    b"access-control-expose-headers": (
        b"Link, ETag, Content-Range, Accept-Ranges, Repr-Digest, X-Request-ID, "
        b"Content-Disposition, Retry-After, Allow, RateLimit, RateLimit-Policy"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cross-origin-resource-policy": b"cross-origin",
}
"""The headers that every response has, unless its handler sets them itself."""

# Clients may reuse data for a minute and then have to ask whether it changed.
_DATA_CACHING = b"public, max-age=60, must-revalidate"
_NO_CACHING = b"no-store"

_OF_THE_BODY = frozenset(
    b"accept-ranges content-disposition content-encoding content-length content-type "
    b"repr-digest".split()
)
_STATUS = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}


class File(Iterator[bytes]):
    """The bytes `part` of an open file, all of it by default; others may read it meanwhile."""

    def __init__(self, file: FileIO, part: range | None = None) -> None:
        self.file = file
        self.part = range(os.fstat(file.fileno()).st_size) if part is None else part
        self._read = 0

    def __next__(self) -> bytes:
        left = self.part[self._read : self._read + PIECE]
        piece = os.pread(self.file.fileno(), len(left), left.start)
        if not piece:
            raise StopIteration
        self._read += len(piece)
        return piece


Body = bytes | Iterator[bytes]
"""All of it, or pieces; what they are made from is closed when nothing refers to them."""

_encoding = Lock()
"""One thread at a time encodes pieces: with several, new connections wait for the processor."""


def length(body: Body) -> int | None:
    """The bytes of a body; None if they are not known before all its pieces are made."""
    whole = body.part if isinstance(body, File) else body
    return len(whole) if isinstance(whole, bytes | range) else None


def header_lines(headers: Iterable[Header]) -> bytes:
    """Headers as they are on the wire."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


@dataclass(slots=True, eq=False)
class Representation:
    """A response with all its headers except `Date`, `X-Request-ID` and those of the connection."""

    status: int
    headers: dict[bytes, bytes]
    body: Body
    route: str | None
    """The path of its route, such as `/people/{id}`, for log and metrics."""

    threads: str = SENDING
    """The threads that make its pieces: those of files do not wait for queries."""

    held: int = 0
    """The bytes of memory that it takes to send the body: all of it, or what makes its pieces."""

    head: bytes = field(init=False)
    """The status line and the headers as they are on the wire."""

    size: int = field(init=False)
    """The bytes of memory that it takes in the cache."""

    def __post_init__(self) -> None:
        self.head = _STATUS[self.status] + header_lines(self.headers.items())
        if isinstance(self.body, bytes):
            self.held = len(self.body)
        self.size = self.held + 2 * len(self.head) + _OVERHEAD

    @property
    def short(self) -> bool:
        """Whether it is sent in one piece."""
        return isinstance(self.body, bytes) and len(self.body) <= PIECE

    @property
    def cacheable(self) -> bool:
        """Whether the cache may keep it for all clients."""
        caching = self.headers.get(b"cache-control", b"")
        return self.status == OK and isinstance(self.body, bytes) and caching.startswith(b"public")


def represent(request: Request, response: Response, modified: bytes = b"") -> Representation:
    """The representation of a handler's response; raises `NotAcceptable`.

    `modified` is the `Last-Modified` of the dataset, or empty.
    """
    status, headers = response.status, dict(response.headers)
    body = _joined(response.body)
    held = 0 if isinstance(body, bytes | File) else _JOINED
    if status == OK and (coding := _coding(request, response.media_type, body)) != IDENTITY:
        headers[b"content-encoding"] = coding
        headers.pop(b"repr-digest", None)
        if etag := headers.get(b"etag"):
            headers[b"etag"] = b'%b-%b"' % (etag[:-1], coding)
        if isinstance(body, bytes):
            body = encode(body, coding)
        else:
            body, held = _gzipped(body), held + _ENCODER
    data = status == OK and request.method in READ
    size = length(body)
    if data:
        if isinstance(body, bytes) and b"etag" not in headers:
            headers[b"etag"], headers[b"repr-digest"] = validators(body)
        if modified:
            headers[b"last-modified"] = modified
            headers[b"link"] = b", ".join(filter(None, (headers.get(b"link"), LICENCE)))
        if size is not None and b"content-encoding" not in headers:
            headers[b"accept-ranges"] = b"bytes"
    if status != HTTPStatus.NO_CONTENT:
        headers[b"content-type"] = response.media_type.encode()
        if size is not None:
            headers[b"content-length"] = b"%d" % size
    headers[b"vary"] = b"Accept, Accept-Encoding" if request.negotiated else b"Accept-Encoding"
    headers.setdefault(b"cache-control", _DATA_CACHING if data else _NO_CACHING)
    route = request.route.path if request.route else None
    threads = SENDING if isinstance(response.body, bytes | FileIO) else PIECES
    return Representation(status, USUAL | headers, body, route, threads, held)


def conditioned(request: Request, whole: Representation) -> Representation:
    """The representation, or the part or the 304 that the request's headers call for.

    Raises `PreconditionFailed` and `RangeNotSatisfiable`.
    """
    headers, etag = request.headers, whole.headers.get(b"etag")
    if CONDITIONS.isdisjoint(headers) or whole.status != OK or not etag:
        return whole
    modified = whole.headers.get(b"last-modified", b"")
    if failed_precondition(headers, etag, modified):
        raise PreconditionFailed(f"the current version is {etag.decode()}")
    if not_modified(headers, etag, modified):
        kept = {name: value for name, value in whole.headers.items() if name not in _OF_THE_BODY}
        return Representation(NOT_MODIFIED, kept, b"", whole.route)
    if not request.asks_for_range or b"accept-ranges" not in whole.headers:
        return whole
    size = length(whole.body) or 0
    part = wanted_range(headers, size, etag, modified)
    if part is None:
        return whole
    if not part:
        message = f"there are only {size} bytes"
        raise RangeNotSatisfiable(message, [(b"content-range", b"bytes */%d" % size)])
    return _part(whole, part, size)


def _part(whole: Representation, part: range, size: int) -> Representation:
    headers = {
        **whole.headers,
        b"content-length": b"%d" % len(part),
        b"content-range": b"bytes %d-%d/%d" % (part.start, part.stop - 1, size),
    }
    body = whole.body
    if isinstance(body, File):
        body = File(body.file, part)
    elif isinstance(body, bytes):
        body = body[part.start : part.stop]
    return Representation(PARTIAL, headers, body, whole.route)


def _joined(body: bytes | Iterator[bytes] | FileIO) -> Body:
    """The body; a short one in pieces is joined, so that its length is known."""
    if isinstance(body, bytes):
        # orjson leaves spare room after what it wrote: 4 KiB, or as much again.
        return bytes(memoryview(body))
    if isinstance(body, FileIO):
        return File(body)
    first, more = next_pieces(body, _JOINED, _JOINING)
    return chain(first, body) if more else b"".join(first)


def next_pieces(body: Iterator[bytes], most: int, seconds: float) -> tuple[list[bytes], bool]:
    """The next pieces of a body, up to `most` bytes or `seconds`, and whether there may be more."""
    found: list[bytes] = []
    size, end = 0, monotonic() + seconds
    for piece in body:
        found.append(piece)
        size += len(piece)
        if size >= most or monotonic() > end:
            return found, True
    return found, False


def _coding(request: Request, media_type: str, body: Body) -> bytes:
    """The content coding that the client prefers; raises `NotAcceptable`."""
    offered = CODINGS if isinstance(body, bytes) else (b"gzip", IDENTITY)
    asked = acceptable(request.headers.get(b"accept-encoding"))
    accepted = [coding for coding in asked if coding in offered]
    if not accepted:
        raise NotAcceptable([name.decode() for name in offered], "Accept-Encoding")
    size = length(body)
    # Ranges are of the bytes as they are stored.
    plain = size is not None and (request.asks_for_range or size < _SMALLEST)
    if IDENTITY in accepted and (plain or not compressible(media_type)):
        return IDENTITY
    return accepted[0]


def _gzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    gzip = zlib.compressobj(GZIP, zlib.DEFLATED, GZIP_WINDOW)
    for piece in pieces:
        with _encoding:
            compressed = gzip.compress(piece)
        # Also an empty piece, so that others get their turn.
        yield compressed
    yield gzip.flush()
