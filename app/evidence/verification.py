"""Compare cited spans with a copy of the text that they were taken from."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.evidence.spans import Span
from app.evidence.text import digest

REACH = 300
"""How far to either side, in characters, to look for words that have moved."""

BUDGET = 60_000
"""How many places to look at in all; this limits the time that a hostile text can cost."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A span that the copy does not match: its words differ, or are `moved` characters away."""

    record: str
    span: Span
    kind: Literal["differs", "moved", "ends"]
    moved: int = 0

    @property
    def reason(self) -> str:
        """What is wrong, in words."""
        if self.kind == "ends":
            return "the text ends before that place"
        if self.kind == "differs":
            return "the words differ"
        if self.moved == 0:
            return "the words are in another paragraph"
        return f"the words have moved by {self.moved:+d} characters"


def mismatches(text: str, cited: Iterable[tuple[str, Span]]) -> list[Mismatch]:
    """The citations, given as (record, span), that `text` does not match, in their order."""
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
    # Words may have moved as far as those before them, or else are sought ever farther away.
    for moved in (shift, 0, *(by for far in range(1, REACH + 1) for by in (far, -far))):
        start = span.start + moved
        if 0 <= start <= len(text) - length:
            if next(looks, None) is None:
                break
            if digest(text[start : start + length]) == span.sha256:
                return "moved", moved
    return ("ends" if span.end > len(text) else "differs"), 0


@dataclass(frozen=True, slots=True)
class Invisible:
    """A character that cannot be seen, and how often a text contains it."""

    code_point: str
    name: str
    count: int


def invisible_differences(
    text: str, cited: Iterable[tuple[str, Span]], matched: int
) -> tuple[int, list[Invisible]]:
    """How many citations match after white space and invisible characters are normalised.

    `matched` is how many match the text as it is. If no more match, no characters are named.
    """
    plain = _plain(text)
    if plain == text:
        return matched, []
    cited = list(cited)
    better = len(cited) - len({(one.record, one.span) for one in mismatches(plain, cited)})
    if better <= matched:
        return matched, []
    odd = Counter(_INVISIBLE.findall(text))
    odd[" "] += sum(len(run) - 1 for run in _SPACES.findall(text))
    named = [
        Invisible(f"U+{ord(one):04X}", _name(one), count) for one, count in odd.items() if count
    ]
    return better, sorted(named, key=lambda one: one.code_point)


# White space other than the space and the line feed, and format characters (Zs, Cc, Cf).
_WIDE = "\t\v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u0085\u2028\u2029"
_ZERO_WIDTH = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{_WIDE}{_ZERO_WIDTH}]")
_ANY_WIDE = re.compile(f"[{_WIDE}]")
_ANY_ZERO_WIDTH = re.compile(f"[{_ZERO_WIDTH}]")
_SPACES = re.compile(" {2,}| +(?=\n)| +\\Z")


def _plain(text: str) -> str:
    """The text with plain single spaces, none at the end of a line, and nothing invisible."""
    text = _ANY_WIDE.sub(" ", _ANY_ZERO_WIDTH.sub("", text))
    return re.sub(r" +$", "", re.sub(" {2,}", " ", text), flags=re.MULTILINE)


def _name(character: str) -> str:
    if character == " ":
        return "additional SPACE"
    return unicodedata.name(character, "CHARACTER TABULATION" if character == "\t" else "CONTROL")
