"""The passages of a review: sentences, as a reader sees them."""

import re
from collections.abc import Iterator

from app.evidence.sentences import sentences
from app.evidence.text import Span, span_at

ABBREVIATED = re.compile(
    r"(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Lt|Col|Gen|Sgt|Capt|Rev|Hon|St|Ft|Mt|Jr|Sr|No|Inc|Corp|Co|Ltd"
    r"|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Supt|Insp|Atty|Fr|Adm|Maj|Cmdr)\."
)
"""Abbreviations that end in a stop but do not end a sentence."""

_LAST_WORD = re.compile(r"[^\s(“\"‘']*$")


def passages(text: str) -> list[Span]:
    """The sentences of `text` in order; an abbreviation or an initial does not end one."""
    found: list[Span] = []
    for sentence in sentences(text):
        before = found[-1] if found else None
        if before and before.paragraph == sentence.paragraph:
            last = _LAST_WORD.search(text, max(before.start, before.end - 8), before.end)
            if last and ABBREVIATED.fullmatch(last[0]):
                found[-1] = span_at(text, before.start, sentence.end)
                continue
        found.append(sentence)
    return found


def found(text: str, words: str, start: int, end: int) -> Iterator[Span]:
    """Where words occur that begin from `start` to `end`, whatever the white space between them."""
    parts = [re.escape(part).replace("¦", r"[|¦]") for part in words.split()]
    for match in re.finditer(r"\s+".join(parts), text[start:]):
        if start + match.start() >= end:
            break
        yield span_at(text, start + match.start(), start + match.end())


def mentions(text: str, form: str) -> list[Span]:
    """Where a form of a name occurs as whole words."""
    return [
        span
        for span in found(text, form, 0, len(text))
        if not re.match(r"\w", text[span.end : span.end + 1])
        and not re.match(r"\w", text[span.start - 1 : span.start] if span.start else "")
    ]
