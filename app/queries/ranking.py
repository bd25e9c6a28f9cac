"""How well a text matches the words looked for, and which of its words do."""

from collections.abc import Sequence
from html import escape

from app.queries.words import Word, forms, words

EXACT, STEM, PREFIX = 3, 2, 1
"""The same word ranks before one of the same stem, and that before one it only begins."""

_SNIPPET = 160


class Ranking:
    """Compares texts with `wanted`, of which the last word may be unfinished."""

    def __init__(self, wanted: Sequence[Word]) -> None:
        self._wanted = tuple(wanted)
        self._forms = [frozenset(forms(word)) for word in wanted]
        self._known: dict[tuple[str, str], tuple[int, ...]] = {}

    def score(self, name: str, text: str, *, named: bool) -> int:
        """How well a record matches: higher is better.

        What counts, each before the next: a name or quotation of just these words, a name that
        has them all (where `named`), how exactly the words match, how near they stand, how
        short it is.
        """
        title = words(name)
        just = len(title) == len(self._wanted)
        if (named or just) and (whole := self._fit(title)):
            return (2 if just else 1) * 1_000_000 + whole
        return self._fit([*title, *words(text)]) if text else self._fit(title)

    def _fit(self, found: Sequence[Word]) -> int:
        """From 1 to 999,999 where all words are among `found`, else 0."""
        places: list[tuple[int, int]] = []
        best = [0] * len(self._wanted)
        for place, word in enumerate(found):
            for which, grade in enumerate(self._grades(word)):
                if grade:
                    places.append((place, which))
                    best[which] = max(best[which], grade)
        if not all(best):
            return 0
        exactness = round(300 * sum(best) / (EXACT * len(best)))
        nearness = round(90 * len(best) / _window(places, len(best)))
        return exactness * 1000 + nearness * 10 + round(99 / (1 + len(found) / 20)) // 10

    def _grades(self, word: Word) -> tuple[int, ...]:
        """How `word` matches each word looked for; 0 where it does not."""
        key = (word.folded, word.base)
        known = self._known.get(key)
        if known is None:
            known = tuple(self._grade(word, which) for which in range(len(self._wanted)))
            self._known[key] = known
        return known

    def _grade(self, word: Word, which: int) -> int:
        wanted, own = self._wanted[which], forms(word)
        if wanted.folded == word.folded or wanted.base == word.base:
            return EXACT
        if not self._forms[which].isdisjoint(own):
            return STEM
        unfinished = which == len(self._wanted) - 1
        return PREFIX if unfinished and any(one.startswith(wanted.folded) for one in own) else 0

    def highlight(self, text: str, otherwise: str) -> str:
        """The part of `text` around its first match, as HTML with every match in `<mark>`.

        Where nothing in it matches, that of `otherwise`.
        """
        marks = self._marks(text)
        if not marks:
            text, marks = otherwise, self._marks(otherwise)
        first = marks[0][0] if marks else 0
        begin = 0 if first < _SNIPPET // 2 else text.rfind(" ", 0, first - _SNIPPET // 3) + 1
        stop = len(text)
        if stop - begin > _SNIPPET:
            space = text.rfind(" ", begin, begin + _SNIPPET)
            stop = space if space > begin else begin + _SNIPPET
        stop = max(stop, marks[0][1] if marks else 0)
        pieces = ["… " if begin else ""]
        here = begin
        for start, end in marks:
            if begin <= start and end <= stop:
                pieces += [escape(text[here:start]), "<mark>", escape(text[start:end]), "</mark>"]
                here = end
        pieces += [escape(text[here:stop]), " …" if stop < len(text) else ""]
        return "".join(pieces)

    def _marks(self, text: str) -> list[tuple[int, int]]:
        return [(word.start, word.end) for word in words(text) if any(self._grades(word))]


def _window(places: list[tuple[int, int]], count: int) -> int:
    """How many words the shortest run has that holds all `count` words looked for."""
    last: dict[int, int] = {}
    shortest = places[-1][0] - places[0][0] + 1
    for place, which in places:
        last[which] = place
        if len(last) == count:
            shortest = min(shortest, place - min(last.values()) + 1)
    return max(shortest, count)
