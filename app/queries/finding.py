"""Answer a question from the database: a page of documents, or one document."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.model.base import table_of
from app.queries.collection import Collection
from app.queries.database import Database
from app.queries.faceting import Facet, facet
from app.queries.filling import filled
from app.queries.including import Included, included
from app.queries.knowing import alike
from app.queries.question import Question
from app.queries.selecting import COUNTED, neighbours, one, page, total
from app.queries.shape import links, only_links, only_usual
from app.queries.under import count_of

_REMEMBERED = 10_000
_AROUND = 1000
_SEVERAL = 2


@dataclass(slots=True)
class Page:
    """Documents as stored, how many the question finds in all, and where to go on.

    `total` is only a floor where it is not `exact`. `last` is the sort key of the last document
    where more follow, else None. `included` and `facets` are what the question asks for along
    with it.
    """

    documents: list[bytes]
    total: int
    last: tuple[str, ...] | None
    version: bytes
    included: Included = field(default_factory=dict)
    facets: dict[str, Facet] = field(default_factory=dict)
    exact: bool = True


def find(database: Database, question: Question) -> Page:
    """The page that `question` asks for; raises `Unfillable`."""
    if question.filters.get("fill") == "true":
        with database.snapshot() as version:
            documents = filled(database, question)
            more = included(database, question.collection, documents, question.include)
        return Page(documents, len(documents), None, version, more)
    found_under = links(question)
    with database.snapshot() as version:
        lead = _lead(database, question, found_under) if len(found_under) >= _SEVERAL else ""
        held = database.held(table_of(question.collection.table))
        rows = database.rows(*page(question, database.dialect, lead, held=held is not None))
        found, exact = _total(database, question, found_under, lead)
        last = None
        if len(rows) > question.limit:
            del rows[question.limit :]
            last = tuple([key.decode() for key in rows[-1][1:]])
        documents = [row[0] for row in rows] if held is None else [held[row[0]] for row in rows]
        if not (question.include or question.facets):
            return Page(documents, found, last, version, exact=exact)
        related = included(database, question.collection, documents, question.include)
        facets = {name: facet(database, question, name) for name in question.facets}
    return Page(documents, found, last, version, related, facets, exact)


def get_with(
    database: Database, collection: Collection, id_: str, include: tuple[str, ...]
) -> tuple[bytes, Included] | None:
    """The full document of the record `id_` and what is to be included, or None."""
    if not include:
        document = get(database, collection, id_)
        return None if document is None else (document, {})
    with database.snapshot():
        document = get(database, collection, id_)
        if document is None:
            return None
        return document, included(database, collection, [document], include)


def get(database: Database, collection: Collection, id_: str) -> bytes | None:
    """The full document of the record `id_`, or None."""
    statement = one(collection, database.dialect)
    rows = database.rows(statement.sql, statement.bind({"id": id_}))
    return rows[0][0] if rows else None


def nearest(database: Database, collection: Collection, id_: str) -> list[str]:
    """Ids that were perhaps meant by `id_`: spelt like it, or of a record that it names."""
    return alike(database, id_, _ids(database, collection, id_))


def _ids(database: Database, collection: Collection, id_: str) -> Iterator[str]:
    """Ids of the collection: those that begin like `id_`, then from the first one on."""
    statement = neighbours(collection, database.dialect)
    for start in (id_[:3], ""):
        values = statement.bind({"id": start, "limit": _AROUND})
        yield from (row[0].decode() for row in database.rows(statement.sql, values))


def _tally(database: Database, name: str, value: str) -> int | None:
    """How many links there are, or records of a kind; None for a few that count quickly."""
    found = database.rows("SELECT total FROM tally WHERE name = ? AND value = ?", (name, value))
    return int(found[0][0]) if found else None


def _lead(database: Database, question: Question, found_under: list[tuple[str, str]]) -> str:
    """The link that the fewest records have."""
    kind = question.collection.kind
    numbers = {name: _tally(database, f"{kind}.{name}", value) for name, value in found_under}
    return min(numbers, key=lambda name: numbers[name] or 0)


def _total(
    database: Database, question: Question, found_under: list[tuple[str, str]], lead: str
) -> tuple[int, bool]:
    """How many records there are on all pages, and whether that is exact or only a floor."""
    # The same on every page of a question, however it is sorted.
    key = (question.collection.name, question.within, *question.filters.items())
    known = database.totals.get(key)
    if known is None:
        if len(database.totals) >= _REMEMBERED:
            database.totals.clear()
        known = database.totals[key] = _counted(database, question, found_under, lead)
    return known


def _counted(
    database: Database, question: Question, found_under: list[tuple[str, str]], lead: str
) -> tuple[int, bool]:
    if len(found_under) < _SEVERAL and only_links(question, found_under):
        kind = question.collection.kind
        name, value = next(((f"{kind}.{n}", v) for n, v in found_under), (kind, ""))
        tallied = _tally(database, name, value)
        if tallied is not None:
            return tallied, True
    if usual := only_usual(question):
        kind = question.collection.kind
        others = _tally(database, f"{kind}.{usual}", "")
        if others is None:
            others = int(database.rows(*count_of(f"{kind}.{usual}", ""))[0][0])
        return (_tally(database, kind, "") or 0) - others, True
    statement, values = total(question, database.dialect, lead)
    found = int(database.rows(statement.sql, statement.bind(values))[0][0])
    return min(found, COUNTED), found <= COUNTED
