"""Related records, in full and once each: one SELECT for each collection."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from app.core.collection import Collection, Related
from app.database import Snapshot
from app.queries.sql import marks
from app.resources import COLLECTIONS

Included = dict[str, list[bytes]]
"""Documents by the name of their collection, in its default order."""

_KNOWN = {collection.name: collection for collection in COLLECTIONS}


def included(
    snapshot: Snapshot, collection: Collection, documents: Iterable[bytes], names: Iterable[str]
) -> Included:
    """What `documents` refer to under `names`; each collection that may be meant has its list."""
    related = [collection.includes[name] for name in names]
    if not related:
        return {}
    wanted: dict[str, set[str]] = {}
    for document in map(orjson.loads, documents):
        for one in related:
            for name, id_ in _references(document, one):
                wanted.setdefault(name, set()).add(id_)
    return {
        name: documents_of(snapshot, _KNOWN[name], tuple(sorted(wanted[name])))
        for name in _KNOWN
        if name in wanted
    }


def documents_of(snapshot: Snapshot, collection: Collection, ids: tuple[str, ...]) -> list[bytes]:
    """The documents of these ids in the default order."""
    sql = f"SELECT document FROM {collection.kind} WHERE id IN ({marks(ids)}) ORDER BY position"
    return [row[0] for row in snapshot.rows(sql, ids)]


def _references(document: Any, related: Related) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """The collection and id of each record that a document refers to."""
    for leaf in _leaves(document, related.path):
        if isinstance(leaf, str) and related.of:
            yield related.of, leaf
        elif isinstance(leaf, dict):
            _, name, *rest = leaf["url"].split("/")
            # Unnamed voices have a query for their URL and no record.
            if rest and name in _KNOWN:
                yield name, leaf["id"]


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    """What stands at the end of `path`, in each member of the lists on the way."""
    if isinstance(value, list):
        for member in value:
            yield from _leaves(member, path)
    elif path and isinstance(value, dict):
        yield from _leaves(value.get(path[0]), path[1:])
    elif value is not None:
        yield value
