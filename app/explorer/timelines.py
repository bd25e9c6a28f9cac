"""Events on one line of time, each as wide as its date is vague.

Years that nothing happens in are left out: the line is broken there. Years with dates finer than
the year are drawn wider. All places are percentages.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

Shape = Literal["day", "days", "span", "open_start", "open_end"]

GAP = 0.35
"""Of a break, against the width of a year."""

FINE = 2.5
"""Of a year with dates finer than the year, that they can be told apart."""

MOST_YEARS = 9
"""So many years can bear a label; of more, only some do."""

SHORT = 1.0
"""What is narrower than this is drawn as a few days, wide enough to be seen."""

LABEL = 10.5
"""How far apart labels have to be on a narrow screen."""

FADE = 14.0
"""How far an open end is drawn."""


@dataclass(frozen=True, slots=True)
class Band:
    """A year on the line; a `tight` label finds no room on a narrow screen."""

    year: int
    left: float
    width: float
    labelled: bool
    tight: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on the line."""

    event: dict[str, Any]
    shape: Shape
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The line, what stands on it, and what has no date."""

    bands: list[Band]
    marks: list[Mark]
    undated: list[dict[str, Any]]


def timeline_of(events: list[dict[str, Any]]) -> Timeline:
    """The timeline of events as the API shows them, which come in the order of their dates."""
    dated = [event for event in events if event["date"]]
    years: set[int] = set()
    for event in dated:
        ends = [int(day[:4]) for day in (event["earliest"], event["latest"]) if day]
        years |= set(range(min(ends), max(ends) + 1)) if len(ends) > 1 else set(ends)
    years |= {year + 1 for year in years if year + 2 in years}
    fine = {
        int(day[:4])
        for event in dated
        if event["precision"] != "year"
        for day in (event["earliest"], event["latest"])
        if day
    }
    bands = _bands(sorted(years), fine)
    scale = {band.year: band for band in bands}
    marks = [_mark(event, scale) for event in dated]
    return Timeline(bands, marks, [event for event in events if not event["date"]])


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
    when = date.fromisoformat(day)
    band = scale[when.year]
    elapsed = (when - date(when.year, 1, 1)).days + (1 if end else 0)
    return band.left + band.width * elapsed / 366


def _mark(event: dict[str, Any], scale: dict[int, Band]) -> Mark:
    earliest, latest = event["earliest"], event["latest"]
    if latest is None:
        left = _at(earliest, scale)
        return Mark(event, "open_end", round(left, 3), round(min(FADE, 100 - left), 3))
    if earliest is None:
        right = _at(latest, scale, end=True)
        width = min(FADE, right)
        return Mark(event, "open_start", round(right - width, 3), round(width, 3))
    left, right = _at(earliest, scale), _at(latest, scale, end=True)
    if event["precision"] == "day":
        return Mark(event, "day", round((left + right) / 2, 3), 0)
    shape: Shape = "days" if right - left < SHORT else "span"
    return Mark(event, shape, round(left, 3), round(right - left, 3))
