"""What a representation has beside what its route gave it: coding, validators, conditions, headers.

Plain functions of what was asked, so that whoever sends an answer makes it the same.
"""

from collections.abc import Mapping

from starlette.types import Scope

from app.api.conditional import not_modified, validators
from app.api.encoding import choose, encode
from app.api.formats.negotiation import refuses
from app.api.headers import ALWAYS, ALWAYS_NAMES, DATA, ELSE, OF_THE_BODY, Header
from app.api.problems import NotAcceptable

OK, NO_CONTENT, PARTIAL, NOT_MODIFIED = 200, 204, 206, 304

Asked = Mapping[bytes, bytes]
"""The headers of a request that an answer depends on."""

_READ = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"access-control-request-method",
        b"if-none-match",
        b"x-request-id",
    }
)


def asked_of(scope: Scope) -> Asked:
    """What a request asks for by its headers; of those that stand twice, all."""
    asked: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _READ:
            before = asked.get(name)
            asked[name] = value if before is None else b"%b, %b" % (before, value)
    return asked


def whole(
    scope: Scope, asked: Asked, status: int, headers: list[Header], body: bytes
) -> tuple[int, list[Header], bytes]:
    """The answer to send in place of one whose body is there in one piece.

    Raises `NotAcceptable` where the client takes nothing of it.
    """
    etag = None
    if status == OK:
        names = dict(headers)
        # A client that asks for nothing takes everything.
        coding = coding_of(scope, asked, names, len(body)) if asked else b"identity"
        if coding != b"identity":
            body = encode(body, coding)
            headers = [(n, v) for n, v in headers if n != b"content-length"]
            headers.append((b"content-length", b"%d" % len(body)))
            headers.append((b"content-encoding", coding))
        etag = names.get(b"etag")
        if etag is None and scope["method"] == "GET":
            etag, digest = validators(body)
            headers += ((b"etag", etag), (b"repr-digest", digest))
    status, headers = headed(scope, asked, status, headers, etag)
    return status, headers, b"" if status == NOT_MODIFIED else body


def coding_of(scope: Scope, asked: Asked, names: Mapping[bytes, bytes], size: int | None) -> bytes:
    """The coding for a body of `size` bytes (None: unknown); raises `NotAcceptable`."""
    kind = names.get(b"content-type", b"")
    accept = asked.get(b"accept", b"*/*")
    # `format` in a query that was answered has been obeyed, whatever `Accept` says.
    refused = accept != b"*/*" and refuses(accept, kind)
    if refused and b"format=" not in scope["query_string"]:
        raise NotAcceptable([kind.partition(b";")[0].decode()])
    if b"content-encoding" in names:
        return b"identity"
    coding = choose(asked.get(b"accept-encoding"), kind, size)
    if coding is None:
        raise NotAcceptable(["zstd", "br", "gzip", "identity"], "Accept-Encoding")
    return coding


def headed(
    scope: Scope, asked: Asked, status: int, headers: list[Header], etag: bytes | None = None
) -> tuple[int, list[Header]]:
    """Status and headers to send, all but the request's id; 304 where the client has `etag`."""
    wanted = asked.get(b"if-none-match")
    if wanted is not None and etag is not None and not_modified(wanted, etag):
        status = NOT_MODIFIED
        headers = [h for h in headers if h[0] not in OF_THE_BODY]
    names = dict(headers)
    if ALWAYS_NAMES.isdisjoint(names):
        headers += ALWAYS
    else:
        headers += [header for header in ALWAYS if header[0] not in names]
    if b"cache-control" not in names:
        data = status in {OK, PARTIAL, NOT_MODIFIED} and scope["method"] == "GET"
        headers.append(DATA if data else ELSE)
    return status, headers
