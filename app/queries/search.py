"""Full-text search over every kind: all words must occur, the last may be unfinished."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape

from app.queries.database import Database, Row
from app.queries.entries import (
    ALL_NUMBERS,
    ENTRY_KINDS,
    OF_ARTICLES,
    entry_number,
    entry_numbers,
    kind_numbers,
)
from app.queries.words import folded, stem, words

CANDIDATES = 1000
"""Only so many matches are ranked; where there are more, the total says that it is a floor."""

MOST_WORDS = 20

_NAME_WEIGHT = 3
_SNIPPET = 160


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found, and the words that it was found by."""

    kind: str
    id: str
    name: str
    text: str
    wanted: list[str]
    score: int
    number: int

    @property
    def snippet(self) -> str:
        """HTML: the part of the text, or the name, that matches, with matches in `<mark>`."""
        in_text = _score(self.wanted, self.text, 1)
        return highlight(self.text if in_text else self.name, self.wanted)


@dataclass(frozen=True, slots=True)
class Hits:
    """The ranked hits of one dataset version; `complete` is false where more would match."""

    hits: list[Hit]
    complete: bool
    version: bytes


def search(
    database: Database, query: str, kinds: tuple[str, ...], articles: tuple[str, ...]
) -> Hits:
    """Rank what matches every word of `query`, best first; ties by kind, then in no order of note.

    Where more than `CANDIDATES` match, people, countries, organisations, places and statistics
    are ranked before articles, events, quotes and facts.
    """
    wanted = [word for _, _, word in words(query)][:MOST_WORDS]
    with database.snapshot() as version:
        if not wanted:
            return Hits([], complete=True, version=version)
        spans, numbers = _spans(kinds, articles), _mentioned(database, kinds, articles)
        rows: list[Row] = []
        for unfinished in (False, True) if spans or numbers else ():
            # Looking for what begins with a word reads all of it before the first is given:
            # where there is enough to rank without, it is let be.
            match = _match(wanted, unfinished=unfinished)
            rows = database.rows(*_statement(match, spans, numbers))
            if len(rows) > CANDIDATES:
                break
    complete = len(rows) <= CANDIDATES
    hits = [_hit(wanted, *row) for row in rows[:CANDIDATES]]
    hits.sort(key=lambda hit: (-hit.score, hit.number))
    return Hits(hits, complete, version)


def _match(wanted: list[str], *, unfinished: bool) -> str:
    """The FTS5 expression; words hold letters and digits only, so quoting them is safe."""
    *whole, last = wanted
    parts = [f'("{word}" OR "{stem(word)}")' for word in whole]
    star = "*" if unfinished else ""
    return " AND ".join([*parts, f'("{last}"{star} OR "{stem(last)}")'])


def _statement(
    match: str, spans: list[tuple[int, int]], numbers: list[int]
) -> tuple[str, list[str | int]]:
    # Only question marks are put together here; every value is bound. A branch for each span of
    # numbers: the index is asked for no others, and for no more than can be ranked.
    matching = "FROM search_fts WHERE search_fts MATCH ? AND search_fts.rowid"
    limited = f"ORDER BY search_fts.rowid LIMIT {CANDIDATES + 1}"
    branches: list[str] = []
    values: list[str | int] = []
    for span in spans:
        sql = f"SELECT search_fts.rowid AS number {matching} BETWEEN ? AND ? {limited}"
        branches.append(f"SELECT * FROM ({sql})")  # noqa: S608 - the same
        values += [match, *span]
    if numbers:
        listed = ", ".join("(?)" for _ in numbers)
        named = f"(VALUES {listed}) AS n CROSS JOIN"
        sql = f"SELECT n.column1 {matching} = n.column1"
        branches.append(sql.replace("FROM", f"FROM {named}"))
        values += [*numbers, match]
    together = " UNION ALL ".join(branches)
    first = f"SELECT number FROM ({together}) ORDER BY number LIMIT ?"  # noqa: S608 - the same
    sql = (
        f"SELECT e.number, e.kind, e.id, e.name, e.text FROM ({first}) AS f "  # noqa: S608 - the same
        "CROSS JOIN search_entry AS e ON e.number = f.number"
    )
    return sql, [*values, CANDIDATES + 1]


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


def _hit(wanted: list[str], number: int, kind: bytes, id_: bytes, name: bytes, text: bytes) -> Hit:
    title, body = name.decode(), text.decode()
    score = _score(wanted, title, _NAME_WEIGHT) + _score(wanted, body, 1)
    return Hit(kind.decode(), id_.decode(), title, body, wanted, score, number)


def _score(wanted: list[str], text: str, weight: int) -> int:
    """In thousandths: each word counts once in full, again for less; long texts count less."""
    found = folded(text)
    if not found:
        return 0
    score = 0.0
    for place, word in enumerate(wanted):
        last = place == len(wanted) - 1
        times = sum(_same(word, candidate, unfinished=last) for candidate in found)
        score += weight * times / (times + 1) * 2 / (1 + len(found) / 40)
    return round(score * 1000)


@lru_cache(maxsize=65_536)
def _same(word: str, candidate: str, *, unfinished: bool) -> bool:
    if word == candidate or stem(word) == stem(candidate):
        return True
    return unfinished and candidate.startswith(word)


def highlight(text: str, wanted: list[str]) -> str:
    """The part of `text` around its first match, as HTML with every match in `<mark>`."""
    marks = [
        (start, end)
        for start, end, candidate in words(text)
        if any(
            _same(word, candidate, unfinished=place == len(wanted) - 1)
            for place, word in enumerate(wanted)
        )
    ]
    first = marks[0][0] if marks else 0
    begin = 0 if first < _SNIPPET // 2 else text.rfind(" ", 0, first - _SNIPPET // 3) + 1
    stop = len(text) if len(text) - begin <= _SNIPPET else text.rfind(" ", begin, begin + _SNIPPET)
    stop = max(stop, marks[0][1] if marks else 0)
    pieces = ["… " if begin else ""]
    here = begin
    for start, end in marks:
        if begin <= start and end <= stop:
            pieces += [escape(text[here:start]), "<mark>", escape(text[start:end]), "</mark>"]
            here = end
    pieces += [escape(text[here:stop]), " …" if stop < len(text) else ""]
    return "".join(pieces)
