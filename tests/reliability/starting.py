"""Start and stop the service's own commands in the ways in which machines do."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.serving import PROJECT, command, environment

PATIENCE = 120


def ran(
    folder: Path,
    *arguments: str,
    settings: Mapping[str, str] | None = None,
    before: tuple[str, ...] = (),
    patience: float = PATIENCE,
) -> subprocess.CompletedProcess[str]:
    """`article-facts` with `arguments`, run to its end, behind `before`; `patience` is in s."""
    return subprocess.run(
        [*before, *command(*arguments)],
        env=environment(folder, settings),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )


def started(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """`article-facts` with `arguments`, at work."""
    return subprocess.Popen(
        command(*arguments),
        env=environment(folder, settings),
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


_WITHIN = """
import os, resource, signal, sys
which, most, *command = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(getattr(resource, which), (int(most),) * 2)
# Where no file may grow, coverage cannot write either.
own = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
os.execve(command[0], command, own)
"""


def within(limit: str, most: int) -> tuple[str, ...]:
    """What is put before a command to give it no more of `RLIMIT_...` than `most`."""
    return (sys.executable, "-c", _WITHIN, limit, str(most))


@contextmanager
def served(
    folder: Path, log: Path, settings: Mapping[str, str], before: tuple[str, ...]
) -> Iterator[str]:
    """A running service, by its address; `before` is put before the command that starts it."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*before, *command("serve", "--port", "0")],
            env=environment(folder, settings),
            cwd=PROJECT,
            stdout=out,
            stderr=out,
        )
    try:
        end = time.monotonic() + PATIENCE
        while "running on" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end
            time.sleep(0.05)
        yield log.read_text().partition("running on ")[2].split()[0]
    finally:
        process.terminate()
        process.wait(PATIENCE)


def is_root() -> bool:
    """Whether rights to files mean nothing to this process."""
    return os.geteuid() == 0
