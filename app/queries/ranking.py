"""Which entries match a search, in the order in which the database ranks them."""

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

COMMON = 20_000
"""Words are left out if they and all rarer ones together are in more entries."""

_FIRST = 100
"""So many hits are ordered anew by whether their names are in the search."""

_SHORT = 2

_WEIGHTS = "3.0, 1.0, 0.5, 0.0"
"""A name counts for more than a sentence, and that for more than what is only associated."""

_WEIGHTS_POSTGRESQL = "'{0.1, 0.15, 0.3, 1.0}'"


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

    `ranges` narrows to numbers. The commonest words are left out if others suffice.
    """
    frequency = _frequency(snapshot, [*words, *query.phrases])
    chosen, left_out = _rare(words, frequency)
    expression = _SQLite if snapshot.dialect == "sqlite" else _PostgreSQL
    scopes = [SHARED, *map(scope_of, articles)] if articles else []
    index = expression(snapshot, query, scopes, ranges)
    scores = index.scores(chosen, frequency)
    every = set(scores)
    if len(words) > 1 or len(words) + len(query.phrases) > len(chosen):
        every = index.every(words)
    for number in every:
        scores.setdefault(number, 0.0)
    if articles:
        scores = _within(snapshot, scores, articles)
    numbers = sorted(scores, key=lambda n: (n not in every, scores[n], n))
    numbers[:_FIRST] = _named_first(snapshot, numbers[:_FIRST], every, words)
    complete = len(numbers) < CANDIDATES and not left_out
    return Ranked(numbers[:CANDIDATES], every, complete, [word.written for word in left_out])


def _named_first(
    snapshot: Snapshot, numbers: list[int], every: set[int], words: Sequence[Word]
) -> list[int]:
    """The same, with records whose whole name is in the search right after those with all words.

    A name of one or two words says too little of what is asked about it.
    """
    sql = f"SELECT number, title FROM search_entry WHERE number IN ({marks(tuple(numbers))})"
    terms = {one for word in words for way in word.ways for one in way}
    stop = lexicon().stop
    named = set()
    for number, title in snapshot.rows(sql, numbers) if numbers else ():
        name = [t for t in tokens(title.decode()) if fold(t.written) not in stop]
        if len(name) > _SHORT and all(terms.intersection(token.terms) for token in name):
            named.add(number)
    return sorted(numbers, key=lambda n: (n not in every, n not in named))


def _frequency(snapshot: Snapshot, words: Sequence[Word]) -> dict[str, int]:
    terms = tuple(sorted({one for word in words for one in word.terms}))
    sql = f"SELECT term, max(entries) FROM vocabulary WHERE term IN ({marks(terms)}) GROUP BY term"
    return {one.decode(): int(entries) for one, entries in snapshot.rows(sql, terms)}


def _rare(words: Sequence[Word], frequency: dict[str, int]) -> tuple[list[Word], list[Word]]:
    """The words to look for, and those that are too common beside them."""
    ordered = sorted(words, key=lambda word: _entries(word, frequency))
    chosen: list[Word] = []
    entries = 0
    for word in ordered:
        entries += _entries(word, frequency)
        if chosen and entries > COMMON:
            break
        chosen.append(word)
    return chosen, ordered[len(chosen) :]


def _entries(word: Word, frequency: dict[str, int]) -> int:
    ways = (*word.ways, *word.synonyms)
    return sum(min(frequency.get(one, 0) for one in way) for way in ways)


def _within(
    snapshot: Snapshot, scores: dict[int, float], articles: tuple[str, ...]
) -> dict[int, float]:
    """The same of entries of these articles, or of shared records that they name."""
    sql = (
        "SELECT e.number FROM search_entry AS e "
        f"WHERE e.number IN ({marks(tuple(scores))}) AND (e.article IN ({marks(articles)}) OR "
        "(e.article IS NULL AND EXISTS (SELECT 1 FROM link WHERE link.name = e.kind || '.article' "
        f"AND link.value IN ({marks(articles)}) AND link.position = e.id)))"
    )
    kept = {row[0] for row in snapshot.rows(sql, (*scores, *articles, *articles))}
    return {number: score for number, score in scores.items() if number in kept}


class _SQLite:
    """FTS5 and its bm25."""

    def __init__(
        self,
        snapshot: Snapshot,
        query: SearchQuery,
        scopes: Sequence[str],
        ranges: Sequence[tuple[int, int]],
    ) -> None:
        self._snapshot, self._query = snapshot, query
        self._scopes = f" AND scope : ({' OR '.join(map(self._quoted, scopes))})" if scopes else ""
        between = " OR ".join(["rowid BETWEEN ? AND ?"] * len(ranges))
        self._where = f"search_index MATCH ?{f' AND ({between})' if between else ''}"
        self._values = [number for pair in ranges for number in pair]

    def scores(self, words: Sequence[Word], _frequency: dict[str, int]) -> dict[int, float]:
        """The best entries with any of `words`, by number; less is better."""
        sql = (
            f"SELECT rowid, bm25(search_index, {_WEIGHTS}) AS score FROM search_index "
            f"WHERE {self._where} ORDER BY score, rowid LIMIT {CANDIDATES}"
        )
        # A word as typed counts twice, a number twice as much as another word.
        literal = [word for word in words if word.ways]
        numbers = [word for word in literal if word.written.isdigit()]
        weighed = [self._word(word) for word in words]
        weighed += [self._literal(word) for word in (*literal, *numbers, *numbers)]
        any_word = " OR ".join(weighed)
        if self._query.hints:
            hints = " OR ".join(map(self._word, self._query.hints))
            any_word = f"({any_word}) OR (({any_word}) AND ({hints}))"
        required = " AND ".join(map(self._word, self._query.phrases))
        wanted = f"({required}) AND ({required} OR {any_word})" if required and any_word else ""
        match = self._narrowed(wanted or required or any_word)
        return dict(self._snapshot.rows(sql, [match, *self._values]))

    def every(self, words: Sequence[Word]) -> set[int]:
        """Entries with all of `words`."""
        sql = f"SELECT rowid FROM search_index WHERE {self._where} LIMIT {CANDIDATES}"
        match = self._narrowed(" AND ".join(map(self._word, [*words, *self._query.phrases])))
        return {row[0] for row in self._snapshot.rows(sql, [match, *self._values])}

    def _narrowed(self, match: str) -> str:
        without = "".join(f" NOT {self._word(word)}" for word in self._query.excluded)
        # The scope is looked for in its column, and all else in the others.
        return f"{{title text keywords}} : (({match}){without}){self._scopes}"

    @classmethod
    def _word(cls, word: Word) -> str:
        ways = (*word.ways, *word.synonyms)
        return f"({' OR '.join(cls._quoted(' '.join(way)) for way in ways)})"

    @classmethod
    def _literal(cls, word: Word) -> str:
        return cls._word(word._replace(synonyms=()))

    @staticmethod
    def _quoted(terms: str) -> str:
        # Terms are letters and digits.
        return f'"{terms}"'


class _PostgreSQL:
    """tsvector and ts_rank, each word weighed by how rare it is."""

    def __init__(
        self,
        snapshot: Snapshot,
        query: SearchQuery,
        scopes: Sequence[str],
        ranges: Sequence[tuple[int, int]],
    ) -> None:
        self._snapshot, self._query = snapshot, query
        named = " | ".join(f"'@{scope}'" for scope in scopes)
        self._scopes = f" & ({named})" if scopes else ""
        between = " OR ".join(["number BETWEEN ? AND ?"] * len(ranges))
        self._where = f"terms @@ ?::tsquery{f' AND ({between})' if between else ''}"
        self._values = [number for pair in ranges for number in pair]

    def scores(self, words: Sequence[Word], frequency: dict[str, int]) -> dict[int, float]:
        """The best entries with any of `words`, by number; less is better."""
        every = self._snapshot.memo.get("entries") or self._entries()
        weighed: list[Any] = []
        for word in (*words, *self._query.phrases, *self._query.hints):
            entries = min(_entries(word, frequency), every)
            weight = max(log(1 + (every - entries + 0.5) / (entries + 0.5)), 0.01)
            weighed += [weight, self._word(word)]
            if word.synonyms and word.ways:
                weighed += [weight, self._word(word, literal=True)]
            elif word not in self._query.hints:
                weighed[-2] *= 4 if word.written.isdigit() else 2
        one = f"? * ts_rank({_WEIGHTS_POSTGRESQL}, terms, ?::tsquery, 1)"
        sql = (
            f"SELECT number, -({' + '.join([one] * (len(weighed) // 2))}) AS score "
            f"FROM search_index WHERE {self._where} ORDER BY score, number LIMIT {CANDIDATES}"
        )
        any_word = " | ".join(map(self._word, words))
        required = " & ".join(map(self._word, self._query.phrases))
        match = self._narrowed(required or any_word)
        return dict(self._snapshot.rows(sql, [*weighed, match, *self._values]))

    def every(self, words: Sequence[Word]) -> set[int]:
        """Entries with all of `words`."""
        sql = f"SELECT number FROM search_index WHERE {self._where} LIMIT {CANDIDATES}"
        match = self._narrowed(" & ".join(map(self._word, [*words, *self._query.phrases])))
        return {row[0] for row in self._snapshot.rows(sql, [match, *self._values])}

    def _entries(self) -> int:
        every = int(self._snapshot.rows("SELECT max(number) FROM search_entry")[0][0])
        self._snapshot.remember("entries", every)
        return every

    def _narrowed(self, match: str) -> str:
        without = "".join(f" & !{self._word(word)}" for word in self._query.excluded)
        return f"({match}){without}{self._scopes}"

    @staticmethod
    def _word(word: Word, *, literal: bool = False) -> str:
        every = word.ways if literal else (*word.ways, *word.synonyms)
        ways = ("<->".join(f"'{one}'" for one in way) for way in every)
        return f"({' | '.join(ways)})"
