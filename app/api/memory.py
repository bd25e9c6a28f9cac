"""Answers given before, kept for one version of the dataset and within a bound of memory.

What may be kept is what HTTP says a shared cache may: a `GET` whose answer is `public`, told
apart by the headers that `Vary` names. The request's id is new in each answer; all else is the
same bytes. Between two seedings nothing can change, so nothing here grows old by itself.
"""

import sys
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from functools import lru_cache
from http import HTTPStatus
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.headers import ID, Header
from app.api.requestlog import note, request_id
from app.api.wire import Answer
from app.database.database import Database, DatabaseFailure

FRESH = 0.005
"""For so many seconds the dataset is taken to be the one it was; within it nobody can tell."""

RAW = "article-facts.raw"
"""The ASGI extension in which the protocol hands over the bytes of a request, if they are all."""

AT_ONCE = "article-facts.at_once"
"""The one in which a server takes an `Answer` and its id; its `answer` tells whether it did."""

_TELL_APART = frozenset({b"accept", b"accept-encoding", b"host", b"if-none-match"})
_KNOWN_VARY = frozenset({b"accept", b"accept-encoding"})
_NEVER = frozenset({b"authorization", b"if-match", b"if-range", b"range"})
_LATELY = 16_384
"""At least the last so many questions are known to have been asked; they take 2 MiB."""


class Memory:
    """Answers by what they depend on; the least recently asked for make room for new ones."""

    def __init__(self, bound: int) -> None:
        """Keep at most `bound` bytes."""
        self.bound = bound
        self.size = 0
        self.database: Database | None = None
        self.version = b""
        self._checked = 0.0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._asked: set[int] = set()
        self._asked_before: set[int] = set()

    def recall(self, key: Hashable, now: float) -> Answer | None:
        """The answer under `key`, if it is of the dataset there is `now` (`perf_counter`)."""
        if now - self._checked > FRESH:
            self.check(now)
        found = self._answers.get(key)
        if found is not None and self.size > self.bound // 2:
            # While there is much room, nobody needs to know which was asked for last.
            self._answers.move_to_end(key)
        return found

    def again(self, key: Hashable) -> bool:
        """Whether `key` was asked for lately; from now on it was.

        What is asked once costs nothing to remember and drives nothing out that is asked often.
        """
        number = hash(key)
        if number in self._asked or number in self._asked_before:
            return True
        self._asked.add(number)
        if len(self._asked) > _LATELY:
            self._asked, self._asked_before = set(), self._asked
        return False

    def check(self, now: float) -> None:
        """Forget all if the dataset is another than before."""
        try:
            version = self.database.version if self.database else b""
        except DatabaseFailure:
            # Whoever asks next is to hear of it from the database itself.
            version = b""
        if version != self.version or not version:
            self._answers.clear()
            self.size = 0
            self.version = version
        self._checked = now

    def keep(self, key: Hashable, answer: Answer) -> None:
        """Remember `answer`, unless it alone would take much of the room."""
        weight = _weight(key, answer)
        if weight > self.bound // 16:
            return
        if (known := self._answers.pop(key, None)) is not None:
            self.size -= _weight(key, known)
        self._answers[key] = answer
        self.size += weight
        while self.size > self.bound:
            self.size -= _weight(*self._answers.popitem(last=False))


def _weight(key: Any, answer: Answer) -> int:  # noqa: ANN401 - bytes, or a tuple of them
    parts = (key,) if isinstance(key, bytes) else key
    return answer.size + sum(map(sys.getsizeof, parts))


class Remembering:
    """ASGI application around the whole one: what was answered is answered from memory."""

    def __init__(self, app: ASGIApp, memory: Memory) -> None:
        self.app = app
        self.memory = memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        asked = _asked(scope)
        if asked is None:
            await self.app(scope, receive, send)
            return
        key, sent_id = asked
        found = self.memory.recall(key, began)
        if found is None:
            if self.memory.again(key):
                await self._learn(key, scope, receive, send)
            else:
                await self.app(scope, receive, send)
            return
        id_ = request_id(sent_id)
        extensions = scope.get("extensions") or {}
        if AT_ONCE not in extensions or not extensions[AT_ONCE]["answer"](found, id_):
            await send(found.start(id_))
            await send({"type": "http.response.body", "body": found.body})
        if sent_id is None and RAW in extensions:
            self.memory.keep(extensions[RAW]["bytes"], found)
        note(found.kind, id_, perf_counter() - began, len(found.body))

    async def _learn(self, key: Hashable, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message | None = None
        body: bytes | None = None

        async def listen(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message if public(message["status"], message["headers"]) else None
            elif start is not None and not message.get("more_body"):
                body = message.get("body", b"")
            else:
                start = None
            await send(message)

        version = self.memory.version
        await self.app(scope, receive, listen)
        # What was answered while a new dataset was noticed may be of either. One that is noticed
        # later makes all be forgotten, this too.
        if start is not None and body is not None and version and self.memory.version == version:
            route = getattr(scope.get("route"), "path", None)
            headers = [header for header in start["headers"] if header[0] != ID]
            self.memory.keep(key, Answer(start["status"], headers, body, route))


def _asked(scope: Scope) -> tuple[Hashable, bytes | None] | None:
    """What an answer depends on, and the id that the client sent; None where it is more."""
    parts: list[bytes] = [scope["raw_path"], scope["query_string"]]
    sent_id = None
    for name, value in scope["headers"]:
        if name in _TELL_APART:
            parts += (name, value)
        elif name == ID:
            if sent_id is not None:
                return None
            sent_id = value
        elif name in _NEVER:
            return None
    return tuple(parts), sent_id


def public(status: int, headers: Iterable[Header]) -> bool:
    """Whether an answer may be given to everybody who asks the same."""
    if status not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        return False
    names = dict(headers)
    return (
        names.get(b"cache-control", b"").startswith(b"public")
        and _known(names.get(b"vary", b""))
        and (b"content-length" in names or status == HTTPStatus.NOT_MODIFIED)
        and b"set-cookie" not in names
    )


@lru_cache(maxsize=16)
def _known(vary: bytes) -> bool:
    """Whether the key has all that the answer varies by."""
    return {name.strip().lower() for name in vary.split(b",")} <= _KNOWN_VARY
