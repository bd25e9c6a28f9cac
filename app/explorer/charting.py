"""A series as columns: where each stands and how far what is known of it reaches.

Across, places are percentages, so that a chart is as wide as its page while its letters keep
their size; down, they are pixels.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

from app.explorer.wording import date_in_words

HEIGHT, TOP, BASE = 344, 76, 272
"""Of the drawing; of its highest column; of the zero line."""

MOST_LABELS = 12
"""With more columns than this, only some can be labelled."""

Shape = Literal["exact", "zero", "open_up", "open_down", "between", "unknown"]


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
    labels: tuple[str, ...]
    labelled: bool
    statement: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of a series, and the same in words."""

    columns: list[Column]
    unit: str
    height: int
    base: float
    description: str


def chart_of(series: dict[str, Any]) -> Chart:
    """The chart of a statistic with its observations."""
    rows = _with_gaps(series["observations"])
    numbers = [n for row in rows for n in (row["lower"], row["upper"], 0) if n is not None]
    low, high = min(numbers), max(numbers)
    if any(row["lower"] is not None and row["upper"] is None for row in rows):
        high += (high - low or 1) * 0.55
    scale = (BASE - TOP) / (high - low or 1)
    base = BASE + low * scale
    step = -(-len(rows) // MOST_LABELS)
    columns = [
        _column(row, series, (place + 0.5) * 100 / len(rows), len(rows), base, scale)
        for place, row in enumerate(rows)
    ]
    columns = [replace(column, labelled=place % step == 0) for place, column in enumerate(columns)]
    return Chart(columns, series["unit"], HEIGHT, base, _described(columns))


def _with_gaps(observations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows; of a plain yearly series also the years in between that nobody reports."""
    periods = [row["period"] for row in observations]
    yearly = all(p and len(p) == 4 and p.isdigit() for p in periods)  # noqa: PLR2004 - YYYY
    if not yearly or len(set(periods)) != len(periods) or not periods:
        return observations
    known = {int(row["period"]): row for row in observations}
    empty: dict[str, Any] = {
        "value": None,
        "lower": None,
        "upper": None,
        "dimensions": {},
        "about": [],
    }
    return [
        known.get(year)
        or {
            **empty,
            "period": str(year),
            "status": "not_reported",
            "display": "not reported",
            "statement": f"{year}: not reported",
            "basis": "stated",
        }
        for year in range(min(known), max(known) + 1)
    ]


def _column(
    row: dict[str, Any],
    series: dict[str, Any],
    middle: float,
    count: int,
    base: float,
    scale: float,
) -> Column:
    width = min(15.0, 62 / count)
    lower, upper = row["lower"], row["upper"]
    solid: tuple[float, float] | None = None
    faded: tuple[float, float] | None = None
    shape: Shape = "unknown"
    if row["value"] == 0:
        shape = "zero"
    elif row["value"] is not None:
        shape, solid = "exact", _reach(0, row["value"], base, scale)
    elif lower is not None and upper is None:
        shape = "open_up"
        solid = _reach(0, lower, base, scale)
        faded = (TOP, base - lower * scale - TOP)
    elif upper is not None and lower is None:
        shape, faded = "open_down", _reach(0, upper, base, scale)
    elif lower is not None:
        shape = "between"
        solid = _reach(0, lower, base, scale)
        faded = _reach(lower, upper, base, scale)
    tops = [part[0] for part in (solid, faded) if part]
    qualifier, _, figure = str(row["display"]).rpartition(" ")
    if shape == "unknown":
        qualifier, figure = "not", "reported"
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
        labels=_labels(row, series),
        labelled=True,
        statement=row["statement"],
        inferred=row["basis"] == "inferred",
    )


def _reach(first: float, last: float, base: float, scale: float) -> tuple[float, float]:
    top, bottom = base - max(first, last) * scale, base - min(first, last) * scale
    return round(top, 1), round(bottom - top, 1)


def _labels(row: dict[str, Any], series: dict[str, Any]) -> tuple[str, ...]:
    names = {about["id"]: about["name"] for about in row["about"]}
    said = [
        f"{key.replace('_', ' ')} {names.get(value, value)}"
        for key, value in row["dimensions"].items()
    ]
    period = date_in_words(row["period"]) if row["period"] else ""
    return (*said, *([period] if period else [])) or (str(series["unit"]),)


def _described(columns: list[Column]) -> str:
    parts = [
        f"{', '.join(filter(None, column.labels))}: {column.qualifier} {column.figure}".replace(
            ":  ", ": "
        )
        for column in columns
    ]
    return "; ".join(parts) + "."
