"""The passages of a review: sentences, as a reader sees them."""

import re

from app.evidence.sentences import sentences
from app.evidence.spans import Span, span_at

ABBREVIATED = re.compile(
    r"(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Lt|Col|Gen|Sgt|Capt|Rev|Hon|St|Jr|Sr|No|Inc|Corp|Co|Ltd"
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
