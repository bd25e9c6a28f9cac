"""Which entries match a search, in the order in which the database ranks them."""

from abc import ABC, abstractmethod
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import log
from typing import Any

from app.database import Snapshot
from app.database.search_index import SHARED, scope_of
from app.queries.search_query import SearchQuery, Word
from app.queries.sql import Statement, placeholders

_UNRANKED = 1_000
"""How many of the first entries are taken if there are too many to rank."""

_MOST_RANKED = 20_000
"""Entries are ranked only if at most so many contain what must be found."""

_FEW = 2_000
"""A word is left out if it and all rarer ones together are in more entries."""

_ENOUGH = 100
"""The rarest words that are in so many entries are looked for first."""


@dataclass(slots=True)
class Ranked:
    """Entries by number, best first, and how many there are of each kind.

    `every` are those with all words; `left_out` the words that were not searched for.
    """

    numbers: list[int] = field(default_factory=list)
    every: set[int] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)
    complete: bool = True
    left_out: list[Word] = field(default_factory=list)


def rank(index: "Index", words: Sequence[Word], most: int) -> Ranked:
    """Rank the first `most` entries that match any of `words` and all phrases.

    What has all words comes first.
    """
    ordered = sorted(words, key=index.frequency)
    must = index.query.phrases or ordered[:1]
    if not must:
        return Ranked()
    if min(map(index.frequency, must)) > _MOST_RANKED:
        return _first(index, ordered)
    return _best(index, ordered, most)


def _best(index: "Index", ordered: Sequence[Word], most: int) -> Ranked:
    """The best entries; the commonest words are left out if rarer ones suffice."""
    chosen = _rarest(index, ordered, _FEW)
    left_out = list(ordered[len(chosen) :])
    some, every = index.any(chosen), index.every(ordered)
    having: list[int] = []
    if every:
        # Scoring by the left-out words would take longer than only requiring them.
        match, also = (some, every) if left_out else (every, "")
        having = index.best(match, chosen, most, also)
    numbers = dict.fromkeys(having)
    # Scoring takes most of the time: entries with rarer words come first, and often suffice.
    rarer = _rarest(index, chosen, _ENOUGH, over=True)
    # Of two words, the remaining entries have only one: the commoner word needs no score.
    scored = chosen if ordered[2:] or not every else rarer
    for match in dict.fromkeys((index.any(rarer), some)):
        if len(numbers) < most and match != every:
            numbers |= dict.fromkeys(index.best(match, scored, most))
    return Ranked([*numbers], {*having}, index.count(some), not left_out, left_out)


def _rarest(
    index: "Index", ordered: Sequence[Word], most: int, *, over: bool = False
) -> Sequence[Word]:
    """The rarest words, as long as together they are in no more entries than `most`.

    With `over`, the word that passes `most` is one of them. There is always one.
    """
    entries = list(accumulate(map(index.frequency, ordered)))
    return ordered[: max(bisect(entries, most) + over, 1)]


def _first(index: "Index", ordered: Sequence[Word]) -> Ranked:
    """The first entries with all words, then the first with the phrases or the rarest word.

    To rank all of them would take a second.
    """
    rarest = 0 if index.query.phrases else 1
    having = index.first(index.every(ordered))
    numbers = dict.fromkeys([*having, *index.first(index.any(ordered[:rarest]))])
    kinds = {kind: sum(number in one for number in numbers) for kind, one in index.ranges.items()}
    return Ranked([*numbers], {*having}, kinds, complete=False, left_out=list(ordered[rarest:]))


_WITHIN = """EXISTS (SELECT 1 FROM search_entry AS e WHERE e.number = search_index.{number}
AND (e.article IN ({among}) OR (e.article IS NULL AND EXISTS (SELECT 1 FROM link
WHERE link.name = e.kind || '.article' AND link.value IN ({among}) AND link.position = e.id))))"""
"""Entries of articles, and of shared records those that an article names."""


class Index(ABC):
    """The full-text index of a database, for one search within some kinds and articles.

    `known` says how many entries have each term.
    """

    number: str
    match: str
    also: str
    either: str
    both: str

    def __init__(
        self,
        snapshot: Snapshot,
        query: SearchQuery,
        known: Mapping[str, int],
        ranges: Mapping[str, range],
        kinds: Sequence[str],
        articles: Sequence[str],
    ) -> None:
        self._snapshot, self.query, self._known = snapshot, query, known
        self._scopes = [SHARED, *map(scope_of, articles)] if articles else []
        self._articles, self.ranges = tuple(articles), ranges
        self.wanted = [one for kind, one in ranges.items() if not kinds or kind in kinds]

    def frequency(self, word: Word) -> int:
        """About how many entries have a word or a synonym of it."""
        known = self._known
        ways = (*word.ways, *word.synonyms)
        return sum(min(known.get(one, 0) for one in way) for way in ways)

    def best(self, match: str, words: Sequence[Word], most: int, also: str = "") -> list[int]:
        """The best entries that match, and match `also` if it is given, ranked by `words`."""
        match, score, weights = self._ranked(match, words)
        where, values = self._where(match, also)
        sql = (
            f"SELECT {self.number}, {score} AS score FROM search_index WHERE {where} "
            f"ORDER BY score, {self.number} LIMIT {most}"
        )
        return [row[0] for row in self._snapshot.rows(sql, [*weights, *values])]

    def first(self, match: str) -> list[int]:
        """The first entries that match, by number."""
        where, values = self._where(match)
        sql = f"SELECT {self.number} FROM search_index WHERE {where} ORDER BY 1 LIMIT {_UNRANKED}"
        return [row[0] for row in self._snapshot.rows(sql, values)] if match else []

    def count(self, match: str) -> dict[str, int]:
        """How many entries of each kind match, also of kinds that are not wanted."""
        sums = ", ".join(
            f"count(CASE WHEN {self._in(one)} THEN 1 END)" for one in self.ranges.values()
        )
        where, values = self._where(match, every_kind=True)
        (counts,) = self._snapshot.rows(f"SELECT {sums} FROM search_index WHERE {where}", values)
        return dict(zip(self.ranges, counts, strict=True))

    def _where(self, match: str, also: str = "", *, every_kind: bool = False) -> Statement:
        """The condition of what matches, is not excluded, and is of the kinds and articles."""
        conditions, values = [self.match], [self.narrowed(match)]
        if also:
            conditions.append(self.also)
            values.append(self.narrowed(also))
        if len(self.wanted) < len(self.ranges) and not every_kind:
            conditions.append(f"({' OR '.join(map(self._in, self.wanted)) or '1 = 0'})")
        if self._articles:
            among = placeholders(self._articles)
            conditions.append(_WITHIN.format(number=self.number, among=among))
            values += [*self._articles, *self._articles]
        return " AND ".join(conditions), values

    def _in(self, numbers: range) -> str:
        return f"{self.number} BETWEEN {numbers.start} AND {numbers.stop - 1}"

    def any(self, words: Iterable[Word]) -> str:
        """What matches all phrases, or any of `words` if there is no phrase."""
        return self.every(()) if self.query.phrases else self.either.join(map(self.word, words))

    def every(self, words: Iterable[Word]) -> str:
        """What matches all of `words` as they were typed, and all phrases; empty for no record."""
        literal = [word._replace(synonyms=()) for word in words]
        if not all(word.ways for word in literal):
            return ""
        return self.both.join(map(self.word, [*literal, *self.query.phrases]))

    def word(self, word: Word) -> str:
        """What matches a word in any way, or a synonym of it."""
        return f"({self.either.join(map(self.phrase, (*word.ways, *word.synonyms)))})"

    @abstractmethod
    def _ranked(self, match: str, words: Sequence[Word]) -> tuple[str, str, list[Any]]:
        """The match, in which `words` count; the SQL of its score, and the values in that."""

    @abstractmethod
    def phrase(self, way: Sequence[str]) -> str:
        """What matches terms that follow one another; they are letters and digits."""

    @abstractmethod
    def narrowed(self, match: str) -> str:
        """`match` without what is excluded, and within the scopes."""


class SqliteIndex(Index):
    """FTS5 and its bm25: names weigh 3, texts 1, other words 0.2."""

    number, match = "rowid", "search_index MATCH ?"
    also = "+rowid IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)"
    either, both = " OR ", " AND "

    def _ranked(self, match: str, words: Sequence[Word]) -> tuple[str, str, list[Any]]:
        counted = [one for one in map(self.word, words) if one not in match]
        # Hints name kinds, so they count only as keywords.
        counted += [f"keywords : {self.word(hint)}" for hint in self.query.hints]
        if counted:
            match = f"({match}) AND ({self.either.join([match, *counted])})"
        return match, "bm25(search_index, 3.0, 1.0, 0.2, 0.0)", []

    def phrase(self, way: Sequence[str]) -> str:
        return f'"{" ".join(way)}"'

    def narrowed(self, match: str) -> str:
        without = "".join(f" NOT {self.word(word)}" for word in self.query.excluded)
        scopes = " OR ".join(f'"{scope}"' for scope in self._scopes)
        within = f" AND scope : ({scopes})" if scopes else ""
        return f"{{title text keywords}} : (({match}){without}){within}"


class PostgresIndex(Index):
    """tsvector and ts_rank, each word weighed by how rare it is.

    Names weigh 1, texts 0.85, other words 0.2.
    """

    number, match = "number", "terms @@ ?::tsquery"
    also = match
    either, both = " | ", " & "

    def _ranked(self, match: str, words: Sequence[Word]) -> tuple[str, str, list[Any]]:
        ranks, values = [], []
        for word in (*words, *self.query.phrases):
            ranks.append("? * ts_rank('{0.1, 0.2, 0.85, 1.0}', terms, ?::tsquery, 1)")
            values += [self._rare(word), self.word(word)]
        for hint in self.query.hints:
            ranks.append("? * ts_rank('{0, 1, 0, 0}', terms, ?::tsquery, 1)")
            values += [self._rare(hint), self.word(hint)]
        if whole := self.every(words):
            # What has all of them in its name comes first.
            ranks.append("ts_rank('{0, 0, 0, 1}', terms, ?::tsquery)")
            values.append(whole)
        return match, f"-({' + '.join(ranks)})", values

    def _rare(self, word: Word) -> float:
        entries = max((one.stop for one in self.ranges.values()), default=0)
        return log(1 + entries / (0.5 + min(self.frequency(word), entries)))

    def phrase(self, way: Sequence[str]) -> str:
        return "<->".join(f"'{term}'" for term in way)

    def narrowed(self, match: str) -> str:
        without = "".join(f" & !{self.word(word)}" for word in self.query.excluded)
        scopes = " | ".join(f"'@{scope}'" for scope in self._scopes)
        return f"({match}){without}{f' & ({scopes})' if scopes else ''}"
