"""Programs outside Python that some tests need."""

import fcntl
import functools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

NODE = Path(__file__).resolve().parent / "node"
"""npm installs what `package-lock.json` in this folder lists."""


def found(program: str, install: str) -> str:
    """The path of `program`; if it is missing, the test is skipped, or fails in CI."""
    path = shutil.which(program)
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(install)
    if path is None:
        pytest.skip(install)
    return path


def node(program: str) -> list[str]:
    """The command for a program of `tests/node`, which is installed on first use."""
    found("node", "no node here: apt-get install nodejs npm")
    _install(found("npm", "no npm here: apt-get install nodejs npm"))
    return [str(NODE / "node_modules/.bin" / program)]


@functools.cache
def _install(npm: str) -> None:
    done, lock = NODE / "node_modules/.package-lock.json", NODE / "package-lock.json"
    with lock.open() as held:
        # One test process installs; the others wait.
        fcntl.flock(held, fcntl.LOCK_EX)
        if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
            # Packages' install scripts do not run, because one of them reports to another host.
            arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run([npm, *arguments], cwd=NODE, check=True, stdout=subprocess.DEVNULL)
