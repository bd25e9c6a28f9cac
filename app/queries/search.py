"""Full-text search over every kind: any of the words, ranked by the database, best first."""

from bisect import bisect
from collections import Counter
from dataclasses import dataclass, field

from app.database import Snapshot
from app.queries.hits import Hit, hits_of
from app.queries.question import LARGE
from app.queries.ranking import Ranked, rank
from app.queries.search_query import SearchQuery, Word, parse
from app.queries.spelling import completions, nearest_word
from app.queries.sql import marks

MOST_WORDS = 24
"""So many words are looked for: the rarest."""


@dataclass(slots=True)
class Hits:
    """What a search found, a page of it, and what was made of its words.

    `matched` says whether a hit has all words, only some, or there is none. `total` is a floor if
    it is not `complete`; `following` is where the next page begins. `kinds` counts hits by kind,
    whatever kinds were asked for. `searched` are the words looked for, `ignored` those without
    weight, `left_out` those too common to look for beside rarer ones, `not_found` those that no
    record has. `did_you_mean` is the text with these corrected; the corrected words were looked
    for. `available` counts the records of each kind if nothing was found.
    """

    items: list[Hit]
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
    """Whether a search belongs in a worker thread."""
    return max((last for _, last in _numbers(snapshot).values()), default=0) > LARGE


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
    """Find records by the words of `text`; raises `Malformed` if it has none to look for.

    `kinds` and `articles` narrow the hits. With `prefix` the last word may be unfinished. A page
    has `limit` hits, from the one numbered `after` on.
    """
    query = parse(text)
    found = _Words(snapshot, query, text, prefix=prefix)
    ranked = Ranked([], set(), complete=True, left_out=[])
    if found.words or query.phrases:
        ranked = rank(snapshot, found.words, query, articles)
    ranges = _numbers(snapshot)
    starts = sorted((first, kind) for kind, (first, _) in ranges.items())
    kind_of = {n: starts[bisect(starts, (n, "~")) - 1][1] for n in ranked.numbers}
    counts = Counter(kind_of.values())
    if kinds and not ranked.complete:
        wanted = [ranges[kind] for kind in kinds if kind in ranges]
        ranked = rank(snapshot, found.words, query, articles, wanted)
    numbers = [n for n in ranked.numbers if not kinds or kind_of.get(n, kinds[0]) in kinds]
    every = not found.not_found
    page = numbers[after : after + limit]
    terms = {one for word in (*found.words, *query.phrases) for one in word.terms}
    all_words = ranked.every if every else set()
    return Hits(
        items=hits_of(snapshot, page, terms, all_words),
        total=len(numbers),
        complete=ranked.complete,
        matched="none" if not numbers else "all" if all_words.intersection(numbers) else "some",
        following=after + limit if len(numbers) > after + limit else None,
        kinds={kind: counts[kind] for _, kind in starts if counts[kind]},
        searched=[word.written for word in (*query.phrases, *found.words)],
        ignored=query.ignored,
        left_out=[*found.left_out, *ranked.left_out],
        not_found=found.not_found,
        did_you_mean=found.did_you_mean,
        available={} if numbers else {k: last - first + 1 for k, (first, last) in ranges.items()},
    )


class _Words:
    """The words of a query as the vocabulary has them; misspelt ones are replaced."""

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
        entries = entries_of(snapshot, {one for word in words for one in word.terms})
        for word in words:
            known = tuple(way for way in word.ways if all(one in entries for one in way))
            synonyms = tuple(way for way in word.synonyms if all(one in entries for one in way))
            if known or synonyms:
                self.words.append(Word(word.written, known, synonyms))
            if known:
                continue
            self.not_found.append(word.written)
            if not synonyms and (near := nearest_word(snapshot, word.written)):
                self.did_you_mean = (self.did_you_mean or text).replace(word.written, near[0], 1)
                self.words.append(Word(near[0], ((near[1],),)))
        if len(self.words) > MOST_WORDS:
            rare = sorted(self.words, key=lambda w: sum(entries.get(t, 1) for t in w.terms))
            self.left_out = [word.written for word in rare[MOST_WORDS:]]
            self.words = rare[:MOST_WORDS]


def entries_of(snapshot: Snapshot, terms: set[str]) -> dict[str, int]:
    """How many entries have each of these terms; those that none has are left out."""
    found: dict[str, int] = {}
    every = sorted(terms)
    for at in range(0, len(every), 500):
        some = every[at : at + 500]
        sql = f"SELECT term, entries FROM vocabulary WHERE term IN ({marks(tuple(some))})"
        found |= {one.decode(): int(entries) for one, entries in snapshot.rows(sql, some)}
    return found


def _numbers(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """The first and the last entry of each kind, in the order of kinds."""
    known: dict[str, tuple[int, int]] | None = snapshot.memo.get("numbers")
    if known is None:
        sql = "SELECT kind, min(number), max(number) FROM search_entry GROUP BY kind ORDER BY 2"
        known = {kind.decode(): (first, last) for kind, first, last in snapshot.rows(sql)}
        snapshot.remember("numbers", known)
    return known
