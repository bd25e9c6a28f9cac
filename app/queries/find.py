"""Pages of documents with facets and related records, single documents, and cited spans."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import orjson

from app.core.collection import Collection, Related
from app.database import Json, Snapshot
from app.evidence.text import Span
from app.queries.series import filled
from app.queries.sql import Question, Sql, always, placeholders
from app.resources import COLLECTIONS

Included = dict[str, list[bytes]]
"""Related documents by the name of their collection, in its default order, once each."""

FACETED = 100
"""How many values of one facet are counted; the most frequent come first."""

_KNOWN = {collection.name: collection for collection in COLLECTIONS}

MOST_COUNTED = 5_000
"""Up to this many records are read to count a total; beyond that, the total is a lower bound."""


@dataclass(frozen=True, slots=True)
class Facet:
    """How many records each value of a parameter finds, by count and then by value.

    `complete` is false if there are more than `FACETED`.
    """

    counts: list[tuple[str, int]]
    complete: bool


@dataclass(slots=True)
class Page:
    """Documents as stored, and how many the question finds on all pages.

    `total` is a lower bound unless it is `exact`. `last` is the sort key of the last document if
    more follow, else None. `included` and `facets` are the extra parts that the question requests.
    """

    documents: list[bytes]
    total: int
    exact: bool
    last: tuple[str, ...] | None
    included: Included
    facets: dict[str, Facet]


def find(snapshot: Snapshot, question: Question) -> Page:
    """The page for `question`; raises `Unfillable`."""
    last = None
    if question.filters.get("fill") == "true":
        documents = filled(snapshot, question)
        total, exact = len(documents), True
    else:
        sql = Sql(snapshot, question)
        rows = snapshot.rows(*sql.page())
        total, exact = _total(snapshot, question, sql, len(rows))
        if len(rows) > question.limit:
            del rows[question.limit :]
            last = tuple([key.decode() for key in rows[-1][1:]])
        documents = [row[0] for row in rows]
    more = included(snapshot, question.collection, documents, question.include)
    facets = {name: facet(snapshot, question, name) for name in question.facets}
    return Page(documents, total, exact, last, more, facets)


def _total(snapshot: Snapshot, question: Question, sql: Sql, seen: int) -> tuple[int, bool]:
    """How many records there are on all pages, and whether exactly; no page changes it.

    `seen` is how many rows this page has, of which one more than the limit shows that more follow.
    """
    links = question.links
    if not question.unlinked and (not links or (len(links) == 1 and len(links[0][1]) == 1)):
        return (sql.size(links[0]) if links else snapshot.tally(sql.kind, "")), True
    if question.after is None and seen <= question.limit:
        return seen, True

    def count() -> tuple[int, bool]:
        most = MOST_COUNTED if sql.examined <= MOST_COUNTED else question.limit
        found = int(snapshot.rows(*sql.total(most + 1))[0][0])
        return found, found <= most

    return snapshot.once(("total", question.criteria, question.limit), count)


def facet(snapshot: Snapshot, question: Question, name: str) -> Facet:
    """How many records each value of the parameter `name` would find, with the same other filters.

    The filter `name` itself is ignored: a count says how many records another value
    would find instead.
    """
    others = {other: value for other, value in question.filters.items() if other != name}
    sql = Sql(snapshot, replace(question, filters=others))
    rows = snapshot.rows(*sql.facet(name, FACETED + 1))
    counts = [(value.decode(), int(count)) for value, count in rows[:FACETED]]
    return Facet(counts, complete=len(rows) <= FACETED)


def get(snapshot: Snapshot, collection: Collection, id_: str) -> bytes | None:
    """The full document of the record `id_`, or None."""
    column = "item" if hasattr(collection.table, "item") else "document"
    condition, values = always(collection)
    sql = f"SELECT {column} FROM {collection.kind} AS t WHERE id = ?{condition}"
    rows = snapshot.rows(sql, [id_, *values])
    return rows[0][0] if rows else None


def included(
    snapshot: Snapshot, collection: Collection, documents: Iterable[bytes], names: tuple[str, ...]
) -> Included:
    """What `documents` refer to under `names`; each collection that may be meant has its list."""
    wanted: dict[str, set[str]] = {}
    for document in map(orjson.loads, documents if names else ()):
        for name in names:
            for of, id_ in _references(document, collection.includes[name]):
                wanted.setdefault(of, set()).add(id_)
    found: Included = {}
    for name, known in _KNOWN.items():
        if ids := sorted(wanted.get(name, ())):
            among = f"FROM {known.kind} WHERE id IN ({placeholders(ids)})"
            rows = snapshot.rows(f"SELECT document {among} ORDER BY position", ids)
            found[name] = [row[0] for row in rows]
    return found


def _references(document: Json, related: Related) -> Iterator[tuple[str, str]]:
    """The collection and id of each record that a document refers to."""
    for leaf in _leaves(document, related.path):
        if isinstance(leaf, str) and related.of:
            yield related.of, leaf
        elif isinstance(leaf, dict):
            _, name, *rest = leaf["url"].split("/")
            # Unnamed voices have a query for their URL and no record.
            if rest and name in _KNOWN:
                yield name, leaf["id"]


def _leaves(value: Json, path: tuple[str, ...]) -> Iterator[Json]:
    """The values at the end of `path`, in each member of the lists on the way."""
    if isinstance(value, list):
        for member in value:
            yield from _leaves(member, path)
    elif path and isinstance(value, dict):
        yield from _leaves(value.get(path[0]), path[1:])
    elif value is not None:
        yield value


def cited_spans(snapshot: Snapshot, article: str) -> list[tuple[str, Span]]:
    """The path of each record and a span that it cites, in the order of the text."""
    sql = (
        'SELECT url, start, "end", paragraph, sha256 FROM citation WHERE article = ? '
        "ORDER BY 2, 3, 1"
    )
    return [
        (url.decode(), Span(start, end, paragraph, sha256.decode()))
        for url, start, end, paragraph, sha256 in snapshot.rows(sql, (article,))
    ]
