"""uvicorn's own protocol with limits on how long anything takes.

One timer for each connection looks after all its times.
"""

from asyncio import TimerHandle
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.api.problem import Problem
from app.api.problems import RequestTimeout
from app.limits import Limits


class Timed(HttpToolsProtocol):
    """Reads as its parent does, within the times of `limits`."""

    limits: ClassVar[Limits] = Limits()

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - the parent's own
        super().__init__(*arguments, **named)
        self.watch: TimerHandle | None = None
        self.at_hand: RequestResponseCycle | None = None
        """The request that was begun to be answered last; more may have been read since."""
        # Since when the next request's head is awaited, and how much of it is there.
        self.head_since: float | None = None
        self.head_bytes = 0
        # Since when the body of the request at hand is awaited; since when nothing was taken in.
        self.body_since: float | None = None
        self.paused_since: float | None = None
        # Since when nothing is asked; means something only while nothing is read or answered.
        self.idle_since = 0.0

    def refuse(self, problem: Problem) -> None:
        """Tell the problem and close."""
        raise NotImplementedError

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        if self.watch is not None:
            self.watch.cancel()
        if self.at_hand is not None:
            self.at_hand.disconnected = True
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """An answer is out; `_look` takes the place of a timer for each time of rest."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self.idle_since = self.loop.time()

    def pause_writing(self) -> None:
        """The client takes in less than it is sent."""
        self.paused_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self.paused_since = None
        super().resume_writing()

    def _look_later(self) -> None:
        limits = self.limits
        others = limits.timeout_head, limits.timeout_body, limits.timeout_write
        soonest = min(self.timeout_keep_alive, *others)
        self.watch = self.loop.call_later(soonest / 2, self._look)

    def _look(self) -> None:
        """Close what takes too long."""
        now, limits = self.loop.time(), self.limits
        if self.transport.is_closing() and self.paused_since is None:
            self.paused_since = now
        if self.paused_since is not None and now - self.paused_since > limits.timeout_write:
            # What is left to send would be kept for ever.
            self._give_up()
            return
        if self.head_since is not None and now - self.head_since > limits.timeout_head:
            if self.head_bytes:
                self.refuse(RequestTimeout("the request's head took too long"))
            else:
                self.transport.close()
        elif self.body_since is not None and now - self.body_since > limits.timeout_body:
            self.refuse(RequestTimeout("the request's body took too long"))
        elif self._at_rest() and now - self.idle_since > self.timeout_keep_alive:
            self.transport.close()
        self._look_later()

    def _give_up(self) -> None:
        """Break the connection; whoever answers still hears of it before writing again."""
        if self.at_hand is not None:
            self.at_hand.disconnected = True
        self.transport.abort()

    def _at_rest(self) -> bool:
        """Whether nothing is being read or answered, as between two requests."""
        return self.head_since is None and self.body_since is None and not self._busy()

    def _busy(self) -> bool:
        """Whether a request is being answered; before the first there is none."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete
