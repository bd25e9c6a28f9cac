"""Build the SELECT of what a shape of question finds: by links, by ranges, merged and sorted."""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    SQLColumnExpression,
    bindparam,
    func,
    literal_column,
    select,
    union,
)
from sqlmodel import col

from app.core.collection import Collection
from app.core.schema import table_of
from app.queries.conditions import after, dates, numbers, usual
from app.queries.question import keys_of
from app.queries.shape import Shape, linked
from app.queries.under import Under, under


def build(shape: Shape) -> Select[Any]:
    """The SELECT of a shape's page, or of its total."""
    if not shape.counted and _only_alternatives(shape):
        return _merged(shape)
    statement, position = everything(shape)
    if shape.counted:
        some = found_by_links(shape)
        if some is None:
            some = statement.with_only_columns(position, maintain_column_froms=True)
        return select(func.count()).select_from(some.limit(bindparam("limit")).subquery())
    return _sorted(statement, shape, position)


def everything(shape: Shape) -> tuple[Select[str, str], SQLColumnExpression[str]]:
    """The SELECT of position and document of all that is found, and the column of positions."""
    table = shape.collection.table
    found_under, several = linked(shape)
    if shape.walked:
        several = [(name, [bind]) for name, bind in found_under] + several
        found_under = []
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
        if links or shape.walked:
            # Looked up for each record that is come by, which may be few.
            looked_up = found.where(link.position == position).correlate_except(link.table)
            statement = statement.where(looked_up.exists())
        else:
            statement = statement.where(col(table.position).in_(found))
    return statement.where(*dates(shape), *numbers(shape), *usual(shape, position)), position


def found_by_links(shape: Shape) -> Select[Any] | None:
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
    if shape.walked:
        statement = statement.where(_ahead(shape))
    order = [key.desc() if down else key for key, down in keys]
    columns = [key for key, _ in keys]
    return (
        statement.with_only_columns(_shown(shape), *columns, maintain_column_froms=True)
        .order_by(*order)
        .limit(bindparam("limit"))
    )


@lru_cache(maxsize=1024)
def is_indexed(collection: Collection, sort: tuple[tuple[str, bool], ...]) -> bool:
    """Whether an index, other than that of positions, begins with the first key of a sort."""
    column, _ = keys_of(collection, sort)[0]
    indexes = table_of(collection.table).indexes
    return column == "id" or any(next(iter(index.columns)).name == column for index in indexes)


def _ahead(shape: Shape) -> ColumnElement[bool]:
    """The records that come next in the order asked for, fewer than `ahead`.

    Those of the same first key come together or not at all, so none is left out between others.
    """
    table = table_of(shape.collection.table)
    column, down = keys_of(shape.collection, shape.sort)[0]
    key = table.c[column]
    coming = table.alias("coming").c[column]
    start: BindParameter[str] = bindparam("after_0")
    walked = select(coming)
    if shape.after:
        walked = walked.where(coming <= start if down else coming >= start)
    walked = walked.order_by(coming.desc() if down else coming).limit(bindparam("ahead"))
    last = walked.subquery().c[0]
    if down:
        return key > select(func.min(last)).scalar_subquery()
    return key < select(func.max(last)).scalar_subquery()
