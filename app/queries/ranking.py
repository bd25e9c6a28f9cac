"""How well a text matches the words looked for, and which of its words do."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from html import escape
from itertools import pairwise, product

from app.queries.words import Word, forms, spans

EXACT, STEM, PREFIX = 3, 2, 1
"""The same word ranks before one of the same stem, and that before one it only begins."""

_SNIPPET = 160
_SPECIAL = re.compile(r"[&<>\"']")
_WITH_BASE = 3
"""A word spelled with so many forms has its base in the middle."""


Found = dict[int, tuple[int, ...]]
"""Words of a record that may match, by where they start: how each matches each looked for."""


class Ranking:
    """Compares records with `wanted`, of which the last word may be unfinished.

    Records are given as `words.spelled` keeps their words, in UTF-8: what may match is looked for
    in the bytes, and only that is taken apart.
    """

    def __init__(self, wanted: Sequence[Word]) -> None:
        self._count = len(wanted)
        self._wanted = [(word.folded.encode(), word.base.encode()) for word in wanted]
        self._forms = [frozenset(form.encode() for form in forms(word)) for word in wanted]
        self._unfinished = self._wanted[-1][0] if wanted else b""
        begin = {form for own in self._forms for form in own}
        begin = {form for form in begin if not form.startswith(self._unfinished)}
        self._begin = [
            b"%b%b" % way for way in product((b" ", b"'"), sorted({*begin, self._unfinished}))
        ]
        self._known: dict[bytes, tuple[int, ...]] = {}

    def found(self, spelled: bytes) -> Found:
        """The words that may match; where they start is counted without the line feed."""
        spelled = spelled.replace(b"\n", b"", 1)
        found = {}
        for beginning in self._begin:
            at = spelled.find(beginning)
            while at >= 0:
                start = spelled.rfind(b" ", 0, at + 1)
                end = spelled.find(b" ", at + 1)
                word = spelled[start + 1 : end] if end >= 0 else spelled[start + 1 :]
                found[start] = self._known.get(word) or self._compare(word)
                at = spelled.find(beginning, end) if end >= 0 else -1
        return found

    def score(self, spelled: bytes, found: Found, *, named: bool) -> int:
        """How well a record matches in which these words were `found`: higher is better.

        What counts, each before the next: a name or quotation of just these words, a name that
        has them all (where `named`), how exactly the words match, how near they stand, how
        short it is.
        """
        title, _, text = spelled.partition(b"\n")
        just = title.count(b" ") == self._count
        if named or just:
            own = {start: grades for start, grades in found.items() if start < len(title)}
            if whole := self._fit(title, own):
                return (2 if just else 1) * 1_000_000 + whole
        return self._fit(title + text, found)

    def _fit(self, spelled: bytes, found: Found) -> int:
        """From 1 to 999,999 where all words are among those found, else 0."""
        places: list[tuple[int, int]] = []
        best = [0] * self._count
        for start in sorted(found):
            place = spelled.count(b" ", 0, start)
            for which, grade in enumerate(found[start]):
                if grade:
                    places.append((place, which))
                    best[which] = max(best[which], grade)
        if not all(best):
            return 0
        exactness = round(300 * sum(best) / (EXACT * self._count))
        nearness = round(90 * self._count / _window(places, self._count))
        length = spelled.count(b" ")
        return exactness * 1000 + nearness * 10 + round(99 / (1 + length / 20)) // 10

    def _compare(self, word: bytes) -> tuple[int, ...]:
        """How `word` matches each word looked for; 0 where it does not."""
        own = word.split(b"'")
        base = own[1] if len(own) == _WITH_BASE else own[0]
        grades = [
            EXACT
            if own[0] == folded or base == wanted
            else STEM
            if not other.isdisjoint(own)
            else 0
            for (folded, wanted), other in zip(self._wanted, self._forms, strict=True)
        ]
        if not grades[-1] and any(form.startswith(self._unfinished) for form in own):
            grades[-1] = PREFIX
        self._known[word] = tuple(grades)
        return self._known[word]

    def highlight(self, name: str, text: str, spelled: bytes, found: Found) -> str:
        """The part of `text` around its first match, as HTML with every match in `<mark>`.

        Where nothing in it matches, that of `name`; `spelled` has the words of both, of which
        those `found` may match.
        """
        title, _, body = spelled.partition(b"\n")
        starts = sorted(start for start, grades in found.items() if any(grades))
        here = bisect_left(starts, len(title))
        marks = _marks(text, body, [start - len(title) for start in starts[here:]])
        if not marks:
            text, marks = name, _marks(name, title, starts[:here])
        first = marks[0][0] if marks else 0
        begin = 0 if first < _SNIPPET // 2 else text.rfind(" ", 0, first - _SNIPPET // 3) + 1
        stop = len(text)
        if stop - begin > _SNIPPET:
            space = text.rfind(" ", begin, begin + _SNIPPET)
            stop = space if space > begin else begin + _SNIPPET
        stop = max(stop, marks[0][1] if marks else 0)
        cuts = [begin, *(cut for mark in marks if mark[1] <= stop for cut in mark), stop]
        parts = [text[start:end] for start, end in pairwise(cuts)]
        if _SPECIAL.search(text):
            parts = list(map(escape, parts))
        parts[1::2] = [f"<mark>{part}</mark>" for part in parts[1::2]]
        before, after = "… " if begin else "", " …" if stop < len(text) else ""
        return f"{before}{''.join(parts)}{after}"


def _marks(text: str, spelled: bytes, starts: list[int]) -> list[tuple[int, int]]:
    """Where the words of `text` stand that start there in `spelled`."""
    if not starts:
        return []
    every = spans(text, spelled.count(b" "))
    return [every[spelled.count(b" ", 0, start)] for start in starts]


def _window(places: list[tuple[int, int]], count: int) -> int:
    """How many words the shortest run has that holds all `count` words looked for."""
    shortest = places[-1][0] - places[0][0] + 1
    if len(places) > count > 1:
        last: dict[int, int] = {}
        for place, which in places:
            last[which] = place
            if len(last) == count:
                shortest = min(shortest, place - min(last.values()) + 1)
    return max(shortest, count) if count > 1 else 1
