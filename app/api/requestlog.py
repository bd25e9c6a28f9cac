"""One line of JSON for each request: its id, what was asked, and what came of it."""

import logging
from os import urandom
from time import perf_counter

import orjson
from starlette.types import Scope

from app.api.metrics import count

_log = logging.getLogger("app.requests")
_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_LONGEST = 64


def request_id(sent: bytes | None) -> bytes:
    """The id that a client sent, where it is harmless, or a new one."""
    if sent and len(sent) <= _LONGEST and not sent.translate(None, _SAFE):
        return sent
    return urandom(8).hex().encode()


def log(scope: Scope, id_: bytes, method: str, status: int, began: float, sent: int) -> None:
    """Tell of an answered request; `sent` counts the bytes of the body.

    The route is told as its template. Neither paths nor queries are written down.
    """
    seconds = perf_counter() - began
    route = getattr(scope.get("route"), "path", None)
    count(route, method, status, seconds)
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
    _log.info("%s", orjson.dumps(line).decode())
