"""Full-text search over every kind: all words must occur, the last may be unfinished."""

from dataclasses import dataclass

from app.queries.database import Database, Row
from app.queries.entries import (
    ALL_NUMBERS,
    ENTRY_KINDS,
    OF_ARTICLES,
    entry_number,
    entry_numbers,
    kind_numbers,
)
from app.queries.ranking import Ranking
from app.queries.words import Word, forms, words

CANDIDATES = 1000
"""Only so many matches are ranked; where there are more, the total says that it is a floor."""

MOST_WORDS = 20
"""So many words can be looked for at once."""

_NAMED = CANDIDATES // 4


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found, by its name; a higher `score` is a better match."""

    kind: str
    id: str
    name: str
    text: str
    score: int
    number: int
    ranking: Ranking

    @property
    def snippet(self) -> str:
        """The part of its text that matches, as HTML with the matching words in `<mark>`."""
        return self.ranking.highlight(self.text, self.name)


@dataclass(frozen=True, slots=True)
class Hits:
    """The ranked hits of one dataset version; `complete` is false where more would match."""

    hits: list[Hit]
    complete: bool
    version: bytes


def search(
    database: Database, query: str, kinds: tuple[str, ...], articles: tuple[str, ...]
) -> Hits:
    """Rank what matches every word of `query`, best first; ties stand by kind."""
    wanted = words(query)
    with database.snapshot() as version:
        if not wanted:
            return Hits([], complete=True, version=version)
        rows = _rows(database, wanted, kinds, articles)
    ranking = Ranking(wanted)
    hits = [_hit(ranking, *row) for row in rows[:CANDIDATES]]
    hits.sort(key=lambda hit: (-hit.score, hit.number))
    return Hits(hits, len(rows) <= CANDIDATES, version)


def _rows(
    database: Database,
    wanted: tuple[Word, ...],
    kinds: tuple[str, ...],
    articles: tuple[str, ...],
) -> list[Row]:
    """What matches, one more than can be ranked.

    Where there are more, people, countries, organisations, places and statistics come before
    articles, events, quotes and facts, also those of which the last word is only a beginning.
    """
    spans, numbers = _spans(kinds, articles), _mentioned(database, kinds, articles)
    if not (spans or numbers):
        return []
    # Looking for what begins with a word reads all of it before the first is given: where there
    # is enough to rank without, only what goes by a name is looked for so.
    unfinished = _match(wanted, unfinished=True)
    finished = _match(wanted, unfinished=False)
    rows = database.rows(*_statement(finished, spans, numbers, CANDIDATES + 1))
    if len(rows) <= CANDIDATES:
        return database.rows(*_statement(unfinished, spans, numbers, CANDIDATES + 1))
    shared = [] if articles else [kind_numbers(k) for k in kinds or ENTRY_KINDS if k in _SHARED]
    if not (shared or numbers):
        return rows
    named = database.rows(*_statement(unfinished, shared, numbers, _NAMED))
    return list(dict.fromkeys([*named, *rows]))[: CANDIDATES + 1]


_SHARED = frozenset(ENTRY_KINDS) - OF_ARTICLES


def _match(wanted: tuple[Word, ...], *, unfinished: bool) -> str:
    """The FTS5 expression; words hold letters and digits only, so quoting them is safe."""
    parts = []
    for place, word in enumerate(wanted):
        ways = [f'"{form}"' for form in forms(word)]
        if unfinished and place == len(wanted) - 1:
            ways.append(f'"{word.folded}"*')
        parts.append(f"({' OR '.join(ways)})")
    return " AND ".join(parts)


def _statement(
    match: str, spans: list[tuple[int, int]], numbers: list[int], most: int
) -> tuple[str, list[str | int]]:
    # Only question marks are put together here; every value is bound. A branch for each span of
    # numbers: the index is asked for no others, and for no more than can be ranked.
    matching = "FROM search_fts WHERE search_fts MATCH ? AND search_fts.rowid"
    limited = f"ORDER BY search_fts.rowid LIMIT {most}"
    branches: list[str] = []
    values: list[str | int] = []
    for span in spans:
        sql = f"SELECT search_fts.rowid AS number {matching} BETWEEN ? AND ? {limited}"
        branches.append(f"SELECT * FROM ({sql})")  # noqa: S608 - the same
        values += [match, *span]
    if numbers:
        listed = ", ".join("(?)" for _ in numbers)
        named = f"(VALUES {listed}) AS n CROSS JOIN"
        sql = f"SELECT n.column1 AS number {matching} = n.column1"
        branches.append(sql.replace("FROM", f"FROM {named}"))
        values += [*numbers, match]
    together = " UNION ALL ".join(branches)
    first = f"SELECT number FROM ({together}) ORDER BY number LIMIT ?"  # noqa: S608 - the same
    sql = (
        f"SELECT e.number, e.kind, e.id, e.name, e.text FROM ({first}) AS f "  # noqa: S608 - the same
        "CROSS JOIN search_entry AS e ON e.number = f.number"
    )
    return sql, [*values, most]


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


def _hit(ranking: Ranking, number: int, kind: bytes, id_: bytes, name: bytes, text: bytes) -> Hit:
    title, body = name.decode(), text.decode()
    score = ranking.score(title, body, named=kind.decode() not in _NAMELESS)
    return Hit(kind.decode(), id_.decode(), title, body, score, number, ranking)


_NAMELESS = frozenset({"fact", "quote"})
"""Kinds that go by their own words, which are no name."""
