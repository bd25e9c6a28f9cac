"""The service as an ASGI application: reads a request, sends its response in pieces."""

import logging
from asyncio import Transport, sleep, to_thread
from collections.abc import AsyncIterator, Iterator
from time import perf_counter
from urllib.parse import quote, unquote

from starlette.types import Receive, Scope, Send

from app.api.delivery import PIECE, Body, length
from app.api.http import Header, Request
from app.api.log import log_request, request_id
from app.api.metrics import in_flight
from app.api.service import Service
from app.database import DatabaseFailure

HANDED_OVER = "article_facts.handed_over"
"""In a scope: the request as the server has read it, its response if it has one, and the client's
transport."""

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
        if HANDED_OVER in scope:
            request, made, transport = scope[HANDED_OVER]
        else:
            request, made, transport = request_of(scope, self.service), None, None
        with in_flight.track_inprogress():
            # One that was handed over behind another request has not been tried yet.
            if made is None and request.route is None:
                made = self.service.respond(request)
            if made is None:
                made = await self.service.respond_later(request, receive)
            reader, sent = transport or object(), 0
            made = self.service.begin(request, made, reader)
            try:
                headers = [*made.headers.items(), *request.added, (b"x-request-id", request.id)]
                start = {"type": "http.response.start", "status": made.status, "headers": headers}
                await send(start)
                if request.method == "HEAD":
                    await send({"type": "http.response.body", "body": b""})
                elif made.short:
                    await send({"type": "http.response.body", "body": made.body})
                    sent = length(made.body) or 0
                else:
                    sent = await self._send_pieces(request, made.body, send, transport)
            finally:
                self.service.unread.finish(reader)
                log_request(request, made, perf_counter() - began, sent)

    async def _send_pieces(
        self, request: Request, body: Body, send: Send, transport: Transport | None
    ) -> int:
        """Send a long body as fast as the client reads; how many bytes were sent."""
        sent = 0
        try:
            async for piece in _pieces(body):
                if transport and transport.is_closing():
                    # The server learns of it meanwhile, and logs no error.
                    await sleep(0)
                    return sent
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                sent += len(piece)
            await send({"type": "http.response.body", "body": b""})
        except DatabaseFailure as error:
            # The server breaks the connection, as the body is not complete.
            _log.error("request %s broke off: %s", request.id.decode(), error)
        return sent


async def _pieces(body: Body) -> AsyncIterator[bytes]:
    """A body in pieces of about `PIECE` bytes, some of them made in a thread."""
    if isinstance(body, bytes):
        for place in range(0, len(body), PIECE):
            yield body[place : place + PIECE]
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


def request_of(scope: Scope, service: Service) -> Request:
    """The request of an ASGI scope."""
    path = scope.get("raw_path") or quote(scope["path"]).encode()
    # Servers may leave these out.
    connection = scope.get("scheme", "http"), scope.get("client"), scope.get("server")
    method, query, headers = scope["method"], scope["query_string"], scope["headers"]
    return make_request(service, method, path.partition(b"?")[0], query, headers, *connection)


def make_request(
    service: Service,
    method: str,
    raw_path: bytes,
    query: bytes,
    headers: list[Header],
    scheme: str,
    client: tuple[str, int] | None,
    server: tuple[str, int | None] | None,
) -> Request:
    """A request, with the addresses of the client and of this server."""
    by_name = dict(headers)
    if len(by_name) < len(headers):
        by_name = {}
        for name, value in headers:
            by_name[name] = b"%b, %b" % (by_name[name], value) if name in by_name else value
    path = raw_path.decode("latin-1")
    address, scheme = service.proxies.client(client[0] if client else "", scheme, by_name)
    host = by_name.get(b"host")
    return Request(
        method,
        unquote(path) if "%" in path else path,
        raw_path,
        query,
        by_name,
        service,
        scheme,
        host.decode("latin-1") if host else _address(server),
        address,
        request_id(by_name.get(b"x-request-id")),
    )


def _address(server: tuple[str, int | None] | None) -> str:
    """The host and port that a server listens on; for a client that names none."""
    host, port = server or ("", None)
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{port}" if port else host
