"""Pages of documents, single documents, and the cited spans of an article."""

from dataclasses import dataclass, field

from app.core.collection import Collection
from app.database import Snapshot
from app.evidence.spans import Span
from app.queries.facets import Facet, facet
from app.queries.included import Included, included
from app.queries.question import Question
from app.queries.series import filled
from app.queries.sql import Sql, always

COUNTED = 5_000
"""A total is counted if no more records are looked at for it; otherwise it is a floor."""


@dataclass(slots=True)
class Page:
    """Documents as stored, and how many the question finds on all pages.

    `total` is only a floor if it is not `exact`. `last` is the sort key of the last document if
    more follow, else None. `included` and `facets` are what the question asks for along with it.
    """

    documents: list[bytes]
    total: int
    last: tuple[str, ...] | None
    included: Included = field(default_factory=dict)
    facets: dict[str, Facet] = field(default_factory=dict)
    exact: bool = True


def find(snapshot: Snapshot, question: Question) -> Page:
    """The page that `question` asks for; raises `Unfillable`."""
    if question.filters.get("fill") == "true":
        documents = filled(snapshot, question)
        more = included(snapshot, question.collection, documents, question.include)
        return Page(documents, len(documents), None, more)
    sql = Sql(snapshot, question)
    rows = snapshot.rows(*sql.page())
    total, exact = _total(snapshot, question, sql, len(rows))
    last = None
    if len(rows) > question.limit:
        del rows[question.limit :]
        last = tuple([key.decode() for key in rows[-1][1:]])
    page = Page([row[0] for row in rows], total, last, exact=exact)
    if question.include:
        page.included = included(snapshot, question.collection, page.documents, question.include)
    if question.facets:
        page.facets = {name: facet(snapshot, question, name) for name in question.facets}
    return page


def _total(snapshot: Snapshot, question: Question, sql: Sql, seen: int) -> tuple[int, bool]:
    """How many records there are on all pages, and whether exactly; the same for each page.

    `seen` is how many rows this page has, of which one more than the limit shows that more follow.
    """
    links = question.links
    if not question.ranges and (not links or (len(links) == 1 and len(links[0][1]) == 1)):
        return (sql.size(links[0]) if links else snapshot.tally(sql.kind, "")), True
    if question.after is None and seen <= question.limit:
        return seen, True
    key = ("total", question.found, question.limit)
    known: tuple[int, bool] | None = snapshot.memo.get(key)
    if known is None:
        most = COUNTED if sql.examined <= COUNTED else question.limit
        found = int(snapshot.rows(*sql.total(most + 1))[0][0])
        known = found, found <= most
        snapshot.remember(key, known)
    return known


def get(snapshot: Snapshot, collection: Collection, id_: str) -> bytes | None:
    """The full document of the record `id_`, or None."""
    column = "item" if hasattr(collection.table, "item") else "document"
    condition, values = always(collection)
    sql = f"SELECT {column} FROM {collection.kind} AS t WHERE id = ?{condition}"
    rows = snapshot.rows(sql, [id_, *values])
    return rows[0][0] if rows else None


def get_with(
    snapshot: Snapshot, collection: Collection, id_: str, include: tuple[str, ...]
) -> tuple[bytes, Included] | None:
    """The full document of the record `id_` and what is to be included, or None."""
    document = get(snapshot, collection, id_)
    if document is None:
        return None
    return document, included(snapshot, collection, [document], include)


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
