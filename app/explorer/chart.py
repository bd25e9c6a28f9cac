"""A series as columns: the height of each, and the range that its bounds allow.

Horizontal places are percentages, so that a chart is as wide as its page while its letters keep
their size; vertical ones are pixels.
"""

import re
from dataclasses import dataclass
from math import ceil
from typing import Literal

from app.core.schema import Document
from app.explorer.wording import marks
from app.queries.series import not_reported

HEIGHT, TOP, BASE = 312, 76, 272
"""From the top: the end of the drawing, the top of its highest column, the zero line."""

MOST_LABELS = 12
"""If there are more columns than this, only some have a label."""

_YEAR = re.compile("[0-9]{4}")

ColumnShape = Literal["exact", "zero", "open_up", "open_down", "between", "unknown"]
Bar = tuple[float, float]
"""The top of a part of a column, and its height."""


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """One observation. `solid` is what is certain, `faded` what is possible."""

    row: Document
    shape: ColumnShape
    left: float
    middle: float
    width: float
    solid: Bar | None
    faded: Bar | None
    above: float
    labelled: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of a series, and the same in words; `marks` is what is said of marked columns."""

    columns: list[ChartColumn]
    base: float
    description: str
    marks: list[str]
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit in words, for a series without a chart; `of` describes it.

    `doubt` says who states it, if not the article, and whether it is expected or inferred.
    """

    words: str
    period: str
    doubt: str
    of: list[str]
    rows: list[Document]

    @property
    def noted(self) -> str:
        """The number with its period and doubt: `more than 24 leaders (2025, expected)`."""
        aside = ", ".join(filter(None, (self.period, self.doubt)))
        return f"{self.words} ({aside})" if aside else self.words


def chart_of(series: Document) -> Chart | None:
    """The chart of a statistic with its observations, or None if there is nothing to compare."""
    rows = _comparable(series)
    if not rows:
        return None
    numbers = [n for row in rows for n in (row["lower"], row["upper"], 0) if n is not None]
    low, high = min(numbers), max(numbers)
    if any(row["lower"] is not None and row["upper"] is None for row in rows):
        high += (high - low or 1) * 0.55
    scale = (BASE - TOP) / (high - low or 1)
    base = BASE + low * scale
    said = [(f"{row['period_in_words']}: {row['display']}", marks(row)) for row in rows]
    described = [words + (f" ({', '.join(doubts)})" if doubts else "") for words, doubts in said]
    return Chart(
        [_column(place, rows, base, scale) for place in range(len(rows))],
        base,
        "; ".join(described) + ".",
        list(dict.fromkeys(doubt for _, doubts in said for doubt in doubts)),
    )


def _comparable(series: Document) -> list[Document]:
    """The rows if they differ only in their periods, of which there are several; else none.

    If these are years, the unreported ones in between are among them.
    """
    rows: list[Document] = series["observations"]
    known = {row["period"]: row for row in rows}
    alike = all(row["dimensions"] == rows[0]["dimensions"] for row in rows)
    if len(known) < max(len(rows), 2) or None in known or not alike:
        return []
    if not all(map(_YEAR.fullmatch, known)):
        return rows
    years = [f"{year:04}" for year in range(int(min(known)), int(max(known)) + 1)]
    return [known.get(year) or not_reported(rows[0], year) for year in years]


def latest_of(series: Document) -> list[Document]:
    """The numbers of the latest period; those without one only if no number has one."""
    rows = [row for row in series["observations"] if row["period"]] or series["observations"]
    return [row for row in rows if row["period"] == rows[-1]["period"]]


def figures_in_line(series: Document) -> list[Figure]:
    """The numbers of a series for one line of text, with the years between them that have none."""
    return figures_of(_comparable(series) or series["observations"])


def figures_of(rows: list[Document]) -> list[Figure]:
    """Each number in words, once; those of a period with the same words are one figure."""
    found: dict[tuple[str, str, str], list[Document]] = {}
    for row in rows:
        period = row["period_in_words"] if row["period"] else ""
        found.setdefault((row["phrase"], period, ", ".join(marks(row))), []).append(row)
    return [
        Figure(f"{words}, each way", period, doubt, [], same)
        if _each_way(same)
        else Figure(words, period, doubt, [*filter(None, map(dimensions_of, same))], same)
        for (words, period, doubt), same in found.items()
    ]


def _each_way(rows: list[Document]) -> bool:
    """Whether these are two numbers, one for each direction: `imposed_by`, `imposed_on`."""
    pairs = [tuple(row["dimensions"].values()) for row in rows]
    return list(map(len, pairs)) == [2, 2] and pairs[0] == pairs[1][::-1]


def dimensions_of(row: Document) -> str:
    """What distinguishes the row from others of its period: `imposed by China, imposed on …`."""
    names = {about["id"]: about["name"] for about in row["about"]}
    return ", ".join(
        f"{key.replace('_', ' ')} {names.get(value, value)}"
        for key, value in row["dimensions"].items()
    )


def _column(place: int, rows: list[Document], base: float, scale: float) -> ChartColumn:
    count, row = len(rows), rows[place]
    middle, width = (place + 0.5) * 100 / count, min(15.0, 62 / count)
    shape, solid, faded = _bars(row, base, scale)
    return ChartColumn(
        row,
        shape,
        round(middle - width / 2, 3),
        round(middle, 3),
        round(width, 3),
        solid,
        faded,
        above=min([part[0] for part in (solid, faded) if part], default=base),
        labelled=place % ceil(count / MOST_LABELS) == 0,
        marked=bool(marks(row)),
    )


def _bars(row: Document, base: float, scale: float) -> tuple[ColumnShape, Bar | None, Bar | None]:
    """How a number is drawn: its shape, what of the column is certain, and what is possible."""

    def bar(first: float, last: float) -> Bar:
        top, bottom = base - max(first, last) * scale, base - min(first, last) * scale
        return round(top, 1), round(bottom - top, 1)

    value, lower, upper = row["value"], row["lower"], row["upper"]
    if value == 0:
        return "zero", None, None
    if value is not None:
        return "exact", bar(0, value), None
    if lower is not None and upper is None:
        return "open_up", bar(0, lower), (TOP, base - lower * scale - TOP)
    if lower is not None:
        return "between", bar(0, lower), bar(lower, upper)
    return ("unknown", None, None) if upper is None else ("open_down", None, bar(0, upper))
