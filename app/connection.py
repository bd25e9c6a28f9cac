"""uvicorn's own protocol with limits: on what is sent, and on how many send.

What breaks HTTP or a limit is told as a problem, like every other failure, and the connection is
closed.
"""

import re
from asyncio import Task, Transport
from functools import lru_cache, partial
from time import perf_counter
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from app.api.headers import ALWAYS
from app.api.metrics import gauges
from app.api.overload import AT_LIMIT
from app.api.problem import Problem
from app.api.problems import RETRY, BadRequest, HeadTooLarge, Overloaded, UriTooLong
from app.api.requestlog import log, request_id
from app.timing import Timed

_HOST = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
_valid_host = lru_cache(maxsize=256)(_HOST.fullmatch)
_VERSIONS = {"1.0", "1.1"}
_MOST_HEADERS = 100
_MOST_PIPELINED = 64
_MOST_REFUSED = 64
"""So many are told at a time that there are too many connections; beyond that they are closed."""
_LINGER = 0.5
"""Seconds in which a request that is on its way still finds a server that was told to stop."""


def _at_hand(tasks: set[Task[None]]) -> int:
    """How many requests are being answered: what just has been stays a task for a moment."""
    return sum(not task.done() for task in tasks)


class Connection(Timed):
    """Reads as its parent does, within `limits`."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - the parent's own
        super().__init__(*arguments, **named)
        self.stopping = False
        self.refusal: Problem | None = None
        self.refused = False
        """The refusal has been told."""
        self.field_bytes = 0
        self.begun_here = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as the parent
        """A client has come: welcome it, unless there are too many."""
        super().connection_made(transport)
        gauges["http_connections"] = ("Open connections.", self.connections.__len__)
        gauges["http_requests_in_flight"] = ("Requests at hand.", partial(_at_hand, self.tasks))
        self.head_since = self.loop.time()
        too_many = len(self.connections) - self.limits.connections
        if too_many > _MOST_REFUSED:
            transport.abort()
        elif too_many > 0:
            self.refuse(Overloaded("there are too many connections", RETRY))
        else:
            self._look_later()

    # What has arrived

    def data_received(self, data: bytes) -> None:
        """Read; what belongs to a head is counted until the head is whole."""
        if self.refusal is not None:
            return
        if self.head_since is None and self.body_since is None:
            self.head_since = self.loop.time()
            self.head_bytes = 0
        alone = self.head_since is not None
        self.begun_here = 0
        super().data_received(data)
        if self.head_since is not None and self.refusal is None:
            # A header is told of when it is whole; until then only its bytes can be counted.
            # Where another request stands before this one in these bytes, that is not possible.
            self.head_bytes += len(data) if alone and self.begun_here <= 1 else 1
            if self.head_bytes > self.limits.head:
                self.refuse(self._head_too_large())

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self.begun_here += 1
        self.field_bytes = 0
        if self.head_since is None:
            self.head_since = self.loop.time()

    def on_url(self, url: bytes) -> None:
        """The URL, or a part of it."""
        super().on_url(url)
        if len(self.url) > self.limits.url:
            self._stop_reading(UriTooLong(f"at most {self.limits.url} bytes of a URL are read"))

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or after the body a trailer, which nothing here needs."""
        if self.head_since is None:
            return
        super().on_header(name, value)
        self.field_bytes += len(name) + len(value) + 4
        if self.field_bytes > self.limits.head or len(self.headers) > _MOST_HEADERS:
            self._stop_reading(self._head_too_large())

    def on_headers_complete(self) -> None:
        """The head is whole."""
        hosts = [value for name, value in self.headers if name == b"host"]
        version = self.parser.get_http_version()
        if version not in _VERSIONS:
            self._stop_reading(BadRequest(f"HTTP/{version} is not spoken here, but HTTP/1.1"))
        wanted = version == "1.1"
        if len(hosts) > 1 or (wanted and not hosts) or not all(map(_valid_host, hosts)):
            self._stop_reading(BadRequest("a request has one Host, and a valid one"))
        if len(self.pipeline) >= _MOST_PIPELINED:
            self._stop_reading(Overloaded("too many requests were sent ahead", RETRY))
        self.head_since = None
        self.body_since = self.loop.time()
        super().on_headers_complete()
        if self.stopping or self.parser.should_upgrade():
            # Nothing can be read on a connection after an upgrade that did not come about.
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """The request is whole."""
        self.body_since = None
        super().on_message_complete()

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it, not the parent
        """The client has said all; whether the connection stays, as it does for what it asked."""
        if not self._busy() or self.body_since is not None:
            return False
        self.cycle.keep_alive = False
        return True

    def _unsupported_upgrade_warning(self) -> None:
        """Any client may ask for it as often as it likes; that is not worth a line."""

    # What is answered

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - uvicorn's own type of it
        most = self.limits.requests
        if len(self.tasks) >= most and _at_hand(self.tasks) >= most:
            cycle.scope["state"][AT_LIMIT] = True
        super()._start_asgi_task(cycle, app)

    def _head_too_large(self) -> Problem:
        return HeadTooLarge(f"at most {self.limits.head} bytes in {_MOST_HEADERS} headers are read")

    def _stop_reading(self, problem: Problem) -> None:
        """Leave the parser, which has the parent send what `send_400_response` sends."""
        self.refusal = problem
        raise ValueError(problem.detail)

    def send_400_response(self, msg: str) -> None:
        """Answer what could not be read."""
        self.refuse(self.refusal or BadRequest(msg))

    def refuse(self, problem: Problem) -> None:
        """Tell the problem and close; where an answer is still under way, close without a word.

        What was asked before is answered first, unless the fault is in the body of just that.
        """
        if self.refused:
            return
        self.refusal = problem
        cycle = self.cycle
        if self._busy():
            # In the midst of another answer it would be taken for a part of that.
            if self.body_since is None:
                cycle.keep_alive = False
                return
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:
                self.transport.close()
                return
        self.refused = True
        id_ = request_id(None)
        answer = problem.response("")
        headers = [
            *self.server_state.default_headers,
            *answer.raw_headers,
            *ALWAYS,
            (b"x-request-id", id_),
            (b"connection", b"close"),
        ]
        head = b"".join(b"%b: %b\r\n" % header for header in headers)
        reading_head = self.head_since is not None and self.begun_here
        silent = reading_head and self.parser.get_method() == b"HEAD"
        body = b"" if silent else bytes(answer.body)
        self.transport.write(b"".join((STATUS_LINE[problem.status], head, b"\r\n", body)))
        self.transport.write_eof()
        # A client that is still sending would be told that the connection broke, and no more.
        self.loop.call_later(_LINGER, self.transport.abort)
        log({}, id_, "", problem.status, perf_counter(), len(body))

    def shutdown(self) -> None:
        """The server was told to stop: what is asked or on its way is still answered."""
        self.stopping = True
        if self._busy():
            super().shutdown()
        else:
            self.loop.call_later(_LINGER, self._leave)

    def _leave(self) -> None:
        begun = self.head_since is not None and self.head_bytes
        if not begun and not self._busy():
            self.transport.close()
