"""uvicorn's own protocol, with answers that wait for nothing made where the request comes in.

A question to the embedded database takes microseconds. No task is begun for it and nothing
is handed on: the road is the same functions called one after the other. What follows the first line
of a request is mostly what a client sent before, and means what it meant then. Whatever is not
plain goes uvicorn's way.
"""

import re
from time import perf_counter
from typing import Any, ClassVar, cast
from urllib.parse import unquote

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from app.api.answers import Rendered
from app.api.headers import Header
from app.api.lane import Ways, at_once
from app.api.memory import AT_ONCE
from app.api.problems import NotAcceptable
from app.api.representation import OK, Asked, asked_of, whole
from app.api.requestlog import note, request_id
from app.api.wire import Answer
from app.quiet import Quiet

_LONGEST = 4096
_MOST_HEADS = 256
_PLAIN_ACCEPT = frozenset({b"*/*", b"application/json"})
_WITH_BODY = frozenset({b"content-length", b"transfer-encoding", b"expect"})
_FIRST_LINE = re.compile(rb"GET (/[\w./~%-]*)(?:\?([\w.~=&,+:/%-]*))? HTTP/1\.1\r\n")


class Direct(Quiet):
    """Reads as its parent does; `ways` are of routes that wait for nothing, if there are any."""

    ways: ClassVar[Ways | None] = None
    framework: ClassVar[Any] = None
    heads: ClassVar[dict[bytes, tuple[list[Header], Asked]]] = {}
    """What follows the first line of a plain request, byte by byte, and what it means."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - the parent's own
        super().__init__(*arguments, **named)
        self.given: Answer | None = None
        """What was answered directly to the request just read."""
        # One for all requests: what held on to a request of its own would be garbage each time.
        self.extensions: dict[str, dict[object, object]] = {
            AT_ONCE: {"answer": self._answer_at_once}
        }

    def data_received(self, data: bytes) -> None:
        """Answer without reading where that is possible, or let the parent read."""
        quiet = self.quiet
        if quiet:
            began = perf_counter()
            answer = self.unread(data, began)
            if answer is not None:
                id_ = request_id(None)
                self.transport.write(answer.wire(self.server_state.default_headers, id_))
                self.head_since = None
                self.idle_since = self.loop.time()
                note(answer.kind, id_, perf_counter() - began, len(answer.body))
                return
            self.quiet = False
        super().data_received(data)
        if not self._busy():
            self.look_around()
        # Exactly one request, whole, and nothing else.
        if quiet and self.begun_here == 1 and len(data) <= _LONGEST and self._plain():
            self.learn(data)

    def unread(self, data: bytes, _now: float) -> Answer | None:
        """The answer to a request that begins like others and goes on like one read before."""
        line = _FIRST_LINE.match(data)
        if line is None or len(line[0]) > self.limits.url:
            return None
        head = self.heads.get(data[line.end() :])
        if head is None or len(self.tasks) >= self.limits.requests:
            return None
        path, query = line.groups()
        headers, asked = head
        scope: Scope = {
            "type": "http",
            "method": "GET",
            "path": unquote(path.decode()) if b"%" in path else path.decode(),
            "raw_path": path,
            "query_string": query or b"",
            "headers": headers,
        }
        return self._at_once(scope, asked)

    def learn(self, data: bytes) -> None:
        """Keep what can be known of a plain request that has been read."""
        if self.given is None:
            return
        line = _FIRST_LINE.match(data)
        scope = cast("Scope", self.scope)
        asked = asked_of(scope)
        if line is not None and b"x-request-id" not in asked:
            if len(self.heads) >= _MOST_HEADS:
                self.heads.clear()
            self.heads[data[line.end() :]] = scope["headers"], asked

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self.extensions = {}
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self.given = None

    def on_headers_complete(self) -> None:
        """The head is whole."""
        super().on_headers_complete()
        self.scope["extensions"] = self.extensions

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

    # Answers to what was read

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - uvicorn's own type of it
        """Answer at once, if the request is plain and nothing has to be waited for."""
        began = perf_counter()
        scope = cast("Scope", cycle.scope)
        asked = asked_of(scope)
        answer = self._at_once(scope, asked) if self._plainly(cycle) else None
        sent_id = asked.get(b"x-request-id")
        id_ = request_id(sent_id)
        self.at_hand = cycle
        if answer is None or not self._answer_at_once(answer, id_):
            super()._start_asgi_task(cycle, app)
            return
        self.given = None if sent_id else answer
        note(answer.kind, id_, perf_counter() - began, len(answer.body))

    def _answer_at_once(self, answer: Answer, id_: bytes) -> bool:
        """Send what would be two messages and a look at each header; False where it has to wait."""
        cycle = self.at_hand
        if cycle is None or cycle.disconnected or cycle.response_started or self.flow.write_paused:
            return False
        cycle.response_started = cycle.response_complete = True
        end = b"\r\n\r\n" if cycle.keep_alive else b"\r\nconnection: close\r\n\r\n"
        self.transport.write(answer.wire(cycle.default_headers, id_, end))
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()
        return True

    def _plainly(self, cycle: RequestResponseCycle) -> bool:
        """Whether nothing has to be read or sent first, and the connection stays open."""
        scope = cycle.scope
        return (
            self.ways is not None
            and scope["method"] == "GET"
            and cycle.keep_alive
            and not self.stopping
            and not self.transport.is_closing()
            and len(self.tasks) < self.limits.requests
            and _WITH_BODY.isdisjoint([name for name, _ in scope["headers"]])
            and not self.parser.should_upgrade()
        )

    def _at_once(self, scope: Scope, asked: Asked) -> Answer | None:
        # Other forms than JSON may be long, and are sent in pieces.
        accepted = asked.get(b"accept", b"*/*") in _PLAIN_ACCEPT
        if not accepted or b"format" in scope["query_string"] or self.ways is None:
            return None
        way = self.ways.of(scope)
        if way is None:
            return None
        scope["app"] = self.framework
        made = at_once(way, scope)
        if made is None or (made.status_code == OK and not isinstance(made, Rendered)):
            return None
        try:
            status, headers, body = whole(
                scope, asked, made.status_code, made.raw_headers, bytes(made.body)
            )
        except NotAcceptable:
            return None
        return Answer(status, headers, body, way.route.path)
