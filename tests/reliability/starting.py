"""Start and stop the service's own commands in the ways in which machines do."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.serving import PROJECT, command, environment

PATIENCE = 120


def ran(
    folder: Path,
    *arguments: str,
    settings: Mapping[str, str] | None = None,
    before: tuple[str, ...] = (),
) -> subprocess.CompletedProcess[str]:
    """`article-facts` with `arguments`, run to its end; `before` is put before the command."""
    return subprocess.run(
        [*before, *command(*arguments)],
        env=environment(folder, settings),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """`article-facts` with `arguments`, at work."""
    return subprocess.Popen(
        command(*arguments),
        env=environment(folder),
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def is_root() -> bool:
    """Whether rights to files mean nothing to this process."""
    return os.geteuid() == 0
