"""Numbers that say not how many there are: shares, ages, durations, places in an order."""

import re
from dataclasses import dataclass
from typing import Literal

from app.evidence.numerals import SCALES, SPELT
from app.evidence.spans import Span, span_at

_PARTS = r"(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)"
_SHARE = re.compile(
    rf"(?:\b(?:over|under|nearly|almost|about|around) )?\b(?:(?:a|one|two|three|four) {_PARTS}s?"
    r"(?=\W*$|[.,;:]| (?:of|since|are|is|were|was|have|has|had|in|by|more|less|as)\b)"
    rf"|(?<!first )(?<!second )half\b(?![ -](?:hour|day|time)\b)(?: a (?:{'|'.join(SCALES)}))?"
    rf"|(?:{SPELT}|\d\d?) (?:in|out of) (?:every )?(?:{SPELT}|\d\d?)(?![\w,.]\d|\w))",
    re.IGNORECASE,
)
_AGED = re.compile(r"\b(?:aged?|(?:older|younger) than|(?:over|under) the age of|turned|turns) $")
_OLD = re.compile(r" or (?:older|younger|over)\b|[ -]years?[ -](?:olds?\b|of age\b)")
_TIME = re.compile(
    r"[ -](?:more |full |long |straight |consecutive )*"
    r"(?:second|minute|hour|day|week|weekend|month|year|decade|centur)(?:s|y|ies)?\b"
)
_IN_ORDER = re.compile(r" (?:floor|shift|row|page|place|class|grade|person|degree|day|century)\b")


@dataclass(frozen=True, slots=True)
class Aside:
    """A number at `span` that is no count, and what it is instead."""

    span: Span
    kind: Literal["share", "age", "duration", "order"]


def shares(text: str) -> list[Aside]:
    """The parts of a whole that `text` speaks of: "just over a third"."""
    return [Aside(span_at(text, *match.span()), "share") for match in _SHARE.finditer(text)]


def aside(text: str, start: int, end: int, noun: str, *, ordinal: bool) -> Aside | None:
    """What the number from `start` to `end`, with `noun` after it, is if it is no count."""
    before = text[max(0, start - 20) : start]
    if old := _OLD.match(text, end):
        return Aside(span_at(text, start, old.end()), "age")
    between_commas = re.search(r"\w, $", before) and re.fullmatch(r"\d\d,", text[start : end + 1])
    if _AGED.search(before) or between_commas:
        return Aside(span_at(text, start, end), "age")
    if ordinal:
        counts = (
            noun
            and text[end : end + 1] == " "
            and not _IN_ORDER.match(text, end)
            and not re.search(r"\b[Aa] $", before)
        )
        if not counts or text[start:end].casefold().endswith("first"):
            stop = end + 1 + len(noun) if noun and text[end] == " " else end
            return Aside(span_at(text, start, stop), "order")
        return None
    if lasting := _TIME.match(text, end):
        return Aside(span_at(text, start, lasting.end()), "duration")
    return None
