"""Dates as precise as their source: the forms of EDTF (ISO 8601-2) that the seed may use."""

import re
from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

Precision = Literal["day", "month", "year", "decade", "century", "interval"]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_SET = re.compile(r"\[([\d-]*)\.\.([\d-]*)\]", re.ASCII)
_UNSPECIFIED = re.compile(r"(\d{3})X|(\d{2})XX", re.ASCII)


class InvalidEdtf(ValueError):
    """The text is not a date in one of the forms that are understood."""


@dataclass(frozen=True, slots=True)
class Edtf:
    """An EDTF string with the first and the last day that it allows; None is an open end.

    `begin` and `end` are its ends as they are written, of a single date the same; `lasted` tells
    that all between them is meant, and not one date of it.
    """

    text: str
    earliest: date | None
    latest: date | None
    precision: Precision
    begin: str | None
    end: str | None
    lasted: bool = False


@lru_cache(maxsize=65_536)
def parse(text: str) -> Edtf:
    """Read `2025`, `2025-05`, `2025-05-09`, `197X`, `19XX`, an interval or a set.

    The interval `a/b` lasted from a to b, `a/..` or `../b` is open at an end. The set `[a..b]`
    is one date between a and b, `[a..]` one not before a, `[..b]` one not after b.
    Raises `InvalidEdtf`, also for a day that no calendar has and for what ends before it begins.
    Qualified dates (`~`, `?`, `%`) have no first and last day: write a set.
    """
    if "/" in text:
        first, _, last = text.partition("/")
        begin, end = (None if one == ".." else one for one in (first, last))
        return _between(text, begin, end, lasted=True)
    if match := _SET.fullmatch(text):
        begin, end = match.groups()
        if begin and end and len(begin) != len(end):
            message = (
                f"{text!r} has ends of different kinds: write two days, two months or two years"
            )
            raise InvalidEdtf(message)
        return _between(text, begin or None, end or None, lasted=False)
    earliest, latest, precision = _single(text)
    return Edtf(text, earliest, latest, precision, text, text)


@lru_cache(maxsize=65_536)
def days(text: str | None) -> tuple[str | None, str | None]:
    """The first and the last day that an EDTF string allows, in ISO 8601; None where open."""
    if text is None:
        return None, None
    read = parse(text)
    return (
        read.earliest.isoformat() if read.earliest else None,
        read.latest.isoformat() if read.latest else None,
    )


def _between(text: str, begin: str | None, end: str | None, *, lasted: bool) -> Edtf:
    if begin is end is None:
        message = f"{text!r} is open at both ends: leave the date out"
        raise InvalidEdtf(message)
    earliest = _single(begin)[0] if begin is not None else None
    latest = _single(end)[1] if end is not None else None
    if earliest and latest and latest < earliest:
        message = f"{text!r} ends before it begins"
        raise InvalidEdtf(message)
    return Edtf(text, earliest, latest, "interval", begin, end, lasted)


def _single(text: str) -> tuple[date, date, Precision]:
    if match := _UNSPECIFIED.fullmatch(text):
        decade, century = match.groups()
        first = int(decade) * 10 if decade else int(century) * 100
        if first:
            last = first + (9 if decade else 99)
            return date(first, 1, 1), date(last, 12, 31), "decade" if decade else "century"
    elif match := _DATE.fullmatch(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        with suppress(ValueError):
            return _calendar_days(year or 0, month, day)
    message = (
        f"{text!r} is no date of the calendar in a form understood here: "
        "YYYY, YYYY-MM, YYYY-MM-DD, 197X, 19XX, an interval of these, or [a..b] for one between"
    )
    raise InvalidEdtf(message)


def _calendar_days(year: int, month: int | None, day: int | None) -> tuple[date, date, Precision]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31), "year"
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"
    return date(year, month, day), date(year, month, day), "day"
