"""uvicorn's own protocol, with answers remembered where requests come in.

A request whose very bytes were read before, on a connection that is between two requests, is
parsed and answered as it was then. All else goes uvicorn's way.
"""

from time import perf_counter
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.api.memory import RAW, Answer, Memory
from app.api.requestlog import log, request_id
from app.connection import Connection

_LONGEST = 4096


class RememberingProtocol(Connection):
    """Reads as its parent does; `memory` is shared by all connections of the process."""

    memory: ClassVar[Memory]
    date: ClassVar[tuple[list[tuple[bytes, bytes]], bytes]] = ([], b"")

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - the parent's own
        super().__init__(*arguments, **named)
        self.begun = 0
        self.ended = 0
        self.answered = 0.0

    def data_received(self, data: bytes) -> None:
        """Answer from memory, or let the parent read."""
        now = perf_counter()
        idle = self._idle() and len(data) <= _LONGEST
        if idle and (found := self.memory.recall(data, now)) is not None:
            self._answer(found, now)
            return
        begun = self.begun
        super().data_received(data)
        # Exactly one request, whole, and nothing else: what is answered to it can be kept.
        if idle and self.begun == self.ended == begun + 1 and self._plain():
            self.scope["extensions"] = {RAW: {"bytes": data}}

    def _idle(self) -> bool:
        """Whether no request is being read or answered."""
        return (
            self.begun == self.ended
            and not self.pipeline
            and not self.stopping
            and self.refusal is None
            and (not self.ended or self.cycle.response_complete)
            and not self.flow.write_paused
            and not self.transport.is_closing()
            and self.limit_concurrency is None
        )

    def _plain(self) -> bool:
        """Whether the request just read has no body and leaves the connection open."""
        cycle = self.cycle
        return (
            getattr(cycle, "scope", None) is self.scope
            and self.scope["method"] == "GET"
            and self.scope["http_version"] == "1.1"
            and cycle.keep_alive
            and not cycle.body
            and not cycle.waiting_for_100_continue
        )

    def _answer(self, found: Answer, began: float) -> None:
        wire = found.wire or _wire(found)
        id_ = request_id(None)
        self.transport.write(
            b"".join((wire[0], self._default_headers(), wire[1], id_, wire[2], found.body))
        )
        self.head_since = None
        self.server_state.total_requests += 1
        self.answered = began
        if self.timeout_keep_alive_task is None:
            self._wait(self.timeout_keep_alive)
        log(found.scope, id_, "GET", found.status, began, len(found.body))

    def _default_headers(self) -> bytes:
        """`Date` and what else uvicorn adds; it makes a new list each second."""
        headers = self.server_state.default_headers
        known, joined = self.date
        if known is not headers:
            joined = _lines(headers)
            type(self).date = (headers, joined)
        return joined

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection, unless it was answered from memory since the clock was set."""
        rest = self.answered + self.timeout_keep_alive - perf_counter()
        if rest > 0:
            self._wait(rest)
        else:
            super().timeout_keep_alive_handler()

    def _wait(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, self.timeout_keep_alive_handler
        )

    def on_message_begin(self) -> None:
        """A request begins."""
        self.begun += 1
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """A request has been read to its end."""
        super().on_message_complete()
        self.ended += 1


def _wire(answer: Answer) -> tuple[bytes, bytes, bytes]:
    """The head as uvicorn writes it, around `Date` and around the request's id."""
    before = _lines(answer.before) + b"x-request-id: "
    answer.wire = (STATUS_LINE[answer.status], before, b"\r\n" + _lines(answer.after) + b"\r\n")
    return answer.wire


def _lines(headers: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers)
