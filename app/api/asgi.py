"""The service as an ASGI application: reads a request, sends its response in pieces."""

import logging
from asyncio import CancelledError, sleep
from collections.abc import AsyncIterator, Sequence
from time import perf_counter
from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from app.api.delivery import PIECE, Body, next_pieces
from app.api.http import Header, Request
from app.api.log import log_request
from app.api.metrics import in_flight
from app.api.service import Service
from app.database import Database, DatabaseFailure

HANDED_OVER = "article_facts.handed_over"
"""In a scope: the request as the server has read it, its response if it needs no waiting, and the
client's transport."""

_PIECE_TIME = 0.2
"""Seconds after which another body gets the thread, whatever this one has."""

_log = logging.getLogger(__name__)


class Application:
    """Every route of the framework calls this, and so does its default for unknown paths."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        began, sent = perf_counter(), 0
        if HANDED_OVER in scope:
            # The server keeps the scope for as long as the connection is open.
            request, made, transport = scope.pop(HANDED_OVER)
        else:
            request, transport = self._request(scope), None
            made = self.service.respond(request)
        with in_flight.track_inprogress():
            made = made or await self.service.respond_later(request, receive)
            reader = transport or object()
            made = self.service.begin(request, made, reader)
            try:
                headers = [*made.headers.items(), *request.added, (b"x-request-id", request.id)]
                start = {"type": "http.response.start", "status": made.status, "headers": headers}
                await send(start)
                body = b"" if request.method == "HEAD" else made.body
                async for piece in _pieces(body, made.threads, self.service.database):
                    if transport and transport.is_closing():
                        # The server learns of it meanwhile, and logs no error.
                        await sleep(0)
                        return
                    if piece:
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                    sent += len(piece)
                await send({"type": "http.response.body", "body": b""})
            except (DatabaseFailure, CancelledError) as error:
                # The server breaks the connection, as the body is not complete.
                _log.error("request %s broke off: %s", request.id.decode(), error)
            finally:
                self.service.unread.finish(reader)
                log_request(request, made, perf_counter() - began, sent)

    def _request(self, scope: Scope) -> Request:
        path = scope.get("raw_path") or quote(scope["path"]).encode()
        return Request(
            scope["method"],
            path.partition(b"?")[0],
            scope["query_string"],
            joined(scope["headers"]),
            self.service,
            # Servers may leave these out.
            scope.get("scheme", "http"),
            (scope.get("client") or ("",))[0],
        )


async def _pieces(body: Body, threads: str, database: Database) -> AsyncIterator[bytes]:
    """A body in pieces of about `PIECE` bytes, some of them made by `threads`; some are empty."""
    if isinstance(body, bytes):
        for place in range(0, len(body), PIECE):
            yield body[place : place + PIECE]
    else:
        more = True
        while more:
            found, more = await database.run(threads, None, next_pieces, body, PIECE, _PIECE_TIME)
            yield b"".join(found)


def joined(headers: Sequence[Header]) -> dict[bytes, bytes]:
    """Headers by their name; the values of a repeated one are joined by `, `."""
    found = dict(headers)
    if len(found) == len(headers):
        return found
    found = {}
    for name, value in headers:
        found[name] = b"%b, %b" % (found[name], value) if name in found else value
    return found
