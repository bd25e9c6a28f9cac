"""Events on one timeline; the vaguer the date, the wider the mark.

Years without events are left out: the line is broken there. Years with dates finer than the year
are drawn wider. All places are percentages.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from app.core.edtf import in_words, parse

Shape = Literal["day", "within", "throughout", "open_start", "open_end"]
Event = dict[str, Any]

GAP = 0.6
"""Width of a break, relative to that of a year."""

FINE = 2.5
"""Width of a year with dates finer than the year, so that they can be distinguished."""

MOST_YEARS = 9
"""How many years can have a label; if there are more, only some do."""

NARROWEST = 1.2
"""The least width of a mark, so that a day or two can be seen."""

LABEL = 10.5
"""How far apart labels have to be on a narrow screen."""

FADE = 14.0
"""How far an open end is drawn."""


@dataclass(frozen=True, slots=True)
class Band:
    """A year on the line; a `tight` label has no room on a narrow screen."""

    year: int
    left: float
    width: float
    labelled: bool
    tight: bool

    @property
    def name(self) -> str:
        """The year in words: `2025`, `44 BC`."""
        return in_words(f"{self.year:04}" if self.year >= 0 else f"{self.year:05}")


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on the line: `within` is some time between two ends, `throughout` all of it."""

    event: Event
    shape: Shape
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The line, what is on it, when the article was written (left, width), and undated events."""

    bands: list[Band]
    marks: list[Mark]
    written: tuple[float, float] | None
    undated: list[Event]


def timeline_of(events: list[Event], article: Event | None = None) -> Timeline:
    """The timeline of events, which come in the order of their dates, as one article has them."""
    dated = [event for event in events if event["date"]]
    whole = bool(article and article["earliest"] and article["latest"])
    spans = [*dated, article] if whole and article else dated
    years: set[int] = set()
    for span in spans:
        ends = [_year(day) for day in (span["earliest"], span["latest"]) if day]
        years |= set(range(min(ends), max(ends) + 1))
    bands = _bands(sorted(years), _fine(dated))
    scale = {band.year: band for band in bands}
    written = None
    if whole and article:
        left = _at(article["earliest"], scale)
        written = left, round(_at(article["latest"], scale, end=True) - left, 3)
    marks = [_mark(event, scale) for event in dated]
    return Timeline(bands, marks, written, [event for event in events if not event["date"]])


def _fine(events: list[Event]) -> set[int]:
    """The years of dates that are finer than the year."""
    return {
        _year(day)
        for event in events
        if event["precision"] != "year"
        for day in (event["earliest"], event["latest"])
        if day
    }


def _bands(years: list[int], fine: set[int]) -> list[Band]:
    breaks = {year for before, year in pairwise(years) if year > before + 1}
    whole = sum(FINE if year in fine else 1 for year in years) + GAP * len(breaks)
    step = -(-len(years) // MOST_YEARS)
    bands = []
    left, last = 0.0, -100.0
    for place, year in enumerate(years):
        left += GAP * 100 / whole if year in breaks else 0
        width = (FINE if year in fine else 1) * 100 / whole
        labelled = place % step == 0
        tight = labelled and left - last < LABEL
        if labelled and not tight:
            last = left
        bands.append(Band(year, round(left, 3), round(width, 3), labelled, tight))
        left += width
    return bands


def _at(day: str, scale: dict[int, Band], *, end: bool = False) -> float:
    """The place of a day, at its end with `end`; months are taken as equally long."""
    year, month, number = (int(part) for part in day.rsplit("-", 2))
    band = scale[year]
    elapsed = (month - 1) / 12 + (number if end else number - 1) / 31 / 12
    return round(band.left + band.width * elapsed, 3)


def _year(day: str) -> int:
    """The year of a day, which may be before 1: `-0043-03-15`."""
    return int(day.rsplit("-", 2)[0])


def _mark(event: Event, scale: dict[int, Band]) -> Mark:
    earliest, latest = event["earliest"], event["latest"]
    if latest is None:
        left = _at(earliest, scale)
        return Mark(event, "open_end", left, round(min(FADE, 100 - left), 3))
    if earliest is None:
        right = _at(latest, scale, end=True)
        width = min(FADE, right)
        return Mark(event, "open_start", round(right - width, 3), round(width, 3))
    left, right = _at(earliest, scale), _at(latest, scale, end=True)
    if event["precision"] == "day":
        return Mark(event, "day", round((left + right) / 2, 3), 0)
    shape: Shape = "throughout" if parse(event["date"]).lasted else "within"
    return Mark(event, shape, left, round(max(right - left, NARROWEST), 3))
