"""Quotations in a text, and whose words they most likely are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.evidence.meaning import Cast
from app.evidence.mentions import Name
from app.evidence.spans import Span, span_at
from app.evidence.voices import Voice, Words, masked

Form = Literal["direct", "fragment"]

_QUOTED = re.compile(r"“([^“”]+)”")
_STOP = re.compile(r"[.!?…][\"'”’)]*\s+(?=\W*[A-ZÀ-Þ]|“)|\n")
_FULL = 6
"""So many words with a capital at their head are a full utterance."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between a pair of “ and ” at `span`, and its likeliest voice."""

    span: Span
    form: Form
    voice: Voice


def quotations(text: str, named: Iterable[Name]) -> list[Quotation]:
    """The quotations of `text`, in order, each with its voice among those who are `named`."""
    outside = masked(text)
    cast = Cast(text, outside, named)
    stops = list(_STOP.finditer(outside))
    found: list[Quotation] = []
    spoke: list[tuple[Span, Voice]] = []
    for match in _QUOTED.finditer(text):
        start, end = match.span()
        opens = max((stop.end() for stop in stops if stop.end() <= start), default=0)
        closes = min((stop.start() for stop in stops if stop.start() >= end), default=len(text))
        form = _form(text, match)
        words = Words(text, outside, start, end, opens, closes, cast, spoke)
        voice = words.voice(direct=form == "direct")
        span = span_at(text, *match.span(1))
        found.append(Quotation(span, form, voice))
        spoke.append((span, voice))
    return found


def _form(text: str, match: re.Match[str]) -> Form:
    words = match[1]
    led = text[: match.start()].rstrip(" ")
    utters = words[0].isupper() and len(words.split()) >= _FULL
    ends = words[-1] in ",.!?…" and (words[0].isupper() or led.endswith(("said", ",", ":")))
    return "direct" if utters or ends or led.endswith((":", "said,")) else "fragment"
