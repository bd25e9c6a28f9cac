"""Which entries match a search, in the order in which the database ranks them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from app.core.words import fold, lexicon, tokens
from app.database import Snapshot
from app.database.search_index import SHARED, scope_of
from app.queries.search_query import SearchQuery, Word
from app.queries.sql import marks

CANDIDATES = 1000
"""So many hits are ranked; if there are more, the total is a floor."""

COMMON, VERY_COMMON = 5_000, 20_000
"""A word is left out if it and all rarer ones together are in more entries than `COMMON`.

All entries with what must be found are ranked if there are no more than `VERY_COMMON`.
"""

_READ = 30_000
"""So many rows are read to see which of the first entries have which words."""

_FIRST, _SHORT = 100, 2
"""So many hits are ordered anew by names that are in the search and have more words than that."""


@dataclass(slots=True)
class Ranked:
    """Entries by number, best first; `every` are those with all words."""

    numbers: list[int]
    every: set[int]
    complete: bool
    left_out: list[str]


def rank(
    snapshot: Snapshot,
    words: Sequence[Word],
    query: SearchQuery,
    articles: tuple[str, ...],
    ranges: Sequence[tuple[int, int]] = (),
) -> Ranked:
    """Rank what matches any of `words` and all phrases; what has all words comes first.

    `ranges` narrows to numbers. The commonest words are left out if others suffice. If none does,
    the first entries with the rarest one are taken, those named by it before others.
    """
    frequency = _frequency(snapshot, [*words, *query.phrases])
    ordered = sorted(words, key=lambda word: _entries(word, frequency))
    chosen = _rare(ordered, frequency)
    driver = min(_entries(one, frequency) for one in query.phrases or ordered[:1])
    scopes = [SHARED, *map(scope_of, articles)] if articles else []
    index = (_SQLite if snapshot.dialect == "sqlite" else _PostgreSQL)(
        snapshot, query, scopes, ranges
    )
    if driver <= VERY_COMMON:
        scores = index.scores(chosen, frequency)
        every = set(scores)
        if len(words) > 1 or query.phrases or words[0].synonyms:
            literal = [word._replace(synonyms=()) for word in words]
            every = index.every(literal) if all(word.ways for word in words) else set()
        scores = dict.fromkeys(every, 0.0) | scores
    else:
        chosen = [] if query.phrases else ordered[:1]
        scores, every = _common(index, [*query.phrases, *ordered], frequency)
    if articles:
        scores = _within(snapshot, scores, articles)
    numbers = sorted(scores, key=lambda n: (n not in every, scores[n], n))
    numbers[:_FIRST] = _named_first(snapshot, numbers[:_FIRST], every, words)
    left_out = [word.written for word in ordered[len(chosen) :]]
    complete = len(numbers) < CANDIDATES and not left_out
    return Ranked(numbers[:CANDIDATES], every, complete, left_out)


def _common(
    index: "_Index", ordered: Sequence[Word], frequency: dict[str, int]
) -> tuple[dict[int, float], set[int]]:
    """Scores of the first entries with a phrase or the rarest word, by how many words they have.

    To rank all entries with a word that is in a fifth of them would take a second.
    """
    numbers = index.first(ordered[0])
    every_row = sum(_entries(word, frequency) for word in ordered)
    last = numbers[0] + _READ * index.entries() // every_row if numbers else 0
    numbers = [number for number in numbers if number <= last]
    scores = dict.fromkeys(numbers, 0.0)
    every = set(numbers)
    for word in ordered:
        having = index.having(word._replace(synonyms=()), numbers)
        every &= having
        for number in having & scores.keys():
            scores[number] -= 1.0
    return scores, every


def _named_first(
    snapshot: Snapshot, numbers: list[int], every: set[int], words: Sequence[Word]
) -> list[int]:
    """The same, with records of just this name first.

    Those whose whole name is in the search follow after those with all words; a name of one or
    two words says too little of what is asked about it.
    """
    sql = f"SELECT number, title FROM search_entry WHERE number IN ({marks(tuple(numbers))})"
    terms = {one for word in words for way in word.ways for one in way}
    stop = lexicon().stop
    exact, named = set(), set()
    for number, title in snapshot.rows(sql, numbers) if numbers else ():
        name = [t for t in tokens(title.decode()) if fold(t.written) not in stop]
        if name and all(terms.intersection(token.terms) for token in name):
            if len(name) == len(words):
                exact.add(number)
            if len(name) > _SHORT:
                named.add(number)
    return sorted(numbers, key=lambda n: (n not in exact, n not in every, n not in named))


def _frequency(snapshot: Snapshot, words: Sequence[Word]) -> dict[str, int]:
    terms = tuple(sorted({one for word in words for one in word.terms}))
    if not terms:
        return {}
    sql = f"SELECT term, max(entries) FROM vocabulary WHERE term IN ({marks(terms)}) GROUP BY term"
    return {one.decode(): int(entries) for one, entries in snapshot.rows(sql, terms)}


def _rare(ordered: Sequence[Word], frequency: dict[str, int]) -> list[Word]:
    """The words to look for: the rarest, as long as together they are not common."""
    chosen: list[Word] = []
    entries = 0
    for word in ordered:
        entries += _entries(word, frequency)
        if entries > COMMON:
            break
        chosen.append(word)
    return chosen or list(ordered[:1])


def _entries(word: Word, frequency: dict[str, int]) -> int:
    ways = (*word.ways, *word.synonyms)
    return sum(min(frequency.get(one, 0) for one in way) for way in ways)


def _within(
    snapshot: Snapshot, scores: dict[int, float], articles: tuple[str, ...]
) -> dict[int, float]:
    """The same of entries of these articles, or of shared records that they name."""
    if not scores:
        return scores
    sql = (
        "SELECT e.number FROM search_entry AS e "
        f"WHERE e.number IN ({marks(tuple(scores))}) AND (e.article IN ({marks(articles)}) OR "
        "(e.article IS NULL AND EXISTS (SELECT 1 FROM link WHERE link.name = e.kind || '.article' "
        f"AND link.value IN ({marks(articles)}) AND link.position = e.id)))"
    )
    kept = {row[0] for row in snapshot.rows(sql, (*scores, *articles, *articles))}
    return {number: score for number, score in scores.items() if number in kept}


class _Index(ABC):
    """The full-text index of a database, narrowed to scopes and ranges of numbers."""

    number: str
    match: str
    signs: tuple[str, str]
    """Or, and and."""

    def __init__(
        self,
        snapshot: Snapshot,
        query: SearchQuery,
        scopes: Sequence[str],
        ranges: Sequence[tuple[int, int]],
    ) -> None:
        self._snapshot, self._query, self._scopes = snapshot, query, scopes
        between = " OR ".join([f"{self.number} BETWEEN ? AND ?"] * len(ranges))
        self._where = f"{self.match}{f' AND ({between})' if between else ''}"
        self._values = [number for pair in ranges for number in pair]

    @abstractmethod
    def scores(self, words: Sequence[Word], _frequency: dict[str, int]) -> dict[int, float]:
        """The best entries with any of `words`, by number; less is better."""

    def first(self, word: Word) -> list[int]:
        """The first entries with all phrases, or with a word if there are none, by number."""
        match = self.signs[1].join(map(self.word, self._query.phrases or [word]))
        return self._numbers(match, CANDIDATES)

    def entries(self) -> int:
        """The number of all entries."""
        return int(self._snapshot.rows("SELECT max(number) FROM search_entry")[0][0])

    def having(self, word: Word, numbers: Sequence[int]) -> set[int]:
        """Entries up to the last of `numbers` that have a word as it was typed."""
        if not (word.ways and numbers):
            return set()
        sql = f"SELECT {self.number} FROM search_index WHERE {self.match} AND {self.number} <= ?"
        return {row[0] for row in self._snapshot.rows(sql, [self.word(word), numbers[-1]])}

    def every(self, words: Sequence[Word]) -> set[int]:
        """Entries with all of `words`."""
        _, sign = self.signs
        match = sign.join(map(self.word, [*words, *self._query.phrases]))
        return set(self._numbers(match, CANDIDATES))

    def any(self, words: Sequence[Word]) -> str:
        """What matches any of `words`."""
        return self.signs[0].join(map(self.word, words))

    def word(self, word: Word) -> str:
        """What matches a word in any way, or a synonym of it."""
        return f"({self.signs[0].join(map(self.phrase, (*word.ways, *word.synonyms)))})"

    @abstractmethod
    def phrase(self, way: Sequence[str]) -> str:
        """What matches terms that stand one after the other; they are letters and digits."""

    @abstractmethod
    def narrowed(self, match: str) -> str:
        """The same without what is excluded, and within the scopes."""

    def _numbers(self, match: str, most: int) -> list[int]:
        sql = (
            f"SELECT {self.number} FROM search_index WHERE {self._where} "
            f"ORDER BY {self.number} LIMIT {most}"
        )
        rows = self._snapshot.rows(sql, [self.narrowed(match), *self._values])
        return [row[0] for row in rows]


class _SQLite(_Index):
    """FTS5 and its bm25: names weigh 3, texts 1, other words 0.5."""

    number, match = "rowid", "search_index MATCH ?"
    signs = " OR ", " AND "

    def scores(self, words: Sequence[Word], _frequency: dict[str, int]) -> dict[int, float]:
        sql = (
            "SELECT rowid, bm25(search_index, 3.0, 1.0, 0.5, 0.0) AS score FROM search_index "
            f"WHERE {self._where} ORDER BY score, rowid LIMIT {CANDIDATES}"
        )
        # What stands there twice counts twice: a word as typed, and a number twice again.
        literal = [word._replace(synonyms=()) for word in words if word.ways]
        numbers = [word for word in literal if word.written.isdigit()]
        match = self.any([*words, *literal, *numbers, *numbers])
        if self._query.hints and match:
            match = f"({match}) OR (({match}) AND ({self.any(self._query.hints)}))"
        if required := " AND ".join(map(self.word, self._query.phrases)):
            match = f"({required}) AND ({required} OR {match})" if match else required
        return dict(self._snapshot.rows(sql, [self.narrowed(match), *self._values]))

    def phrase(self, way: Sequence[str]) -> str:
        return f'"{" ".join(way)}"'

    def narrowed(self, match: str) -> str:
        without = "".join(f" NOT {self.word(word)}" for word in self._query.excluded)
        scopes = " OR ".join(f'"{scope}"' for scope in self._scopes)
        within = f" AND scope : ({scopes})" if scopes else ""
        return f"{{title text keywords}} : (({match}){without}){within}"


class _PostgreSQL(_Index):
    """tsvector and ts_rank, each word weighed by how rare it is."""

    number, match = "number", "terms @@ ?::tsquery"
    signs = " | ", " & "

    def scores(self, words: Sequence[Word], frequency: dict[str, int]) -> dict[int, float]:
        entries = self.entries()
        weighed: list[Any] = []
        for word in (*words, *self._query.phrases, *self._query.hints):
            rare = log(1 + entries / (0.5 + min(_entries(word, frequency), entries)))
            literal = word._replace(synonyms=())
            # As on SQLite: a word as typed counts twice, and a number twice again.
            twice = 0 if word in self._query.hints else 3 if word.written.isdigit() else 1
            weighed += [rare, self.word(word)]
            if twice and word.ways:
                weighed += [twice * rare, self.word(literal)]
        one = "? * ts_rank('{0.1, 0.15, 0.3, 1.0}', terms, ?::tsquery, 1)"
        sql = (
            f"SELECT number, -({' + '.join([one] * (len(weighed) // 2))}) AS score "
            f"FROM search_index WHERE {self._where} ORDER BY score, number LIMIT {CANDIDATES}"
        )
        match = " & ".join(map(self.word, self._query.phrases)) or self.any(words)
        return dict(self._snapshot.rows(sql, [*weighed, self.narrowed(match), *self._values]))

    def phrase(self, way: Sequence[str]) -> str:
        return "<->".join(f"'{term}'" for term in way)

    def narrowed(self, match: str) -> str:
        without = "".join(f" & !{self.word(word)}" for word in self._query.excluded)
        scopes = " | ".join(f"'@{scope}'" for scope in self._scopes)
        return f"({match}){without}{f' & ({scopes})' if scopes else ''}"
