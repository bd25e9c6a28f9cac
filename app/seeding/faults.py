"""The faults of a seed, in words that help to correct them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path

MOST = 1000
"""How many faults are listed; the rest are only counted."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: in which file and record, what the problem is, and its remedy.

    `blank` names the empty field, if that is the problem.
    """

    file: str
    record: str
    problem: str
    remedy: str
    blank: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.file}: {self.record}: {self.problem}; {self.remedy}"


class FaultySeed(Exception):
    """A seed that cannot be used; `faults` are those found, in order, `unlisted` counts more."""

    def __init__(self, faults: Iterable[Fault], unlisted: int = 0) -> None:
        self.faults = sorted(set(faults))
        self.unlisted = unlisted
        more = [f"and {unlisted} more"] if unlisted else []
        super().__init__("\n".join([*map(str, self.faults), *more]))


@dataclass
class Faults:
    """The faults found so far: `listed`, and how many more; `unreadable` where files have some."""

    listed: list[Fault] = field(default_factory=list)
    unlisted: int = 0
    unreadable: bool = False

    def add(self, *faults: Fault) -> None:
        """Add what was found."""
        room = MOST - len(self.listed)
        self.listed += faults[:room]
        self.unlisted += len(faults[room:])

    def __bool__(self) -> bool:
        return bool(self.listed)

    def refuse(self) -> None:
        """Raise `FaultySeed` if anything was found."""
        if self:
            raise FaultySeed(self.listed, self.unlisted)


def nearest(name: str, names: Iterable[str]) -> str:
    """A remedy that names the nearest of `names`, or lists them."""
    names = list(names)
    close = get_close_matches(name[:100], names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"choose one of: {_listed(names)}"


def _listed(names: list[str]) -> str:
    shown = 12
    rest = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(sorted(names)[:shown]) + rest if names else "none"


_HEADER = re.compile(r"\s*\[{1,2}(?:(?P<parent>\w+)\.)?(?P<table>\w+)\]")
_NAME = re.compile(r"\s*(?:id|name) = \"(?P<name>[^\"]*)\"")

Place = tuple[int, str]
"""The position of a record in its file, and its sort key if it has none."""


def in_file_order(faults: Iterable[Fault], folder: Path) -> list[str]:
    """The faults as lines: file by file, in the order of the records."""
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
    """The lines about one record; one line lists all its empty fields."""
    blank = [fault.blank for fault in faults if fault.blank]
    if blank:
        missing = f"not filled in: {', '.join(blank)}"
        remedy = "fill it in, or delete the record"
        yield str(Fault(faults[0].file, faults[0].record, missing, remedy))
    yield from (str(fault) for fault in faults if not fault.blank)


def _places(path: Path) -> dict[str, int]:
    """Where in a TOML file each record begins, by its name in faults.

    The headers are read again: the reader keeps the order of a table's records, not across tables.
    """
    places: dict[str, int] = {"article": 0}
    parent = table = ""
    awaited = False
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
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
    """A key that sorts "paragraph 10" after "paragraph 9"."""
    return re.sub(r"\d+", lambda number: number[0].zfill(9), words)
