"""Where the sentences of a text begin and end."""

import re

from app.evidence.spans import Span
from app.evidence.text import digest

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
            if text[start:end].strip():
                found.append(_stripped(text, start, end, paragraph))
            start = following
    return found


def position(text: str, start: int, end: int) -> tuple[int, int | None]:
    """Which sentence of its paragraph a span is in, from 1; and the last one, if another."""
    line = text.count("\n", 0, start)
    first = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", first)
    found = sentences(text[first : stop if stop >= 0 else len(text)])
    numbers = [
        number
        for number, one in enumerate(found, 1)
        if one.start < end - first and start - first < one.end
    ]
    if text.count("\n", 0, end) > line or not numbers:
        return (numbers or [1])[0], None
    return numbers[0], numbers[-1] if numbers[-1] > numbers[0] else None


def _stripped(text: str, start: int, end: int, paragraph: int) -> Span:
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    return Span(first, start + len(words.rstrip()), paragraph, digest(words.strip()))
