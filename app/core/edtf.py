"""Dates as exact as their source: the forms of EDTF (ISO 8601-2) that the seed may use."""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

Precision = Literal["day", "month", "season", "year", "decade", "century", "interval"]

_SINGLE = re.compile(r"((?!-0000)-?\d{4})(?:-(\d{2})(?:-(\d{2}))?)?|(\d{3})X|(\d{2})XX", re.ASCII)
_SET = re.compile(r"\[([\d-]*)\.\.([\d-]*)\]", re.ASCII)
# What a mark after a date means, in words, and by how many units it widens the date on each side:
# as many as the library python-edtf uses for years.
_MARKS = {"~": ("about ", 1), "?": ("possibly ", 1), "%": ("possibly about ", 2)}
_WRITTEN_YEAR = re.compile(r"-?\d{4}|\d{3}X|\d{2}XX")
_LAST_YEAR = 9999
_CYCLE = 400
_MONTHS = 12
_FOUR_DIGITS = 1000
# First month, number of months and words of the parts of a year that ISO 8601-2 numbers. Seasons
# are those of whole months; 21 to 24 name no hemisphere and are taken as northern.
_SUBYEARS: dict[int, tuple[int, int, str]] = {
    **dict.fromkeys((21, 25), (3, 3, "spring")),
    **dict.fromkeys((22, 26), (6, 3, "summer")),
    **dict.fromkeys((23, 27), (9, 3, "autumn")),
    **dict.fromkeys((24, 28), (12, 3, "winter")),
    29: (9, 3, "southern spring"),
    30: (12, 3, "southern summer"),
    31: (3, 3, "southern autumn"),
    32: (6, 3, "southern winter"),
    **{33 + n: (1 + 3 * n, 3, f"quarter {n + 1} of") for n in range(4)},
    **{37 + n: (1 + 4 * n, 4, f"third {n + 1} of") for n in range(3)},
    **{40 + n: (1 + 6 * n, 6, f"half {n + 1} of") for n in range(2)},
}


class InvalidEdtf(ValueError):
    """The text is not a date in one of the supported forms."""


class Day(NamedTuple):
    """A day of the Gregorian calendar, extended backwards: year 0 is 1 BC, year -43 is 44 BC."""

    year: int
    month: int
    day: int

    def isoformat(self) -> str:
        """The day in ISO 8601: `2025-05-09`, `-0043-03-15`."""
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"

    @property
    def key(self) -> str:
        """Text that sorts as days do: ISO 8601, but years before 0 count up from -9999."""
        if self.year >= 0:
            return self.isoformat()
        return f"-{_LAST_YEAR + self.year:04}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Edtf:
    """An EDTF string with the days that it allows; None is an open end.

    `earliest` and `latest` are the first and the last day it may mean. It has certainly begun by
    `latest_start`, and has certainly not ended before `earliest_end` (CIDOC CRM: end of the begin,
    begin of the end); both are None if nothing is certain. `begin` and `end` are its ends as
    written, the same for a single date. `lasted`: it means all days between them; otherwise it
    means one date among them. `qualified`: it is approximate or uncertain. `words` are no more
    exact than it is: `9 May 2025`, `about 1874`.
    """

    text: str
    earliest: Day | None
    latest: Day | None
    latest_start: Day | None
    earliest_end: Day | None
    precision: Precision
    begin: str | None
    end: str | None
    words: str
    lasted: bool = False
    qualified: bool = False


@lru_cache(maxsize=65_536)
def parse(text: str) -> Edtf:
    """Read a single date, an interval or a set.

    A single date is `2025`, `2025-05`, `2025-05-09`, `2025-21` (a season, a quarter, a half),
    `197X`, `19XX`, or a year before 1 as `-0043`; `~`, `?` or `%` after it says that it is
    approximate, uncertain or both. The interval `a/b` lasted from a to b, `a/..` or `../b` is open
    at an end. The set `[a..b]` is one date between a and b, `[a..]` one not before a, `[..b]` one
    not after b.
    Raises `InvalidEdtf`, also for a day that no calendar has and for an end before the beginning.
    """
    if "/" in text:
        first, _, last = text.partition("/")
        return _between(text, first, last, lasted=True)
    if match := _SET.fullmatch(text):
        return _between(text, match[1] or "..", match[2] or "..", lasted=False)
    return _single(text)


def days(text: str | None) -> tuple[str | None, str | None]:
    """The first and the last day that an EDTF string allows, in ISO 8601; None where open."""
    ends = (parse(text).earliest, parse(text).latest) if text else (None, None)
    first, last = (day and day.isoformat() for day in ends)
    return first, last


class Keys(NamedTuple):
    """The days that a date allows, as text that sorts; None where open."""

    earliest: str | None = None
    latest: str | None = None
    latest_start: str | None = None
    earliest_end: str | None = None


@lru_cache(maxsize=65_536)
def keys(text: str | None) -> Keys:
    """The days of an EDTF string by which filters find its record and lists sort it."""
    if text is None:
        return Keys()
    read = parse(text)
    days = (read.earliest, read.latest, read.latest_start, read.earliest_end)
    return Keys(*(day and day.key for day in days))


def happened(text: str | None, written: str | None) -> Keys:
    """The days of what has happened, which was not after the date `written` of the report.

    Only what lasted and has no end may go on after it.
    """
    dates, last = keys(text), keys(written).latest
    goes_on = text is not None and parse(text).lasted and dates.latest is None
    return dates._replace(
        latest=None if goes_on else min(filter(None, (dates.latest, last)), default=None),
        latest_start=min(filter(None, (dates.latest_start, last)), default=None),
    )


def last_day(text: str | None, found: Keys, written: str | None) -> str | None:
    """The last day of an EDTF date in ISO 8601; that of `written` if `found` was cut off there."""
    _, latest = days(text)
    return days(written)[1] if latest and found.latest != keys(text).latest else latest


def in_words(text: str | None, *, ongoing: bool = False) -> str:
    """The words of an EDTF date; with `ongoing`, `since February 2022` if it has no end."""
    words = parse(text).words if text else "no date given"
    return words.replace("from ", "since ") if ongoing else words


def says_years(words: str, edtf: str) -> bool:
    """Whether `words` have every year of an EDTF date: 2031, ’31, 2029–31; 197 for the 1970s.

    A year before 1000 is in them without leading zeros, one BC as that number: 44 for -0043.
    Centuries are not checked, because texts word them in many ways.
    """
    for year in _WRITTEN_YEAR.findall(edtf):
        if year.endswith("XX"):
            continue
        decade = year.endswith("X")
        bare = year[:3] if decade else f"{int(year) if year > '0000' else 1 - int(year):04}"
        end = "" if decade else r"(?!\d)"
        short = rf"|[’'/–-]{bare[2:]}(?!\d)"
        if not re.search(rf"(?<!\d)0*{bare.lstrip('0')}{end}{short}", words):
            return False
    return True


def _between(text: str, begin: str, end: str, *, lasted: bool) -> Edtf:
    one, other = (None if date == ".." else _single(date) for date in (begin, end))
    ends = [date for date in (one, other) if date]
    if not ends:
        raise InvalidEdtf(f"{text!r} is open at both ends: leave out the date")
    if not lasted and len({date.precision for date in ends}) > 1:
        raise InvalidEdtf(
            f"{text!r} has ends of different kinds: write two days, two months or two years"
        )
    earliest = one.earliest if one else None
    latest = other.latest if other else None
    if earliest and latest and latest < earliest:
        raise InvalidEdtf(f"{text!r} ends before it begins")
    qualified = any(date.qualified for date in ends)
    # An interval has certainly begun by the end of its first date, or of its last if that is the
    # only one.
    certain = (ends[0].latest, ends[-1].earliest) if lasted else (latest, earliest)
    return Edtf(
        text,
        earliest,
        latest,
        *((None, None) if qualified else certain),
        "interval",
        begin=one.text if one else None,
        end=other.text if other else None,
        words=_span_in_words(one, other, lasted=lasted),
        lasted=lasted,
        qualified=qualified,
    )


def _single(text: str) -> Edtf:
    """Read a date that is no interval or set.

    A qualified date allows one more unit of its precision on either side, or two if it is
    both approximate and uncertain.
    """
    qualified = text[-1:] in _MARKS
    doubt, wider = _MARKS.get(text[-1:], ("", 0))
    try:
        first, last, precision, words = _extent(text[:-1] if qualified else text, wider)
    except ValueError:
        message = (
            f"{text!r} is not a calendar date in one of these forms: YYYY, YYYY-MM, YYYY-MM-DD, "
            "-YYYY, YYYY-21 to YYYY-24 (seasons), 197X, 19XX, any of these with ~, ? or %, "
            "an interval of two of them, or [a..b] for one date in between"
        )
        raise InvalidEdtf(message) from None
    return Edtf(
        text,
        first,
        last,
        None if qualified else last,
        None if qualified else first,
        precision,
        begin=text,
        end=text,
        words=f"{doubt}{words}",
        qualified=qualified,
    )


def _extent(text: str, wider: int) -> tuple[Day, Day, Precision, str]:
    """The first and the last day of a date without a mark, its precision, and its words.

    It is `wider` by so many units on either side. Raises `ValueError` if there is no such date.
    """
    match = _SINGLE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day, decade, century = (
        None if part is None else int(part) for part in match.groups()
    )
    start, months, precision, words = _months(year or 0, month, decade, century)
    if day is None:
        first = _moved(_first_day(start - months * wider), 0)
        last = _moved(_first_day(start + months * (wider + 1)), -1)
        return first, last, precision, words
    written = Day(year or 0, month or 0, day)
    return _moved(written, -wider), _moved(written, wider), "day", f"{day} {words}"


def _months(
    year: int, month: int | None, decade: int | None, century: int | None
) -> tuple[int, int, Precision, str]:
    """The first month, counted from that of year 0, how many there are, and all in words."""
    if century is not None:
        return century * 100 * 12, 100 * 12, "century", f"the years {century}00 to {century}99"
    if decade is not None:
        # The 1900s are a century to some, and ten years to others.
        named = f"the {decade}0s" if decade % 10 else f"the years {decade}0 to {decade}9"
        return decade * 10 * 12, 10 * 12, "decade", named
    said = f"{1 - year} BC" if year < 1 else str(year) if year >= _FOUR_DIGITS else f"AD {year}"
    if month is None:
        return year * 12, 12, "year", said
    if month in _SUBYEARS:
        first, length, name = _SUBYEARS[month]
        return year * 12 + first - 1, length, "season", f"{name} {said}"
    if not 1 <= month <= _MONTHS:
        raise ValueError(month)
    return year * 12 + month - 1, 1, "month", f"{month_name[month]} {said}"


def _first_day(month: int) -> Day:
    return Day(month // 12, month % 12 + 1, 1)


def _moved(day: Day, by: int) -> Day:
    """The day so many days later; raises `ValueError` for one that no calendar has."""
    # `date` has no year before 1, but the calendar repeats itself every 400 years.
    year = 2000 + day.year % _CYCLE
    moved = date(year, day.month, day.day) + timedelta(days=by)
    later = Day(moved.year + day.year - year, moved.month, moved.day)
    if abs(later.year) > _LAST_YEAR:
        raise ValueError(later)
    return later


def _span_in_words(one: Edtf | None, other: Edtf | None, *, lasted: bool) -> str:
    """Both ends in words: `9 to 10 May 2025`, `9 or 10 May 2025`, `between May and July 2025`."""
    if one is None:
        end = other.words if other else ""
        return f"until {end}" if lasted else f"{end} or earlier"
    if other is None:
        return f"from {one.words}" if lasted else f"{one.words} or later"
    if one.text == other.text:
        return one.words
    first, last = one.words.split(" "), other.words.split(" ")
    # Words at the end of both, such as the year, are written once.
    if len(first) == len(last):
        while len(first) > 1 and first[-1] == last[len(first) - 1]:
            first.pop()
    begin = " ".join(first)
    if lasted:
        return f"{begin} to {other.words}"
    if one.latest and _moved(one.latest, 1) == other.earliest:
        return f"{begin} or {other.words}"
    return f"between {begin} and {other.words}"
