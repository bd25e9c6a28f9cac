"""uvicorn's own protocol, with answers remembered where requests come in.

A request whose very bytes were read before, on a connection that is between two requests, is
answered as it was then.
"""

from typing import ClassVar

from app.api.memory import RAW, Memory, public
from app.api.wire import Answer
from app.direct import Direct


class RememberingProtocol(Direct):
    """Reads as its parent does; `memory` is shared by all connections of the process."""

    memory: ClassVar[Memory]

    def unread(self, data: bytes, now: float) -> Answer | None:
        """The answer that is remembered, or made of what is known."""
        found = self.memory.recall(data, now)
        if found is None:
            found = super().unread(data, now)
            if found is not None:
                self._remember(data, found)
        return found

    def learn(self, data: bytes) -> None:
        """Keep also what was answered, or have it kept."""
        super().learn(data)
        if self.given is not None:
            self._remember(data, self.given)
        elif self._busy():
            self.scope["extensions"] = {**self.extensions, RAW: {"bytes": data}}

    def _remember(self, data: bytes, given: Answer) -> None:
        known = self.memory.again(data) and self.memory.version
        if known and public(given.status, given.headers):
            self.memory.keep(data, given)
