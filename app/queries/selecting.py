"""Turn a question into SQL: one SELECT for its page, one for its total.

A statement depends only on the shape of a question: which parameters it has and how many
alternatives each. It is built and compiled once per shape; values are always bound.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    FromClause,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlmodel import col

from app.model.base import SharedRow, table_of
from app.model.dataset import Link
from app.queries.collection import Collection, DateBound, Linked, ValueBound
from app.queries.question import Question, keys_of


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with the names of its values in the order in which the driver wants them.

    `constants` holds those that are the same for every question of the shape.
    """

    sql: str
    names: tuple[str, ...]
    constants: dict[str, Any]

    def bind(self, values: dict[str, Any]) -> list[Any]:
        """All values in that order."""
        known = self.constants | values
        return [known[name] for name in self.names]


@dataclass(frozen=True, slots=True)
class Shape:
    """All that a statement depends on: `filters` pairs a parameter with how many values.

    `no_whole` says that no whole number lies between the values asked for.
    """

    collection: Collection
    filters: tuple[tuple[str, int], ...]
    match: str
    sort: tuple[tuple[str, bool], ...]
    after: bool
    within: tuple[str, ...]
    count: bool = False
    no_whole: bool = False


def page(question: Question, dialect: Dialect) -> tuple[Statement, dict[str, Any]]:
    """The SELECT of sort keys and documents, one more than the limit, and its values."""
    shape = _shape(question, count=False)
    values = _values(question)
    values["limit"] = question.limit + 1
    values |= {f"after_{place}": key for place, key in enumerate(question.after or ())}
    return compiled(shape, dialect), values


def total(question: Question, dialect: Dialect) -> tuple[Statement, dict[str, Any]]:
    """The SELECT of how many records the question finds on all pages, and its values."""
    return compiled(_shape(question, count=True), dialect), _values(question)


def facet(question: Question, name: str, dialect: Dialect) -> tuple[Statement, dict[str, Any]]:
    """The SELECT of each value of the parameter `name` with its count, and its values."""
    return _facet(_shape(question, count=True), name, dialect), _values(question)


def every(
    question: Question, columns: tuple[str, ...], dialect: Dialect
) -> tuple[Statement, dict[str, Any]]:
    """The SELECT of `columns` of every record found, in the default order, and its values."""
    return _every(_shape(question, count=True), columns, dialect), _values(question)


@lru_cache(maxsize=64)
def one(collection: Collection, dialect: Dialect) -> Statement:
    """The SELECT of one record's full document by its `id`."""
    table = collection.table
    document = table.item if issubclass(table, SharedRow) else table.document
    statement = select(col(document)).where(col(table.id) == bindparam("id"))
    return compile_statement(statement.where(*_always(collection)), dialect)


@lru_cache(maxsize=64)
def neighbours(collection: Collection, dialect: Dialect) -> Statement:
    """The SELECT of up to `limit` ids from `id` on, in order."""
    ids = col(collection.table.id)
    statement = select(ids).where(ids >= bindparam("id"), *_always(collection)).order_by(ids)
    return compile_statement(statement.limit(bindparam("limit")), dialect)


def _always(collection: Collection) -> Iterator[ColumnElement[bool]]:
    """What every record of a collection has."""
    for name, value in collection.always.items():
        found = select(col(Link.position)).where(
            col(Link.name) == f"{collection.kind}.{name}", col(Link.value) == value
        )
        yield col(collection.table.position).in_(found)


def _shape(question: Question, *, count: bool) -> Shape:
    return Shape(
        collection=question.collection,
        filters=tuple(
            (name, len(value) if isinstance(value, tuple) else 1)
            for name, value in question.filters.items()
        ),
        match=question.filters.get("match", "certain"),
        sort=() if count else question.sort,
        after=not count and question.after is not None,
        within=tuple(name for name, _ in question.within),
        count=count,
        no_whole=_no_whole(question.filters),
    )


def _no_whole(filters: Mapping[str, Any]) -> bool:
    least, most = filters.get("value_gte"), filters.get("value_lte")
    return least is not None and most is not None and ceil(least) > floor(most)


def _values(question: Question) -> dict[str, Any]:
    values: dict[str, Any] = {}
    fixed = (*question.collection.always.items(), *question.within)
    values |= {f"fixed_{place}": value for place, (_, value) in enumerate(fixed)}
    for parameter in question.collection.parameters:
        value = question.filters.get(parameter.name)
        if value is None:
            continue
        if isinstance(parameter, Linked):
            values |= {f"{parameter.name}_{n}": one for n, one in enumerate(value)}
        elif isinstance(parameter, DateBound):
            day = value.earliest if parameter.name == "date_from" else value.latest
            values[parameter.name] = day.isoformat()
        elif isinstance(parameter, ValueBound):
            values[parameter.name] = value
    return values


@lru_cache(maxsize=4096)
def compiled(shape: Shape, dialect: Dialect) -> Statement:
    """The statement of a shape."""
    return compile_statement(_build(shape), dialect)


@lru_cache(maxsize=1024)
def _facet(shape: Shape, name: str, dialect: Dialect) -> Statement:
    statement, position = _found(shape)
    found = statement.with_only_columns(
        position.label("position"), maintain_column_froms=True
    ).subquery()
    link = table_of(Link).alias("facet")
    count = func.count().label("count")
    counted = (
        select(link.c.value, count)
        .select_from(link.join(found, link.c.position == found.c.position))
        .where(link.c.name == f"{shape.collection.kind}.{name}")
        .group_by(link.c.value)
        .order_by(count.desc(), link.c.value)
        .limit(bindparam("limit"))
    )
    return compile_statement(counted, dialect)


@lru_cache(maxsize=256)
def _every(shape: Shape, columns: tuple[str, ...], dialect: Dialect) -> Statement:
    statement, position = _found(shape)
    table = table_of(shape.collection.table)
    wanted = [table.c[name] for name in columns]
    chosen = statement.with_only_columns(*wanted, maintain_column_froms=True).order_by(position)
    return compile_statement(chosen, dialect)


def compile_statement(statement: Select[Any], dialect: Dialect) -> Statement:
    found = statement.compile(dialect=dialect)
    constants = {name: value for name, value in found.params.items() if value is not None}
    return Statement(str(found), tuple(found.positiontup or ()), constants)


def _build(shape: Shape) -> Select[Any]:
    statement, position = _found(shape)
    if shape.count:
        return select(func.count()).select_from(statement.subquery())
    return _sorted(statement, shape, position)


def _found(shape: Shape) -> tuple[Select[str, str], SQLColumnExpression[str]]:
    """The SELECT of position and document of all that is found, and the column of positions."""
    table = shape.collection.table
    kind = shape.collection.kind
    found_under, several = _links(shape)
    position: SQLColumnExpression[str] = table_of(table).c.position
    links = [_link(place) for place in range(len(found_under))]
    if links:
        # The first link has its records in the default order already.
        position = links[0].c.position
    statement = select(*(position, col(table.document))).select_from(table)
    for link, (name, bind) in zip(links, found_under, strict=True):
        statement = statement.join(link, link.c.position == col(table.position)).where(
            link.c.name == f"{kind}.{name}", link.c.value == bindparam(bind)
        )
    for name, binds in several:
        positions = select(col(Link.position)).where(
            col(Link.name) == f"{kind}.{name}",
            col(Link.value).in_([bindparam(bind) for bind in binds]),
        )
        statement = statement.where(col(table.position).in_(positions))
    return statement.where(*_dates(shape), *_numbers(shape)), position


def _link(place: int) -> FromClause:
    return table_of(Link).alias(f"link_{place}")


def _links(shape: Shape) -> tuple[list[tuple[str, str]], list[tuple[str, list[str]]]]:
    """The links asked for: those with one value, and those with alternatives."""
    counts = dict(shape.filters)
    fixed = (*shape.collection.always, *shape.within)
    single = [(name, f"fixed_{place}") for place, name in enumerate(fixed)]
    several = []
    for parameter in shape.collection.parameters:
        if isinstance(parameter, Linked) and parameter.name in counts:
            binds = [f"{parameter.name}_{n}" for n in range(counts[parameter.name])]
            if len(binds) == 1:
                single.append((parameter.name, binds[0]))
            else:
                several.append((parameter.name, binds))
    return single, several


def _dates(shape: Shape) -> Iterator[ColumnElement[bool]]:
    """Overlap of the record's days with those asked for; null is an open end."""
    asked = {name for name, _ in shape.filters}
    columns = table_of(shape.collection.table).c
    if asked & {"date_from", "date_to"}:
        yield or_(columns.earliest.is_not(None), columns.latest.is_not(None))
    if "date_from" in asked:
        yield or_(columns.latest.is_(None), columns.latest >= bindparam("date_from"))
    if "date_to" in asked:
        yield or_(columns.earliest.is_(None), columns.earliest <= bindparam("date_to"))


def _numbers(shape: Shape) -> Iterator[ColumnElement[bool]]:
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


def _sorted(
    statement: Select[str, str], shape: Shape, position: SQLColumnExpression[str]
) -> Select[Any]:
    """Order by the sorts asked for, then by position; begin after the last record given."""
    table = table_of(shape.collection.table)
    keys = [
        (position if column == "position" else table.c[column], down)
        for column, down in keys_of(shape.collection, shape.sort)
    ]
    if shape.after:
        statement = statement.where(_after(keys))
    order = [key.desc() if down else key for key, down in keys]
    columns = [key for key, _ in keys]
    return (
        statement.with_only_columns(table.c.document, *columns, maintain_column_froms=True)
        .order_by(*order)
        .limit(bindparam("limit"))
    )


def _after(keys: list[tuple[SQLColumnExpression[str], bool]]) -> ColumnElement[bool]:
    """Rows that come after the one whose keys are bound, whichever way each key runs."""
    ways = []
    for place, (key, down) in enumerate(keys):
        bound: BindParameter[str] = bindparam(f"after_{place}")
        same = [k == bindparam(f"after_{n}") for n, (k, _) in enumerate(keys[:place])]
        ways.append(and_(*same, key < bound if down else key > bound))
    return or_(*ways)
