"""One line of JSON for each request: its id, what was asked, and what came of it.

Lines are written, and answers counted, once for all requests of a turn of the event loop.
"""

import asyncio
import logging
from functools import cache
from itertools import count
from os import urandom
from time import perf_counter

import orjson
from starlette.types import Scope

from app.api.metrics import tally

_log = logging.getLogger("app.requests")
_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_LONGEST = 64
# Ids need be no secret, only different: one part is of the process, the other counts.
_ids = map((urandom(4).hex().encode() + b"%08x").__mod__, count(1))


class Kind:
    """What is told alike of all answers of one route, method and status."""

    __slots__ = ("count", "line")

    def __init__(self, route: str | None, method: str, status: int) -> None:
        self.count = tally(route, method, status).add
        alike = orjson.dumps({"method": method, "route": route, "status": status})[1:-1]
        self.line = b'{"id":"%%b",%b,"ms":%%.2f,"bytes":%%d}' % alike.replace(b"%", b"%%")


# A line tells all there is, so one record serves for all: to make one costs more than a line.
_record = logging.makeLogRecord({"name": _log.name, "levelno": logging.INFO, "levelname": "INFO"})
_waiting: list[tuple[Kind, bytes, float, int]] = []

kind = cache(Kind)
"""The one `Kind` of a route's template, a method and a status, all of which are few."""


def request_id(sent: bytes | None) -> bytes:
    """The id that a client sent, where it is harmless, or a new one."""
    if sent and len(sent) <= _LONGEST and not sent.translate(None, _SAFE):
        return sent
    return next(_ids)


def log(scope: Scope, id_: bytes, method: str, status: int, began: float, sent: int) -> None:
    """Tell of an answered request; `sent` counts the bytes of the body.

    The route is told as its template. Neither paths nor queries are written down.
    """
    route = getattr(scope.get("route"), "path", None)
    note(kind(route, method, status), id_, perf_counter() - began, sent)


def note(what: Kind, id_: bytes, seconds: float, sent: int) -> None:
    """The same of an answer whose kind is known."""
    if not _waiting:
        asyncio.get_running_loop().call_soon(_write)
    _waiting.append((what, id_, seconds, sent))


def _write() -> None:
    """Count and tell of all requests that were answered in this turn of the event loop."""
    told = _waiting.copy()
    _waiting.clear()
    for what, _, seconds, _ in told:
        what.count(seconds)
    if _log.isEnabledFor(logging.INFO):
        lines = [what.line % (id_, seconds * 1000, sent) for what, id_, seconds, sent in told]
        _record.msg = b"\n".join(lines).decode()
        _log.handle(_record)
