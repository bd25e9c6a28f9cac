"""Logging: every line is a JSON object with time and level; one line for each request."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from itertools import count
from os import urandom, write
from queue import Full, Queue
from select import PIPE_BUF
from threading import Thread
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
_MOMENT = 0.2
"""Seconds that the end of the process waits for the last lines."""
_MOST_RECORDS = 100
"""How many records wait for the reader; one has the lines of all requests of a moment."""

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
    """Writes lines in a thread of its own, so that nothing waits for their reader.

    If that is too slow, lines are lost; one says so, and another when it has caught up.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._records: Queue[bytes] = Queue(_MOST_RECORDS)
        self._losing = False
        Thread(target=self._write, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._records.put_nowait(f"{self.format(record)}\n".encode())
        except Full:
            self._lose("nobody reads them")
        except Exception:  # noqa: BLE001 - as the parent does
            self.handleError(record)

    def flush(self) -> None:
        """Give the last lines a moment to be written, when the process ends."""
        records = self._records
        with records.all_tasks_done:
            records.all_tasks_done.wait_for(lambda: not records.unfinished_tasks, _MOMENT)

    def _write(self) -> None:
        file, cut = self.stream.fileno(), False
        while True:
            text = b"\n" + self._records.get() if cut else self._records.get()
            try:
                while text:
                    # A pipe that processes share keeps so many bytes together.
                    end = text.rfind(b"\n", 0, PIPE_BUF) + 1 or PIPE_BUF
                    size = write(file, text[:end])
                    cut, text = text[size - 1 : size] != b"\n", text[size:]
            except OSError as error:
                self._lose(str(error))
            else:
                if self._losing and self._records.empty():
                    self._losing = False
                    _events.error("the log is read again; lines of it were lost")
            self._records.task_done()

    def _lose(self, why: str) -> None:
        known, self._losing = self._losing, True
        if not known:
            _events.error("lines of the log are lost: %s", why)


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
