"""Facets: how many records there would be under each value of a parameter."""

from dataclasses import dataclass, replace

from app.core.terms import UNLINKED
from app.database.database import Database, Row
from app.queries.counting import tallies
from app.queries.question import Question
from app.queries.selecting import all_found
from app.queries.selecting import facet as selected
from app.queries.shape import only_links
from app.queries.under import values_of

MOST = 100
"""So many values of one parameter are counted; the most frequent come first."""

_SKIPPED = 1000
"""Up to so many values are gone through one by one; where there are more, all links are counted."""

_TALLIED = "SELECT value, total FROM tally WHERE name = ? ORDER BY total DESC, value LIMIT ?"
_BY_ARTICLE = (
    "SELECT article, facts FROM source WHERE article IS NOT NULL AND facts > 0 "
    "ORDER BY facts DESC, article LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Facet:
    """Values with their counts, by count and then by value; `complete` is false past `MOST`."""

    counts: list[tuple[str, int]]
    complete: bool


def facet(database: Database, question: Question, name: str) -> Facet:
    """What choosing each value of the parameter `name` would find, all else being as asked.

    The values asked for of `name` itself are set aside: a count tells what choosing another
    instead would find.
    """
    others = {other: value for other, value in question.filters.items() if other != name}
    asked = replace(question, filters=others)
    every = only_links(asked, [])
    rows = _tallied(database, f"{question.collection.kind}.{name}") if every else None
    if rows is None:
        statement, values = selected(asked, name, database.dialect)
        rows = database.rows(statement.sql, statement.bind(values | {"limit": MOST + 1}))
    counts = [(value.decode(), int(count)) for value, count in rows[:MOST]]
    if usual := question.collection.usual.get(name):
        unusual = dict(counts)
        rest = _found(database, asked, every=every) - unusual.pop("", 0)
        unusual |= {usual: rest} if rest else {}
        counts = sorted(unusual.items(), key=lambda one: (-one[1], one[0]))
    return Facet(counts, complete=len(rows) <= MOST)


def _tallied(database: Database, name: str) -> list[Row] | None:
    """The most frequent values of all records, one more than `MOST`; None where that is not told.

    What has no tally has fewer records than what has one, so it matters only where these are few.
    """
    if name == "fact.article":
        return database.rows(_BY_ARTICLE, [MOST + 1])
    rows = database.rows(_TALLIED, [name, MOST + 1])
    if len(rows) > MOST:
        return rows
    if name in UNLINKED:
        # There are as many values as articles.
        return None
    rows = database.rows(*values_of(name, _SKIPPED + 1))
    if len(rows) > _SKIPPED:
        return None
    return sorted(rows, key=lambda row: (-row[1], row[0]))[: MOST + 1]


def _found(database: Database, question: Question, *, every: bool) -> int:
    """How many records a question finds, which may be `every` one."""
    if every:
        (total,) = tallies(database, [(question.collection.kind, "")])
        return total or 0
    statement, values = all_found(question, database.dialect)
    return int(database.rows(statement.sql, statement.bind(values))[0][0])
