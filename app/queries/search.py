"""Full-text search over every kind: any of the words, ranked by the database, best first.

A hit is stored as JSON; it gets a snippet, and whether it has all words.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

import orjson

from app.core.words import fold, lexicon, tokens
from app.database import Snapshot
from app.queries.ranking import PostgresIndex, SqliteIndex, rank
from app.queries.search_query import Way, Word, parse
from app.queries.sql import LARGE, placeholders
from app.queries.suggestions import completions, nearest_word

MOST_WORDS = 24
"""How many words are searched for: the rarest ones."""

_COMMON = 2_000
"""A synonym is left out if it is in more entries, and the word itself is in some."""

_CORRECTED = 10
"""How many unknown words of a search are corrected; there may be thousands."""

_LENGTH = 160
"""About how many characters a snippet has."""

_READ = 1_000
"""How many characters of a text are read for a snippet; the places of their words are cached."""


@dataclass(slots=True)
class Hits:
    """A page of hits, and how the words were read.

    `items` are hits as JSON. `matched` says whether a hit has all words, only some, or there is
    none. `total` is a lower bound unless `complete`; `following` is where the next page begins.
    `kinds` counts hits of all kinds, ignoring the filter. `searched` are the words searched for,
    `ignored` those without weight, `left_out` those too common to search for next to rarer ones,
    `not_found` those that no record has. `did_you_mean` is the text with these corrected; the
    corrected words were looked for. `available` counts the records of each kind if nothing was
    found.
    """

    items: list[bytes]
    total: int
    complete: bool
    matched: str
    following: int | None
    kinds: dict[str, int]
    searched: list[str]
    ignored: list[str]
    left_out: list[str]
    not_found: list[str]
    did_you_mean: str | None
    available: dict[str, int]


def expensive_search(snapshot: Snapshot) -> bool:
    """Whether a search needs a worker thread."""
    return sum(map(len, _ranges(snapshot).values())) > LARGE


def search(
    snapshot: Snapshot,
    text: str,
    kinds: tuple[str, ...] = (),
    articles: tuple[str, ...] = (),
    *,
    prefix: bool = False,
    limit: int = 20,
    after: int = 0,
) -> Hits:
    """Find records by the words of `text`; raises `Malformed` if it has no words to search for.

    `kinds` and `articles` narrow the hits. With `prefix` the last word may be unfinished. A page
    has `limit` hits, from the one numbered `after` on.
    """
    query = parse(text, prefix=prefix)
    words = query.words
    if prefix and words and text[-1:].isalnum():
        words = [*words[:-1], _unfinished(snapshot, words[-1])]
    entries = _entries(snapshot, [*words, *query.phrases, *query.hints])
    read = _Reading(text, entries)
    for word in words:
        read.add(snapshot, word, alone=len(words) == 1)
    searched, left_out = read.rarest()
    ranges = _ranges(snapshot)
    index_of = SqliteIndex if snapshot.dialect == "sqlite" else PostgresIndex
    index = index_of(snapshot, query, entries, ranges, kinds, articles)
    ranked = rank(index, searched, after + limit)
    total = sum(ranked.kinds.get(kind, 0) for kind in kinds or ranges)
    # A phrase may occur nowhere although its words do.
    nowhere = [] if any(ranked.kinds.values()) else query.phrases
    all_words = set() if read.not_found else ranked.every
    terms = {one for word in (*searched, *query.phrases) for one in word.terms}
    return Hits(
        items=_hits(snapshot, ranked.numbers[after : after + limit], terms, all_words),
        total=total,
        complete=ranked.complete,
        matched="none" if not total else "all" if all_words else "some",
        following=after + limit if total > after + limit else None,
        kinds={kind: count for kind, count in ranked.kinds.items() if count},
        searched=_written(query.phrases, searched),
        ignored=query.ignored,
        left_out=_written(left_out, ranked.left_out),
        not_found=[*_written(nowhere), *read.not_found],
        did_you_mean=read.did_you_mean,
        available={} if total else {kind: len(one) for kind, one in ranges.items()},
    )


def _written(*words: Iterable[Word]) -> list[str]:
    return [word.written for some in words for word in some]


@dataclass(slots=True)
class _Reading:
    """The words of a search as the vocabulary has them; misspelt ones are replaced.

    `entries` says how many entries have each term; it gets those of corrected words.
    """

    text: str
    entries: dict[str, int]
    words: list[Word] = field(default_factory=list)
    not_found: list[str] = field(default_factory=list)
    did_you_mean: str | None = None

    def add(self, snapshot: Snapshot, word: Word, *, alone: bool) -> None:
        """Add a known word, or its correction; a capital `alone` does not stand for its country."""
        ways = tuple(filter(self._known, word.ways))
        synonyms = tuple(filter(self._known, word.synonyms))
        if ways:
            synonyms = tuple(one for one in synonyms if self.entries[one[0]] <= _COMMON)
            if alone and fold(word.written) in lexicon().capitals:
                synonyms = ()
        if ways or synonyms:
            self.words.append(Word(word.written, ways, synonyms))
        if not ways:
            self.not_found.append(word.written)
        if ways or synonyms or len(self.not_found) > _CORRECTED:
            return
        if near := nearest_word(snapshot, word.written):
            corrected, term, self.entries[term] = near
            self.did_you_mean = (self.did_you_mean or self.text).replace(word.written, corrected, 1)
            self.words.append(Word(corrected, ((term,),)))

    def _known(self, way: Way) -> bool:
        return self.entries.keys() >= {*way}

    def rarest(self) -> tuple[list[Word], list[Word]]:
        """The rarest words, to search for, and those beyond the limit."""
        if len(self.words) <= MOST_WORDS:
            return self.words, []
        entries = self.entries
        rare = sorted(self.words, key=lambda word: sum(entries.get(one, 1) for one in word.terms))
        return rare[:MOST_WORDS], rare[MOST_WORDS:]


def _unfinished(snapshot: Snapshot, word: Word) -> Word:
    """A word, or any that begins so."""
    ways = [(one,) for one in completions(snapshot, word.written)]
    return word._replace(ways=tuple(dict.fromkeys([*word.ways, *ways])))


def _entries(snapshot: Snapshot, words: Sequence[Word]) -> dict[str, int]:
    """How many entries have each term of some words; terms without entries are left out."""
    every = sorted({one for word in words for one in word.terms})
    sql = f"SELECT term, entries FROM vocabulary WHERE term IN ({placeholders(every)})"
    return {one.decode(): int(entries) for one, entries in snapshot.rows(sql, every)}


def _ranges(snapshot: Snapshot) -> dict[str, range]:
    """The numbers of each kind's entries, in the order of kinds."""

    def read() -> dict[str, range]:
        sql = "SELECT kind, min(number), max(number) FROM search_entry GROUP BY kind ORDER BY 2"
        return {kind.decode(): range(first, last + 1) for kind, first, last in snapshot.rows(sql)}

    return snapshot.once("ranges", read)


def _hits(
    snapshot: Snapshot, numbers: Sequence[int], terms: set[str], every: Container[int]
) -> list[bytes]:
    """The hits with these numbers, in this order; those in `every` match all words."""
    if not numbers:
        return []
    sql = (
        "SELECT number, title, text, hit FROM search_entry "
        f"WHERE number IN ({placeholders(numbers)})"
    )
    rows = {row[0]: row for row in snapshot.rows(sql, numbers)}
    return [
        b'%b,"matched":"%b","snippet":%b}'
        % (
            hit[:-1],
            b"all" if number in every else b"some",
            orjson.dumps(snippet(terms, title.decode(), text.decode())),
        )
        for number, title, text, hit in map(rows.__getitem__, numbers)
    ]


def snippet(terms: Iterable[str], title: str, text: str) -> str:
    """The part of `text` around the first of `terms`, as HTML with every match in `<mark>`.

    If nothing in it matches, that of `title`.
    """
    found = _found(terms, text)
    if not found and title and ((in_title := _found(terms, title)) or not text):
        text, found = title, in_title
    first = found[0][0] if found else 0
    at = 0 if first < _LENGTH // 2 else text.rfind(" ", 0, first - _LENGTH // 3) + 1
    stop = len(text)
    if stop - at > _LENGTH:
        space = text.rfind(" ", at, at + _LENGTH)
        stop = max(space if space > at else at + _LENGTH, found[0][1] if found else 0)
    parts = ["… " if at else ""]
    for start, end in found:
        if end <= stop:
            parts += (escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>")
            at = end
    parts += (escape(text[at:stop]), " …" if stop < len(text) else "")
    return "".join(parts)


def _found(terms: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where words at the beginning of a text with one of `terms` begin and end."""
    known = _places(text[:_READ])
    return sorted({place for one in terms if one in known for place in known[one]})


@lru_cache(maxsize=750)
def _places(text: str) -> Mapping[str, Sequence[tuple[int, int]]]:
    """Where the words of a text begin and end, by term."""
    found = defaultdict(list)
    for token in tokens(text):
        for one in (*token.terms, *token.others):
            found[one].append((token.start, token.end))
    return dict(found)
