"""Tell faults as a person mends them: in the order of the file, what is blank in one line."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from app.seeding.faults import Fault

_HEADER = re.compile(r"\s*\[{1,2}(?:(?P<parent>\w+)\.)?(?P<table>\w+)\]")
_NAME = re.compile(r"\s*(?:id|name) = \"(?P<name>[^\"]*)\"")

Place = tuple[int, str]
"""Where a record stands, and by what it comes among those that stand nowhere."""


def in_file_order(faults: list[Fault], folder: Path) -> list[str]:
    """The lines that tell `faults`: file by file, each record where it stands in its file."""
    lines: list[str] = []
    for file, of_file in groupby(sorted(set(faults)), key=lambda fault: fault.file):
        places = _places(folder / file)
        last = len(places)

        def place(fault: Fault, places: dict[str, int] = places, last: int = last) -> Place:
            return places.get(fault.record, last), _natural(fault.record)

        for _, of_record in groupby(sorted(of_file, key=place), key=lambda fault: fault.record):
            lines.extend(_folded(list(of_record)))
    return lines


def _folded(faults: list[Fault]) -> Iterator[str]:
    """The lines about one record: what is blank stands behind that it is a draft, or by itself."""
    blank = [fault.blank for fault in faults if fault.blank]
    rest = [fault for fault in faults if not fault.blank]
    missing = f"not filled in: {', '.join(blank)}"
    if blank and not any(fault.draft for fault in rest):
        remedy = "fill it in, or delete the record"
        yield str(Fault(faults[0].file, faults[0].record, missing, remedy))
    for fault in rest:
        also = f"; {missing}" if blank and fault.draft else ""
        yield f"{fault}{also}"


def _places(path: Path) -> dict[str, int]:
    """How far down in a TOML file each record begins, by the words that a fault names it by.

    The headers are read again: the reader keeps the order of a table's records, not across tables.
    """
    places: dict[str, int] = {"article": 0}
    parent = table = ""
    awaited = False
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return places
    for line in lines:
        if header := _HEADER.match(line):
            table, awaited = header["table"], True
            parent = parent if header["parent"] else ""
        elif awaited and (named := _NAME.match(line)):
            record = f"{table} {named['name']!r}"
            full = f"{parent}: {record}" if parent else record
            parent, awaited = parent or record, False
            places.setdefault(full, len(places))
    return places


def _natural(words: str) -> str:
    """A key by which "paragraph 10" comes after "paragraph 9"."""
    return re.sub(r"\d+", lambda number: number[0].zfill(9), words)
