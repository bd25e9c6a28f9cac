"""Start the service as users do: in its own process, on a free port, with its own database."""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from itertools import count
from pathlib import Path

from tests import forking
from tests.raw import ask

PROJECT = forking.PROJECT
_PATIENCE = 120

# Another program may take a free port at any time. These ports are below the ones that systems
# assign automatically, and no two test processes try the same port.
_FIRST_PORT, _PORTS, _PROCESSES = 20_000, 12_000, 16
_own = count(os.getpid())
_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

NewDatabase = Callable[[Path], str]
"""Returns the URL of a new database, which may have its file in the given folder."""


def command(*arguments: str) -> list[str]:
    """The command for this checkout's `article-facts` with `arguments`."""
    return [sys.executable, "-m", "app", *arguments]


def environment(folder: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process with its database in `folder`."""
    return {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "DATABASE_URL": f"sqlite:///{folder}/facts.db",
        **(settings or {}),
    }


def unmeasured(variables: Mapping[str, str]) -> dict[str, str]:
    """These variables without those of coverage, which cannot write if files may not grow."""
    return {name: value for name, value in variables.items() if not name.startswith("COVERAGE_")}


def free_port() -> int:
    """An unused port of 127.0.0.1, a different one each time."""
    while True:
        port = _FIRST_PORT + (next(_own) * _PROCESSES + _process) % _PORTS
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


@contextmanager
def serving(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """A running service, by its address; its log is `folder/server.log`."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    with (folder / "server.log").open("ab") as log:
        arguments = ["serve", "--port", str(port)]
        process = forking.start(arguments, environment(folder, settings), log, log)
        try:
            (folder / "server.pid").write_text(str(process.pid))
            _wait(process, address, folder)
            yield address
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def server(folder: Path) -> int:
    """The id of the process that serves from `folder`."""
    return int((folder / "server.pid").read_text())


def _wait(process: forking.Process, address: str, folder: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError):
            if ask(address, "/readyz").status == HTTPStatus.OK:
                return
        time.sleep(0.02)
    log = (folder / "server.log").read_text()
    message = f"the service did not become ready:\n{log}"
    raise AssertionError(message)
