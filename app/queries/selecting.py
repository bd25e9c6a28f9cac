"""Turn a question into SQL: one SELECT for its page, one to count what is found.

A statement depends only on the shape of a question: which parameters it has and how many
alternatives each. It is built and compiled once per shape; values are always bound.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Select,
    SQLColumnExpression,
    bindparam,
    func,
    literal_column,
    select,
    union,
)
from sqlmodel import col

from app.model.base import SharedRow, table_of
from app.queries.collection import MOST, Collection
from app.queries.conditions import after, always, dates, numbers, usual
from app.queries.engine import POSTGRESQL
from app.queries.question import Question, keys_of
from app.queries.shape import Shape, linked, shape_of, values_of
from app.queries.statement import Statement, compile_statement
from app.queries.under import Under, under

COUNTED = MOST
"""Totals that are not tallied beforehand are counted where no more records are looked at for it."""


def page(
    question: Question, dialect: Dialect, lead: str = "", *, held: bool = False
) -> tuple[str, list[Any]]:
    """The SELECT of documents and sort keys, one more than the limit, and its values in order.

    Where documents are `held`, their row numbers stand in their place.
    """
    key = question.after is not None, held, lead, dialect
    known: tuple[Statement, dict[str, Any]] | None = question.prepared.get(key)
    if known is None:
        shape = shape_of(question, counted=False, lead=lead, held=held)
        known = compiled(shape, dialect), {**values_of(question), "limit": question.limit + 1}
        question.prepared[key] = known
    statement, values = known
    if question.after is not None:
        after = {f"after_{place}": key for place, key in enumerate(question.after)}
        values = {**values, **after}
    return statement.sql, statement.bind(values)


def total(question: Question, dialect: Dialect, lead: str = "") -> tuple[Statement, dict[str, Any]]:
    """The SELECT of how many records the question finds on all pages, and its values.

    It counts no further than a `limit`, which is to be bound too.
    """
    shape = shape_of(question, counted=True, lead=lead)
    return compiled(shape, dialect), values_of(question)


def facet(question: Question, name: str, dialect: Dialect) -> tuple[Statement, dict[str, Any]]:
    """The SELECT of each value of the parameter `name` with its count, and its values."""
    return _facet(shape_of(question, counted=True), name, dialect), values_of(question)


def all_found(question: Question, dialect: Dialect) -> tuple[Statement, dict[str, Any]]:
    """The SELECT of how many records the question finds, however many, and its values."""
    return _all_found(shape_of(question, counted=True), dialect), values_of(question)


def every(
    question: Question, columns: tuple[str, ...], dialect: Dialect
) -> tuple[Statement, dict[str, Any]]:
    """The SELECT of `columns` of every record found, in the default order, and its values."""
    return _every(shape_of(question, counted=True), columns, dialect), values_of(question)


@lru_cache(maxsize=64)
def one(collection: Collection, dialect: Dialect) -> Statement:
    """The SELECT of one record's full document by its `id`."""
    table = collection.table
    document = table.item if issubclass(table, SharedRow) else table.document
    statement = select(col(document)).where(col(table.id) == bindparam("id"))
    return compile_statement(statement.where(*always(collection)), dialect)


@lru_cache(maxsize=64)
def neighbours(collection: Collection, dialect: Dialect) -> Statement:
    """The SELECT of up to `limit` ids from `id` on, in order."""
    ids = col(collection.table.id)
    statement = select(ids).where(ids >= bindparam("id"), *always(collection)).order_by(ids)
    return compile_statement(statement.limit(bindparam("limit")), dialect)


@lru_cache(maxsize=4096)
def compiled(shape: Shape, dialect: Dialect) -> Statement:
    """The statement of a shape."""
    return compile_statement(_build(shape), dialect)


@lru_cache(maxsize=1024)
def _facet(shape: Shape, name: str, dialect: Dialect) -> Statement:
    statement, position = _found(shape)
    chosen: Select[Any] = statement.with_only_columns(
        position.label("position"), maintain_column_froms=True
    )
    link = under(shape.collection.kind, name, "facet")
    at = link.position
    if shape.collection.always and dialect.name == POSTGRESQL:
        # It takes these for few, and would seek the links of each of thousands: so they are found
        # first, and compared with what is no column.
        chosen = chosen.offset(literal_column("0"))
        at = at.concat(literal_column("''"))
    found = chosen.subquery()
    count = func.count().label("count")
    counted = (
        select(link.value, count)
        .select_from(link.table.join(found, at == found.c.position))
        .where(*link.fixed)
        .group_by(link.value)
        .order_by(count.desc(), link.value)
        .limit(bindparam("limit"))
    )
    return compile_statement(counted, dialect)


@lru_cache(maxsize=256)
def _all_found(shape: Shape, dialect: Dialect) -> Statement:
    statement, position = _found(shape)
    found = statement.with_only_columns(position, maintain_column_froms=True).subquery()
    return compile_statement(select(func.count()).select_from(found), dialect)


@lru_cache(maxsize=256)
def _every(shape: Shape, columns: tuple[str, ...], dialect: Dialect) -> Statement:
    statement, position = _found(shape)
    table = table_of(shape.collection.table)
    wanted = [table.c[name] for name in columns]
    chosen: Select[Any] = statement.with_only_columns(*wanted, maintain_column_froms=True).order_by(
        position
    )
    return compile_statement(chosen, dialect)


def _build(shape: Shape) -> Select[Any]:
    if not shape.counted and _only_alternatives(shape):
        return _merged(shape)
    statement, position = _found(shape)
    if shape.counted:
        some = _found_by_links(shape)
        if some is None:
            some = statement.with_only_columns(position, maintain_column_froms=True)
        return select(func.count()).select_from(some.limit(bindparam("limit")).subquery())
    return _sorted(statement, shape, position)


def _found(shape: Shape) -> tuple[Select[str, str], SQLColumnExpression[str]]:
    """The SELECT of position and document of all that is found, and the column of positions."""
    table = shape.collection.table
    found_under, several = linked(shape)
    position: SQLColumnExpression[str] = table_of(table).c.position
    links = [_link(shape, name, place) for place, (name, _) in enumerate(found_under)]
    if links:
        # The first link has its records in the default order already.
        position = links[0].position
    statement = select(*(position, col(table.document))).select_from(table)
    for link, (_, bind) in zip(links, found_under, strict=True):
        statement = statement.join(link.table, link.position == col(table.position))
        statement = statement.where(*link.any_of([bind]))
    for place, (name, binds) in enumerate(several, start=len(links)):
        link = _link(shape, name, place)
        found = select(link.position).where(*link.any_of(binds))
        if links:
            # Looked up for each record that has the other links, which may be few.
            looked_up = found.where(link.position == position).correlate_except(link.table)
            statement = statement.where(looked_up.exists())
        else:
            statement = statement.where(col(table.position).in_(found))
    return statement.where(*dates(shape), *numbers(shape), *usual(shape, position)), position


def _found_by_links(shape: Shape) -> Select[Any] | None:
    """The positions of what is found, of links alone; None where more has to be looked at."""
    single, several = linked(shape)
    asked = [(name, [bind]) for name, bind in single] + several
    fixed = len(shape.collection.always) + len(shape.within)
    if not asked or len(asked) + len(shape.usual) - fixed != len(shape.filters):
        return None
    (name, binds), *rest = asked
    first = _link(shape, name, 0)
    found = select(first.position).where(*first.any_of(binds), *usual(shape, first.position))
    for place, (other, values) in enumerate(rest, start=1):
        link = _link(shape, other, place)
        looked_up = select(link.position).where(
            *link.any_of(values), link.position == first.position
        )
        found = found.where(looked_up.correlate(first.table).exists())
    return found if len(binds) == 1 else found.distinct()


def _only_alternatives(shape: Shape) -> bool:
    """Whether alternatives of one parameter are all that is asked for, in the default order."""
    single, several = linked(shape)
    filters = [name for name, _ in shape.filters]
    sorts = [shape.collection.sorts[name] for name, _ in shape.sort]
    alone = len(several) == 1 and not single and filters == [several[0][0]]
    return alone and sorts in ([], ["position"])


def _merged(shape: Shape) -> Select[Any]:
    """The first records of each alternative, merged: no more of any than fit on the page."""
    table = table_of(shape.collection.table)
    _, [(name, binds)] = linked(shape)
    down = any(descends for _, descends in shape.sort)
    branches = []
    for place, bind in enumerate(binds):
        link = _link(shape, name, place)
        branch = select(link.position.label("position")).where(*link.any_of([bind]))
        if shape.after:
            branch = branch.where(after([(link.position, down)]))
        order = link.position.desc() if down else link.position
        first = branch.order_by(order).limit(bindparam("limit")).subquery()
        branches.append(select(first.c.position))
    merged = union(*branches).subquery()
    position = merged.c.position
    return (
        select(_shown(shape), position)
        .select_from(merged.join(table, table.c.position == position))
        .order_by(position.desc() if down else position)
        .limit(bindparam("limit"))
    )


def _shown(shape: Shape) -> ColumnElement[Any]:
    table = table_of(shape.collection.table)
    return literal_column(f"{table.name}.rowid") if shape.held else table.c.document


def _link(shape: Shape, name: str, place: int) -> Under:
    return under(shape.collection.kind, name, f"link_{place}")


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
        statement = statement.where(after(keys))
    order = [key.desc() if down else key for key, down in keys]
    columns = [key for key, _ in keys]
    return (
        statement.with_only_columns(_shown(shape), *columns, maintain_column_froms=True)
        .order_by(*order)
        .limit(bindparam("limit"))
    )
