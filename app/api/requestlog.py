"""One line of JSON for each request: its id, what was asked, and what came of it."""

import asyncio
import logging
from itertools import count
from os import urandom
from time import perf_counter

import orjson
from starlette.types import Scope

from app.api.metrics import observe

_log = logging.getLogger("app.requests")
_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_LONGEST = 64
# Ids need be no secret, only different: one part is of the process, the other counts.
_PROCESS = urandom(4).hex().encode()
_numbers = count(1)
_waiting: list[bytes] = []


def request_id(sent: bytes | None) -> bytes:
    """The id that a client sent, where it is harmless, or a new one."""
    if sent and len(sent) <= _LONGEST and not sent.translate(None, _SAFE):
        return sent
    return b"%b%08x" % (_PROCESS, next(_numbers) & 0xFFFFFFFF)


def log(scope: Scope, id_: bytes, method: str, status: int, began: float, sent: int) -> None:
    """Tell of an answered request; `sent` counts the bytes of the body.

    The route is told as its template. Neither paths nor queries are written down.
    """
    seconds = perf_counter() - began
    route = getattr(scope.get("route"), "path", None)
    observe(route, method, status, seconds)
    if not _log.isEnabledFor(logging.INFO):
        return
    line = {
        "id": id_.decode(),
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 2),
        "bytes": sent,
    }
    if not _waiting:
        asyncio.get_running_loop().call_soon(_write)
    _waiting.append(orjson.dumps(line))


def _write() -> None:
    """Write the lines of all requests that were answered in this turn of the event loop."""
    _log.info("%s", b"\n".join(_waiting).decode())
    _waiting.clear()
