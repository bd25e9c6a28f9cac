"""Answer a question from the database: a page of documents, or one document."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.core.collection import Collection
from app.core.schema import table_of
from app.database.database import Database, Row
from app.queries.counting import ahead_of, lead_of, total_of
from app.queries.faceting import Facet, facet
from app.queries.filling import filled
from app.queries.including import Included, included
from app.queries.knowing import alike
from app.queries.question import Question
from app.queries.selecting import neighbours, one, page
from app.queries.shape import links

_AROUND = 1000


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
        lead = lead_of(database, question, found_under)
        held = database.held(table_of(question.collection.table))
        rows = _rows(database, question, found_under, lead.name, held=held is not None)
        seen = None if question.after else len(rows)
        found, exact = total_of(database, question, found_under, lead, seen)
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


def _rows(
    database: Database,
    question: Question,
    found_under: list[tuple[str, str]],
    lead: str,
    *,
    held: bool,
) -> list[Row]:
    """The rows of a page, and one more where others follow."""
    if ahead := ahead_of(database, question, found_under):
        sql, values = page(question, database.dialect, held=held, ahead=ahead)
        rows = database.rows(sql, values)
        if len(rows) > question.limit:
            return rows
    return database.rows(*page(question, database.dialect, lead, held=held))


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
