"""Reads and runs the blocks of docs/clients.md."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.serving import PROJECT

PAGE = (PROJECT / "docs/clients.md").read_text()
_FENCE = re.compile(r"^```([a-z]+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block, its language, its output, and the shell block before it, if any."""

    language: str
    code: str
    printed: str
    preparation: str

    def prepare(self, address: str, folder: Path) -> None:
        """Run the preparation in `folder`, and write the block into a file there."""
        if self.preparation:
            _run(["/bin/sh", "-ec", _at(address, self.preparation)], folder)
        (folder / self.file).write_text(_at(address, self.code))

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"block.{self.language}"

    def run(self, program: list[str], address: str, folder: Path) -> str:
        """What the block's program prints when it runs the code from a file in `folder`."""
        self.prepare(address, folder)
        return _run([*program, self.file], folder)


def _at(address: str, code: str) -> str:
    return code.replace("http://127.0.0.1:8000", address)


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout.replace("\r\n", "\n").strip()


def blocks() -> dict[str, Block]:
    """Each block that shows its output, by its heading."""
    found = {}
    for section in PAGE.split("\n## ")[1:]:
        heading = section.partition("\n")[0]
        match _FENCE.findall(section):
            case [*before, (language, code), ("text", printed)]:
                preparation = "".join(one for _, one in before)
                found[heading] = Block(language, code, printed.strip(), preparation)
    return found
