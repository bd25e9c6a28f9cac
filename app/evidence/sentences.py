"""Where the sentences of a text begin and end."""

import re

from app.evidence.spans import Span, span_at

# A stop, whatever closes with it, white space, and then something that can open a sentence.
_BREAK = re.compile(r"[.!?…][\"'”’)\]]*(\s+)(?=[\"'“‘(\[]*[^\W_a-z])")
_SHORT = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|St|Ft|Mt)\.\s+$")
_LINE = re.compile(r"[^\n]+")


def sentences(text: str) -> list[Span]:
    """The sentences of `text` in order; a line end always ends one.

    An abbreviation may split a sentence in two; for coverage that is the stricter reading.
    """
    found = []
    for line in _LINE.finditer(text):
        start = line.start()
        breaks = _BREAK.finditer(text, start, line.end())
        ends = [match.span(1) for match in breaks if not _SHORT.search(text, start, match.end())]
        for end, following in [*ends, (line.end(), line.end())]:
            if text[start:end].strip():
                found.append(_stripped(text, start, end))
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


def _stripped(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return span_at(text, start + len(words) - len(words.lstrip()), start + len(words.rstrip()))
