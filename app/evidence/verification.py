"""Hold cited spans against a copy of the text they were taken from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.evidence.spans import Span
from app.evidence.text import digest

REACH = 300
"""So far to either side, in characters, words that have moved are looked for."""

BUDGET = 60_000
"""So many places are looked at in all, which bounds the time that a hostile text can cost."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A span that the copy does not bear out: its words differ, or stand `moved` characters on."""

    record: str
    span: Span
    kind: Literal["differs", "moved", "ends"]
    moved: int = 0

    @property
    def reason(self) -> str:
        """What is wrong, in words."""
        if self.kind == "ends":
            return "the text ends before"
        if self.kind == "differs":
            return "the words differ"
        if self.moved == 0:
            return "the words stand in another paragraph"
        return f"the words have moved by {self.moved:+d} characters"


def mismatches(text: str, cited: Iterable[tuple[str, Span]]) -> list[Mismatch]:
    """The citations, given as (record, span), that `text` does not bear out, in their order."""
    looks = iter(range(BUDGET))
    known: dict[Span, tuple[Literal["differs", "moved", "ends"], int] | None] = {}
    shift = 0
    found = []
    for record, span in cited:
        if span not in known:
            known[span] = None if span.matches(text) else _what(text, span, shift, looks)
        if verdict := known[span]:
            shift = verdict[1] if verdict[0] == "moved" else shift
            found.append(Mismatch(record, span, *verdict))
    return found


def _what(
    text: str, span: Span, shift: int, looks: Iterator[int]
) -> tuple[Literal["differs", "moved", "ends"], int]:
    length = span.end - span.start
    for moved in _outwards(shift):
        start = span.start + moved
        if 0 <= start <= len(text) - length:
            if next(looks, None) is None:
                break
            if digest(text[start : start + length]) == span.sha256:
                return "moved", moved
    return ("ends" if span.end > len(text) else "differs"), 0


def _outwards(shift: int) -> Iterator[int]:
    """Where words may have moved to: as far as those before them, or else ever farther."""
    yield shift
    yield 0
    for distance in range(1, REACH + 1):
        yield distance
        yield -distance
