"""An answer as a whole: as ASGI has it, and as it goes over the wire."""

from starlette.types import Message
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.api.headers import ALWAYS, DATA, ID, Header
from app.api.requestlog import kind

_OVERHEAD = 2400
"""Bytes that it takes in memory beside what it holds: its objects and its place in the order."""


def _lines(headers: list[Header]) -> bytes:
    return b"".join([b"%b: %b\r\n" % header for header in headers])


_LAST = [*ALWAYS, DATA]
_ALIKE = len(_LAST)
_LAST_LINES = _lines(_LAST)
"""How the head of nearly every answer ends."""


class Answer:
    """All of an answer but its id, which ends the head."""

    __slots__ = ("_added", "_head", "body", "headers", "kind", "status")

    def __init__(self, status: int, headers: list[Header], body: bytes, route: str | None) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.kind = kind(route, "GET", status)
        self._added: list[Header] | None = None
        self._head = b""

    @property
    def size(self) -> int:
        """Bytes that it takes while it is remembered."""
        # Names are the same objects everywhere. The head is kept a second time as it goes over
        # the wire.
        return len(self.body) + 2 * sum([len(value) for _, value in self.headers]) + _OVERHEAD

    def start(self, id_: bytes) -> Message:
        """The message that begins the answer."""
        headers = [*self.headers, (ID, id_)]
        return {"type": "http.response.start", "status": self.status, "headers": headers}

    def wire(self, added: list[Header], id_: bytes, end: bytes = b"\r\n\r\n") -> bytes:
        """All of it as uvicorn writes it, with the headers that uvicorn has `added`: `Date`.

        Of these there is a new list each second.
        """
        if added is not self._added:
            own, last = self.headers, b""
            if own[-_ALIKE:] == _LAST:
                own, last = own[:-_ALIKE], _LAST_LINES
            head = STATUS_LINE[self.status], _lines(added), _lines(own), last
            self._head = b"".join((*head, ID, b": "))
            self._added = added
        return b"".join((self._head, id_, end, self.body))
