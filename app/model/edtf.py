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
_UNSPECIFIED = re.compile(r"(\d{3})X|(\d{2})XX", re.ASCII)


class InvalidEdtf(ValueError):
    """The text is not a date in one of the forms that are understood."""


@dataclass(frozen=True, slots=True)
class Edtf:
    """An EDTF string with the first and the last day that it allows; None is an open end."""

    text: str
    earliest: date | None
    latest: date | None
    precision: Precision


@lru_cache(maxsize=65_536)
def parse(text: str) -> Edtf:
    """Read `2025`, `2025-05`, `2025-05-09`, `197X`, `19XX`, `a/b`, `a/..` or `../b`.

    Raises `InvalidEdtf`, also for a day that no calendar has and an interval that ends before
    it begins. Qualified dates (`~`, `?`, `%`) have no first and last day: write an interval.
    """
    first, slash, last = text.partition("/")
    if not slash:
        earliest, latest, precision = _single(text)
        return Edtf(text, earliest, latest, precision)
    if first == last == "..":
        message = f"{text!r} is open at both ends: leave the date out"
        raise InvalidEdtf(message)
    start = None if first == ".." else _single(first)[0]
    end = None if last == ".." else _single(last)[1]
    if start and end and end < start:
        message = f"{text!r} ends before it begins"
        raise InvalidEdtf(message)
    return Edtf(text, start, end, "interval")


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
        "YYYY, YYYY-MM, YYYY-MM-DD, 197X, 19XX, or an interval of these"
    )
    raise InvalidEdtf(message)


def _calendar_days(year: int, month: int | None, day: int | None) -> tuple[date, date, Precision]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31), "year"
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"
    return date(year, month, day), date(year, month, day), "day"
