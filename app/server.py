"""The server: uvicorn with our connections, JSON logs, and workers that stop together."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import active_children
from signal import SIGINT, SIGTERM, signal
from socket import getaddrinfo, socket
from tempfile import TemporaryDirectory
from time import monotonic
from types import FrameType

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.supervisors import Multiprocess

from app.api.log import logging_config
from app.api.metrics import METRICS_FOLDER
from app.connection import Connection
from app.settings import Settings

_PATIENCE = 10
"""Seconds for a worker to end after its last request."""


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve with `workers` processes until stopped."""
    config = uvicorn.Config(
        "app.main:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="auto",
        http=Connection,
        ws="none",
        log_config=logging_config(settings.log_level),
        access_log=False,
        proxy_headers=False,
        backlog=settings.backlog,
        timeout_keep_alive=settings.timeout_keep_alive,
        timeout_graceful_shutdown=settings.timeout_stop,
        # A process that starts slowly on a busy machine is not dead.
        timeout_worker_healthcheck=30,
        server_header=False,
        date_header=True,
    )
    try:
        getaddrinfo(host, port)
    except (OSError, UnicodeError) as error:
        message = f"cannot serve on {host}: {error}"
        raise OSError(message) from error
    if workers == 1:
        server = uvicorn.Server(config)
        server.run()
        sys.exit(0 if server.started else 3)
    with TemporaryDirectory(prefix="article-facts-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder
        Supervisor(config, sockets=[config.bind_socket()]).run()


class Supervisor(Multiprocess):
    """Starts and stops the workers, however one of them hangs."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self._looking = False
        for number in (SIGINT, SIGTERM):
            signal(number, self._stop)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        # Whatever else was asked for is of no use any more.
        self.signal_queue[:] = [number]
        if self._looking:
            self._looking = False
            raise _StoppedError

    @contextmanager
    def _until_stopped(self) -> Iterator[None]:
        """A signal to stop ends what is done within it, such as the wait for a worker."""
        before = {worker.pid for worker in self.processes}
        with suppress(_StoppedError):
            self._looking = True
            yield
            self._looking = False
        # What is open in a process that is gone is no longer counted.
        for pid in before - {worker.pid for worker in self.processes}:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]  # it has no annotations

    def keep_subprocess_alive(self) -> None:
        """Replace workers that are gone or hang; signals come first."""
        with self._until_stopped():
            if not self.signal_queue:
                super().keep_subprocess_alive()

    def handle_signals(self) -> None:
        """Stop, restart the workers (SIGHUP), or change their number (SIGTTIN, SIGTTOU)."""
        with self._until_stopped():
            super().handle_signals()

    def terminate_all(self) -> None:
        """Close the listening socket first, so that nothing connects to a process that is gone."""
        for one in self.sockets:
            one.close()
        # Also one that is being replaced, or replaces another.
        for worker in active_children():
            worker.terminate()

    def join_all(self) -> None:
        """Wait for the workers to end, and kill those that do not."""
        end = monotonic() + (self.config.timeout_graceful_shutdown or 0) + _PATIENCE
        for worker in active_children():
            worker.join(max(0, end - monotonic()))
            worker.kill()
            worker.join()


class _StoppedError(Exception):
    """The wait for a worker is over."""
