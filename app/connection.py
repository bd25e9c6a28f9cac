"""One client's connection: limits on what it sends and how fast, and a fast path for requests.

uvicorn's parser reads one request at a time. If it needs no waiting, its response is written at
once, in one piece. Otherwise it goes through uvicorn and FastAPI to the same `Service`.
"""

from asyncio import TimerHandle, Transport
from collections.abc import Sequence
from socket import IPPROTO_TCP, TCP_NOTSENT_LOWAT
from time import perf_counter
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.api.asgi import HANDED_OVER, joined
from app.api.delivery import PIECE, Representation, header_lines
from app.api.http import Header, Request
from app.api.limits import most_connections
from app.api.log import log_request
from app.api.metrics import connections
from app.api.problems import RETRY, BadRequest, Overloaded, Problem, RequestTimeout, TooLarge
from app.api.request_head import INVALID_URL, check_size, head_too_large, read_head
from app.api.service import Service
from app.api.uploads import LONGEST_TEXT

IDLE, HEAD, BODY = range(3)
"""What a connection waits for: a request, the rest of its head, the rest of its body."""

_MOST_REFUSED = 64
"""How many surplus connections at a time get a 503; others are closed."""

_MOST_BODY = LONGEST_TEXT + (1 << 18)
"""Bytes of a body on the wire: the longest text, with its chunks and trailers."""

_UNCOUNTED = 4096
"""Bytes that may wait for the client before they count as unread: a head goes with its body."""

_END = b"\r\n\r\n"
"""The end of a head, and of a chunked body."""

_SPLIT = len(_END) - 1
"""How many bytes of an end may have been read before the rest of it arrives."""

_TURN = 0.001
"""Seconds after which other connections get their turn, even in the middle of a body."""

_STEP = 1 << 13
"""Bytes to parse before checking the time; six bytes can be a whole chunk."""

_LINGER = 0.5
"""Seconds to read a last response, or to send a last request to a server that is stopping."""


class Connection(HttpToolsProtocol):
    """One client's connection, with one timer for all its times."""

    phase = IDLE
    phase_bytes = 0
    """The bytes of the head or of the body that the parser has read."""

    body_bytes = 0
    """The length of a body that is arriving; 0 if it is chunked."""

    arrived = b""
    """The latest bytes; the parser may have to wait until an earlier request is answered."""

    parsed = 0
    """How much of `arrived` the parser has read."""

    url = b""
    refusal: Problem | None = None
    """What is wrong with a head; the parser turns what its callbacks raise into its own error."""

    leaving = False
    """Nothing more is read; the last response is being sent."""

    stopping = False
    """Only requests that have begun to arrive are still answered."""

    own_headers: Sequence[Header] = ()
    own_lines = b""
    """The headers of the server itself, as they are on the wire; they change every second."""

    unread_since: float | None = None
    """Since when the client has read none of the bytes that wait for it; None if none wait."""

    unread_bytes = 0
    watch: TimerHandle | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - the parent's own
        super().__init__(*arguments, **named)
        self.service: Service = cast("Any", self.app).state.service
        self.limits = self.service.settings
        self.since = self.loop.time()
        """When the phase began, on the loop's clock."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as the parent
        """Accept a client, unless there are too many."""
        connections.inc()
        super().connection_made(transport)
        transport.set_write_buffer_limits(_UNCOUNTED)
        # For a client that reads nothing, the system would buffer megabytes that no limit counts.
        transport.get_extra_info("socket").setsockopt(IPPROTO_TCP, TCP_NOTSENT_LOWAT, PIECE)
        too_many = len(self.connections) - most_connections(self.limits.limit_connections)
        if too_many > _MOST_REFUSED:
            transport.abort()
        elif too_many > 0:
            self.refuse(Overloaded("there are too many connections", RETRY))
        else:
            self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        connections.dec()
        if self.watch is not None:
            self.watch.cancel()
        self.service.unread.catch_up(self.transport)
        super().connection_lost(exc)

    # Reading

    def data_received(self, data: bytes) -> None:
        """Read what has arrived, if no earlier request is being answered."""
        self.arrived += data
        self._read()

    def _read(self) -> None:
        """Read up to the end of a head or a body, if no response has to be waited for.

        Then other connections get their turn; what the client sends waits in the system's buffer.
        """
        if self.transport.is_closing():
            return
        size, end_of_turn = len(self.arrived), perf_counter() + _TURN
        while self.parsed < size and not (self.leaving or self._answering()):
            begin, self.parsed = self.parsed, self._end()
            if self.parsed == size:
                # Before parsing, in which uvicorn pauses again for a long body.
                self.flow.resume_reading()
            self._parse(memoryview(self.arrived)[begin : self.parsed])
            if self.phase != BODY or perf_counter() > end_of_turn:
                break
        if self.leaving or self.parsed == size:
            if self.leaving or not self.busy():
                # uvicorn may have paused for a body that has arrived in full meanwhile.
                self.flow.resume_reading()
            # Keep the last parsed bytes: the end may have begun in them.
            unfinished = self.phase_bytes and not self.body_bytes
            self.arrived = self.arrived[-_SPLIT:] if unfinished else b""
            self.parsed = len(self.arrived)
            return
        self.flow.pause_reading()
        if not self._answering():
            self.loop.call_soon(self._read)
        elif self._ahead() > self.limits.limit_head:
            self.refuse(Overloaded("too much was sent ahead", RETRY))

    def _end(self) -> int:
        """Up to where the parser reads next: never beyond the end of a head or a body.

        So it never reads a request before the previous one is answered.
        """
        if self.body_bytes:
            return min(self.parsed + self.body_bytes - self.phase_bytes, len(self.arrived))
        stop = min(self.parsed + _STEP, len(self.arrived))
        found = self.arrived.find(_END, max(0, self.parsed - _SPLIT), stop)
        return stop if found < 0 else found + len(_END)

    def _ahead(self) -> int:
        """How many bytes have arrived that the parser has not read."""
        return len(self.arrived) - self.parsed

    def _answering(self) -> bool:
        """Whether the next request has to wait for a response, or for the client to read one."""
        return self.phase != BODY and (self.busy() or self.flow.write_paused)

    def busy(self) -> bool:
        """Whether the application is answering a request."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _parse(self, data: memoryview) -> None:
        """Parse a part of a request, and count it."""
        self.phase_bytes += len(data)
        phase = self.phase
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
        if self.phase != phase or not self.phase_bytes:
            self.since = self.loop.time()
        if self.phase == BODY and self.phase_bytes > _MOST_BODY:
            self.refuse(TooLarge("the body is too long"))
        elif self.phase != BODY and self.phase_bytes > self.limits.limit_head:
            self.refuse(head_too_large(self.limits.limit_head))

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers = []
        # Empty lines before it count as well.
        self.phase = HEAD

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; trailers after the body are ignored."""
        if self.phase == HEAD:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The head is complete: answer at once if nothing has to be waited for."""
        began = perf_counter()
        self.phase, self.phase_bytes = BODY, 0
        version = self.parser.get_http_version()
        try:
            request = self._request(version)
        except Problem as problem:
            self.refusal = problem
            raise
        chunked = b"transfer-encoding" in request.headers
        self.body_bytes = 0 if chunked else int(request.headers.get(b"content-length", b"0"))
        made = self.service.respond(request)
        # A body that no route takes is not read.
        taken = bool(request.route and request.route.most_text)
        unread = (chunked or self.body_bytes > 0) and not taken
        keep = (
            version == "1.1"
            and self.parser.should_keep_alive()
            and not (self.stopping and self._ahead() <= self.body_bytes)
            and not (unread or self.parser.should_upgrade())
        )
        if made is None or not made.short or (keep and taken and b"connection" not in made.headers):
            # uvicorn reads a body to its end, also after a response.
            self._hand_over(request, made, version, keep=keep)
        else:
            self._write(request, made, began, keep=keep and not taken)

    def _request(self, version: str) -> Request:
        """The request, made of its head; raises a `Problem` if that is too long or breaks HTTP."""
        method, fields = self.parser.get_method().decode("ascii"), joined(self.headers)
        check_size(self.url, self.headers, self.limits)
        path, query = read_head(self.url, fields, version)
        client = self.client[0] if self.client else ""
        return Request(method, path, query, fields, self.service, "http", client)

    def on_body(self, body: bytes) -> None:
        if self.busy():
            super().on_body(body)

    def on_message_complete(self) -> None:
        self.phase, self.phase_bytes, self.body_bytes = IDLE, 0, 0
        if self.busy():
            super().on_message_complete()

    # Answering

    def _write(self, request: Request, made: Representation, began: float, *, keep: bool) -> None:
        if self.own_headers is not self.server_state.default_headers:
            self.own_headers = self.server_state.default_headers
            self.own_lines = header_lines(self.own_headers)
        added = header_lines(request.added) if request.added else b""
        if not keep and b"connection" not in made.headers:
            added += b"connection: close\r\n"
        body = made.body if request.method != "HEAD" and isinstance(made.body, bytes) else b""
        added += b"x-request-id: %b\r\n\r\n" % request.id
        self.transport.write(b"".join((made.head, self.own_lines, added, body)))
        self.server_state.total_requests += 1
        if not keep:
            # The client has time to read, and what still arrives is ignored.
            self.leaving = True
            self.transport.write_eof()
            self.loop.call_later(_LINGER, self.transport.abort)
        log_request(request, made, perf_counter() - began, len(body))

    def _hand_over(
        self, request: Request, made: Representation | None, version: str, *, keep: bool
    ) -> None:
        """Let uvicorn run the application."""
        # Only now, as a request that is answered at once needs no scope.
        super().on_message_begin()
        self.headers += request.headers.items()
        cast("Any", self.scope)[HANDED_OVER] = request, made, self.transport
        # A client of HTTP/1.0 does not know what 100 means.
        expects = request.headers.get(b"expect", b"").lower() == b"100-continue"
        self.expect_100_continue = version == "1.1" and expects
        self.url = b"%b?%b" % (request.raw_path, request.query)
        super().on_headers_complete()
        self.cycle.keep_alive = keep

    def on_response_complete(self) -> None:
        """A response of the application is sent: begin with the next request, if there is one."""
        self.server_state.total_requests += 1
        self.since = self.loop.time()
        self.loop.call_soon(self._read)

    # Refusing and leaving

    def refuse(self, problem: Problem) -> None:
        """Answer with a problem and close, unless a response is being sent: it is the last one."""
        if self.leaving or self.transport.is_closing():
            return
        self.leaving = True
        self.arrived, self.parsed = b"", 0
        if self.busy():
            if self.phase != BODY or self.cycle.response_started:
                self.cycle.keep_alive = False
                if self.phase == BODY:
                    self.transport.close()
                return
            # The application is still waiting for the body.
            self.cycle.disconnected = True
            self.cycle.waiting_for_100_continue = False
            self.cycle.message_event.set()
        elif self.phase == BODY and self.refusal is None:
            # This request has had its response.
            self.transport.close()
            return
        # Without a URL, the parser knows no method either.
        head = self.url and self.parser.get_method() == b"HEAD"
        method = "HEAD" if head else ""
        request = Request(method, b"", b"", {}, self.service)
        made = self.service.problem(request, problem)
        self._write(request, made, perf_counter(), keep=False)

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it, not the parent
        """The client sends no more; keep the connection while it waits for a response."""
        if self.phase == BODY or not (self.busy() or self._ahead()):
            return False
        self.shutdown()
        return True

    def shutdown(self) -> None:
        """The server stops: requests that have arrived, or are arriving, are still answered."""
        self.stopping = True
        if self.busy() and not self._ahead():
            self.cycle.keep_alive = False
        self.loop.call_later(_LINGER, self._leave)

    def _leave(self) -> None:
        if self.phase == IDLE and not (self.busy() or self._ahead()):
            self.transport.close()
        elif not self.transport.is_closing():
            self.loop.call_later(_LINGER, self._leave)

    # Time

    def pause_writing(self) -> None:
        """The client reads more slowly than the server sends."""
        self.unread_since = self.loop.time()
        self.service.unread.wait(self.transport)
        super().pause_writing()

    def resume_writing(self) -> None:
        self.unread_since = None
        self.service.unread.catch_up(self.transport)
        super().resume_writing()
        self.loop.call_soon(self._read)

    def _look(self) -> None:
        """Close the connection if anything takes too long; look again after half of that time."""
        now, limits = self.loop.time(), self.limits
        if self._unread(now) > limits.timeout_write:
            self.transport.abort()
            return
        times = self.timeout_keep_alive, limits.timeout_head, limits.timeout_body
        if not self._answering() and now - self.since > times[self.phase]:
            if self.phase == IDLE:
                self.transport.close()
            else:
                part = "headers" if self.phase == HEAD else "body"
                self.refuse(RequestTimeout(f"the {part} took too long to arrive"))
        self.watch = self.loop.call_later(min(*times, limits.timeout_write) / 2, self._look)

    def _unread(self, now: float) -> float:
        """For how many seconds the client has read none of the bytes that wait for it."""
        if self.unread_since is None:
            if not self.transport.is_closing():
                return 0
            self.unread_since = now
        waiting = self.transport.get_write_buffer_size()
        if waiting < self.unread_bytes:
            self.unread_since = now
        self.unread_bytes = waiting
        return now - self.unread_since
