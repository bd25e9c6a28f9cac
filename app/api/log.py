"""Logging: every line is a JSON object with time and level; one line for each request."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from itertools import count
from math import inf
from os import urandom, write
from select import PIPE_BUF, select
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

import orjson

from app.api.metrics import durations, requests
from app.settings import masked

if TYPE_CHECKING:
    from app.api.delivery import Representation
    from app.api.http import Request

Meter = tuple[Callable[[], None], Callable[[float], None], bytes]
"""What counts and times the responses of a route, a method and a status; their log line."""

_log = logging.getLogger("app.requests")
_events = logging.getLogger(__name__)
_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_LONGEST_ID = 64
_PATIENCE = 0.2
"""Seconds that the service waits for the reader of its log."""
_CALM = 10.0
"""Seconds without a wait or a lost line before the service waits again."""

# Ids only have to differ: one part is random for each process, the other counts.
_ids = map((urandom(4).hex().encode() + b"%08x").__mod__, count(1))


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON; passwords in URLs are masked."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _time(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = masked(self.formatException(record.exc_info))
        return orjson.dumps(line).decode()


class LineHandler(logging.StreamHandler[TextIO]):
    """Writes lines without waiting long: if nobody reads them, they are lost, and one says so."""

    _losing = _cut = False
    _until = -inf
    """When it stops waiting for a reader that is too slow, or when it last lost a line."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._write(f"{self.format(record)}\n".encode())
        except OSError as error:
            known, self._losing, self._until = self._losing, True, monotonic()
            if not known:
                _events.error("lines of the log are lost: %s", error)
        except Exception:  # noqa: BLE001 - as the parent does
            self.handleError(record)
        else:
            known, self._losing = self._losing, self._losing and not self._is_calm()
            if known and not self._losing and record.name != __name__:
                _events.error("the log is read again; lines of it were lost")

    def _is_calm(self) -> bool:
        return monotonic() > self._until + _CALM

    def _write(self, text: bytes) -> None:
        """Write as many lines at a time as fit into a pipe that has room; first end one cut off."""
        file = self.stream.fileno()
        if self._cut:
            text = b"\n" + text
        while text:
            if not select((), (file,), (), 0)[1]:
                if self._is_calm():
                    self._until = monotonic() + _PATIENCE
                if not select((), (file,), (), max(0, self._until - monotonic()))[1]:
                    raise BlockingIOError("nobody reads them")
            end = text.rfind(b"\n", 0, PIPE_BUF) + 1 or PIPE_BUF
            size = write(file, text[:end])
            self._cut, text = text[size - 1 : size] != b"\n", text[size:]


def logging_config(level: str) -> dict[str, Any]:
    """The `dictConfig` of all processes: requests go to standard output, the rest to error."""
    stream = {"class": "app.api.log.LineHandler"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "app.api.log.JsonFormatter"}},
        "handlers": {
            "requests": {**stream, "stream": "ext://sys.stdout"},
            "events": {**stream, "stream": "ext://sys.stderr", "formatter": "json"},
        },
        "loggers": {
            _log.name: {"handlers": ["requests"], "level": level.upper(), "propagate": False},
            "uvicorn": {"level": level.upper()},
            # Below that level, it logs what clients send.
            "mcp": {"level": "CRITICAL"},
        },
        "root": {"handlers": ["events"], "level": level.upper()},
    }


# There are few routes, methods and statuses: the server's parser refuses unknown methods.
@cache
def _meter(route: str | None, method: str, status: int) -> Meter:
    named = route or "(none)"
    count, observe = requests.labels(named, method, status).inc, durations.labels(named).observe
    alike = orjson.dumps({"method": method, "route": route, "status": status})[1:-1]
    # A percent sign in a path is not a placeholder.
    alike = alike.replace(b"%", b"%%")
    line = b'{"time":"%b","level":"info","id":"%b",' + alike + b',"ms":%.2f,"bytes":%d}'
    return count, observe, line


_DELAY = 0.02
_waiting: list[tuple[Meter, bytes, float, int]] = []


def request_id(sent: bytes | None) -> bytes:
    """The id that a client sent if it is harmless, or a new one."""
    if sent and len(sent) <= _LONGEST_ID and not sent.translate(None, _SAFE):
        return sent
    return next(_ids)


def log_request(request: "Request", made: "Representation", seconds: float, sent: int) -> None:
    """Log and count a response of `sent` bytes; the line has neither path nor query.

    Lines are written together after a moment.
    """
    if not _waiting:
        asyncio.get_running_loop().call_later(_DELAY, write_waiting)
    meter = _meter(made.route, request.method, made.status)
    _waiting.append((meter, request.id, seconds, sent))


def write_waiting() -> None:
    """Write the lines of the requests that have ended, and count them."""
    finished = _waiting.copy()
    _waiting.clear()
    for (count_one, observe, _), _, seconds, _ in finished:
        count_one()
        observe(seconds)
    if finished and _log.isEnabledFor(logging.INFO):
        now = _time().encode()
        lines = [line % (now, id_, s * 1000, sent) for (_, _, line), id_, s, sent in finished]
        _log.info(b"\n".join(lines).decode())


def _time(seconds: float | None = None) -> str:
    now = datetime.now(UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
