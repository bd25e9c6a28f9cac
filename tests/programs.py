"""Programs that are not Python's, which some tests need."""

import fcntl
import functools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

NODE = Path(__file__).resolve().parent / "node"
"""What is installed by npm, as `package-lock.json` there says."""


def found(program: str, install: str) -> str:
    """Where `program` is; without it the test is skipped, but fails in CI, which installs it."""
    path = shutil.which(program)
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(install)
    if path is None:
        pytest.skip(install)
    return path


def node(program: str) -> list[str]:
    """How to start a program of `tests/node`, which is installed the first time."""
    found("node", "no node here: apt-get install nodejs npm")
    _install(found("npm", "no npm here: apt-get install nodejs npm"))
    return [str(NODE / "node_modules/.bin" / program)]


@functools.cache
def _install(npm: str) -> None:
    done, lock = NODE / "node_modules/.package-lock.json", NODE / "package-lock.json"
    with lock.open() as held:
        # Of the processes that share the tests among them, one installs and the others wait.
        fcntl.flock(held, fcntl.LOCK_EX)
        if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
            # Scripts of packages are not run: one of them would tell another host of it.
            arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run([npm, *arguments], cwd=NODE, check=True, stdout=subprocess.DEVNULL)
