"""Series of bounded numbers: their sum, least and greatest, and the years without a number.

A sum of bounds is itself bounds: whatever the exact numbers are, their sum lies within.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

import orjson

from app.core.bounds import Bounds, Number
from app.core.collection import MOST, Malformed
from app.core.schema import Document
from app.database import Snapshot
from app.queries.sql import Question, Sql
from app.resources.observations import ObservationShown

_DAYS = ("earliest", "latest")
_NOTHING = Bounds.between(0, 0)
"""What a number adds to a sum that does not match."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Sum, minimum and maximum of `count` rows; None if there are none, or no bound.

    `left_out` rows of the series do not match, or not certainly. `overlapping` says that the
    periods of some rows overlap or are not known, so that something may be counted in both.
    `inferred` rows are partly inferred, `expected` ones were still to come, and `uncertain` ones
    are others that are not certain. `missing` are the years within the dates asked for, between the
    first and the last row of all, that have none; None if the rows are not one for each year. The
    unknown numbers of these years leave the bounds open.
    """

    count: int
    left_out: int
    open_below: int
    open_above: int
    sum: Bounds | None
    min: Bounds | None
    max: Bounds | None
    overlapping: bool
    inferred: int
    expected: int
    uncertain: int
    missing: list[str] | None


def summary(snapshot: Snapshot, question: Question, *, countable: bool) -> Summary:
    """The summary of all rows that `question` finds; `countable` numbers are not below 0."""
    rows = snapshot.rows(*Sql(snapshot, question).every(("document", *_DAYS)))
    documents = [orjson.loads(document) for document, *_ in rows]
    numbers = [Bounds(*(document[name] for name in Bounds._fields)) for document in documents]
    missing = _missing(snapshot, question)
    unknown = [_unknown(numbers, question, countable=countable)] if numbers and missing else []
    return Summary(
        count=len(rows),
        left_out=sum(snapshot.tally(f"observation.{n}", v) for n, v in question.fixed) - len(rows),
        open_below=sum(number.lower is None for number in numbers),
        open_above=sum(number.upper is None for number in numbers),
        sum=total([*numbers, *(_either(one, _NOTHING) for one in unknown)]),
        min=_extreme(least, numbers, unknown),
        max=_extreme(greatest, numbers, unknown),
        overlapping=_overlapping([row[1:] for row in rows]),
        inferred=sum(document["basis"] == "inferred" for document in documents),
        expected=sum(document["status"] == "expected" for document in documents),
        uncertain=sum(
            document["certainty"] != "certain" and document["status"] != "expected"
            for document in documents
        ),
        missing=missing,
    )


def _unknown(numbers: Sequence[Bounds], question: Question, *, countable: bool) -> Bounds:
    """The bounds of a number that no article gives, if it is within those asked for."""
    asked = (question.filters.get(name) for name in ("value_gte", "value_lte"))
    low, high = (None if one is None else _number(one) for one in asked)
    if countable and all((number.lower or 0) >= 0 for number in numbers):
        low = max(low or 0, 0)
    return Bounds.between(low, high)


def _either(one: Bounds, other: Bounds) -> Bounds:
    """The bounds of a number that is within one or the other."""
    lows = [(n.lower, not n.lower_inclusive) for n in (one, other) if n.lower is not None]
    highs = [(n.upper, bool(n.upper_inclusive)) for n in (one, other) if n.upper is not None]
    low, low_out = min(lows) if lows[1:] else (None, False)
    high, high_in = max(highs) if highs[1:] else (None, False)
    return Bounds.between(low, high, low_in=not low_out, high_in=high_in)


def _extreme(
    find: Callable[[Sequence[Bounds]], Bounds | None],
    numbers: Sequence[Bounds],
    unknown: Sequence[Bounds],
) -> Bounds | None:
    """The `least` or `greatest` number, whether or not `unknown` ones match; None if it is open."""
    known, every = find(numbers), find([*numbers, *unknown])
    found = _either(known, every) if known and every else None
    return None if found == Bounds.between(None, None) else found


def total(numbers: Sequence[Bounds]) -> Bounds | None:
    """The bounds of the sum; a side is open where that of any number is."""
    return _between(
        _sum([number.lower for number in numbers]),
        _sum([number.upper for number in numbers]),
        low_in=all(number.lower_inclusive for number in numbers),
        high_in=all(number.upper_inclusive for number in numbers),
    )


def least(numbers: Sequence[Bounds]) -> Bounds | None:
    """The bounds of the least number."""
    found = greatest([_negative(number) for number in numbers])
    return _negative(found) if found else None


def greatest(numbers: Sequence[Bounds]) -> Bounds | None:
    """The bounds of the greatest number: it is at least the greatest lower bound.

    That bound is reached only if every number that has it includes it.
    """
    lows = [(one.lower, not one.lower_inclusive) for one in numbers if one.lower is not None]
    highs = [(one.upper, bool(one.upper_inclusive)) for one in numbers if one.upper is not None]
    low, low_out = max(lows, default=(None, False))
    high, high_in = max(highs) if len(highs) == len(numbers) > 0 else (None, False)
    return _between(low, high, low_in=not low_out, high_in=high_in)


def _negative(number: Bounds) -> Bounds:
    """The bounds of the same number with the other sign."""
    value, low, low_in, high, high_in = number
    less = [None if one is None else -one for one in (value, high, low)]
    return Bounds(less[0], less[1], high_in, less[2], low_in)


def _between(
    low: Number | None, high: Number | None, *, low_in: bool, high_in: bool
) -> Bounds | None:
    """Bounds of both sides; None where both are open."""
    if low is None and high is None:
        return None
    return Bounds.between(low, high, low_in=low_in, high_in=high_in)


def _sum(numbers: Sequence[Number | None]) -> Number | None:
    """The sum in decimals: 0.1 and 0.2 are 0.3. None if there are no numbers, or one is None."""
    known = [Decimal(str(number)) for number in numbers if number is not None]
    return _number(sum(known, Decimal())) if known and len(known) == len(numbers) else None


def _number(number: Decimal | float) -> Number:
    return int(number) if number == int(number) else float(number)


def _overlapping(periods: Sequence[tuple[bytes | None, ...]]) -> bool:
    """Whether any two periods may have a day in common."""
    days = sorted((first, last) for first, last in periods if first and last)
    overlap = any(later[0] <= before[1] for before, later in pairwise(days))
    return overlap or len(days) < len(periods) > 1


_DATES = frozenset({"date_from", "date_to", "date", "year"})
_VALUES = frozenset({"value_gte", "value_lte"})


def _missing(snapshot: Snapshot, question: Question) -> list[str] | None:
    """The years asked for without a row between the first and the last, if each row is a year."""
    filters = {n: value for n, value in question.filters.items() if n not in _DATES | _VALUES}
    rows = snapshot.rows(*Sql(snapshot, replace(question, filters=filters)).every(_DAYS))
    years = [(first or b"").partition(b"-")[0] for first, _ in rows]
    if rows != [(y + b"-01-01", y + b"-12-31") for y in years] or len({*years}) < len(years):
        return None
    known = set(map(int, years))
    dates = [(name, question.filters[name]) for name in _DATES & question.filters.keys()]
    begins = [date.earliest.year for name, date in dates if name != "date_to"]
    ends = [date.latest.year for name, date in dates if name != "date_from"]
    between = range(max([min(known, default=1), *begins]), min([max(known, default=0), *ends]) + 1)
    return [f"{year:04}" for year in between if year not in known]


class Unfillable(Malformed):
    """The series or the query does not define which rows are missing."""


def filled(snapshot: Snapshot, question: Question) -> list[bytes]:
    """The rows found, and one for each missing year between the series' first and last.

    Only `date_from` and `date_to` narrow both. Raises `Unfillable`.
    """
    first = Sql(snapshot, replace(question, filters={}, limit=1)).page()
    like = orjson.loads(snapshot.rows(*first)[0][0])
    missing = _missing(snapshot, question)
    if missing is None or like["dimensions"]:
        raise Unfillable("the series does not have one row for each year")
    rows = snapshot.rows(*Sql(snapshot, question).every(("earliest", "document")))
    if (many := len(rows) + len(missing)) > MOST:
        raise Unfillable(f"there would be {many} rows; narrow date_from and date_to")
    rows += [(f"{y}-01-01".encode(), orjson.dumps(not_reported(like, y))) for y in missing]
    return [document for _, document in sorted(rows)]


def not_reported(like: Document, year: str) -> Document:
    """The row of a year that no article has a number for, in the series of the row `like`."""
    return {
        **dict.fromkeys(ObservationShown.model_fields),
        **{field: like[field] for field in ("statistic", "unit", "cumulative")},
        "period": year,
        "period_in_words": year,
        "earliest": f"{year}-01-01",
        "latest": f"{year}-12-31",
        "dimensions": {},
        "status": "not_reported",
        "display": "not reported",
        "phrase": "not reported",
        "about": [],
        "citations": [],
    }
