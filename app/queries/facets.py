"""Facets: how many records each value of a parameter would find."""

from dataclasses import dataclass, replace

from app.database import Snapshot
from app.queries.question import Question
from app.queries.sql import Sql

MOST = 100
"""So many values of one parameter are counted; the most frequent come first."""


@dataclass(frozen=True, slots=True)
class Facet:
    """Values with their counts, by count and then by value; `complete` is false past `MOST`."""

    counts: list[tuple[str, int]]
    complete: bool


def facet(snapshot: Snapshot, question: Question, name: str) -> Facet:
    """What choosing each value of the parameter `name` would find, all else being as asked.

    Values asked for of `name` itself are set aside: a count says what choosing another one
    instead would find.
    """
    others = {other: value for other, value in question.filters.items() if other != name}
    rows = snapshot.rows(*Sql(snapshot, replace(question, filters=others)).facet(name, MOST + 1))
    counts = [(value.decode(), int(count)) for value, count in rows[:MOST]]
    return Facet(counts, complete=len(rows) <= MOST)
