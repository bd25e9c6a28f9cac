"""Turns a handler's response into the one that is sent: content coding, validators, headers."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BufferedReader
from itertools import chain
from typing import BinaryIO

from app.api.conditional import (
    CONDITIONS,
    failed_precondition,
    not_modified,
    validators,
    wanted_range,
)
from app.api.content_coding import CODINGS, IDENTITY, acceptable, choose, encode, encoder
from app.api.http import ACCEPT, Header, Request, Response
from app.api.log import Kind, kind
from app.api.problems import NotAcceptable, PreconditionFailed, Problem, RangeNotSatisfiable

OK, PARTIAL, NOT_MODIFIED = 200, 206, 304
PIECE = 1 << 16
"""Bytes of a long body that are sent at a time."""

_GATHERED = 1 << 20
"""A body in pieces of at most so many bytes is joined, so that its length is known."""

_OVERHEAD = 1200
"""Bytes of memory that a representation takes besides its body and headers, roughly."""

USUAL: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        (
            b"Link, ETag, Content-Range, Accept-Ranges, Repr-Digest, X-Request-ID, "
            b"Content-Disposition, Retry-After, Allow, RateLimit, RateLimit-Policy"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
"""What every response has unless its handler set that header."""

# Clients may reuse data for a minute and then have to ask whether it changed.
DATA_CACHING = (b"cache-control", b"public, max-age=60, must-revalidate")
NO_CACHING = (b"cache-control", b"no-store")

_RANGES = (b"accept-ranges", b"bytes")

_OF_THE_BODY = frozenset(
    b"accept-ranges content-disposition content-encoding content-length content-type "
    b"repr-digest".split()
)
_STATUS = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}


class Pieces(Iterator[bytes]):
    """A long body, piece after piece; it has to be closed, however much of it is read."""

    def __init__(self, pieces: Iterator[bytes], close: Callable[[], object]) -> None:
        self._pieces = pieces
        self.close = close

    def __next__(self) -> bytes:
        return next(self._pieces)


class File(Pieces):
    """The bytes `part` of an open file, all of it by default."""

    def __init__(self, file: BinaryIO, part: range | None = None) -> None:
        self.file = file
        self.part = range(os.fstat(file.fileno()).st_size) if part is None else part
        super().__init__(self._read(), file.close)

    def _read(self) -> Iterator[bytes]:
        self.file.seek(self.part.start)
        left = len(self.part)
        while left and (piece := self.file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


Body = bytes | Pieces


@dataclass(slots=True, eq=False)
class Representation:
    """A response with all its headers except `Date`, `X-Request-ID` and those of the connection."""

    status: int
    headers: list[Header]
    body: Body
    kind: Kind
    length: int | None = None
    """Of the body in bytes; None if it is unknown."""

    etag: bytes = field(init=False)
    modified: bytes = field(init=False)
    head: bytes = field(init=False)
    """The status line and the headers as they are on the wire."""

    unmodified: "Representation | None" = None
    """Its 304, after the first request for that."""

    def __post_init__(self) -> None:
        names = dict(self.headers)
        self.etag, self.modified = names.get(b"etag", b""), names.get(b"last-modified", b"")
        lines = b"".join([b"%b: %b\r\n" % header for header in self.headers])
        self.head = _STATUS[self.status] + lines

    @property
    def size(self) -> int:
        """The bytes of memory that it takes in the cache."""
        return (self.length or 0) + 2 * len(self.head) + _OVERHEAD

    @property
    def cacheable(self) -> bool:
        """Whether the cache may keep it for all clients."""
        caching = dict(self.headers).get(b"cache-control", b"")
        return self.status == OK and isinstance(self.body, bytes) and caching.startswith(b"public")


def represent(request: Request, response: Response, modified: bytes) -> Representation:
    """The representation of a handler's response; raises `NotAcceptable`.

    `modified` is the `Last-Modified` of the dataset, or empty.
    """
    status, headers = response.status, list(response.headers)
    body, size = _body(response.body)
    if status == OK and b"content-encoding" not in dict(headers):
        coding = _coding(request, response.media_type, size)
        if coding != IDENTITY:
            body, headers = _encoded(body, coding, headers)
            size = len(body) if isinstance(body, bytes) else None
    names = dict(headers)
    if status == OK and request.method in {"GET", "HEAD"}:
        if isinstance(body, bytes) and b"etag" not in names:
            etag, digest = validators(body)
            headers += ((b"etag", etag), (b"repr-digest", digest))
        if modified and b"last-modified" not in names:
            headers.append((b"last-modified", modified))
        if size is not None and b"content-encoding" not in names:
            headers.append(_RANGES)
    if status != HTTPStatus.NO_CONTENT:
        headers.append((b"content-type", response.media_type.encode()))
        if size is not None:
            headers.append((b"content-length", b"%d" % size))
    headers = _with_usual(request, status, headers)
    route = request.route.path if request.route else None
    return Representation(status, headers, body, kind(route, request.method, status), size)


def conditioned(request: Request, whole: Representation) -> Representation:
    """The representation, or the part or the 304 that the request's headers call for.

    Raises `PreconditionFailed` and `RangeNotSatisfiable`.
    """
    headers = request.headers
    if CONDITIONS.isdisjoint(headers) or whole.status != OK or not whole.etag:
        return whole
    if failed_precondition(headers, whole.etag, whole.modified):
        message = f"the current version is {whole.etag.decode()}"
        raise PreconditionFailed(message)
    if not_modified(headers, whole.etag, whole.modified):
        close(whole.body)
        if whole.unmodified is None:
            kept = [header for header in whole.headers if header[0] not in _OF_THE_BODY]
            kind_ = kind(whole.kind.route, "GET", NOT_MODIFIED)
            whole.unmodified = Representation(NOT_MODIFIED, kept, b"", kind_, 0)
        return whole.unmodified
    if not request.asks_for_range or _RANGES not in whole.headers:
        return whole
    size = whole.length or 0
    part = wanted_range(headers, size, whole.etag, whole.modified)
    if part is None:
        return whole
    if not part:
        close(whole.body)
        message = f"there are only {size} bytes"
        raise RangeNotSatisfiable(message, {"Content-Range": f"bytes */{size}"})
    return _part(whole, part, size)


def _part(whole: Representation, part: range, size: int) -> Representation:
    headers = [header for header in whole.headers if header[0] != b"content-length"]
    headers += [
        (b"content-length", b"%d" % len(part)),
        (b"content-range", b"bytes %d-%d/%d" % (part.start, part.stop - 1, size)),
    ]
    body = whole.body
    if isinstance(body, File):
        body = File(body.file, part)
    elif isinstance(body, bytes):
        body = body[part.start : part.stop]
    return Representation(PARTIAL, headers, body, kind(whole.kind.route, "GET", PARTIAL), len(part))


def _coding(request: Request, media_type: str, size: int | None) -> bytes:
    accepted = acceptable(request.headers.get(b"accept-encoding"))
    if request.asks_for_range and IDENTITY in accepted and size is not None:
        # Ranges are of the bytes as they are stored.
        return IDENTITY
    coding = choose(accepted, media_type, size)
    if coding is None:
        raise NotAcceptable([name.decode() for name in CODINGS], "Accept-Encoding")
    return coding


def _with_usual(request: Request, status: int, headers: list[Header]) -> list[Header]:
    names = dict(headers)
    vary = [b"Accept"] if ACCEPT in request.depends_on else []
    vary += [name.strip() for name in names.get(b"vary", b"").split(b",") if name.strip()]
    if b"Accept-Encoding" not in vary:
        vary.append(b"Accept-Encoding")
    if b"Accept" in vary:
        request.depends_on.add(ACCEPT)
    kept = [header for header in headers if header[0] != b"vary"]
    kept.append((b"vary", b", ".join(dict.fromkeys(vary))))
    kept += [header for header in USUAL if header[0] not in names]
    if b"cache-control" not in names:
        data = status == OK and request.method in {"GET", "HEAD"}
        kept.append(DATA_CACHING if data else NO_CACHING)
    return kept


def _body(body: bytes | Iterator[bytes] | BinaryIO) -> tuple[Body, int | None]:
    """The body and its length; a short body in pieces is joined, so that its length is known."""
    if isinstance(body, bytes):
        return body, len(body)
    if isinstance(body, BufferedReader):
        file = File(body)
        return file, len(file.part)
    first = []
    size = 0
    for piece in body:
        first.append(piece)
        size += len(piece)
        if size > _GATHERED:
            close = getattr(body, "close", lambda: None)
            return Pieces(chain(first, body), close), None
    return b"".join(first), size


def _encoded(body: Body, coding: bytes, headers: list[Header]) -> tuple[Body, list[Header]]:
    """The body in `coding`, and the headers that hold for it."""
    kept = [header for header in headers if header[0] not in {b"repr-digest", b"etag"}]
    kept.append((b"content-encoding", coding))
    etag = dict(headers).get(b"etag")
    if etag is not None:
        kept.append((b"etag", b'%b-%b"' % (etag[:-1], coding)))
    if isinstance(body, bytes):
        return encode(body, coding), kept
    return Pieces(_encoded_pieces(body, coding), body.close), kept


def _encoded_pieces(pieces: Iterator[bytes], coding: bytes) -> Iterator[bytes]:
    encoded, rest = encoder(coding)
    for piece in pieces:
        if compressed := encoded(piece):
            yield compressed
    yield rest()


def close(body: Body) -> None:
    """Close what a body is read from, if anything."""
    if isinstance(body, Pieces):
        body.close()


def headers_of(problem: Problem) -> list[Header]:
    """The headers that a problem adds to its response."""
    return [
        (name.lower().encode(), value.encode("latin-1")) for name, value in problem.headers.items()
    ]
