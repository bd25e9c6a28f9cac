"""A connection that closes if the client sends or reads too slowly."""

import fcntl
import sys
import termios
from asyncio import TimerHandle, Transport
from socket import IPPROTO_TCP, TCP_NOTSENT_LOWAT
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.api.delivery import PIECE
from app.api.metrics import connections
from app.api.problems import Problem, RequestTimeout
from app.api.service import Service

IDLE, HEAD, BODY = range(3)
"""What a connection waits for: a request, the rest of its head, the rest of its body."""


_UNCOUNTED = 4096
"""Bytes that may wait for the client before they count as unread: a head goes with its body."""


class TimedConnection(HttpToolsProtocol):
    """uvicorn's connection with one timer for all its times."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - the parent's own
        super().__init__(*arguments, **named)
        self.service: Service = cast("Any", self.app).state.service
        self.limits = self.service.settings
        self.phase = HEAD
        self.since = self.loop.time()
        """When the phase began, on the loop's clock."""

        self.phase_bytes = 0
        self.unread_since: float | None = None
        """Since when the client has read nothing, while something waits for it."""

        self.unread_bytes = 0
        self.at_work: RequestResponseCycle | None = None
        """The request that is being answered; later ones may wait in the pipeline."""

        self.watch: TimerHandle | None = None

    def refuse(self, problem: Problem) -> None:
        """Answer with a problem and close."""
        raise NotImplementedError

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as the parent
        """A client connects."""
        connections.inc()
        super().connection_made(transport)
        transport.set_write_buffer_limits(_UNCOUNTED)
        # The system would keep megabytes for a client that reads nothing, and nobody counts them.
        transport.get_extra_info("socket").setsockopt(IPPROTO_TCP, TCP_NOTSENT_LOWAT, PIECE)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        connections.dec()
        if self.watch is not None:
            self.watch.cancel()
        self._forget()
        self.service.unread.finish(self.transport)
        self.service.unread.catch_up(self.transport)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client reads more slowly than the server sends."""
        self.unread_since = self.loop.time()
        waiting = self.transport.get_write_buffer_size()
        self.service.unread.wait(self.transport, waiting, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self.unread_since = None
        self.service.unread.catch_up(self.transport)
        super().resume_writing()

    def look_later(self) -> None:
        """Look at the times again after half of the shortest."""
        limits = self.limits
        times = limits.timeout_head, limits.timeout_body, limits.timeout_write
        self.watch = self.loop.call_later(min(self.timeout_keep_alive, *times) / 2, self._look)

    def _look(self) -> None:
        """Close the connection if anything takes too long."""
        now, limits = self.loop.time(), self.limits
        if self._unread(now):
            self._forget()
            self.transport.abort()
            return
        waited = now - self.since
        if self.phase == HEAD and not self.busy() and waited > limits.timeout_head:
            if self.phase_bytes:
                self.refuse(RequestTimeout("the headers took too long to arrive"))
            else:
                self.transport.close()
        elif self.phase == BODY and waited > limits.timeout_body:
            self.refuse(RequestTimeout("the body took too long to arrive"))
        elif self.phase == IDLE and not self.busy() and waited > self.timeout_keep_alive:
            self.transport.close()
        self.look_later()

    def _unread(self, now: float) -> bool:
        """Whether the client has read nothing for too long, although something waits for it."""
        if self.transport.is_closing() and self.unread_since is None:
            self.unread_since = now
        if self.unread_since is None:
            return False
        waiting = self.transport.get_write_buffer_size() + _unsent(self.transport)
        if waiting < self.unread_bytes:
            self.unread_since = now
        self.unread_bytes = waiting
        return now - self.unread_since > float(self.limits.timeout_write)

    def _forget(self) -> None:
        """Signal to the current request that nobody reads its response."""
        if self.at_work is not None:
            self.at_work.disconnected = True

    def busy(self) -> bool:
        """Whether the application is answering a request."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete


def _unsent(transport: Transport) -> int:
    """The bytes in the system's buffer that the client has not received."""
    try:
        socket = transport.get_extra_info("socket").fileno()
        return int.from_bytes(fcntl.ioctl(socket, termios.TIOCOUTQ, b"\0" * 4), sys.byteorder)
    except (OSError, AttributeError):
        return 0
