"""How many records a question finds on all its pages, told at no more than a page's cost.

Links are tallied when they are seeded. What several filters find together is counted where few
records have to be looked at; elsewhere a page tells whether there is more than it shows. The
tallies also tell what a page is best begun with: a link, or the order asked for.
"""

from math import ceil, prod
from typing import NamedTuple

from app.database.database import Database, Row
from app.database.engine import POSTGRESQL
from app.queries.building import is_indexed
from app.queries.question import Question
from app.queries.selecting import COUNTED, total
from app.queries.shape import alternatives, only_links, only_usual
from app.queries.under import count_of

_REMEMBERED = 10_000
_SEVERAL = 2

_SPARE = 3
"""A page is sought among so many times as many records as are expected to fill it."""

_DEARER = 2
"""To look up the links of a record takes so many times as long as to collect it by a link."""


class Lead(NamedTuple):
    """The link that the fewest records have, where there are several; and how many have it.

    None stands for a few, that count quickly.
    """

    name: str = ""
    tally: int | None = None


_NONE = Lead()

Total = tuple[int, bool]
"""How many records there are, and whether that is exact or only a floor."""


def lead_of(database: Database, question: Question, found_under: list[tuple[str, str]]) -> Lead:
    """Which of the links of a question to begin with."""
    if len(found_under) < _SEVERAL:
        return _NONE
    kind = question.collection.kind
    totals = tallies(database, [(f"{kind}.{name}", value) for name, value in found_under])
    leads = [Lead(name, tally) for (name, _), tally in zip(found_under, totals, strict=True)]
    return min(leads, key=lambda lead: lead.tally or 0)


def ahead_of(database: Database, question: Question, found_under: list[tuple[str, str]]) -> int:
    """Among how many records, that come next in the order asked for, to seek a page first.

    0 where an index has not this order, or collecting all that have the rarest link is no dearer.
    At worst the page is not there and is collected after all, in at most twice the time.
    PostgreSQL makes that choice by itself.
    """
    if not question.sort or database.dialect.name == POSTGRESQL:
        return 0
    if not is_indexed(question.collection, question.sort):
        return 0
    asked = [*([link] for link in found_under), *alternatives(question)]
    if not asked:
        return 0
    kind = question.collection.kind
    names = [(f"{kind}.{name}", value) for links in asked for name, value in links]
    every, *each = [tally or 0 for tally in tallies(database, [(kind, ""), *names])]
    left = iter(each)
    totals = [min(sum(next(left) for _ in links), every) for links in asked]
    if not all(totals):
        return 0
    collected = min(totals[: len(found_under)] or totals)
    ahead = ceil(_SPARE * (question.limit + 1) * prod(every / found for found in totals))
    return ahead if _DEARER * ahead <= collected else 0


def total_of(
    database: Database,
    question: Question,
    found_under: list[tuple[str, str]],
    lead: Lead,
    seen: int | None,
) -> Total:
    """How many records there are on all pages.

    `seen` is how many the first page found, of which one more than fit on it shows that it is
    not all; None on others.
    """
    # The same on every page of a question, however it is sorted; some, if pages are as long.
    key: object = (question.collection.name, question.within, *question.filters.items())
    known = database.totals.get(key) or database.totals.get((key, question.limit))
    if known is None:
        known = _counted(database, question, found_under, lead, seen)
        if known is None:
            key = key, question.limit
            if seen is None:
                seen = _count(database, question, lead, question.limit + 1)
            known = seen, seen <= question.limit
        if len(database.totals) >= _REMEMBERED:
            database.totals.clear()
        database.totals[key] = known
    return known


def _counted(
    database: Database,
    question: Question,
    found_under: list[tuple[str, str]],
    lead: Lead,
    seen: int | None,
) -> Total | None:
    """The total, whatever a page shows; None where that is all, or counting cost too much."""
    kind = question.collection.kind
    if len(found_under) < _SEVERAL and only_links(question, found_under):
        name, value = next(((f"{kind}.{n}", v) for n, v in found_under), (kind, ""))
        (tally,) = tallies(database, [(name, value)])
        if tally is not None:
            return tally, True
    if usual := only_usual(question):
        others, every = tallies(database, [(f"{kind}.{usual}", ""), (kind, "")])
        if others is None:
            ((others,),) = database.rows(*count_of(f"{kind}.{usual}", ""))
        return (every or 0) - others, True
    if seen is not None and seen <= question.limit:
        return None
    if _looked_at(database, question, found_under, lead) > COUNTED:
        return None
    found = _count(database, question, lead, COUNTED + 1)
    return found, found <= COUNTED


def _looked_at(
    database: Database, question: Question, found_under: list[tuple[str, str]], lead: Lead
) -> int:
    """How many records have to be looked at to count those found; 0 stands for a few."""
    if lead.name:
        return lead.tally or 0
    kind = question.collection.kind
    several = alternatives(question)
    narrowing = found_under or (several[0] if several else [])
    names = [(f"{kind}.{name}", value) for name, value in narrowing]
    return sum(tally or 0 for tally in tallies(database, names or [(kind, "")]))


def _count(database: Database, question: Question, lead: Lead, most: int) -> int:
    statement, values = total(question, database.dialect, lead.name)
    return int(database.rows(statement.sql, statement.bind({**values, "limit": most}))[0][0])


def tallies(database: Database, names: list[tuple[str, str]]) -> Row:
    """How many links there are of each name and value; None for a few that count quickly."""
    one = "(SELECT total FROM tally WHERE name = ? AND value = ?)"
    sql = f"SELECT {', '.join([one] * len(names))}"
    return database.rows(sql, [part for name in names for part in name])[0]
