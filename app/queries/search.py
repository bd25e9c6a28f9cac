"""Full-text search over every kind: all words must occur, the last may be unfinished."""

from dataclasses import dataclass
from html import escape

from app.queries.database import Database
from app.queries.words import stem, words

CANDIDATES = 1000
"""Only so many matches are ranked; where there are more, the total says that it is a floor."""

MOST_WORDS = 20

_NAME_WEIGHT = 3
_WHOLE_NAME = 10_000
_SNIPPET = 160
_MENTIONED = "SELECT m.entity FROM mention AS m WHERE m.article IN"


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found: `snippet` is HTML, with the matching words in `<mark>`."""

    kind: str
    id: str
    name: str
    snippet: str
    score: int
    number: int


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
    wanted = [word for _, _, word in words(query)][:MOST_WORDS]
    with database.snapshot() as version:
        if not wanted:
            return Hits([], complete=True, version=version)
        sql, values = _statement(_match(wanted), kinds, articles)
        rows = database.rows(sql, values)
    complete = len(rows) <= CANDIDATES
    hits = [_hit(wanted, *row) for row in rows[:CANDIDATES]]
    hits.sort(key=lambda hit: (-hit.score, hit.number))
    return Hits(hits, complete, version)


def _match(wanted: list[str]) -> str:
    """The FTS5 expression; words hold letters and digits only, so quoting them is safe."""
    *whole, last = wanted
    parts = [f'("{word}" OR "{stem(word)}")' for word in whole]
    return " AND ".join([*parts, f'("{last}"* OR "{stem(last)}")'])


def _statement(
    match: str, kinds: tuple[str, ...], articles: tuple[str, ...]
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
        marks = _marks(articles)
        sql += f" AND (e.article IN ({marks}) OR e.id IN ({_MENTIONED} ({marks})))"
        values += [*articles, *articles]
    return f"{sql} ORDER BY f.rowid LIMIT ?", [*values, CANDIDATES + 1]


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" for _ in values)


def _hit(wanted: list[str], number: int, kind: bytes, id_: bytes, name: bytes, text: bytes) -> Hit:
    title, body = name.decode(), text.decode()
    score = _score(wanted, title, _NAME_WEIGHT) + _score(wanted, body, 1)
    if [stem(word) for _, _, word in words(title)] == [stem(word) for word in wanted]:
        score += _WHOLE_NAME
    shown = body if _score(wanted, body, 1) else title
    return Hit(kind.decode(), id_.decode(), title, highlight(shown, wanted), score, number)


def _score(wanted: list[str], text: str, weight: int) -> int:
    """In thousandths: each word counts once in full, again for less; long texts count less."""
    found = words(text)
    if not found:
        return 0
    score = 0.0
    for place, word in enumerate(wanted):
        last = place == len(wanted) - 1
        times = sum(_same(word, candidate, unfinished=last) for _, _, candidate in found)
        score += weight * times / (times + 1) * 2 / (1 + len(found) / 40)
    return round(score * 1000)


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
