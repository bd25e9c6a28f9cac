"""Events on one timeline; the vaguer the date, the wider the mark.

Years without events are left out: the line is broken there. Years with dates finer than the year
are drawn wider. All places are percentages.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Literal

from app.core.edtf import in_words, parse
from app.core.schema import Document

SpanShape = Literal["day", "within", "throughout", "open_start", "open_end"]

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

    event: Document
    shape: SpanShape
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The line, what is on it, when the article was written, and undated events."""

    bands: list[Band]
    marks: list[Mark]
    written: Mark | None
    undated: list[Document]


def timeline_of(events: list[Document], article: Document | None = None) -> Timeline:
    """The timeline of events, which come in the order of their dates, as one article has them."""
    dated = [event for event in events if event["date"]]
    spans = [*dated]
    if article and not (article["earliest"] and article["latest"]):
        article = None
    if article:
        spans.append(article)
    years = {year for span in spans for year in range(min(_years(span)), max(_years(span)) + 1)}
    fine = {year for event in dated if event["precision"] != "year" for year in _years(event)}
    bands = _bands(sorted(years), fine)
    scale = {band.year: band for band in bands}
    undated = [event for event in events if not event["date"]]
    marks = [_mark(event, scale) for event in dated]
    written = _mark(article, scale) if article else None
    return Timeline(bands, marks, written, undated)


def _years(span: Document) -> list[int]:
    """The years of its first and last day, as far as known; they may be before 1: `-0043-03-15`."""
    days = filter(None, (span["earliest"], span["latest"]))
    return [int(day.rsplit("-", 2)[0]) for day in days]


def _bands(years: list[int], fine: set[int]) -> list[Band]:
    breaks = {year for before, year in pairwise(years) if year > before + 1}
    whole = sum(FINE if year in fine else 1 for year in years) + GAP * len(breaks)
    bands = []
    left, last = 0.0, -100.0
    for place, year in enumerate(years):
        left += GAP * 100 / whole if year in breaks else 0
        width = (FINE if year in fine else 1) * 100 / whole
        labelled = place % ceil(len(years) / MOST_YEARS) == 0
        tight = labelled and left - last < LABEL
        last = left if labelled and not tight else last
        bands.append(Band(year, round(left, 3), round(width, 3), labelled, tight))
        left += width
    return bands


def _at(day: str, scale: dict[int, Band], *, end: bool = False) -> float:
    """The place of a day, at its end with `end`; months are taken as equally long."""
    year, month, number = map(int, day.rsplit("-", 2))
    elapsed = (month - 1) / 12 + (number if end else number - 1) / 31 / 12
    return round(scale[year].left + scale[year].width * elapsed, 3)


def _mark(event: Document, scale: dict[int, Band]) -> Mark:
    earliest, latest = event["earliest"], event["latest"]
    shape: SpanShape
    left = _at(earliest, scale) if earliest else 0.0
    right = _at(latest, scale, end=True) if latest else 100.0
    if latest is None:
        shape, right = "open_end", min(left + FADE, right)
    elif earliest is None:
        shape, left = "open_start", max(right - FADE, left)
    elif event.get("precision") == "day":
        shape = "day"
    else:
        date = parse(event["date"])
        # If an end is in doubt, the days that both ends allow are more than it lasted.
        shape = "throughout" if date.lasted and not date.qualified else "within"
        right = max(right, left + NARROWEST)
    return Mark(event, shape, round(left, 3), round(right - left, 3))
