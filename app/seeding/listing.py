"""List the files of a seed's articles, in another process where they are many."""

import marshal
import os
import subprocess
import sys
from functools import cached_property
from itertools import islice
from pathlib import Path

from app.seeding import lister
from app.seeding.lister import Listed

_WORTH = 2000
"""A process takes a while to start; so many files are worth that."""


class Listing:
    """A look at the files of a seed's articles; many are looked at while something else is done."""

    def __init__(self, folder: Path) -> None:
        """Begin to list the articles of the seed in `folder`."""
        self.folder = folder
        self._process = _process(folder) if _many(folder / "articles") else None

    @cached_property
    def files(self) -> list[Listed]:
        """What `lister.files` tells of the folder."""
        if self._process:
            written, _ = self._process.communicate()
            if self._process.returncode == 0:
                files: list[Listed] = marshal.loads(written)  # noqa: S302 - a process of ours wrote it
                return files
        # Where the other process has failed, this one tells why.
        return lister.files(str(self.folder))


def _many(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return len(list(islice(entries, _WORTH))) == _WORTH
    except OSError:
        return False


def _process(folder: Path) -> subprocess.Popen[bytes]:
    # Isolated, and without what is installed: it starts in half the time.
    command = [sys.executable, "-I", "-S", lister.__file__, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - this very interpreter
