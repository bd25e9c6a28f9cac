"""The faults of a seed, in words that help to correct them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any

from pydantic_core import ErrorDetails

from app.core.records import Record
from app.nearest import nearest_names

MOST_LISTED = 1000
"""How many faults are listed."""

_COMPARED = 1000
"""With how many names a wrong name is compared; of more, only with those that begin like it."""

_LONGEST = 80
"""How many characters of a faulty value are shown."""

Finding = tuple[str, str, str]
"""A record of a file, what is wrong with it, and the remedy."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: in which file and record, what the problem is, and its remedy."""

    file: str
    record: str
    problem: str
    remedy: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.file}: {self.record}: {self.problem}; {self.remedy}"


class FaultySeed(Exception):
    """A seed that cannot be used: at most `MOST_LISTED` faults in order, and `lines` about them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = sorted(faults, key=_order)
        self.faults = found[:MOST_LISTED]
        self.lines = [*map(str, self.faults), *(["and more"] if len(found) > MOST_LISTED else [])]
        super().__init__("\n".join(self.lines))


def _order(fault: Fault) -> tuple[str, str, Fault]:
    """By file and record, with "paragraph 10" after "paragraph 9"."""
    numbered = re.sub(r"\d+", lambda number: number[0].zfill(9), fault.record)
    return fault.file, numbered, fault


@dataclass
class Faults:
    """The faults found so far; `unreadable` if a file is."""

    found: set[Fault] = field(default_factory=set)
    unreadable: bool = False

    def add(self, faults: Iterable[Fault]) -> None:
        """Add faults until there are more than can be listed: finding their remedies takes long."""
        for fault in faults:
            if len(self.found) > MOST_LISTED:
                break
            self.found.add(fault)

    def find(self, file: str, findings: Iterable[Finding]) -> None:
        self.add(Fault(file, *one) for one in findings)

    def __bool__(self) -> bool:
        return bool(self.found)

    def refuse(self) -> None:
        """Raise `FaultySeed` if anything was found."""
        if self:
            raise FaultySeed(self.found)


def advice(name: str, names: Iterable[str]) -> str:
    """A remedy that names the nearest of `names`, or lists them."""
    names = list(names)
    alike = [one for one in names if one[:1] == name[:1]] if len(names) > _COMPARED else names
    near = nearest_names(name, alike[:_COMPARED])
    return f"did you mean {near[0]!r}?" if near else f"choose one of: {_listed(names)}"


def _listed(names: list[str]) -> str:
    shown = 12
    rest = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(nsmallest(shown, names)) + rest if names else "none"


def faults_of(
    name: str, kind: type[Record], raw: dict[str, Any], details: Iterable[ErrorDetails]
) -> Iterator[Fault]:
    """Pydantic's errors in `raw`, the content of a file, with record, field and remedy."""
    for detail in details:
        record, field_ = _place(raw, detail["loc"])
        problem = detail["msg"].removeprefix("Value error, ")
        problem = f"{field_}: {problem}" if field_ else problem
        yield Fault(name, record, problem, _remedy(kind, detail))


def _place(raw: dict[str, Any], loc: tuple[int | str, ...]) -> tuple[str, str]:
    """The records on the way to `loc`, by their ids, and the rest of the way."""
    node: Any = raw
    records: list[str] = []
    rest: list[str] = []
    for step in loc:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            node = None
        rest.append(str(step)[:_LONGEST])
        if isinstance(node, dict) and not str(step).startswith("dimensions"):
            named = node.get("id") or node.get("name")
            table = next((part for part in reversed(rest) if not part.isdigit()), "")
            if table != "citations":
                records.append(f"{table} {named!r}"[:_LONGEST] if named else f"{table} {rest[-1]}")
                rest = []
    return ": ".join(records) or "file", ".".join(rest)


def _remedy(kind: type[Record], detail: ErrorDetails) -> str:
    match detail["type"]:
        case "missing":
            return "add it"
        case "extra_forbidden":
            return advice(str(detail["loc"][-1]), _keys(kind, detail["loc"][:-1]))
        case "literal_error":
            return f"{_shown(detail['input'])} is not an allowed value"
        case "too_short":
            return 'give at least one; `article-facts cite FILE "words"` prints a citation'
        case _:
            whole = isinstance(detail["input"], dict)
            return "correct the record" if whole else f"the value is {_shown(detail['input'])}"


def _shown(value: object) -> str:
    try:
        return repr(str(value)[:_LONGEST])
    except ValueError:
        return "a number with too many digits"


def _keys(kind: type[Record], way: tuple[int | str, ...]) -> list[str]:
    """The keys that the table at `way` may have."""
    for step in way:
        if isinstance(step, str):
            inner = kind.model_fields[step].annotation
            for candidate in getattr(inner, "__args__", (inner,)):
                if isinstance(candidate, type) and issubclass(candidate, Record):
                    kind = candidate
    return list(kind.model_fields)
