"""Run the server: uvicorn with the settings that suit read-only answers."""

from typing import Any

import uvicorn
from starlette.types import ASGIApp

from app.api.memory import Memory, Remembering
from app.api.metrics import gauges
from app.connection import Connection
from app.direct import Direct
from app.limits import Limits, room
from app.main import around, create_app, prompt
from app.protocol import RememberingProtocol
from app.settings import Settings, settings


def run(chosen: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to stop, with so many processes."""
    remember_raw = bool(_remembered(chosen)) and chosen.protocol_memory
    uvicorn.run(
        # By its name, as each worker makes its own.
        "app.serving:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="auto",
        http=RememberingProtocol if remember_raw else Direct,
        ws="none",
        log_config=_logging(chosen.log_level),
        access_log=False,
        proxy_headers=bool(chosen.trusted_proxies),
        forwarded_allow_ips=chosen.trusted_proxies,
        backlog=chosen.backlog,
        timeout_keep_alive=chosen.timeout_keep_alive,
        timeout_graceful_shutdown=chosen.timeout_stop,
        # A process that starts slowly, as all else does on a busy machine, is not a dead one.
        timeout_worker_healthcheck=30,
        server_header=False,
        date_header=True,
    )


def application() -> ASGIApp:
    """What a process serves; sets what its connections share."""
    chosen = settings()
    Connection.limits = Limits(
        url=chosen.limit_url,
        head=chosen.limit_head,
        connections=room(chosen.limit_connections),
        requests=chosen.limit_requests,
        timeout_head=chosen.timeout_head,
        timeout_body=chosen.timeout_body,
        timeout_write=chosen.timeout_write,
    )
    app = create_app(chosen)
    outer = around(app, chosen)
    bound = _remembered(chosen)
    # Where answers are remembered in the application, that has to be asked first.
    first = chosen.protocol_memory or not bound
    Direct.ways, Direct.framework = prompt(chosen) if first else None, app
    if not bound:
        return outer
    memory = RememberingProtocol.memory = app.state.memory = Memory(bound)
    gauges["article_facts_memory_bytes"] = ("Answers remembered.", lambda: memory.size)
    return Remembering(outer, memory)


def _remembered(chosen: Settings) -> int:
    """The bytes for answers given before; with a rate limit none, as each has to be counted."""
    return 0 if chosen.rate_limit else chosen.memory_mib * 1024 * 1024


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
