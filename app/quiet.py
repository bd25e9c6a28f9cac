"""uvicorn's own protocol, which tells when a connection is between two requests."""

from asyncio import Transport
from typing import Any

from app.api.problem import Problem
from app.connection import Connection


class Quiet(Connection):
    """Reads as its parent does."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - the parent's own
        super().__init__(*arguments, **named)
        self.quiet = False
        """No request is being read or answered, and nothing keeps the next from being so."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as the parent
        """A client has come."""
        super().connection_made(transport)
        self.quiet = self.refusal is None

    def on_response_complete(self) -> None:
        """An answer is out."""
        super().on_response_complete()
        self.look_around()

    def pause_writing(self) -> None:
        """The client takes in less than it is sent."""
        super().pause_writing()
        self.quiet = False

    def resume_writing(self) -> None:
        """The client has caught up."""
        super().resume_writing()
        self.look_around()

    def refuse(self, problem: Problem) -> None:
        """Tell the problem and close."""
        self.quiet = False
        super().refuse(problem)

    def shutdown(self) -> None:
        """The server was told to stop."""
        self.quiet = False
        super().shutdown()

    def look_around(self) -> None:
        """Find out whether all is quiet."""
        self.quiet = (
            self._at_rest()
            and self.refusal is None
            and not self.pipeline
            and not self.stopping
            and not self.flow.write_paused
            and not self.transport.is_closing()
        )
