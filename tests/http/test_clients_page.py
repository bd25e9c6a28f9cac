"""Runs the blocks of docs/clients.md that need no extra installation; `make clients` runs all."""

import sys
from pathlib import Path

import pytest

from tests.clients_page import blocks
from tests.programs import found

BLOCKS = blocks()
PROGRAMS = {
    "curl": ["/bin/sh"],
    "Python with httpx": [sys.executable],
    "pandas": [sys.executable],
    "rdflib": [sys.executable],
    "JavaScript": ["node"],
}


@pytest.mark.parametrize("heading", PROGRAMS)
def test_a_block_prints_the_output_below_it(heading: str, address: str, tmp_path: Path) -> None:
    block, program = BLOCKS[heading], PROGRAMS[heading]
    if program[0] == "node":
        (tmp_path / "package.json").write_text('{"type": "module"}')
        program = [found("node", "no node here: apt-get install nodejs npm")]

    assert block.run(program, address, tmp_path) == block.printed
