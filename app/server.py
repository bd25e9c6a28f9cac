"""The server: uvicorn with our connections, JSON logs, and workers that stop together."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children
from signal import (
    ITIMER_REAL,
    SIG_IGN,
    SIGALRM,
    SIGHUP,
    SIGINT,
    SIGTERM,
    getsignal,
    setitimer,
    signal,
)
from socket import getaddrinfo, socket
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from types import FrameType

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from app.api.log import logging_config
from app.api.metrics import METRICS_FOLDER, forget
from app.connection import Connection
from app.settings import Settings

_log = logging.getLogger(__name__)

_PATIENCE = 10
"""Seconds for a worker to end after its last request."""

_MOMENT = 0.01
"""Seconds in which the start of a worker goes on, before a signal stops the service."""

_PAUSE = 5
"""Seconds before another worker is started in place of one that failed to."""


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
        raise OSError(f"cannot serve on {host}: {error}") from error
    if workers == 1:
        server = Server(config)
        server.run()
        sys.exit(0 if server.started else STARTUP_FAILURE)
    with TemporaryDirectory(prefix="article-facts-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder
        Supervisor(config, sockets=[config.bind_socket()]).run()
    # It returns only if no worker can start.
    sys.exit(STARTUP_FAILURE)


class Server(uvicorn.Server):
    """One process, which any signal stops as `Supervisor` stops several."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle signals until the end; nothing raises them again, so that the status is 0."""
        for number in (SIGINT, SIGTERM, SIGHUP):
            # `nohup` ignores a closed terminal.
            if number != SIGHUP or getsignal(number) != SIG_IGN:
                signal(number, self.handle_exit)
        yield

    def handle_exit(self, _sig: int, _frame: FrameType | None) -> None:
        """Stop, and break off nothing at a second signal: stopping has its own time limit."""
        self.should_exit = True


class Supervisor(Multiprocess):
    """Starts and stops the workers, however one of them hangs."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self._known: set[int | None] = set()
        for number in (SIGINT, SIGTERM):
            signal(number, self._stop)

    def _stop(self, _number: int, frame: FrameType | None) -> None:
        """Stop the workers and end, whatever is being waited for at this moment."""
        while frame and frame.f_code is not Process.start.__code__:
            frame = frame.f_back
        if frame:
            # A worker that has half started could not be stopped: do it in a moment.
            signal(SIGALRM, self._stop)
            setitimer(ITIMER_REAL, _MOMENT)
            return
        for number in (SIGINT, SIGTERM):
            signal(number, SIG_IGN)
        self.terminate_all()
        self.join_all()
        sys.exit()

    def keep_subprocess_alive(self) -> None:
        """Replace workers that are gone or hang."""
        for worker in self.processes:
            self._known.add(worker.pid)
            # It has its own end, so that nobody waits for its answer when it is gone.
            worker.child_conn.close()
        super().keep_subprocess_alive()
        known, self._known = self._known, {worker.pid for worker in self.processes}
        for pid in known - self._known:
            forget(pid)
        if self.should_exit.is_set() and any(one.is_ready() for one in self.processes):
            self._try_again()

    def _try_again(self) -> None:
        """Replace the workers that could not start, while others serve."""
        self.should_exit.clear()
        _log.warning("the others serve; a new worker is tried in %s seconds", _PAUSE)
        sleep(_PAUSE)
        for place, worker in enumerate(self.processes):
            if worker.exitcode == STARTUP_FAILURE:
                self.processes[place] = Process(self.config, self.sockets)
                self.processes[place].start()

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
