"""The head of a text: its byline, its date line; or its last line where that names the writer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from app.evidence.dates import DateMention, dates
from app.evidence.mentions import Name
from app.evidence.roles import WORD
from app.evidence.spans import Span, span_at

_NAME = rf"{WORD}(?: (?:(?:de|da|di|du|van|von|bin|la|le) )?{WORD}){{1,3}}"
_HOUSE = rf"(?:The )?{WORD}(?: (?:of (?:the )?|and )?{WORD})*"
_BYLINE = re.compile(
    rf"(?:By|BY|Text by|Words by) (?P<writers>{_NAME}(?:(?:, {_NAME})* and {_NAME})?)"
    rf"(?:(?:,| \||/| [-–—]| for| of) (?:the )?(?P<house>{_HOUSE})|, [a-z ]+)?\.?$"
)
_DATE = r"[\w ,.]*?\d{4}"
_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ’' .-]+[A-ZÀ-Þ]|[A-ZÀ-Þ][\w’-]+(?: [A-ZÀ-Þ][\w’-]+)*"
_DATELINE = re.compile(
    rf"(?:(?P<place>{_PLACE})(?:, [A-ZÀ-Þ][a-z ]+)?, )?(?P<date>{_DATE})"
    r" ?[-–—] ?(?=[“\"\w])"
)
_PLACELINE = re.compile(r"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ’' .-]+[A-ZÀ-Þ])(?: \([\w ]+\))? ?[-–—] ")
_DAYLINE = re.compile(
    r"(?:(?:Published|Posted|Updated|Date)(?: on)?:? )?"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
    rf"(?P<date>{_DATE})(?:,? \d\d?[:.]\d\d.*)?$"
)
_HOUSELINE = re.compile(rf"(?P<house>{_HOUSE}), (?P<date>{_DATE})$")
_SIGNED = re.compile(
    r" (?:is|was) [^.]*\b(?:correspondent|reporter|columnist|editor|journalist)\b"
    r"| (?:writes|reports|covers) "
)
_LINES = 6
"""So many lines from the top a head may stand in."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a text says of itself: its writers and publisher with the line that names them.

    `date` is EDTF, said at `dated`, a line of its own or the beginning of one; `place` is where
    the text was written.
    """

    writers: tuple[Span, ...] = ()
    publisher: Span | None = None
    byline: Span | None = None
    date: str | None = None
    dated: Span | None = None
    place: Span | None = None


def head(text: str, named: Iterable[Name]) -> Head:
    """The head of `text`, in which `named` are named."""
    writers, publisher, byline = _byline(text) or _signature(text, list(named)) or ((), None, None)
    date, dated, place = _dateline(text)
    return Head(writers, publisher, byline, date, dated, place)


Signed = tuple[tuple[Span, ...], Span | None, Span | None]


def _tops(text: str) -> list[tuple[int, int]]:
    """Where the first lines below the title begin and end."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    return lines[1:_LINES]


def _byline(text: str) -> Signed | None:
    tops = _tops(text)
    for (start, end), (begin, stop) in pairwise(tops):
        signed = re.fullmatch(_NAME, text[start:end])
        if signed and (below := _HOUSELINE.match(text, begin, stop)):
            publisher = span_at(text, *below.span("house"))
            return (span_at(text, start, end),), publisher, span_at(text, start, publisher.end)
    for start, end in tops:
        if said := _BYLINE.match(text, start, end):
            first, last = said.span("writers")
            writers = re.compile(_NAME).finditer(text, first, last)
            house = span_at(text, *said.span("house")) if said["house"] else None
            spans = tuple(span_at(text, *writer.span()) for writer in writers)
            return spans, house, span_at(text, start, end)
    return None


def _signature(text: str, named: list[Name]) -> Signed | None:
    """The writer whom the last line is about, and who stands nowhere else."""
    last = list(re.finditer(r"[^\n]+", text))[-2:]
    for line in last[::-1]:
        for entry in named:
            span = entry.mentions[0].span
            alone = entry.kind == "person" and len(entry.mentions) == 1
            if alone and span.start == line.start() and _SIGNED.match(text, span.end, line.end()):
                houses = [
                    mention.span
                    for one in named
                    if one.kind == "organisation"
                    for mention in one.mentions
                    if line.start() <= mention.span.start < line.end()
                ]
                house = min(houses, default=None)
                return (span,), house, span_at(text, *line.span())
    return None


def _dateline(text: str) -> tuple[str | None, Span | None, Span | None]:
    known = {mention.span.end: mention for mention in dates(text)}
    edtf: str | None = None
    dated: Span | None = None
    for start, end in _tops(text):
        for form in () if edtf else (_DATELINE, _DAYLINE, _HOUSELINE):
            said = form.match(text, start, end)
            if said and (day := _day(known, said)):
                place = said.groupdict().get("place")
                edtf = day.edtf
                dated = span_at(text, start, day.span.end if form is _DATELINE else end)
                if place:
                    return edtf, dated, span_at(text, *said.span("place"))
        if placed := _PLACELINE.match(text, start, end):
            return edtf, dated, span_at(text, *placed.span("place"))
    return edtf, dated, None


def _day(known: dict[int, DateMention], said: re.Match[str]) -> DateMention | None:
    """The date that a line is, where it is nothing else."""
    mention = known.get(said.end("date"))
    return (
        mention if mention and mention.edtf and mention.span.start == said.start("date") else None
    )
