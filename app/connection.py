"""One client's connection: limits on what it sends, and a fast path for simple requests.

A request is read by uvicorn's parser. If it needs no waiting, its response is written at once, in
one piece. Otherwise it goes through uvicorn and FastAPI to the same `Service`.
"""

from asyncio import Transport
from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from app.api.asgi import HANDED_OVER, make_request
from app.api.delivery import Representation
from app.api.http import Header, Request
from app.api.limits import most_connections
from app.api.log import log_request, request_id
from app.api.problems import (
    RETRY,
    BadRequest,
    HeadTooLarge,
    Overloaded,
    Problem,
    TooLarge,
    UriTooLong,
)
from app.api.request_head import INVALID_URL, check_head, read_target
from app.timed_connection import BODY, HEAD, IDLE, TimedConnection

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

_MOST_HEADERS = 100
_MOST_REFUSED = 64
"""How many surplus connections at a time get a 503; others are closed."""

_MOST_BODY = (1 << 20) + (1 << 18)
"""Bytes of a body on the wire: the longest text, with its chunks and trailers."""

_END_OF_HEAD = b"\r\n\r\n"
_TURN = 0.001
"""Seconds after which the requests of other clients have their turn."""

_LINGER = 0.5
"""Seconds to read a last response, or to send a last request to a server that is stopping."""


class Connection(TimedConnection):
    """One client's connection."""

    url = b""
    refusal: Problem | None = None
    refused = False
    """Nothing more is read; the last response is being sent."""

    stopping = False
    arrived = b""
    """Bytes that have not been read by the parser, while an earlier request is answered."""

    place = 0
    """How much of `arrived` the parser has read."""

    phase_changes = 0
    own_headers: Sequence[Header] = ()
    own_lines = b""
    """The headers of the server itself, as they are on the wire; they change every second."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as the parent
        """Accept a client, unless there are too many."""
        super().connection_made(transport)
        self.since = self.loop.time()
        too_many = len(self.connections) - most_connections(self.limits.limit_connections)
        if too_many > _MOST_REFUSED:
            transport.abort()
        elif too_many > 0:
            self.refuse(Overloaded("there are too many connections", RETRY))
        else:
            self.look_later()

    # Reading

    def data_received(self, data: bytes) -> None:
        """Read what has arrived, if no earlier request is being answered."""
        if self.refused:
            return
        self.arrived += data
        self._read()

    def _read(self) -> None:
        """Read request after request, up to the first one that has to be waited for, or for a turn.

        The system keeps what the client sends meanwhile: nothing more is taken from it.
        """
        data = memoryview(self.arrived)
        end_of_turn = perf_counter() + _TURN
        while self.place < len(data) and not self.refused and not self._answering():
            if self.place and perf_counter() > end_of_turn:
                self.loop.call_soon(self._read_on)
                break
            # One head at a time, so that the next one is not parsed before it is its turn.
            begin, end = self.place, self.arrived.find(_END_OF_HEAD, self.place)
            self.place = end + len(_END_OF_HEAD) if end >= 0 else len(data)
            self._parse(data[begin : self.place])
        self.arrived, self.place = b"" if self.refused else self.arrived[self.place :], 0
        if len(self.arrived) > self.limits.limit_head and self._answering():
            self.refuse(Overloaded("too much was sent ahead", RETRY))
        elif self.arrived:
            self.flow.pause_reading()

    def _read_on(self) -> None:
        """Read more of what has arrived, or take more from the system."""
        if self.transport.is_closing():
            return
        self._read()
        if not self.arrived:
            self.flow.resume_reading()

    def _answering(self) -> bool:
        """Whether a request has arrived to its end, and its response is not finished."""
        return self.phase != BODY and self.busy()

    def _parse(self, data: memoryview) -> None:
        """Parse a part of a request, and count what belongs to an unfinished head or body."""
        between = self.phase != BODY and not self.phase_bytes
        self.phase_changes = 0
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass
        except httptools.HttpParserInvalidURLError:
            # The method before it is known, so HEAD has no body, though no part of the URL is kept.
            self.url = self.url or b"/"
            self.refuse(BadRequest(INVALID_URL))
        except httptools.HttpParserError as error:
            self.refuse(self.refusal or BadRequest(str(error) or "this is not HTTP/1.1"))
        if self.phase_changes:
            self.since = self.loop.time()
        if self.phase == IDLE or self.refused:
            return
        # If other requests came before in these bytes, their share is not known.
        whole = self.phase_changes == (1 if between else 0)
        self.phase_bytes = (self.phase_bytes if whole else 0) + (len(data) if whole else 1)
        if self.phase == HEAD and self.phase_bytes > self.limits.limit_head:
            self.refuse(self._head_too_large())
        elif self.phase == BODY and self.phase_bytes > _MOST_BODY:
            self.refuse(TooLarge("the body is too long"))

    def _enter(self, phase: int) -> None:
        self.phase = phase
        self.phase_bytes = 0
        self.phase_changes += 1

    def on_message_begin(self) -> None:
        """A request begins."""
        self.url = b""
        self.headers = []
        self._enter(HEAD)

    def on_url(self, url: bytes) -> None:
        """The URL, or a part of it."""
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; trailers after the body are ignored."""
        if self.phase == HEAD:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The head is complete: answer at once if nothing has to be waited for."""
        began = perf_counter()
        self._enter(BODY)
        version = self.parser.get_http_version()
        method, scheme = self.parser.get_method().decode("ascii"), self.scheme or "http"
        try:
            self._check_length()
            path, query, self.headers = read_target(self.url, self.headers, version)
            request = make_request(
                self.service, method, path, query, self.headers, scheme, self.client, self.server
            )
            check_head(request.headers, version)
        except Problem as problem:
            # The parser raises an error of its own for it.
            self.refusal = problem
            raise
        fields = request.headers
        with_body = b"transfer-encoding" in fields or fields.get(b"content-length", b"0") != b"0"
        keep = (
            version == "1.1"
            and self.parser.should_keep_alive()
            and not (self.stopping and self.place == len(self.arrived))
            and not self.parser.should_upgrade()
        )
        made = None
        if not (self.busy() or self.flow.write_paused):
            made = self.service.respond(request)
            if made is not None and made.short:
                self._write(request, made, began, keep=keep and not with_body)
                return
        self._hand_over(request, made, version, keep=keep and (not with_body or method == "POST"))

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        if self.busy():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is complete."""
        self._enter(IDLE)
        if self.busy():
            super().on_message_complete()

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it, not the parent
        """The client sends no more; keep the connection while it waits for a response."""
        if self.phase == BODY or not (self.busy() or self.arrived):
            return False
        self.stopping = True
        if not self.arrived:
            self.cycle.keep_alive = False
        return True

    def _check_length(self) -> None:
        """Raise a problem for a head that is too long."""
        size = sum([len(name) + len(value) + 4 for name, value in self.headers])
        if size > self.limits.limit_head or len(self.headers) > _MOST_HEADERS:
            raise self._head_too_large()
        if len(self.url) > self.limits.limit_url:
            raise UriTooLong(f"a URL may have {self.limits.limit_url} bytes")

    # Answering

    def _write(self, request: Request, made: Representation, began: float, *, keep: bool) -> None:
        """Write a whole response."""
        if self.own_headers is not self.server_state.default_headers:
            self.own_headers = self.server_state.default_headers
            self.own_lines = _lines(self.own_headers)
        lines = self.own_lines
        if request.added:
            lines += _lines(request.added)
        if not keep and b"connection" not in made.headers:
            lines += b"connection: close\r\n"
        body = made.body if request.method != "HEAD" and isinstance(made.body, bytes) else b""
        self.transport.write(
            b"".join((made.head, lines, b"x-request-id: ", request.id, b"\r\n\r\n", body))
        )
        self.server_state.total_requests += 1
        if not keep:
            self._leave_after_reading()
        log_request(request, made, perf_counter() - began, len(body))

    def _hand_over(
        self, request: Request, made: Representation | None, version: str, *, keep: bool
    ) -> None:
        """Let uvicorn run the application, now or after the requests before this one."""
        headers = self.headers
        # Only now, as a request that is answered at once needs no scope.
        super().on_message_begin()
        self.headers += headers
        scope: Any = self.scope
        scope[HANDED_OVER] = request, made, self.transport
        # A client of HTTP/1.0 does not know what 100 means.
        expects = request.headers.get(b"expect", b"").lower() == b"100-continue"
        self.expect_100_continue = version == "1.1" and expects
        self.url = b"%b?%b" % (request.raw_path, request.query)
        super().on_headers_complete()
        self.cycle.keep_alive = keep

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: "ASGI3Application") -> None:
        self.at_work = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """A response is sent: begin with the next request that waits."""
        self.server_state.total_requests += 1
        # Before the next one, which may be written here, and counts by itself.
        self.service.unread.finish(self.transport)
        if self.transport.is_closing():
            return
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
            return
        self.since = self.loop.time()
        self._read_on()
        if self.stopping and not self.arrived and not self.busy():
            self.loop.call_later(_LINGER, self._leave)

    # Refusing and leaving

    def _head_too_large(self) -> Problem:
        most = self.limits.limit_head
        return HeadTooLarge(f"a request may have {_MOST_HEADERS} headers of {most} bytes together")

    def refuse(self, problem: Problem) -> None:
        """Answer with a problem and close.

        Earlier requests are answered first. If another response is being sent, or this
        request has had its own, nothing can be added to it.
        """
        if self.refused:
            return
        self.refused = True
        self.arrived = b""
        if self.busy():
            if self.phase == BODY and not self.pipeline and not self.cycle.response_started:
                self.cycle.disconnected = True
                self.cycle.message_event.set()
            else:
                self.cycle.keep_alive = False
                if self.phase == BODY:
                    self.transport.close()
                return
        elif self.phase == BODY and self.refusal is None and self.phase_changes == 0:
            self.transport.close()
            return
        head = self.url and self.parser.get_method() == b"HEAD"
        method = "HEAD" if head else ""
        request = Request(method, "", b"", b"", {}, self.service, id=request_id(None))
        made = self.service.problem(request, problem)
        self._write(request, made, perf_counter(), keep=False)

    def _leave_after_reading(self) -> None:
        """Close after the client had time to read, and ignore bytes that still arrive."""
        self.refused = True
        if self.phase == IDLE or not self.transport.can_write_eof():
            self.transport.close()
            return
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.abort)

    def shutdown(self) -> None:
        """The server stops: requests that have arrived, or are arriving, are still answered."""
        self.stopping = True
        if not self.busy():
            self.loop.call_later(_LINGER, self._leave)
        elif not self.arrived:
            super().shutdown()

    def _leave(self) -> None:
        if not self.busy() and not self.arrived and (self.phase == IDLE or not self.phase_bytes):
            self.transport.close()


def _lines(headers: Iterable[Header]) -> bytes:
    return b"".join([b"%b: %b\r\n" % header for header in headers])
