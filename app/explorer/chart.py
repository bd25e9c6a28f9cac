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

WIDTHS = PICTURE, PAGE, PHONE = 592, 440, 288
"""How wide a drawing is in a picture, and at least on a page and on a phone."""

FEWEST = 3
"""If the text of fewer columns than this fits on a phone, the numbers are in words instead."""

_DIGIT, _SIGN, _LETTER, _GAP = 16, 9, 7, 6
"""The widths of a figure's digits and signs, of letters above or below it, and between texts."""

_YEAR = re.compile("[0-9]{4}")

ColumnShape = Literal["exact", "zero", "open_up", "open_down", "between", "unknown"]
Bar = tuple[float, float]
"""The top of a part of a column, and its height."""


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """One observation. `solid` is what is certain, `faded` what is possible.

    Its number and period have room in a drawing of the width `room`; if that is 0, in none.
    """

    row: Document
    shape: ColumnShape
    left: float
    middle: float
    width: float
    solid: Bar | None
    faded: Bar | None
    above: float
    room: int
    marked: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of a series, and the same in words; `marks` is what is said of marked columns.

    `of` describes what all columns have in common, if the series has other groups too.
    """

    columns: list[ChartColumn]
    base: float
    description: str
    marks: list[str]
    of: str
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
        """The number with all that belongs to it: `24 boats (2025, expected: colour red)`."""
        aside = ", ".join(filter(None, (self.period, self.doubt)))
        aside = ": ".join(filter(None, (aside, "; ".join(self.of))))
        return f"{self.words} ({aside})" if aside else self.words


def chart_of(series: Document) -> Chart | None:
    """The chart of a statistic with its observations.

    None if there is nothing to compare, or if its numbers are too wide for columns.
    """
    rows = _comparable(series)
    widest = max(map(_width, rows), default=0)
    if not rows or widest * min(len(rows), FEWEST) > PHONE:
        return None
    low, high = _span(rows)
    said = [(f"{row['period_in_words']}: {row['display']}", marks(row)) for row in rows]
    described = [words + (f" ({', '.join(doubts)})" if doubts else "") for words, doubts in said]
    return Chart(
        [_column(place, rows, widest, low, high) for place in range(len(rows))],
        _bar(0, 0, low, high)[0],
        "; ".join(described) + ".",
        list(dict.fromkeys(doubt for _, doubts in said for doubt in doubts)),
        dimensions_of(rows[0]),
    )


def _width(row: Document) -> int:
    """About how wide the widest text of a column is, in pixels."""
    qualifier, _, figure = row["display"].rpartition(" ")
    if row["status"] == "not_reported":
        qualifier, figure = figure, ""
    small = max(len(qualifier), len(row["period_in_words"]) + 1) * _LETTER
    return max(sum(_DIGIT if one.isdigit() else _SIGN for one in figure), small) + _GAP


def _span(rows: list[Document]) -> tuple[float, float]:
    """The numbers at the two ends of the drawing; open sides reach beyond all others.

    Downwards only if some number may be below 0: most are counts.
    """
    numbers = [n for row in rows for n in (row["lower"], row["upper"], 0) if n is not None]
    low, high = min(numbers), max(numbers)
    beyond = (high - low or 1) * 0.55
    down = any(_shape(row) == "open_down" and (low < 0 or not row["upper"]) for row in rows)
    up = any(_shape(row) == "open_up" for row in rows)
    return low - beyond * down, high + beyond * up


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


def latest_figures(series: Document) -> list[Figure]:
    """The numbers of the latest period in words."""
    latest = latest_of(series)
    return [one for one in figures_of(series["observations"]) if one.rows[0] in latest]


def figures_in_line(series: Document) -> list[Figure]:
    """The numbers of a series for one line of text, with the years between them that have none."""
    return figures_of(_comparable(series) or series["observations"])


def figures_of(rows: list[Document]) -> list[Figure]:
    """Each number in words, once; those of a period with the same words are one figure."""
    found: dict[tuple[str, str, str], list[Document]] = {}
    for row in rows:
        period = row["period_in_words"] if row["period"] else ""
        found.setdefault((row["phrase"], period, ", ".join(marks(row))), []).append(row)
    # If there are others than these two, `each way` does not say between whom.
    two = len({one for row in rows for one in row["dimensions"].values()}) == 2  # noqa: PLR2004
    return [
        Figure(f"{words}, each way", period, doubt, [], same)
        if two and _each_way(same)
        else Figure(words, period, doubt, _groups(same), same)
        for (words, period, doubt), same in found.items()
    ]


def _groups(rows: list[Document]) -> list[str]:
    """What distinguishes each of the rows, once: two articles may state the same number."""
    return [*dict.fromkeys(filter(None, map(dimensions_of, rows)))]


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


def _column(place: int, rows: list[Document], widest: int, low: float, high: float) -> ChartColumn:
    row, after = rows[place], len(rows) - 1 - place
    # The text of the first and the last column must not be cut off.
    pitch = min(PHONE / len(rows), (PHONE - widest) / (len(rows) - 1))
    middle = 50 + (place - after) * 50 * pitch / PHONE
    width = min(15.0, 62 * pitch / PHONE)
    solid, faded = _bars(row, low, high)
    room, step = 0, 1
    for wide in WIDTHS:
        step *= ceil(widest / (pitch * wide / PHONE) / step)
        if not after or (place % step == 0 and after >= step):
            room = wide
    return ChartColumn(
        row,
        _shape(row),
        round(middle - width / 2, 3),
        round(middle, 3),
        round(width, 3),
        solid,
        faded,
        above=min(part[0] for part in (solid, faded, _bar(0, 0, low, high)) if part),
        room=room,
        marked=bool(marks(row)),
    )


def _shape(row: Document) -> ColumnShape:
    if row["value"] is not None:
        return "exact" if row["value"] else "zero"
    if row["lower"] is not None:
        return "open_up" if row["upper"] is None else "between"
    return "unknown" if row["upper"] is None else "open_down"


def _bars(row: Document, low: float, high: float) -> tuple[Bar | None, Bar | None]:
    """The part between 0 and a number that all allowed numbers share, and the rest of them."""
    lower, upper = row["lower"], row["upper"]
    shared = max(lower or 0, 0) + min(upper or 0, 0)
    solid = _bar(0, shared, low, high) if shared else None
    if _shape(row) in {"exact", "zero", "unknown"}:
        return solid, None
    ends = low if lower is None else lower, high if upper is None else upper
    return solid, _bar(*ends, low, high)


def _bar(first: float, last: float, low: float, high: float) -> Bar:
    """A column between two numbers on a drawing from `low` to `high`."""
    scale = (BASE - TOP) / (high - low or 1)
    top, bottom = (BASE - (end - low) * scale for end in (max(first, last), min(first, last)))
    return round(top, 1), round(bottom - top, 1)
