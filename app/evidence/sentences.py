"""Where the sentences of a text begin and end, and how many of them are cited."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.evidence.text import Span, digest

# A stop, whatever closes with it, white space, and then something that can open a sentence.
_BREAK = re.compile(r"[.!?…][\"'”’)\]]*(\s+)(?=[\"'“‘(\[]*[^\W_a-z])")
_SHORT = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|St|Ft|Mt)\.\s+$")
_LONGEST = len("Sept")
_LINE = re.compile(r"[^\n]+")


def sentences(text: str) -> list[Span]:
    """The sentences of `text` in order; a line end always ends one.

    An abbreviation may split a sentence in two; for coverage that is the stricter reading.
    """
    found = []
    paragraph, counted = 1, 0
    for line in _LINE.finditer(text):
        start = line.start()
        paragraph += text.count("\n", counted, start)
        counted = start
        ends = [
            match.span(1)
            for match in _BREAK.finditer(text, start, line.end())
            # Look no further back than needed, or a long line takes the square of its length.
            if not _SHORT.search(text, max(start, match.start() - _LONGEST), match.end())
        ]
        for end, following in [*ends, (line.end(), line.end())]:
            if words := text[start:end].strip():
                first = text.index(words, start)
                found.append(Span(first, first + len(words), paragraph, digest(words)))
            start = following
    return found


def position(text: str, start: int, end: int) -> tuple[int, int | None]:
    """Which sentence of its paragraph a span is in, from 1; and the last one, if another."""
    first = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", first)
    found = sentences(text[first : stop if stop >= 0 else None])
    numbers = [
        number
        for number, one in enumerate(found, 1)
        if one.start < end - first and start - first < one.end
    ] or [1]
    goes_on = numbers[-1] > numbers[0] and "\n" not in text[start:end]
    return numbers[0], numbers[-1] if goes_on else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The sentences of a text without boilerplate, and those that no citation touches."""

    sentences: int
    boilerplate: int
    uncited: tuple[Span, ...]

    @property
    def share(self) -> float:
        """The share of sentences that at least one citation touches, from 0 to 1."""
        return 1 - len(self.uncited) / self.sentences if self.sentences else 1.0


def coverage(text: str, cited: Iterable[Span], boilerplate: Iterable[Span]) -> Coverage:
    """Measure which sentences of `text` the spans in `cited` touch.

    A sentence is boilerplate if a boilerplate span touches it and no citation does.
    """
    cited, boilerplate = list(cited), list(boilerplate)
    every = sentences(text)
    free = [sentence for sentence in every if not _touched(sentence, cited)]
    uncited = [sentence for sentence in free if not _touched(sentence, boilerplate)]
    listed = len(free) - len(uncited)
    return Coverage(len(every) - listed, listed, tuple(uncited))


def _touched(sentence: Span, spans: list[Span]) -> bool:
    return any(span.start < sentence.end and sentence.start < span.end for span in spans)
