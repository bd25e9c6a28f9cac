"""Start and stop the real commands, as an operating system would."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from tests import forking
from tests.serving import environment

PATIENCE = 120


def ran(
    folder: Path,
    *arguments: str,
    settings: Mapping[str, str] | None = None,
    before: tuple[str, ...] = (),
    limit: forking.Limit | None = None,
    patience: float = PATIENCE,
) -> subprocess.CompletedProcess[str]:
    """Run `article-facts` with `arguments` behind `before`; `patience` is in seconds."""
    with TemporaryFile("w+b") as out, TemporaryFile("w+b") as err:
        variables = environment(folder, settings)
        process = forking.start(arguments, variables, out, err, before, limit)
        try:
            status = process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        for file in (out, err):
            file.seek(0)
        said, told = out.read().decode(), err.read().decode()
    return subprocess.CompletedProcess(arguments, status, said, told)


def started(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> forking.Process:
    """Start `article-facts` with `arguments` and return its process."""
    with Path(os.devnull).open("wb") as nowhere:
        return forking.start(arguments, environment(folder, settings), nowhere, nowhere)


@contextmanager
def served(
    folder: Path,
    log: Path,
    settings: Mapping[str, str],
    before: tuple[str, ...] = (),
    limit: forking.Limit | None = None,
) -> Iterator[str]:
    """The address of a running service; `before` precedes the command that starts it."""
    with log.open("wb") as out:
        variables = environment(folder, settings)
        process = forking.start(("serve", "--port", "0"), variables, out, out, before, limit)
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


def as_anybody() -> tuple[str, ...]:
    """A command prefix that takes away root's right to write anywhere."""
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root may write anywhere, and setpriv is not installed to prevent it")
    caps = "-dac_override,-dac_read_search,-fowner"
    return (setpriv, f"--bounding-set={caps}", f"--inh-caps={caps}")
