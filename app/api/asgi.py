"""The service as an ASGI application: reads a request, sends its response in pieces."""

import logging
from asyncio import create_task, to_thread
from collections.abc import AsyncIterator, Callable, Iterator
from time import perf_counter
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send

from app.api.delivery import PIECE, Body, Representation, close
from app.api.http import Request
from app.api.log import log_request, request_id
from app.api.problems import RETRY, Overloaded, Problem, TooLarge, UnreadableBody
from app.api.service import CLOSE, Service
from app.database import DatabaseFailure

HANDED_OVER = "article_facts.handed_over"
"""In a scope: the request as the server has read it, its response if it has one, and the function
that breaks the connection."""

Abort = Callable[[], None]

_log = logging.getLogger(__name__)


class Application:
    """Every route of the framework calls this, and so does its default for unknown paths."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        began = perf_counter()
        request: Request
        request, made, abort = scope.get(HANDED_OVER) or (read(scope, self.service), None, None)
        if made is None and request.route is None:
            made = self.service.respond(request)
        if made is None:
            made = await self._later(request, receive)
        sent = 0
        try:
            headers = [*made.headers, *request.added, (b"x-request-id", request.id)]
            start = {"type": "http.response.start", "status": made.status, "headers": headers}
            await send(start)
            if request.method == "HEAD":
                close(made.body)
                await send({"type": "http.response.body", "body": b""})
            elif isinstance(made.body, bytes) and len(made.body) <= PIECE:
                await send({"type": "http.response.body", "body": made.body})
                sent = len(made.body)
            else:
                sent = await self._long(request, made.body, receive, send, abort)
        finally:
            log_request(made.kind, request.method, request.id, perf_counter() - began, sent)

    async def _later(self, request: Request, receive: Receive) -> Representation:
        if request.route is not None and request.route.text:
            try:
                request.body = await self._text(request.route.text, receive)
            except Problem as problem:
                return self.service.problem(request, problem)
        return await self.service.respond_later(request)

    async def _text(self, most: int, receive: Receive) -> bytes:
        """The body, once it is there; raises `TooLarge`, `UnreadableBody` and `Overloaded`."""
        arriving, received, more = self.service.arriving, bytearray(), True
        try:
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    detail = "the text is incomplete"
                    raise UnreadableBody(detail)
                piece = message.get("body", b"")
                more = message.get("more_body", False)
                arriving.take(len(piece))
                received += piece
                if len(received) > most:
                    detail = f"the text has more than {most} bytes"
                    raise TooLarge(detail, CLOSE)
        except Overloaded as error:
            raise Overloaded(error.detail, {**RETRY, **CLOSE}) from error
        finally:
            arriving.give(len(received))
        return bytes(received)

    async def _long(
        self, request: Request, body: Body, receive: Receive, send: Send, abort: Abort | None
    ) -> int:
        """Send a body in pieces, as fast as the client reads; how many bytes were sent."""
        unread, reader, sent = self.service.unread, object(), 0
        gone = create_task(_disconnected(receive))
        unread.add(reader, body if isinstance(body, bytes) else b"", abort or (lambda: None))
        try:
            async for piece in _pieces(body):
                if gone.done():
                    return sent
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                unread.progress(reader)
                sent += len(piece)
            await send({"type": "http.response.body", "body": b""})
        except DatabaseFailure as error:
            # The server breaks the connection, as the body is not complete.
            _log.error("request %s broke off: %s", request.id.decode(), error)
        finally:
            unread.remove(reader)
            gone.cancel()
            close(body)
        return sent


async def _pieces(body: Body) -> AsyncIterator[bytes | memoryview]:
    """A body in pieces of about `PIECE` bytes: without a copy, or each made in a thread."""
    if isinstance(body, bytes):
        for place in range(0, len(body), PIECE):
            yield memoryview(body)[place : place + PIECE]
    else:
        while piece := await to_thread(_piece, body):
            yield piece


def _piece(body: Iterator[bytes]) -> bytes:
    """The next bytes of a body, about `PIECE` of them; none at its end."""
    found: list[bytes] = []
    size = 0
    while size < PIECE and (piece := next(body, None)) is not None:
        found.append(piece)
        size += len(piece)
    return b"".join(found)


async def _disconnected(receive: Receive) -> None:
    """Return when the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def read(scope: Scope, service: Service) -> Request:
    """The request of an ASGI scope."""
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        headers[name] = b"%b, %b" % (headers[name], value) if name in headers else value
    peer = scope["client"][0] if scope.get("client") else ""
    host, port = scope.get("server") or ("", None)
    raw = scope.get("raw_path") or scope["path"].encode()
    return make_request(
        service,
        scope["method"],
        raw.partition(b"?")[0],
        scope["query_string"],
        headers,
        (peer, scope.get("scheme", "http"), f"{host}:{port}" if port else host),
    )


def make_request(
    service: Service,
    method: str,
    raw_path: bytes,
    query: bytes,
    headers: dict[bytes, bytes],
    connection: tuple[str, str, str],
) -> Request:
    """A request; `connection` has the peer's address, the scheme, and this server's address."""
    peer, scheme, server = connection
    client, scheme = service.proxies.client(peer, scheme, headers)
    path = raw_path.decode("latin-1")
    return Request(
        method,
        unquote(path) if "%" in path else path,
        raw_path,
        query,
        headers,
        service,
        scheme,
        headers[b"host"].decode("latin-1") if headers.get(b"host") else server,
        client,
        request_id(headers.get(b"x-request-id")),
    )
