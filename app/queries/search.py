"""Full-text search over every kind: all words must occur, the last may be unfinished."""

import sys
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from app.core.entries import (
    ALL_NUMBERS,
    ENTRY_KINDS,
    OF_ARTICLES,
    entry_number,
    entry_numbers,
    kind_numbers,
)
from app.core.words import Word, forms, words
from app.database.database import Begun, Database, Row
from app.queries.marking import highlight
from app.queries.ranking import Found, Ranking

CANDIDATES = 1000
"""Only so many matches are ranked; where there are more, the total says that it is a floor."""

MOST_WORDS = 20
"""So many words can be looked for at once."""

COMPLETIONS = 1000
"""A word that begins more words than these stands for the first of them."""


class Hit(NamedTuple):
    """A record found, by its name; a higher `score` is a better match.

    `snippet` is the part of its text that matches, as HTML with the matching words in `<mark>`.
    """

    kind: str
    id: str
    name: str
    snippet: str
    score: int
    number: int


@dataclass(frozen=True, slots=True)
class Hits:
    """What one dataset version has that matches; `complete` is false where more may match.

    `ranked` holds score (less than 0, least first), number, row and matching words of each
    record, best first.
    """

    ranked: list[tuple[int, int, Row, Found]]
    complete: bool
    version: bytes

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.ranked)

    @property
    def records(self) -> Iterator[tuple[str, str]]:
        """The kind and the id of each."""
        return ((row[1].decode(), row[2].decode()) for _, _, row, _ in self.ranked)

    def page(self, most: int, after: tuple[int, int] | None = None) -> list[Hit]:
        """The first hits, or those that follow the one with the score and the number `after`."""
        start = bisect(self.ranked, (-after[0], after[1] + 1)) if after else 0
        hits = []
        for score, number, (_, kind, id_, _, raw, text), found in self.ranked[start : start + most]:
            name = raw.decode()
            snippet = highlight(name, text.decode(), found)
            hits.append(Hit(kind.decode(), id_.decode(), name, snippet, -score, number))
        return hits


def search(
    database: Database, query: str, kinds: tuple[str, ...], articles: tuple[str, ...]
) -> Hits:
    """Rank what matches every word of `query`, best first; ties stand by kind."""
    wanted = words(query)
    with database.snapshot() as version:
        rows, complete = _rows(database, wanted, kinds, articles) if wanted else ([], True)
    ranking = Ranking(wanted)
    every = ranking.found([row[3] for row in rows])
    ranked = [
        (-ranking.score(found, named=row[1] not in _NAMELESS), row[0], row, found)
        for row, found in zip(rows, every, strict=True)
    ]
    ranked.sort()
    return Hits(ranked, complete, version)


def _rows(
    database: Database,
    wanted: tuple[Word, ...],
    kinds: tuple[str, ...],
    articles: tuple[str, ...],
) -> tuple[list[Row], bool]:
    """What matches, no more than can be ranked, and whether that is all.

    Where there is more, people, countries, organisations, places and statistics come before
    articles, events, quotes and facts, and the last word as it stands before words it begins.
    """
    spans, mentioned = _spans(kinds, articles), _mentioned(database, kinds, articles)
    if not (spans or mentioned):
        return [], True
    ways = [forms(word) for word in wanted]
    begun = _begun(database, wanted[-1].folded)
    finished = unfinished = database.matching(ways)
    if not set(begun.words) <= set(ways[-1]):
        unfinished = database.matching(ways, begun)
    rows = _matching(database, unfinished, spans, mentioned, CANDIDATES + 1)
    if len(rows) <= CANDIDATES:
        return rows, begun.end is None
    rows.sort(key=itemgetter(0))
    if finished != unfinished:
        named = rows[: min(bisect(rows, (_SHARED,)), CANDIDATES // 4)]
        first = _matching(database, finished, spans, mentioned, CANDIDATES)
        rows = list({row[0]: row for row in (*named, *first, *rows)}.values())
    return rows[:CANDIDATES], False


_SHARED = min(kind_numbers(kind)[0] for kind in OF_ARTICLES)
"""Entries of records that articles share have smaller numbers."""


def _begun(database: Database, beginning: str) -> Begun:
    """The words that begin so, no more than are looked for."""
    sql = "SELECT word FROM vocabulary WHERE word >= ? AND word < ? ORDER BY word LIMIT ?"
    last = beginning + chr(sys.maxunicode)
    found = [word.decode() for (word,) in database.rows(sql, (beginning, last, COMPLETIONS + 1))]
    return Begun(beginning, found[:COMPLETIONS], found[-1] if len(found) > COMPLETIONS else None)


def _matching(
    database: Database,
    match: str,
    spans: list[tuple[int, int]],
    mentioned: list[int],
    most: int,
) -> list[Row]:
    """The first entries that match: of those within `spans`, or `mentioned`; in any order."""
    values: list[str | int] = []
    for span in spans:
        values += (match, *span)
    if mentioned:
        values += (*mentioned, match)
    sql = _statement(database.match, database.among, len(spans), len(mentioned), most)
    return database.rows_by_value(sql, values)


@lru_cache(maxsize=1024)
def _statement(match: str, among: str, spans: int, mentioned: int, most: int) -> str:
    # Only question marks are put together here; every value is bound. A branch for each span of
    # numbers: the index is asked for no others, and for no more than can be ranked.
    matching = f"FROM search_fts WHERE {match} AND search_fts.rowid"
    limited = f"ORDER BY search_fts.rowid LIMIT {most}"
    one = f"SELECT search_fts.rowid AS number {matching} BETWEEN ? AND ? {limited}"
    branches = [f"SELECT * FROM ({one}) AS span"] * spans  # noqa: S608 - the same
    if mentioned:
        listed = ", ".join(["(?)"] * mentioned)
        named = f"(VALUES {listed}) AS n CROSS JOIN"
        sql = f"SELECT n.column1 AS number {matching} = n.column1"
        branches.append(sql.replace("FROM", f"FROM {named}"))
    numbers = one
    if len(branches) > 1 or not spans:
        numbers = f"{' UNION ALL '.join(branches)} ORDER BY number LIMIT {most}"
    columns = "number, kind, id, words, name, text"
    return f"SELECT {columns} FROM search_entry WHERE number {among.format(numbers)}"  # noqa: S608 - the same


def _spans(kinds: tuple[str, ...], articles: tuple[str, ...]) -> list[tuple[int, int]]:
    """The numbers that entries of these kinds have, in these articles if any are given."""
    if not articles:
        return [kind_numbers(kind) for kind in kinds] if kinds else [ALL_NUMBERS]
    own = [kind for kind in kinds or ENTRY_KINDS if kind in OF_ARTICLES]
    return [entry_numbers(kind, article) for kind in own for article in articles]


def _mentioned(database: Database, kinds: tuple[str, ...], articles: tuple[str, ...]) -> list[int]:
    """The numbers of the shared records that these articles name."""
    if not articles:
        return []
    sql = f"SELECT DISTINCT kind, entity FROM mention WHERE article IN ({_marks(articles)})"  # noqa: S608 - question marks
    named = [(kind.decode(), id_.decode()) for kind, id_ in database.rows(sql, articles)]
    return [entry_number(kind, id_) for kind, id_ in named if not kinds or kind in kinds]


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" for _ in values)


_NAMELESS = frozenset({b"fact", b"quote"})
"""Kinds that go by their own words, which are no name."""
