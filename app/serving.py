"""Run the server: uvicorn with the settings that suit read-only answers."""

from typing import Any

import uvicorn

from app.main import create_app
from app.settings import Settings


def run(chosen: Settings, host: str, port: int) -> None:
    """Serve until told to stop."""
    uvicorn.run(
        create_app(chosen),
        host=host,
        port=port,
        loop="auto",
        http="httptools",
        log_config=_logging(chosen.log_level),
        access_log=False,
        server_header=False,
        date_header=True,
    )


def _logging(level: str) -> dict[str, Any]:
    """A line of JSON for each request goes to standard output, all else to standard error."""
    stream = {"class": "logging.StreamHandler"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(message)s"},
            "event": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {
            "requests": {**stream, "formatter": "line", "stream": "ext://sys.stdout"},
            "events": {**stream, "formatter": "event", "stream": "ext://sys.stderr"},
        },
        "loggers": {
            "app.requests": {"handlers": ["requests"], "level": level.upper(), "propagate": False},
            "uvicorn": {"level": level.upper()},
        },
        "root": {"handlers": ["events"], "level": level.upper()},
    }
