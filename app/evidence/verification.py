"""Compare cited spans with a copy of the text that they were taken from."""

import re
import unicodedata
from array import array
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.evidence.text import Span, digest

REACH = 300
"""How far to either side, in characters, to look for words that have moved."""

LONG = 24
"""A passage of so many characters is looked for in the whole text; shorter ones may recur."""

BUDGET = 60_000
"""How many places to look at in all; this limits the time that a hostile text can cost."""

# Where words start and end; passages are made of whole words.
_STARTS = re.compile(r"(?<!\w)\S|(?<=\w)[^\w\s]")
_ENDS = re.compile(r"\S(?!\w)|[^\w\s](?=\w)")

Kind = Literal["differs", "moved", "missing"]
_REASONS: dict[Kind, str] = {
    "differs": "the words differ",
    "moved": "the words are in another paragraph",
    "missing": "that part of the article is not in the text",
}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A span that the copy does not match.

    `differs`: other words are there. `moved`: its words are `moved` characters further on, or, if
    that is 0, in another paragraph. `missing`: the copy is a part of the article, and the span is
    in another part.
    """

    record: str
    span: Span
    kind: Kind
    moved: int = 0

    @property
    def reason(self) -> str:
        """What is wrong, in words."""
        by = f"the words have moved by {self.moved:+d} characters"
        return by if self.moved else _REASONS[self.kind]


def mismatches(text: str, cited: Iterable[tuple[str, Span]]) -> list[Mismatch]:
    """The citations, given as (record, span), that `text` does not match, in their order."""
    cited = list(cited)
    spans = sorted({span for _, span in cited})
    matched = {span for span in spans if span.matches(text)}
    if len(matched) == len(spans):
        return []
    search = _Search(text, spans, matched)
    verdicts = {span: search.verdict(span) for span in spans if span not in matched}
    return [Mismatch(record, span, *verdicts[span]) for record, span in cited if span in verdicts]


class _Search:
    """Where the passages of an article are in a copy of it, or of a part of it.

    Passages near each other have moved equally far: one that is found leads to others.
    """

    def __init__(self, text: str, spans: list[Span], matched: set[Span]) -> None:
        self._text = text
        self._looks = iter(range(BUDGET))
        self._shifts = dict.fromkeys(matched, 0)
        self._left = [span for span in spans if span not in matched]
        self._find_at(0)
        self._find_long()
        self._ordered = sorted(self._shifts)
        self._find_between()

    def verdict(self, span: Span) -> tuple[Kind, int]:
        """How a span that does not match differs, and how far it has moved."""
        if span in self._shifts:
            return "moved", self._shifts[span]
        if self._shifts and self._room(span):
            return "differs", 0
        absent = self._shifts or span.end > len(self._text)
        return ("missing" if absent else "differs"), 0

    def _reads(self, span: Span, shift: int) -> bool:
        start, end = span.start + shift, span.end + shift
        if start < 0 or end > len(self._text) or next(self._looks, None) is None:
            return False
        return digest(self._text[start:end]) == span.sha256

    def _find_at(self, shift: int) -> None:
        """Find all spans that have moved as far as another one."""
        self._shifts |= {span: shift for span in self._left if self._reads(span, shift)}
        self._left = [span for span in self._left if span not in self._shifts]

    def _find_long(self) -> None:
        """Look for long spans wherever words start and end, the longest first."""
        # A hostile text has a word at each character: a list of numbers would take 60 MB.
        starts = array("I", (one.start() for one in _STARTS.finditer(self._text)))
        ends = bytearray(len(self._text) + 1)
        for one in _ENDS.finditer(self._text):
            ends[one.end()] = True
        lengths = {span.end - span.start for span in self._left}
        least = min(LONG, len(self._text) // 2)
        for length in sorted((one for one in lengths if one >= least), reverse=True):
            sought = [span for span in self._left if span.end - span.start == length]
            places: dict[str, list[int]] = {span.sha256: [] for span in sought}
            for start in starts if sought else ():
                if start + length >= len(ends) or not ends[start + length]:
                    continue
                if next(self._looks, None) is None:
                    return
                if (found := digest(self._text[start : start + length])) in places:
                    places[found].append(start)
            for span in sought:
                if span not in self._shifts and places[span.sha256]:
                    self._find_at(self._nearest(span, places[span.sha256]) - span.start)

    def _nearest(self, span: Span, places: list[int]) -> int:
        """The place that goes best with the span found nearest in the article."""
        near = min(self._shifts, key=lambda one: abs(one.start - span.start), default=span)
        expected = span.start + self._shifts.get(near, 0)
        return min(places, key=lambda place: abs(place - expected))

    def _find_between(self) -> None:
        """Look for the other spans near their neighbours, in the article's order."""
        for span in self._left:
            if room := self._room(span):
                first, last, near = room
                outwards = (near + by for far in range(1, REACH + 1) for by in (far, -far))
                for shift in (near, 0, *outwards):
                    if first <= span.start + shift <= last and self._reads(span, shift):
                        self._shifts[span] = shift
                        insort(self._ordered, span)
                        break

    def _room(self, span: Span) -> tuple[int, int, int] | None:
        """The first and last place where a span may start, and how far its neighbour has moved.

        None if the copy does not have that part of the article.
        """
        at = bisect_left(self._ordered, span)
        before = self._ordered[at - 1] if at else None
        after = self._ordered[at] if at < len(self._ordered) else None
        length = span.end - span.start
        if before and after and length + self._shifts[after] - self._shifts[before] < length / 2:
            # The text lacks something here: only a span of the same paragraph is a neighbour.
            if before.paragraph == span.paragraph != after.paragraph:
                after = None
            elif after.paragraph == span.paragraph != before.paragraph:
                before = None
        near = before or after
        if near is None:
            return 0, len(self._text), 0
        # Other paragraphs are expected only of a copy that begins as the article does.
        in_place = near.paragraph == span.paragraph or abs(self._shifts[near]) <= REACH
        if not (before and after) and not in_place:
            return None
        start = span.start + self._shifts[before or near]
        end = span.end + self._shifts[after or near]
        if min(end, len(self._text)) - max(start, 0) < length / 2:
            return None
        first = before.start + self._shifts[before] if before else 0
        last = after.start + self._shifts[after] if after else len(self._text)
        return first, last, self._shifts[near]


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
