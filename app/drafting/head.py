"""The head of a text: its byline and date line; or its last line, if that names the writer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from app.drafting.dates import DateMention
from app.drafting.names import Name

_WORD = r"[A-ZÀ-ÞŁ][\w’'-]+\.?|[A-Z]\."
_NAME = rf"(?:{_WORD})(?: (?:(?:de|da|di|du|van|von|bin|la|le) )?(?:{_WORD})){{1,3}}"
_HOUSE = rf"(?:The )?(?:{_WORD})(?: (?:of (?:the )?|and )?(?:{_WORD}))*"
_BYLINE = re.compile(
    rf"(?:By|BY|Text by|Words by) (?P<writers>{_NAME}(?:(?:, {_NAME})* and {_NAME})?)"
    rf"(?:(?:,| \||/| [-–—]| for| of) (?:the )?(?P<house>{_HOUSE})|, [a-z ]+)?\.?$"
)
_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ’' .-]+[A-ZÀ-Þ]|[A-ZÀ-Þ][\w’-]+(?: [A-ZÀ-Þ][\w’-]+)*"
_DATELINE = re.compile(
    rf"(?:(?!(?:On|In|By|At|From|Since|Until|Of)\b)(?P<place>{_PLACE})"
    r"(?:, [A-ZÀ-Þ][a-z ]+)?,? )?(?:\([\w ]+\) ?)?$"
)
_PLACELINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ’' .-]+[A-ZÀ-Þ])(?:, [A-Z][\w. ]+)?(?: \([\w ]+\))? ?[-–—] "
)
_BEFORE_DAY = re.compile(
    r"(?:(?:Published|Posted|Updated|Last updated|Date)(?: on)?:? ?)?"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? ?)?$"
)
_AFTER_DAY = re.compile(r"(?:,? (?:at )?\d\d?[:.]\d\d.*)?$")
_BEFORE_HOUSE_DAY = re.compile(rf"(?P<house>{_HOUSE}), $")
_SIGNED = re.compile(
    r" (?:is|was) [^.]*\b(?:correspondent|reporter|columnist|editor|journalist)\b"
    r"| (?:writes|reports|covers) "
)
_LINES = 6
"""How many lines from the top the head may be in."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Head:
    """What a text says about itself, with the places (start, end) that say so.

    `writers` are names; `date` is EDTF, said at `dated`; `place` is where the text was written.
    """

    writers: tuple[Place, ...] = ()
    publisher: Place | None = None
    byline: Place | None = None
    date: str | None = None
    dated: Place | None = None
    place: Place | None = None


def read_head(text: str, names: Iterable[Name], dates: list[DateMention]) -> Head:
    """The head of `text`, in which these names and dates were found."""
    writers, publisher, byline = (
        _byline(text, dates) or _signature(text, list(names)) or ((), None, None)
    )
    date, dated, place = _dateline(text, dates)
    return Head(writers, publisher, byline, date, dated, place)


Signed = tuple[tuple[Place, ...], Place | None, Place | None]


def _tops(text: str) -> list[Place]:
    """Where the first lines below the title begin and end."""
    lines = []
    for match in re.finditer(r"[^\n]+", text):
        lines.append(match.span())
        if len(lines) == _LINES:
            break
    return lines[1:]


def _byline(text: str, dates: list[DateMention]) -> Signed | None:
    tops = _tops(text)
    for (start, end), (begin, stop) in pairwise(tops):
        for day in dates:
            below = (
                begin <= day.start
                and day.end == stop
                and _BEFORE_HOUSE_DAY.fullmatch(text, begin, day.start)
            )
            if below and re.fullmatch(_NAME, text[start:end]):
                return ((start, end),), below.span("house"), (start, below.end("house"))
    for start, end in tops:
        if said := _BYLINE.match(text, start, end):
            spans = tuple(m.span() for m in re.compile(_NAME).finditer(text, *said.span("writers")))
            return spans, said.span("house") if said["house"] else None, (start, end)
    return None


def _signature(text: str, names: list[Name]) -> Signed | None:
    """The writer whom one of the last lines is about, and who is mentioned nowhere else."""
    for line in list(re.finditer(r"[^\n]+", text))[-2:][::-1]:
        for name in names:
            start, end = name.mentions[0]
            alone = name.kind == "person" and len(name.mentions) == 1
            near = line.start() <= start <= line.start() + len("Professor ")
            if alone and near and _SIGNED.match(text, end, line.end()):
                houses = [
                    m
                    for n in names
                    if n.kind == "organisation"
                    for m in n.mentions
                    if line.start() <= m[0] < line.end()
                ]
                return ((start, end),), min(houses, default=None), line.span()
    return None


def _dateline(text: str, dates: list[DateMention]) -> tuple[str | None, Place | None, Place | None]:
    edtf: str | None = None
    dated: Place | None = None
    for start, end in _tops(text):
        for day in [one for one in dates if start <= one.start < end and one.edtf]:
            line = _DATELINE.fullmatch(text, start, day.start)
            if line and re.match(r" ?[-–—] ?[“\"‘'\w]", text[day.end : day.end + 4]):
                return day.edtf, (start, day.end), line.span("place") if line["place"] else None
            if line and line["place"] and line["place"].isupper() and day.end == end:  # BRISA 3 May
                return day.edtf, (start, end), line.span("place")
            alone = _BEFORE_DAY.fullmatch(text, start, day.start) or _BEFORE_HOUSE_DAY.fullmatch(
                text, start, day.start
            )
            if alone and not edtf and _AFTER_DAY.fullmatch(text, day.end, end):
                edtf, dated = day.edtf, (start, end)
        if placed := _PLACELINE.match(text, start, end):
            return edtf, dated, placed.span("place")
    return edtf, dated, None
