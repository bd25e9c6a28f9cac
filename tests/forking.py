"""Starts `article-facts` by forking a process that has already imported everything.

That saves a second for each start. Each fork has its own arguments, environment, output and exit
status, as with `python -m app`. A start is not forked if it sets a variable that Python or the
system reads (`LD_PRELOAD`), if it is behind another command, or if it is part of `make coverage`.
"""

import atexit
import functools
import gc
import importlib
import json
import os
import resource
import runpy
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NoReturn

PROJECT = Path(__file__).resolve().parent.parent

IMPORTED = (
    "alembic.command",
    "alembic.config",
    "app.cli",
    "app.database.postgresql",
    "app.main",
    "app.seeding.postgres_schema",
    "app.seeding.report",
    "app.seeding.verification",
    "app.server",
    "logging.config",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "uvloop",
)
OWN = (
    "ARTICLE_FACTS_",
    "DATABASE_URL",
    "PYTEST_",
    # Python and its libraries read these no earlier than they need them.
    "ALL_PROXY",
    "HTTP_PROXY",
    "SSL_CERT_FILE",
    "TMPDIR",
)
"""Prefixes of the variables that a forked process may set for itself."""


class Forked:
    """A forked process, with the interface of `subprocess.Popen`."""

    def __init__(self, told: socket.socket, arguments: object) -> None:
        self.args = arguments
        self.returncode: int | None = None
        self._told = told
        self.pid = self._read()

    def _read(self) -> int:
        answer = self._told.recv(16)
        assert answer, "the forking process has ended"
        return int(answer)

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once it has ended."""
        if self.returncode is None:
            self._told.settimeout(timeout)
            try:
                self.returncode = self._read()
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired(str(self.args), timeout or 0) from None
            self._told.close()
        return self.returncode

    def poll(self) -> int | None:
        """The exit status, if it has ended."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


Process = Forked | subprocess.Popen[bytes]

Limit = tuple[str, int]
"""The name of a limit, `RLIMIT_...`, and its value."""


def start(
    arguments: Sequence[str],
    variables: Mapping[str, str],
    out: IO[bytes],
    err: IO[bytes],
    before: Sequence[str] = (),
    limit: Limit | None = None,
) -> Process:
    """Start `python -m app` with `arguments`, behind the command `before` and within `limit`."""
    if _forks(variables) and not before:
        ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        limits = [("RLIMIT_NOFILE", *resource.getrlimit(resource.RLIMIT_NOFILE))]
        if limit:
            limits.append((limit[0], limit[1], limit[1]))
        asked = json.dumps([arguments, dict(variables), limits]).encode()
        with theirs:
            files = [theirs.fileno(), out.fileno(), err.fileno()]
            socket.send_fds(_forking(), [asked], files)
        return Forked(ours, arguments)
    command = [*before, *_within(limit), sys.executable, "-m", "app", *arguments]
    return subprocess.Popen(command, cwd=PROJECT, env=variables, stdout=out, stderr=err)


_WITHIN = """
import os, resource, sys
which, most, *command = sys.argv[1:]
resource.setrlimit(getattr(resource, which), (int(most),) * 2)
# If files may not grow, coverage cannot write its own.
own = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
os.execve(command[0], command, own)
"""


def _within(limit: Limit | None) -> tuple[str, ...]:
    """A command prefix that sets the limit."""
    return (sys.executable, "-c", _WITHIN, limit[0], str(limit[1])) if limit else ()


def _forks(variables: Mapping[str, str]) -> bool:
    usual = {**os.environ, "PYTHONPATH": str(PROJECT)}
    changed = dict(variables.items() ^ usual.items())
    measured = any(name.startswith("COVERAGE_") for name in variables)
    return (
        sys.platform == "linux" and not measured and all(name.startswith(OWN) for name in changed)
    )


@functools.cache
def _forking() -> socket.socket:
    """A socket to the forking process, which ends with this one."""
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.forking", str(theirs.fileno())],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _reap(*_: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _asked(asking: socket.socket) -> list[str]:
    """Fork for each request; returns the arguments in each forked process."""
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        request, files, _, _ = socket.recv_fds(asking, 1 << 20, 3)
        if not request:
            os._exit(0)
        if os.fork() == 0:
            break
        for file in files:
            os.close(file)
    asking.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    told, out, err = files
    if process := os.fork():
        # Its parent reports its process id, and later its exit status.
        os.close(out)
        os.close(err)
        os.write(told, str(process).encode())
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        os.write(told, str(status).encode())
        os._exit(0)
    arguments, variables, limits = json.loads(request)
    os.dup2(out, 1)
    os.dup2(err, 2)
    for file in files:
        os.close(file)
    os.environ.clear()
    os.environ.update(variables)
    for which, soft, hard in limits:
        resource.setrlimit(getattr(resource, which), (soft, hard))
    return list(arguments)


def _end(status: int) -> NoReturn:
    """End as Python does, without deleting every module.

    Deletion would first copy the memory that all forks share.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as Python does
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    for module in IMPORTED:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    sys.argv[1:] = _asked(socket.socket(fileno=int(sys.argv[1])))
    try:
        runpy.run_module("app", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code and not isinstance(ended.code, int):
            raise
        _end(ended.code or 0)
