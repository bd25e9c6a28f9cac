"""The conditions of a question in SQL: days that overlap, bounds compared, where a page begins."""

from collections.abc import Iterator

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    SQLColumnExpression,
    and_,
    bindparam,
    or_,
    select,
)
from sqlmodel import col

from app.core.collection import Collection
from app.core.schema import table_of
from app.database.tables import Link
from app.queries.shape import Shape
from app.queries.under import under


def always(collection: Collection) -> Iterator[ColumnElement[bool]]:
    """What every record of a collection has."""
    for name, value in collection.always.items():
        found = select(col(Link.position)).where(
            col(Link.name) == f"{collection.kind}.{name}", col(Link.value) == value
        )
        yield col(collection.table.position).in_(found)


def usual(shape: Shape, position: SQLColumnExpression[str]) -> Iterator[ColumnElement[bool]]:
    """Usual values, which are those of records with no other; or one of the others asked for."""
    counts = dict(shape.filters)
    for name in shape.usual:
        link = under(shape.collection.kind, name, f"{name}_link")
        at = select(link.position).where(*link.fixed, link.position == position)
        none = ~at.where(link.value == "").correlate_except(link.table).exists()
        binds: list[BindParameter[str]] = [bindparam(f"{name}_{n}") for n in range(counts[name])]
        asked = at.where(link.value.in_(binds)).correlate_except(link.table).exists()
        yield or_(none, asked) if binds else none


def dates(shape: Shape) -> Iterator[ColumnElement[bool]]:
    """Overlap of the record's days with those asked for; null is an open end."""
    asked = {name for name, _ in shape.filters}
    columns = table_of(shape.collection.table).c
    if asked & {"date_from", "date_to"}:
        yield or_(columns.earliest.is_not(None), columns.latest.is_not(None))
    if "date_from" in asked:
        yield or_(columns.latest.is_(None), columns.latest >= bindparam("date_from"))
    if "date_to" in asked:
        yield or_(columns.earliest.is_(None), columns.earliest <= bindparam("date_to"))


def numbers(shape: Shape) -> Iterator[ColumnElement[bool]]:
    """Comparison of bounds: certainly so for every number within, or possibly for one.

    Intervals that meet pairwise have a point in common, so each side is compared by itself. That
    does not hold for whole numbers, where the span asked for may itself be without one.
    """
    asked = {name for name, _ in shape.filters}
    columns = table_of(shape.collection.table).c
    certain = shape.match == "certain"
    if "value_gte" in asked:
        least: BindParameter[float] = bindparam("value_gte")
        if certain:
            yield columns.lower >= least
        else:
            reached = and_(columns.upper == least, columns.upper_inclusive)
            yield or_(columns.upper.is_(None), columns.upper > least, reached)
    if "value_lte" in asked:
        most: BindParameter[float] = bindparam("value_lte")
        if certain:
            yield columns.upper <= most
        else:
            reached = and_(columns.lower == most, columns.lower_inclusive)
            yield or_(columns.lower.is_(None), columns.lower < most, reached)
    if shape.no_whole:
        fractional = select(col(Link.position)).where(
            col(Link.name) == "observation.whole_numbers", col(Link.value) == "false"
        )
        yield columns.position.in_(fractional)


def after(keys: list[tuple[SQLColumnExpression[str], bool]]) -> ColumnElement[bool]:
    """Rows that come after the one whose keys are bound, whichever way each key runs."""
    ways = []
    for place, (key, down) in enumerate(keys):
        bound: BindParameter[str] = bindparam(f"after_{place}")
        same = [k == bindparam(f"after_{n}") for n, (k, _) in enumerate(keys[:place])]
        ways.append(and_(*same, key < bound if down else key > bound))
    if len(ways) == 1:
        return ways[0]
    first, down = keys[0]
    start: BindParameter[str] = bindparam("after_0")
    # Says nothing new, but tells where in an index of the first key to begin.
    return and_(first <= start if down else first >= start, or_(*ways))
