"""Related records, in full and once each: one SELECT for each collection they are of."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import BindParameter, Dialect, bindparam, select
from sqlmodel import col

from app.core.collection import Collection, Related
from app.database.database import Database
from app.database.statement import Statement, compile_statement
from app.resources import COLLECTIONS

Included = dict[str, list[bytes]]
"""Documents by the name of their collection, in its default order."""

_KNOWN = {collection.name: collection for collection in COLLECTIONS}


def included(
    database: Database, collection: Collection, documents: Iterable[bytes], names: Iterable[str]
) -> Included:
    """What `documents` refer to under `names`; each collection that may be meant has its list."""
    related = [collection.includes[name] for name in names]
    if not related:
        return {}
    wanted: dict[str, set[str]] = {}
    for document in map(orjson.loads, documents):
        for one in related:
            for kind, id_ in _references(document, one):
                wanted.setdefault(kind, set()).add(id_)
    return {
        name: _documents(database, _KNOWN[name], sorted(wanted[name]))
        for name in _KNOWN
        if name in wanted
    }


def _references(document: Any, related: Related) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """The collection and id of each record that a document refers to."""
    for leaf in _leaves(document, related.path):
        if isinstance(leaf, str) and related.of:
            yield related.of, leaf
        elif isinstance(leaf, dict):
            _, kind, *rest = leaf["url"].split("/")
            # Unnamed voices have a question for their URL and no record.
            if rest and kind in _KNOWN:
                yield kind, leaf["id"]


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    """What stands at the end of `path`, in each member of the lists on the way."""
    if isinstance(value, list):
        for member in value:
            yield from _leaves(member, path)
    elif path and isinstance(value, dict):
        yield from _leaves(value.get(path[0]), path[1:])
    elif value is not None:
        yield value


def _documents(database: Database, collection: Collection, ids: list[str]) -> list[bytes]:
    # Filled up to a power of two, so that few statements serve every number of ids.
    size = 1 << (len(ids) - 1).bit_length()
    padded = ids + ids[-1:] * (size - len(ids))
    statement = _by_ids(collection, size, database.dialect)
    values = statement.bind({f"id_{place}": id_ for place, id_ in enumerate(padded)})
    return [row[0] for row in database.rows(statement.sql, values)]


@lru_cache(maxsize=256)
def _by_ids(collection: Collection, size: int, dialect: Dialect) -> Statement:
    table = collection.table
    binds: list[BindParameter[str]] = [bindparam(f"id_{place}") for place in range(size)]
    statement = select(col(table.document)).where(col(table.id).in_(binds))
    return compile_statement(statement.order_by(col(table.position)), dialect)
