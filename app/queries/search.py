"""Full-text search over every kind: any of the words, ranked by the database, best first.

A hit is stored as JSON; it gets a snippet, and whether it has all words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import orjson

from app.core.words import fold, lexicon, tokens
from app.database import Snapshot
from app.queries.ranking import COMMON, PostgresIndex, Range, Ranked, SqliteIndex, rank
from app.queries.search_query import SearchQuery, Word, parse
from app.queries.sql import LARGE, placeholders
from app.queries.suggestions import completions, nearest_word

MOST_WORDS = 24
"""How many words are searched for: the rarest ones."""

_CORRECTED = 10
"""How many unknown words of a search are corrected; there may be thousands."""

_LENGTH = 160
"""About how many characters a snippet has."""

_HTML = re.compile("[&<>\"']")
Places = list[tuple[int, int]]
"""Where words begin and end."""


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
    available: dict[str, int] = field(default_factory=dict)


def expensive_search(snapshot: Snapshot) -> bool:
    """Whether a search needs a worker thread."""
    return max((one.last for one in _ranges(snapshot).values()), default=0) > LARGE


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
    found = _Words(snapshot, query, text, prefix=prefix)
    ranges = _ranges(snapshot)
    ranked = Ranked([], set(), {}, complete=True, left_out=[])
    if found.words or query.phrases:
        index_of = SqliteIndex if snapshot.dialect == "sqlite" else PostgresIndex
        entries = max((one.last for one in ranges.values()), default=0)
        index = index_of(snapshot, query, found.entries, articles, entries)
        ranked = rank(index, found.words, ranges, kinds, after + limit)
    total = sum(ranked.kinds.get(kind, 0) for kind in kinds or ranges)
    page = ranked.numbers[after : after + limit]
    # A phrase may be nowhere although its words are known.
    nowhere = [] if any(ranked.kinds.values()) else query.phrases
    all_words = set() if found.not_found else ranked.every
    return Hits(
        items=hits_of(snapshot, page, found.terms, all_words),
        total=total,
        complete=ranked.complete,
        matched="none" if not total else "all" if all_words else "some",
        following=after + limit if total > after + limit else None,
        kinds={kind: count for kind, count in ranked.kinds.items() if count},
        searched=[word.written for word in (*query.phrases, *found.words)],
        ignored=query.ignored,
        left_out=[*found.left_out, *ranked.left_out],
        not_found=[*(word.written for word in nowhere), *found.not_found],
        did_you_mean=found.did_you_mean,
        available={} if total else {k: one.last - one.first + 1 for k, one in ranges.items()},
    )


class _Words:
    """The words of a query as the vocabulary has them; misspelt ones are replaced.

    `entries` says how many entries have each term of them.
    """

    def __init__(self, snapshot: Snapshot, query: SearchQuery, text: str, *, prefix: bool) -> None:
        self.words: list[Word] = []
        self.not_found: list[str] = []
        self.left_out: list[str] = []
        self.did_you_mean: str | None = None
        words = query.words
        if prefix and words and text[-1:].isalnum():
            last = words[-1]
            ways = [(one,) for one in completions(snapshot, last.written)]
            words = [*words[:-1], last._replace(ways=tuple(dict.fromkeys([*last.ways, *ways])))]
        self.entries = entries_of(snapshot, [*words, *query.phrases, *query.hints])
        for word in words:
            known = self._known(word.ways)
            synonyms = self._known(word.synonyms)
            country = lexicon().capitals.get(fold(word.written), "")
            # Alone, a capital means itself. With so common a country, both would be left out.
            if known and country and (len(words) == 1 or self.entries.get(country, 0) > COMMON):
                synonyms = ()
            if known or synonyms:
                self.words.append(Word(word.written, known, synonyms))
            if known:
                continue
            self.not_found.append(word.written)
            if synonyms or len(self.not_found) > _CORRECTED:
                continue
            if near := nearest_word(snapshot, word.written):
                corrected, term, entries = near
                self.did_you_mean = (self.did_you_mean or text).replace(word.written, corrected, 1)
                self.words.append(Word(corrected, ((term,),)))
                self.entries[term] = entries
        if len(self.words) > MOST_WORDS:
            rare = sorted(self.words, key=lambda w: sum(self.entries.get(t, 1) for t in w.terms))
            self.left_out = [word.written for word in rare[MOST_WORDS:]]
            self.words = rare[:MOST_WORDS]
        self.terms = {one for word in (*self.words, *query.phrases) for one in word.terms}

    def _known(self, ways: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(way for way in ways if all(one in self.entries for one in way))


def entries_of(snapshot: Snapshot, words: list[Word]) -> dict[str, int]:
    """How many entries have each term of some words; terms without entries are left out."""
    every = sorted({one for word in words for one in word.terms})
    sql = f"SELECT term, entries FROM vocabulary WHERE term IN ({placeholders(every)})"
    return {one.decode(): int(entries) for one, entries in snapshot.rows(sql, every)}


def _ranges(snapshot: Snapshot) -> dict[str, Range]:
    """The first and the last entry of each kind, in the order of kinds."""

    def read() -> dict[str, Range]:
        sql = (
            "SELECT kind, min(number), max(number), max(name) FROM search_entry "
            "GROUP BY kind ORDER BY 2"
        )
        return {
            kind.decode(): Range(first, last, named=bool(name))
            for kind, first, last, name in snapshot.rows(sql)
        }

    return snapshot.once("ranges", read)


def hits_of(
    snapshot: Snapshot, numbers: Sequence[int], terms: set[str], every: set[int]
) -> list[bytes]:
    """The hits with these numbers, in this order; those in `every` match all words."""
    if not numbers:
        return []
    sql = (
        "SELECT number, title, text, hit FROM search_entry "
        f"WHERE number IN ({placeholders(numbers)})"
    )
    rows = {
        number: (title.decode(), text.decode(), hit)
        for number, title, text, hit in snapshot.rows(sql, numbers)
    }
    marker = Marker(terms)
    return [
        b'%b,"matched":"%b","snippet":%b}'
        % (
            hit[:-1],
            b"all" if number in every else b"some",
            orjson.dumps(marker.snippet(title, text)),
        )
        for number in numbers
        for title, text, hit in [rows[number]]
    ]


class Marker:
    """Marks the words of texts that have one of some terms."""

    def __init__(self, terms: set[str]) -> None:
        self._terms = terms

    def snippet(self, title: str, text: str) -> str:
        """The part of `text` around its first match, as HTML with every match in `<mark>`.

        If nothing in it matches, that of `title`.
        """
        found = self._places(text)
        if not found and title and ((in_title := self._places(title)) or not text):
            text, found = title, in_title
        first = found[0][0] if found else 0
        at = 0 if first < _LENGTH // 2 else text.rfind(" ", 0, first - _LENGTH // 3) + 1
        stop = len(text)
        if stop - at > _LENGTH:
            space = text.rfind(" ", at, at + _LENGTH)
            stop = max(space if space > at else at + _LENGTH, found[0][1] if found else 0)
        plain = escape if _HTML.search(text) else str
        parts = ["… " if at else ""]
        for start, end in found:
            if end <= stop:
                parts += (plain(text[at:start]), f"<mark>{plain(text[start:end])}</mark>")
                at = end
        parts += (plain(text[at:stop]), " …" if stop < len(text) else "")
        return "".join(parts)

    def _places(self, text: str) -> Places:
        """Where the matches in a text are."""
        return [
            (token.start, token.end)
            for token in tokens(text)
            if not self._terms.isdisjoint((*token.terms, *token.others))
        ]
