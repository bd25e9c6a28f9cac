"""Facets: how many records there would be under each value of a parameter."""

from dataclasses import dataclass, replace

from app.queries.database import Database
from app.queries.question import Question
from app.queries.selecting import all_found
from app.queries.selecting import facet as selected

MOST = 100
"""So many values of one parameter are counted; the most frequent come first."""


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
    statement, values = selected(asked, name, database.dialect)
    rows = database.rows(statement.sql, statement.bind(values | {"limit": MOST + 1}))
    counts = [(value.decode(), int(count)) for value, count in rows[:MOST]]
    usual = question.collection.usual.get(name)
    if usual:
        statement, values = all_found(asked, database.dialect)
        ((every,),) = database.rows(statement.sql, statement.bind(values))
        unusual = dict(counts)
        rest = every - unusual.pop("", 0)
        unusual |= {usual: rest} if rest else {}
        counts = sorted(unusual.items(), key=lambda one: (-one[1], one[0]))
    return Facet(counts, complete=len(rows) <= MOST)
