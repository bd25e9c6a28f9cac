"""Dates in a text, as EDTF where the words give a year; none is ever made up."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.evidence.spans import Span, span_at

_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_TO = r"(?: and | to | or |-|–)"
_LEAD = (
    r"\b(?:[Ii]n|[Ss]ince|of|[Bb]y|[Uu]ntil|till|[Ff]rom|[Bb]efore|[Aa]fter|[Dd]uring|to|[Bb]etween|"
    r"early|[Ll]ate|mid|[Ll]ast|[Nn]ext|[Tt]his|and|[Aa]round|circa|again)[ -]"
)
_RELATIVE = (
    r"\b(?:(?:[Tt]his|[Ll]ast|[Nn]ext) (?:year|month|week|weekend)|[Yy]esterday|[Tt]oday|"
    r"[Tt]omorrow|(?:[Ll]ast |[Nn]ext |[Oo]n )(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at `span`, in EDTF; with `YYYY` for a year that is not said ("YYYY-05-09").

    `pattern` is empty for a date that only the day of writing can tell ("last year").
    """

    span: Span
    pattern: str

    @property
    def edtf(self) -> str | None:
        """The date, where the words give its year."""
        return self.pattern if self.pattern and "YYYY" not in self.pattern else None


def dates(text: str) -> list[DateMention]:
    """The dates that `text` names, in order; no calendar's impossible days."""
    found: list[DateMention] = []
    for form, read in _FORMS:
        for match in form.finditer(text):
            said = match.groupdict()
            start = match.start("from_") if "from_" in said else match.start()
            end = match.end()
            clash = any(one.span.start < end and start < one.span.end for one in found)
            pattern = read(said)
            if not clash and pattern is not None:
                found.append(DateMention(span_at(text, start, end), pattern))
    return sorted(found, key=lambda one: one.span)


Said = dict[str, str | None]


def _days(said: Said) -> str | None:
    first = _day(said["year"], said["month"], said["day"])
    if first is None or not said.get("to"):
        return first
    last = _day(said["year"], said.get("month_to") or said["month"], said["to"])
    return f"{first}/{last}" if last and last > first else None


def _day(year: str | None, month: str | None, day: str | None) -> str | None:
    number, of = int(re.sub(r"\D", "", day or "")), _number(month)
    try:
        date(int(year) if year else 2000, of, number)  # without a year, 29 February may be
    except ValueError:
        return None
    return f"{year or 'YYYY'}-{of:02}-{number:02}"


def _month(said: Said) -> str:
    return f"{said.get('year') or 'YYYY'}-{_number(said['month']):02}"


def _months(said: Said) -> str | None:
    year, first, last = said["year"] or "YYYY", _number(said["month"]), _number(said["month_to"])
    return f"{year}-{first:02}/{year}-{last:02}" if first < last else None


def _years(said: Said) -> str | None:
    first, last = said["year"] or "", said["to"] or ""
    return f"{first}/{last}" if first < last else None


def _iso(said: Said) -> str | None:
    try:
        return date.fromisoformat(said["iso"] or "").isoformat()
    except ValueError:
        return None


def _number(month: str | None) -> int:
    return _NAMES.index((month or "")[:3].lower()) + 1


_FORMS: list[tuple[re.Pattern[str], Callable[[Said], str | None]]] = [
    (re.compile(rf"\b(?P<iso>{_YEAR}-\d\d-\d\d)\b"), _iso),
    (
        re.compile(
            rf"(?<![\d.,])\b(?P<day>{_DAY})(?: (?P<month>{_MONTH}))?{_TO}(?P<to>{_DAY}) "
            rf"(?P<month_to>{_MONTH})(?:,? (?P<year>{_YEAR})\b)?"
        ),
        lambda said: _days({**said, "month": said["month"] or said["month_to"]}),
    ),
    (
        re.compile(
            rf"(?<![\d.,])\b(?P<day>{_DAY}) (?:of )?(?P<month>{_MONTH})(?:,? (?P<year>{_YEAR})\b)?"
        ),
        _days,
    ),
    (
        re.compile(
            rf"\b(?P<month>{_MONTH}) (?P<day>{_DAY})\b"
            rf"(?:{_TO}(?:(?P<month_to>{_MONTH}) )?(?P<to>{_DAY})\b(?! (?:{_MONTH})))?"
            rf"(?:,? (?P<year>{_YEAR})\b)?"
        ),
        _days,
    ),
    (
        re.compile(
            rf"(?:(?<=between )|(?<=Between )|(?<=from )|(?<=From ))(?P<month>{_MONTH}){_TO}"
            rf"(?P<month_to>{_MONTH})\b(?! \d\d?\b)(?:,? (?P<year>{_YEAR})\b)?"
        ),
        _months,
    ),
    (re.compile(rf"(?<!\d )\b(?P<month>{_MONTH}),? (?:of )?(?P<year>{_YEAR})\b"), _month),
    (re.compile(rf"\b(?P<year>{_YEAR})[-–/](?P<to>{_YEAR})\b"), _years),
    (re.compile(rf"(?<=between )(?P<year>{_YEAR}) and (?P<to>{_YEAR})\b"), _years),
    (re.compile(rf"(?<=from )(?P<year>{_YEAR}) to (?P<to>{_YEAR})\b"), _years),
    (re.compile(r"\b(?P<decade>(?:1[5-9]|20)\d)0s\b"), lambda said: f"{said['decade']}X"),
    (
        re.compile(r"\b(?P<century>1[6-9]|20|21)(?:st|th)[- ]century\b"),
        lambda said: f"{int(said['century'] or 0) - 1}XX",
    ),
    (re.compile(rf"{_LEAD}(?P<from_>(?P<month>{_MONTH}))\b(?! \d)"), _month),
    (
        re.compile(rf"(?:{_LEAD}|[’'\w]s |\()(?P<from_>{_YEAR})\b(?![,.]\d|%| per ?cent)"),
        lambda said: said["from_"],
    ),
    (re.compile(rf"\b[Aa] (?P<from_>{_YEAR})(?= [a-z])"), lambda said: said["from_"]),
    (
        re.compile(
            rf"\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er) (?P<from_>{_YEAR})(?= [a-z]+(?<!s)\b)"
        ),
        lambda said: said["from_"],
    ),
    (re.compile(_RELATIVE), lambda _said: ""),
]
"""The forms of a date, the longer ones first, and how each is read."""
