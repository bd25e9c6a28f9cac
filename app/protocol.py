"""uvicorn's own protocol, with answers remembered where requests come in.

A request whose very bytes were read before, on a connection that is between two requests, is
parsed and answered as it was then. All else goes uvicorn's way.
"""

from asyncio import Transport
from time import perf_counter
from typing import Any, ClassVar

from app.api.memory import RAW, Answer, Memory, public
from app.api.problems import Problem
from app.api.requestlog import note, request_id
from app.direct import Direct

_LONGEST = 4096


class RememberingProtocol(Direct):
    """Reads as its parent does; `memory` is shared by all connections of the process."""

    memory: ClassVar[Memory]

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - the parent's own
        super().__init__(*arguments, **named)
        self.quiet = False
        """No request is being read or answered, and nothing keeps the next from being so."""

    def data_received(self, data: bytes) -> None:
        """Answer from memory, or let the parent read."""
        quiet = self.quiet
        if quiet:
            began = perf_counter()
            found = self.memory.recall(data, began)
            if found is not None:
                id_ = request_id(None)
                self.transport.write(found.wire(self.server_state.default_headers, id_))
                self.head_since = None
                self.idle_since = self.loop.time()
                note(found.kind, id_, perf_counter() - began, len(found.body))
                return
            self.quiet = False
        super().data_received(data)
        answered = not self._busy()
        if answered:
            self._look_around()
        # Exactly one request, whole, and nothing else: what is answered to it can be kept.
        if quiet and self.begun_here == 1 and len(data) <= _LONGEST and self._plain():
            if not answered:
                self.scope["extensions"] = {**self.extensions, RAW: {"bytes": data}}
            elif self.given is not None and self.memory.again(data):
                self._keep(data, self.given)

    def _keep(self, data: bytes, given: Answer) -> None:
        if self.memory.version and public(given.status, given.before):
            self.memory.keep(data, given)

    def _plain(self) -> bool:
        """Whether the request just read is whole, has no body and leaves the connection open."""
        cycle = self.cycle
        return (
            self.head_since is None
            and self.body_since is None
            and getattr(cycle, "scope", None) is self.scope
            and self.scope["method"] == "GET"
            and self.scope["http_version"] == "1.1"
            and cycle.keep_alive
            and not cycle.body
            and not cycle.waiting_for_100_continue
        )

    def _look_around(self) -> None:
        self.quiet = (
            self._at_rest()
            and self.refusal is None
            and not self.pipeline
            and not self.stopping
            and not self.flow.write_paused
            and not self.transport.is_closing()
        )

    # What begins and ends quiet

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as the parent
        """A client has come."""
        super().connection_made(transport)
        self.quiet = self.refusal is None

    def on_response_complete(self) -> None:
        """An answer is out."""
        super().on_response_complete()
        self._look_around()

    def pause_writing(self) -> None:
        """The client takes in less than it is sent."""
        super().pause_writing()
        self.quiet = False

    def resume_writing(self) -> None:
        """The client has caught up."""
        super().resume_writing()
        self._look_around()

    def refuse(self, problem: Problem) -> None:
        """Tell the problem and close."""
        self.quiet = False
        super().refuse(problem)

    def shutdown(self) -> None:
        """The server was told to stop."""
        self.quiet = False
        super().shutdown()
