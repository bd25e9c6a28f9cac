"""Full-text search over every kind: all words must occur, the last may be unfinished."""

from dataclasses import dataclass

from app.queries.database import Database, Row
from app.queries.ranking import Ranking
from app.queries.words import Word, forms, words

CANDIDATES = 1000
"""Only so many matches are ranked; where there are more, the total says that it is a floor."""

MOST_WORDS = 20
"""So many words can be looked for at once."""

_NAMED = CANDIDATES // 4

_MENTIONED = "SELECT m.entity FROM mention AS m WHERE m.article IN"


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
    """Rank what matches every word of `query`, best first; ties stand in the order of seeding."""
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

    Where there are more, those that begin with the words go first, and those that articles
    share (people, countries), which are seeded last.
    """
    rows = database.rows(*_statement(_match(wanted, first=""), kinds, articles))
    if len(rows) <= CANDIDATES:
        return rows
    named = database.rows(*_statement(_match(wanted, first="^"), kinds, articles, most=_NAMED))
    shared = _statement(_match(wanted, first=""), kinds, articles, "DESC", most=_NAMED)
    return list(dict.fromkeys([*named, *database.rows(*shared), *rows]))[: CANDIDATES + 1]


def _match(wanted: tuple[Word, ...], first: str) -> str:
    """The FTS5 expression; words hold letters and digits only, so quoting them is safe.

    With `first="^"` the first word has to begin the name.
    """
    parts = []
    for place, word in enumerate(wanted):
        start = first if place == 0 else ""
        ways = [f'{start}"{form}"' for form in forms(word)]
        if place == len(wanted) - 1:
            ways.append(f'{start}"{word.folded}"*')
        parts.append(f"({' OR '.join(ways)})")
    return " AND ".join(parts)


def _statement(
    match: str,
    kinds: tuple[str, ...],
    articles: tuple[str, ...],
    direction: str = "ASC",
    most: int = CANDIDATES + 1,
) -> tuple[str, list[str | int]]:
    # Only question marks are put together here; every value is bound.
    sql = (
        "SELECT e.number, e.kind, e.id, e.name, e.text FROM search_fts AS f "
        "JOIN search_entry AS e ON e.number = f.rowid WHERE f.tokens MATCH ?"
    )
    values: list[str | int] = [match]
    if kinds:
        sql += f" AND e.kind IN ({_marks(kinds)})"
        values += kinds
    if articles:
        known = _marks(articles)
        mentioned = f"e.article IS NULL AND e.id IN ({_MENTIONED} ({known}))"
        sql += f" AND (e.article IN ({known}) OR {mentioned})"
        values += [*articles, *articles]
    return f"{sql} ORDER BY f.rowid {direction} LIMIT ?", [*values, most]


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" for _ in values)


def _hit(ranking: Ranking, number: int, kind: bytes, id_: bytes, name: bytes, text: bytes) -> Hit:
    title, body = name.decode(), text.decode()
    score = ranking.score(title, body, named=kind.decode() not in _NAMELESS)
    return Hit(kind.decode(), id_.decode(), title, body, score, number, ranking)


_NAMELESS = frozenset({"fact", "quote"})
"""Kinds that go by their own words, which are no name."""
