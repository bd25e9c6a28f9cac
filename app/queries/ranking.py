"""Which entries match a search, in the order in which the database ranks them."""

from abc import ABC, abstractmethod
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log
from typing import Any, NamedTuple

from app.database import Snapshot
from app.database.search_index import SHARED, scope_of
from app.queries.search_query import SearchQuery, Word
from app.queries.sql import Statement, placeholders

COMMON, VERY_COMMON = 2_000, 20_000
"""A word is left out if it and all rarer ones together are in more entries than `COMMON`.

All entries with what must be found are ranked if there are no more than `VERY_COMMON`.
"""

_ENOUGH = 100
"""The rarest words that are in so many entries are looked for first."""

_CANDIDATES = 1_000
"""How many of the first entries are read if nothing rare must be found."""

_NAMED, _SHORT = 100, 2
"""How many hits are reordered by names in the search; only names with more words than that."""


class Range(NamedTuple):
    """The first and the last number of a kind's entries, and whether any of them has a name."""

    first: int
    last: int
    named: bool


_NOWHERE = Range(0, 0, named=False)


@dataclass(slots=True)
class Ranked:
    """Entries by number, best first, and how many there are of each kind.

    `every` are those with all words.
    """

    numbers: list[int]
    every: set[int]
    kinds: dict[str, int]
    complete: bool
    left_out: list[str]


def rank(
    index: "Index",
    words: Sequence[Word],
    ranges: Mapping[str, Range],
    kinds: Sequence[str],
    most: int,
) -> Ranked:
    """Rank the first `most` entries of some kinds that match any of `words` and all phrases.

    What has all words comes first. The commonest words are left out if others suffice. If none
    does, the first entries with the rarest one are taken.
    """
    phrases = index.query.phrases
    ordered = sorted(words, key=index.frequency)
    wanted = [ranges.get(kind, _NOWHERE) for kind in kinds]
    named = any(one.named for one in wanted or ranges.values())
    most = max(most, _NAMED) if named else most
    if min(map(index.frequency, phrases or ordered[:1])) > VERY_COMMON:
        return _common(index, ordered, ranges, wanted)
    chosen = _rarest(index, ordered, COMMON)
    left_out = [word.written for word in ordered[len(chosen) :]]
    all_words = index.every(words) if all(word.ways for word in words) else ""
    # Scoring takes most of the time: entries with rarer words come first, and often suffice.
    some, any_word = index.any(_rarest(index, chosen, _ENOUGH, over=True)), index.any(chosen)
    # To score by words that are left out takes longer than to find them.
    every = index.first(all_words, wanted) if all_words and left_out else []
    tiers = (some, any_word) if left_out else (all_words, some, any_word)
    found: dict[int, None] = {}
    for match in filter(None, dict.fromkeys(tiers)):
        if len(found) < most:
            scored = words if match == all_words else chosen
            found |= dict.fromkeys(index.best(match, scored, wanted, most))
            every = list(found) if match == all_words else every
    having = {*every}
    numbers = sorted(dict.fromkeys([*found, *every]), key=lambda n: n not in having)
    if named:
        numbers[:_NAMED] = _named_first(index, numbers[:_NAMED], having, words)
    return Ranked(numbers, having, index.count(any_word, ranges), not left_out, left_out)


def _rarest(
    index: "Index", ordered: Sequence[Word], most: int, *, over: bool = False
) -> Sequence[Word]:
    """The rarest words, as long as together they are in no more entries than `most`.

    With `over`, the word that passes `most` is one of them. There is always one.
    """
    entries = list(accumulate(map(index.frequency, ordered)))
    return ordered[: max(bisect(entries, most) + over, 1)]


def _common(
    index: "Index",
    ordered: Sequence[Word],
    ranges: Mapping[str, Range],
    wanted: Sequence[Range],
) -> Ranked:
    """The first entries with all words, then the first with a phrase or the rarest word.

    To rank all entries with a word that is in a fifth of them would take a second.
    """
    known = all(word.ways for word in ordered)
    every = index.first(index.every(ordered), wanted) if known else []
    found = list(dict.fromkeys([*every, *index.first(index.any(ordered[:1]), wanted)]))
    found[:_NAMED] = _named_first(index, found[:_NAMED], {*every}, ordered)
    counts = {
        kind: sum(first <= number <= last for number in found)
        for kind, (first, last, _) in ranges.items()
    }
    left_out = ordered if index.query.phrases else ordered[1:]
    return Ranked(found, {*every}, counts, complete=False, left_out=[w.written for w in left_out])


def _named_first(
    index: "Index", numbers: list[int], every: set[int], words: Sequence[Word]
) -> list[int]:
    """The same, with records of just this name first.

    Those whose whole name is in the search follow after those with all words; a name of one or
    two words says too little about the search.
    """
    terms = {one for word in words for way in word.ways for one in way}
    exact, named = set(), set()
    for number, name in index.names(numbers):
        parts = name.decode().split()
        if terms.issuperset(parts):
            if len(parts) == len(words):
                exact.add(number)
            if len(parts) > _SHORT:
                named.add(number)
    if not exact and not named:
        return numbers
    return sorted(numbers, key=lambda n: (n not in exact, n not in every, n not in named))


_WITHIN = """EXISTS (SELECT 1 FROM search_entry AS e WHERE e.number = search_index.{number}
AND (e.article IN ({among}) OR (e.article IS NULL AND EXISTS (SELECT 1 FROM link
WHERE link.name = e.kind || '.article' AND link.value IN ({among}) AND link.position = e.id))))"""
"""Entries of articles, and of shared records those that an article names."""


class Index(ABC):
    """The full-text index of a database, for one search within `articles`.

    `known` says how many entries have each term.
    """

    number: str
    match: str
    either: str
    both: str

    def __init__(
        self,
        snapshot: Snapshot,
        query: SearchQuery,
        known: Mapping[str, int],
        articles: Sequence[str],
        entries: int,
    ) -> None:
        self._snapshot, self.query, self._known = snapshot, query, known
        self._scopes = [SHARED, *map(scope_of, articles)] if articles else []
        self._articles, self.entries = tuple(articles), entries

    def frequency(self, word: Word) -> int:
        """About how many entries have a word or a synonym of it."""
        known = self._known
        ways = (*word.ways, *word.synonyms)
        return sum(min(known.get(one, 0) for one in way) for way in ways)

    def best(
        self, match: str, words: Sequence[Word], wanted: Sequence[Range], most: int
    ) -> list[int]:
        """The best entries that match, ranked by `words`."""
        match, score, weights = self._ranked(match, words)
        where, values = self._where(match, wanted)
        sql = (
            f"SELECT {self.number}, {score} AS score FROM search_index WHERE {where} "
            f"ORDER BY score, {self.number} LIMIT {most}"
        )
        return [row[0] for row in self._snapshot.rows(sql, [*weights, *values])]

    def first(self, match: str, wanted: Sequence[Range]) -> list[int]:
        """The first entries that match, by number."""
        where, values = self._where(match, wanted)
        sql = f"SELECT {self.number} FROM search_index WHERE {where} ORDER BY 1 LIMIT {_CANDIDATES}"
        return [row[0] for row in self._snapshot.rows(sql, values)]

    def count(self, match: str, ranges: Mapping[str, Range]) -> dict[str, int]:
        """How many entries of each kind match."""
        sums = ", ".join(
            f"count(CASE WHEN {self.number} BETWEEN {first} AND {last} THEN 1 END)"
            for first, last, _ in ranges.values()
        )
        where, values = self._where(match, ())
        (counts,) = self._snapshot.rows(f"SELECT {sums} FROM search_index WHERE {where}", values)
        return dict(zip(ranges, counts, strict=True))

    def names(self, numbers: Sequence[int]) -> list[tuple[int, bytes]]:
        """The names of entries that have one, as terms."""
        sql = (
            "SELECT number, name FROM search_entry "
            f"WHERE number IN ({placeholders(numbers)}) AND name <> ''"
        )
        return [(row[0], row[1]) for row in self._snapshot.rows(sql, numbers)] if numbers else []

    def _where(self, match: str, wanted: Sequence[Range]) -> Statement:
        """The condition of what matches, is not excluded, and is in ranges and articles."""
        conditions, values = [self.match], [self.narrowed(match)]
        if wanted:
            between = [f"{self.number} BETWEEN {first} AND {last}" for first, last, _ in wanted]
            conditions.append(f"({' OR '.join(between)})")
        if self._articles:
            among = placeholders(self._articles)
            conditions.append(_WITHIN.format(number=self.number, among=among))
            values += [*self._articles, *self._articles]
        return " AND ".join(conditions), values

    def any(self, words: Iterable[Word]) -> str:
        """What matches all phrases, or any of `words` if there is no phrase."""
        return self.every(()) if self.query.phrases else self.either.join(map(self.word, words))

    def every(self, words: Iterable[Word]) -> str:
        """What matches all of `words` as they were typed, and all phrases."""
        literal = [word._replace(synonyms=()) for word in words]
        return self.both.join(map(self.word, [*literal, *self.query.phrases]))

    def word(self, word: Word) -> str:
        """What matches a word in any way, or a synonym of it."""
        return f"({self.either.join(map(self.phrase, (*word.ways, *word.synonyms)))})"

    @abstractmethod
    def _ranked(self, match: str, words: Sequence[Word]) -> tuple[str, str, list[Any]]:
        """What matches, written so that `words` count; its score, and the score's values."""

    @abstractmethod
    def phrase(self, way: Sequence[str]) -> str:
        """What matches terms that follow one another; they are letters and digits."""

    @abstractmethod
    def narrowed(self, match: str) -> str:
        """The same without what is excluded, and within the scopes."""


class SqliteIndex(Index):
    """FTS5 and its bm25: names weigh 3, texts 1, other words 0.5."""

    number, match = "rowid", "search_index MATCH ?"
    either, both = " OR ", " AND "

    def _ranked(self, match: str, words: Sequence[Word]) -> tuple[str, str, list[Any]]:
        if match != self.every(words):
            # A word that is there twice counts twice: a word as typed, and a number twice again.
            synonyms = any(word.synonyms for word in words)
            literal = [w._replace(synonyms=()) for w in words if w.ways and synonyms]
            numbers = [word for word in words if word.written.isdigit()]
            counted = self.either.join(map(self.word, [*words, *literal, *numbers, *numbers]))
            free = match == self.any(words) and not self.query.phrases
            match = counted if free else f"({match}) AND ({match} OR {counted})"
        if self.query.hints:
            # Hints name kinds: “people” in a name is no answer to “who”.
            hints = f"keywords : ({self.either.join(map(self.word, self.query.hints))})"
            # What matches counts twice then, and so do hints.
            match = f"({match}) OR (({match}) AND ({hints} OR {hints}))"
        return match, "bm25(search_index, 3.0, 1.0, 0.5, 0.0)", []

    def phrase(self, way: Sequence[str]) -> str:
        return f'"{" ".join(way)}"'

    def narrowed(self, match: str) -> str:
        without = "".join(f" NOT {self.word(word)}" for word in self.query.excluded)
        scopes = " OR ".join(f'"{scope}"' for scope in self._scopes)
        within = f" AND scope : ({scopes})" if scopes else ""
        return f"{{title text keywords}} : (({match}){without}){within}"


class PostgresIndex(Index):
    """tsvector and ts_rank, each word weighed by how rare it is."""

    number, match = "number", "terms @@ ?::tsquery"
    either, both = " | ", " & "

    def _ranked(self, match: str, words: Sequence[Word]) -> tuple[str, str, list[Any]]:
        weighed: list[Any] = []
        for word in (*words, *self.query.phrases):
            weighed += [self._rare(word), self.word(word)]
            if word.ways:
                # As on SQLite: a word as typed counts twice, and a number twice again.
                times = 3 if word.written.isdigit() else 1
                weighed += [times * self._rare(word), self.word(word._replace(synonyms=()))]
        for hint in self.query.hints:
            weighed += [self._rare(hint), self.word(hint)]
        weights = ["0.1, 0.5, 0.8, 1.0"] * (len(weighed) // 2 - len(self.query.hints))
        weights += ["0, 0.5, 0, 0"] * len(self.query.hints)
        ranks = [f"? * ts_rank('{{{one}}}', terms, ?::tsquery, 1)" for one in weights]
        return match, f"-({' + '.join(ranks)})", weighed

    def _rare(self, word: Word) -> float:
        return log(1 + self.entries / (0.5 + min(self.frequency(word), self.entries)))

    def phrase(self, way: Sequence[str]) -> str:
        return "<->".join(f"'{term}'" for term in way)

    def narrowed(self, match: str) -> str:
        without = "".join(f" & !{self.word(word)}" for word in self.query.excluded)
        scopes = " | ".join(f"'@{scope}'" for scope in self._scopes)
        return f"({match}){without}{f' & ({scopes})' if scopes else ''}"
