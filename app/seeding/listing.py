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
        self._process = _process(folder)

    @cached_property
    def files(self) -> list[Listed]:
        """What `lister.files` tells of the folder."""
        if self._process:
            written, _ = self._process.communicate()
            if self._process.returncode == 0:
                files: list[Listed] = marshal.loads(written)  # noqa: S302 - a process of ours wrote it
                return files
        # They are few, or the other process has failed: where this one does too, it tells why.
        return lister.files(str(self.folder))


def _process(folder: Path) -> subprocess.Popen[bytes] | None:
    # Its folder and what is installed are not looked into for modules: it starts in half the time.
    command = [sys.executable, "-P", "-S", lister.__file__, str(folder)]
    try:
        with os.scandir(folder / "articles") as entries:
            if len(list(islice(entries, _WORTH))) < _WORTH:
                return None
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - this very interpreter
    except OSError:
        return None
