"""The service as an ASGI application: reads a request, sends its response in pieces."""

import logging
from asyncio import create_task, to_thread
from collections.abc import Callable, Iterator
from time import perf_counter
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send

from app.api.delivery import PIECE, Pieces, Representation
from app.api.http import Request
from app.api.log import kind, log_request, request_id
from app.api.problems import RETRY, Overloaded, Problem, TooLarge, UnreadableBody
from app.api.service import CLOSE, Service
from app.database import DatabaseFailure

HANDED_OVER = "article_facts.handed_over"
"""In a scope: the request as the server has read it, its response if it has one, and the function
that breaks the connection."""

Abort = Callable[[], None]

_log = logging.getLogger(__name__)


class Application:
    """Every route of the framework calls this; so does its default for unknown paths."""

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
            sent = await _Delivery(self.service, request, made, send, abort).send(receive)
        finally:
            kind_ = made.kind
            if request.method == "HEAD":
                kind_ = kind(kind_.route, "HEAD", made.status)
            log_request(kind_, request.id, perf_counter() - began, sent)

    async def _later(self, request: Request, receive: Receive) -> Representation:
        service = self.service
        if request.route is not None and request.route.text:
            received = bytearray()
            try:
                await _read_body(request, receive, service, received)
            except Problem as problem:
                return service.problem(request, problem)
            finally:
                service.arriving.give(len(received))
            request.body = bytes(received)
        return await service.respond_later(request)


class _Delivery:
    """A response on its way to the client."""

    def __init__(
        self,
        service: Service,
        request: Request,
        made: Representation,
        send: Send,
        abort: Abort | None,
    ) -> None:
        self.service = service
        self.request = request
        self.made = made
        self._send = send
        self._abort = abort or (lambda: None)

    async def send(self, receive: Receive) -> int:
        """Send the head and the body; how many bytes the body had."""
        made, request = self.made, self.request
        headers = [*made.headers, *request.added, (b"x-request-id", request.id)]
        await self._send({"type": "http.response.start", "status": made.status, "headers": headers})
        body = made.body
        if request.method == "HEAD":
            if isinstance(body, Pieces):
                body.close()
            body = b""
        if isinstance(body, Pieces):
            return await self._pieces(body, receive)
        if len(body) > PIECE:
            return await self._long(body)
        await self._send({"type": "http.response.body", "body": body})
        return len(body)

    async def _long(self, body: bytes) -> int:
        """Send a long body without a copy, as fast as the client reads."""
        unread = self.service.unread
        unread.add(self, body, self._abort)
        try:
            view = memoryview(body)
            for place in range(0, len(view), PIECE):
                piece = view[place : place + PIECE]
                more = place + PIECE < len(view)
                await self._send({"type": "http.response.body", "body": piece, "more_body": more})
                unread.progress(self)
        finally:
            unread.remove(self)
        return len(body)

    async def _pieces(self, body: Pieces, receive: Receive) -> int:
        sent = 0
        gone = create_task(_disconnected(receive))
        self.service.unread.add(self, b"", self._abort)
        try:
            while not gone.done() and (piece := await to_thread(_piece, body)):
                message = {"type": "http.response.body", "body": piece, "more_body": True}
                await self._send(message)
                self.service.unread.progress(self)
                sent += len(piece)
            if not gone.done():
                await self._send({"type": "http.response.body", "body": b""})
        except DatabaseFailure as error:
            # The server breaks the connection, as the body is not complete.
            _log.error("request %s broke off: %s", self.request.id.decode(), error)
        finally:
            self.service.unread.remove(self)
            gone.cancel()
            body.close()
        return sent


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


async def _read_body(
    request: Request, receive: Receive, service: Service, received: bytearray
) -> None:
    """Read the body into `received`; raises `TooLarge`, `UnreadableBody` and `Overloaded`."""
    most = request.route.text if request.route else 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            detail = "the text broke off"
            raise UnreadableBody(detail)
        piece = message.get("body", b"")
        more = message.get("more_body", False)
        try:
            service.arriving.take(len(piece))
        except Overloaded as error:
            raise Overloaded(error.detail, {**RETRY, **CLOSE}) from error
        received += piece
        if len(received) > most:
            detail = f"the text has more than {most} bytes"
            raise TooLarge(detail, CLOSE)
