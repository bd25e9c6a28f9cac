"""The server: uvicorn with our connections, JSON logs, and workers that stop together."""

import os
import sys
from tempfile import TemporaryDirectory

import uvicorn
from uvicorn.supervisors import Multiprocess

from app.api.log import logging_config
from app.api.metrics import METRICS_FOLDER
from app.connection import Connection
from app.settings import Settings


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
    if workers == 1:
        server = uvicorn.Server(config)
        server.run()
        sys.exit(0 if server.started else 3)
    with TemporaryDirectory(prefix="article-facts-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder
        Supervisor(config, sockets=[config.bind_socket()]).run()


class Supervisor(Multiprocess):
    """Starts and stops the workers."""

    def terminate_all(self) -> None:
        """Close the listening socket first, so that nothing connects to a process that is gone."""
        for socket in self.sockets:
            socket.close()
        super().terminate_all()
