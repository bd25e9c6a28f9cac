"""The blocks of docs/clients.md, and a way to run them."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.serving import PROJECT

PAGE = (PROJECT / "docs/clients.md").read_text()
_BLOCK = re.compile(r"```([a-z]+)\n((?:(?!```).)+)```\n```text\n((?:(?!```).)+)```", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block, its language, and what it prints."""

    language: str
    code: str
    printed: str

    def run(self, program: list[str], address: str, folder: Path) -> str:
        """What a program prints that reads the block's code from a file in `folder`."""
        file = folder / f"block.{self.language}"
        file.write_text(self.code.replace("http://127.0.0.1:8000", address))
        done = subprocess.run(
            [*program, file.name],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.replace("\r\n", "\n").strip()


def blocks() -> dict[str, Block]:
    """Each block that says what it prints, by its heading."""
    found = {}
    for section in PAGE.split("\n## ")[1:]:
        if block := _BLOCK.search(section):
            heading = section.partition("\n")[0]
            found[heading] = Block(block[1], block[2], block[3].strip())
    return found
