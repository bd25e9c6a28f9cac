"""Turn a question into SQL: one SELECT for its page, one to count what is found.

A statement depends only on the shape of a question: which parameters it has and how many
alternatives each. It is built and compiled once per shape; values are always bound.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Dialect,
    Select,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlmodel import col

from app.core.collection import MOST, Collection
from app.core.schema import SharedRow, table_of
from app.database.engine import POSTGRESQL
from app.database.statement import Statement, compile_statement
from app.queries.building import build, everything, found_by_links
from app.queries.conditions import always
from app.queries.question import Question
from app.queries.shape import Shape, shape_of, values_of
from app.queries.under import Under, under

COUNTED = MOST
"""Totals that are not tallied beforehand are counted where no more records are looked at for it."""


def page(
    question: Question, dialect: Dialect, lead: str = "", *, held: bool = False, ahead: int = 0
) -> tuple[str, list[Any]]:
    """The SELECT of documents and sort keys, one more than the limit, and its values in order.

    Where documents are `held`, their row numbers stand in their place. With `ahead` only records
    that are among so many next ones of the order are found, whatever their links.
    """
    key = question.after is not None, held, lead, ahead > 0, dialect
    known: tuple[Statement, dict[str, Any]] | None = question.prepared.get(key)
    if known is None:
        shape = shape_of(question, counted=False, lead=lead, held=held, walked=ahead > 0)
        known = compiled(shape, dialect), {**values_of(question), "limit": question.limit + 1}
        question.prepared[key] = known
    statement, values = known
    if question.after is not None:
        after = {f"after_{place}": key for place, key in enumerate(question.after)}
        values = {**values, **after}
    if ahead:
        values = {**values, "ahead": ahead}
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
    return compile_statement(build(shape), dialect)


@lru_cache(maxsize=1024)
def _facet(shape: Shape, name: str, dialect: Dialect) -> Statement:
    link = under(shape.collection.kind, name, "facet")
    count = func.count().label("count")
    counted = (
        select(link.value, count)
        .where(*link.fixed)
        .group_by(link.value)
        .order_by(count.desc(), link.value)
        .limit(bindparam("limit"))
    )
    if shape.filters or shape.within or shape.collection.always:
        counted = _among_found(counted, shape, link, dialect)
    return compile_statement(counted, dialect)


def _among_found(counted: Select[Any], shape: Shape, link: Under, dialect: Dialect) -> Select[Any]:
    """The same of the links of records that are found."""
    at = link.position
    if dialect.name != POSTGRESQL:
        linked = found_by_links(shape)
        if linked is not None:
            # Joined, it would look up each of all links among records, and then among links.
            return counted.where(at.in_(linked))
    statement, position = everything(shape)
    chosen: Select[Any] = statement.with_only_columns(
        position.label("position"), maintain_column_froms=True
    )
    if shape.collection.always and dialect.name == POSTGRESQL:
        # It takes these for few, and would seek the links of each of thousands: so they are found
        # first, and compared with what is no column.
        chosen = chosen.offset(literal_column("0"))
        at = at.concat(literal_column("''"))
    found = chosen.subquery()
    return counted.select_from(link.table.join(found, at == found.c.position))


@lru_cache(maxsize=256)
def _all_found(shape: Shape, dialect: Dialect) -> Statement:
    statement, position = everything(shape)
    found = statement.with_only_columns(position, maintain_column_froms=True).subquery()
    return compile_statement(select(func.count()).select_from(found), dialect)


@lru_cache(maxsize=256)
def _every(shape: Shape, columns: tuple[str, ...], dialect: Dialect) -> Statement:
    statement, position = everything(shape)
    table = table_of(shape.collection.table)
    wanted = [table.c[name] for name in columns]
    chosen: Select[Any] = statement.with_only_columns(*wanted, maintain_column_froms=True).order_by(
        position
    )
    return compile_statement(chosen, dialect)
