"""How well a text matches the words looked for, and which of its words do."""

from collections.abc import Sequence
from functools import lru_cache

from app.core.words import Word, forms

EXACT, STEM, PREFIX = 3, 2, 1
"""The same word ranks before one of the same stem, and that before one it only begins."""

_POSSESSIVE = "’s".encode()
_SPACE = ord(" ")
_WITH_BASE = 3
"""A word spelled with so many forms has its base in the middle."""

Match = tuple[tuple[tuple[int, int], ...], bytes]
"""A word that matches: which of those looked for and how exactly, and how it is mostly written.

That is without diacritics, with a typographic apostrophe in a possessive, and between spaces.
"""

Found = tuple[bytes, int, int, int, list[tuple[int, Match]]]
"""Where a record begins in the words of several, its name ends and it ends; where words match.

Before each word stands a space, as after the last one.
"""


class Ranking:
    """Compares records with `wanted`, of which the last word may be unfinished.

    Records are given as `words.spelled` keeps their words, in UTF-8: what may match is looked for
    in the bytes, and only that is taken apart.
    """

    def __init__(self, wanted: Sequence[Word]) -> None:
        self._count = len(wanted)
        self._wanted = [(word.folded.encode(), word.base.encode()) for word in wanted]
        self._forms = [frozenset([form.encode() for form in forms(word)]) for word in wanted]
        self._unfinished = unfinished = self._wanted[-1][0] if wanted else b""
        begin = {form for own in self._forms for form in own if not form.startswith(unfinished)}
        self._begin = [*begin, unfinished]
        self._known: dict[bytes, Match | None] = {}

    def found(self, every: Sequence[bytes]) -> list[Found]:
        """What matches of each of several records."""
        words = b" ".join((*every, b"")).replace(b"\n", b"")
        matching = self._matching(words)
        starts = iter(sorted(matching))
        start = next(starts, len(words))
        found: list[Found] = []
        begin = 0
        for spelled in every:
            title = spelled.find(b"\n")
            end = begin + len(spelled) - (title >= 0)
            own = []
            while start < end:
                own.append((start, matching[start]))
                start = next(starts, len(words))
            found.append((words, begin, begin + title if title >= 0 else end, end, own))
            begin = end + 1
        return found

    def _matching(self, words: bytes) -> dict[int, Match]:
        """The words that match, by where they start."""
        matching = {}
        for form in self._begin:
            beginning = b" " + form
            before, *pieces = words.split(beginning)
            at = len(before)
            for piece in pieces:
                word = form
                if piece and piece[0] != _SPACE:
                    word += piece.partition(b" ")[0]
                if match := self._match(word):
                    matching[at] = match
                at += len(beginning) + len(piece)
            if b"'%b" % form in words:
                matching |= self._within(words, b"'%b" % form)
        return matching

    def _within(self, words: bytes, form: bytes) -> dict[int, Match]:
        """The same, of words that have another form than their first which begins so."""
        matching = {}
        at = words.find(form)
        while at >= 0:
            start, end = words.rfind(b" ", 0, at), words.find(b" ", at)
            if match := self._match(words[start + 1 : end]):
                matching[start] = match
            at = words.find(form, end)
        return matching

    def score(self, found: Found, *, named: bool) -> int:
        """How well a record matches: higher is better.

        What counts, each before the next: a name or quotation of just these words, a name that
        has them all (where `named`), how exactly the words match, how near they stand, how
        short it is.
        """
        words, begin, title, end, matching = found
        just = words.count(b" ", begin, title) == self._count
        if named or just:
            own = [match for match in matching if match[0] < title]
            if whole := self._fit(words, begin, title, own):
                return (2 if just else 1) * 1_000_000 + whole
        return self._fit(words, begin, end, matching)

    def _fit(self, words: bytes, begin: int, end: int, matching: list[tuple[int, Match]]) -> int:
        """From 1 to 999,999 where all words are among those matching, else 0."""
        count = self._count
        best = [0] * count
        places = []
        for start, (grades, _) in matching:
            for which, grade in grades:
                places.append((start, which))
                if grade > best[which]:  # noqa: PLR1730 - a call for each would cost more
                    best[which] = grade
        if 0 in best:
            return 0
        if len(places) == count:
            window = words.count(b" ", places[0][0], start) + 1
        else:
            window = _window(words, places, count)
        return _fitness(sum(best), count, window, words.count(b" ", begin, end))

    def _match(self, word: bytes) -> Match | None:
        """How a word of a record matches those looked for, if it does."""
        if word not in self._known:
            self._known[word] = self._compare(word)
        return self._known[word]

    def _compare(self, word: bytes) -> Match | None:
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
        if not any(grades):
            return None
        written = b" %b%b " % (base, b"" if base is own[0] else _POSSESSIVE)
        return tuple([(which, grade) for which, grade in enumerate(grades) if grade]), written


@lru_cache(maxsize=4096)
def _fitness(grades: int, count: int, window: int, length: int) -> int:
    """How well `count` words match that stand in `window` of `length` words."""
    exactness = round(300 * grades / (EXACT * count))
    nearness = round(90 * count / max(window, count))
    return exactness * 1000 + nearness * 10 + round(99 / (1 + length / 20)) // 10


def _window(words: bytes, places: list[tuple[int, int]], count: int) -> int:
    """How many words the shortest run has that holds all `count` words looked for."""
    at, place, shortest = places[0][0], 0, len(words)
    last: dict[int, int] = {}
    for start, which in places:
        place += words.count(b" ", at, start)
        at = start
        last[which] = place
        if len(last) == count:
            shortest = min(shortest, place - min(last.values()) + 1)
    return shortest
