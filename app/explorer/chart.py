"""A series as columns: the height of each, and the range that its bounds allow.

Horizontal places are percentages, so that a chart is as wide as its page while its letters keep
their size; vertical ones are pixels.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from app.explorer.wording import marks
from app.queries.series import not_reported

HEIGHT, TOP, BASE = 312, 76, 272
"""Heights: of the drawing, of its highest column, and of the zero line."""

MOST_LABELS = 12
"""If there are more columns than this, only some have a label."""

_YEAR = re.compile("[0-9]{4}")

Shape = Literal["exact", "zero", "open_up", "open_down", "between", "unknown"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One observation. `solid` is what is certain, `faded` what is possible: (top, height)."""

    shape: Shape
    left: float
    middle: float
    width: float
    solid: tuple[float, float] | None
    faded: tuple[float, float] | None
    above: float
    qualifier: str
    figure: str
    label: str
    labelled: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of a series, and the same in words; `marks` is what is said of marked columns."""

    columns: list[Column]
    height: int
    base: float
    description: str
    marks: list[str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit in words, for a series without a chart; `of` describes it.

    `doubt` says who states it, if not the article, and whether it is expected or inferred.
    """

    words: str
    of: list[str]
    period: str
    doubt: str
    rows: list[Row]

    @property
    def aside(self) -> str:
        """The period and the doubt."""
        return ", ".join(filter(None, (self.period, self.doubt)))


def charted(series: Row) -> bool:
    """Whether the observations can be compared: two periods or more, nothing else differing."""
    rows = series["observations"]
    periods = {row["period"] for row in rows}
    same = all(one["dimensions"] == other["dimensions"] for one, other in pairwise(rows))
    return len(periods) > 1 and len(periods) == len(rows) and None not in periods and same


def chart_of(series: Row) -> Chart | None:
    """The chart of a statistic with its observations, or None if there is nothing to compare."""
    if not charted(series):
        return None
    rows = _with_gaps(series["observations"])
    numbers = [n for row in rows for n in (row["lower"], row["upper"], 0) if n is not None]
    low, high = min(numbers), max(numbers)
    if any(row["lower"] is not None and row["upper"] is None for row in rows):
        high += (high - low or 1) * 0.55
    scale = (BASE - TOP) / (high - low or 1)
    base = BASE + low * scale
    step = -(-len(rows) // MOST_LABELS)
    columns = [
        _column(
            row,
            (place + 0.5) * 100 / len(rows),
            len(rows),
            base,
            scale,
            labelled=place % step == 0,
        )
        for place, row in enumerate(rows)
    ]
    told = [
        f"{row['period_in_words']}: {row['display']}"
        + (f" ({', '.join(marks(row))})" if marks(row) else "")
        for row in rows
    ]
    marked = list(dict.fromkeys(mark for row in rows for mark in marks(row)))
    return Chart(columns, HEIGHT, base, "; ".join(told) + ".", marked, rows)


def latest_of(series: Row) -> list[Row]:
    """The numbers of the latest period; those without one only if no number has one."""
    rows = [row for row in series["observations"] if row["period"]] or series["observations"]
    return [row for row in rows if row["period"] == rows[-1]["period"]]


def figures_in_line(series: Row) -> list[Figure]:
    """The numbers of a series for one line of text, with the years between them that have none."""
    rows = series["observations"]
    return figures_of({"observations": _with_gaps(rows) if charted(series) else rows})


def figures_of(series: Row) -> list[Figure]:
    """Each number of a series in words; ones of a period that look the same are given once."""
    found: dict[tuple[str, str, str], Figure] = {}
    for row in series["observations"]:
        words = str(row["phrase"])
        period = str(row["period_in_words"]) if row["period"] else ""
        doubt = ", ".join(marks(row))
        figure = found.setdefault((words, period, doubt), Figure(words, [], period, doubt, []))
        figure.rows.append(row)
        if dimensions := dimensions_of(row):
            figure.of.append(dimensions)
    return [_each_way(figure) for figure in found.values()]


def _each_way(figure: Figure) -> Figure:
    """If two numbers are equal in both directions (`imposed_by`, `imposed_on`), say so."""
    pairs = [tuple(row["dimensions"].values()) for row in figure.rows]
    if list(map(len, pairs)) == [2, 2] and pairs[0] == pairs[1][::-1]:
        return replace(figure, words=f"{figure.words}, each way", of=[])
    return figure


def dimensions_of(row: Row) -> str:
    """What distinguishes the row from others of its period: `imposed by China, imposed on …`."""
    names = {about["id"]: about["name"] for about in row["about"]}
    return ", ".join(
        f"{key.replace('_', ' ')} {names.get(value, value)}"
        for key, value in row["dimensions"].items()
    )


def _with_gaps(observations: list[Row]) -> list[Row]:
    """The rows; for a plain yearly series, also the unreported years in between."""
    periods = [row["period"] for row in observations]
    yearly = all(_YEAR.fullmatch(period) for period in periods)
    if not yearly:
        return observations
    known = {int(row["period"]): row for row in observations}
    return [
        known.get(year) or not_reported(observations[0], f"{year:04}")
        for year in range(min(known), max(known) + 1)
    ]


def _column(
    row: Row, middle: float, count: int, base: float, scale: float, *, labelled: bool
) -> Column:
    width = min(15.0, 62 / count)
    shape, solid, faded = _reaches(row, base, scale)
    tops = [part[0] for part in (solid, faded) if part]
    qualifier, _, figure = str(row["display"]).rpartition(" ")
    return Column(
        shape=shape,
        left=round(middle - width / 2, 3),
        middle=round(middle, 3),
        width=round(width, 3),
        solid=solid,
        faded=faded,
        above=min(tops, default=base),
        qualifier=qualifier,
        figure=figure,
        label=row["period_in_words"],
        labelled=labelled,
        marked=bool(marks(row)),
    )


Reach = tuple[float, float] | None


def _reaches(row: Row, base: float, scale: float) -> tuple[Shape, Reach, Reach]:
    """How a number is drawn: its shape, what of the column is certain, and what is possible."""
    value, lower, upper = row["value"], row["lower"], row["upper"]
    if value == 0:
        return "zero", None, None
    if value is not None:
        return "exact", _reach(0, value, base, scale), None
    if lower is not None and upper is None:
        return "open_up", _reach(0, lower, base, scale), (TOP, base - lower * scale - TOP)
    if lower is not None:
        return "between", _reach(0, lower, base, scale), _reach(lower, upper, base, scale)
    if upper is not None:
        return "open_down", None, _reach(0, upper, base, scale)
    return "unknown", None, None


def _reach(first: float, last: float, base: float, scale: float) -> tuple[float, float]:
    top, bottom = base - max(first, last) * scale, base - min(first, last) * scale
    return round(top, 1), round(bottom - top, 1)
