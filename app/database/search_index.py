"""The full-text index over `search_entry`: FTS5 of SQLite, tsvector of PostgreSQL.

Both hold the same terms, which `app.core.words` makes: title, text, and further words that an entry
is found by. `vocabulary` has every word with its term and the number of entries that have it.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

import orjson

from app.core.words import fold, initials, join_names, lexicon, terms_of, written_words
from app.database.dataset import Tables

_BATCH = 2_000

SHARED = "shared"
"""The scope of entries that belong to no single article."""

_COLUMNS = ("number", "kind", "id", "article", "title", "text", "keywords", "name", "hit")
_MAKE = {
    "sqlite": "CREATE VIRTUAL TABLE search_index USING fts5(title, text, keywords, scope, "
    "content='', tokenize='unicode61 remove_diacritics 0')",
    "postgresql": "CREATE TABLE search_index (number bigint PRIMARY KEY, terms tsvector NOT NULL)",
}
_FINISH = {
    "sqlite": "INSERT INTO search_index (search_index) VALUES ('optimize')",
    "postgresql": "CREATE INDEX ix_search_index_terms ON search_index USING gin (terms)",
}


class Indexed(NamedTuple):
    """An entry's terms."""

    columns: list[list[str]]
    """Title, text and keywords."""
    scope: str


class Vocabulary:
    """The words of all entries, and how many entries have each term."""

    def __init__(self) -> None:
        self._terms: dict[str, str] = {}
        self._known: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._entries: Counter[str] = Counter()

    def index(self, kind: str, article: str | None, *texts: str) -> Indexed:
        """The terms of an entry, which are counted."""
        columns: list[list[str]] = []
        # People write `PLA` for the People’s Liberation Army.
        others = initials(texts[0]) if kind == "organisation" else []
        known = self._known
        for text in texts:
            terms: list[str] = []
            for written in written_words(text):
                own, more = known.get(written) or self._meet(written)
                terms += own
                others += more
            columns.append(join_names(terms, others))
        columns[-1] += others
        self._entries.update({*chain.from_iterable(columns)})
        return Indexed(columns, scope_of(article))

    def _meet(self, written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The terms of a word, which are kept."""
        found = self._known[written] = terms_of(written)
        if len(found[0]) == 1 and (folded := fold(written)):
            self._terms[folded] = found[0][0]
        return found

    def rows(self) -> Iterator[tuple[str, str, int]]:
        """Word, term and number of entries; a space begins a term that is no word."""
        named = {f" {term}": term for term in self._entries.keys() - self._terms.values()}
        for word, term in sorted((self._terms | named).items()):
            if term in self._entries:
                yield word, term, self._entries[term]


def scope_of(article: str | None) -> str:
    """The term that entries of one article have in common."""
    return article.replace("-", "") if article else SHARED


def index_search(tables: Tables) -> None:
    """Number the new entries, index them, and write the vocabulary."""
    dialect = tables.dialect
    tables.run(_MAKE[dialect])
    vocabulary, number = Vocabulary(), 0
    unweighed = {term for word in lexicon().stop for term in terms_of(word)[0]}
    for (kind,) in tables.run("SELECT kind FROM new_entry GROUP BY kind ORDER BY min(rank)"):
        rows = tables.stream(
            "SELECT e.id, e.article, e.title, e.text, e.keywords, t.document "
            f"FROM new_entry AS e JOIN {kind} AS t ON t.position = e.position "
            "WHERE e.kind = ? ORDER BY e.position",
            (kind,),
        )
        while some := list(islice(rows, _BATCH)):
            entries: list[tuple[Any, ...]] = []
            terms: list[tuple[Any, ...]] = []
            for id_, article, title, text, keywords, document in some:
                number += 1
                indexed = vocabulary.index(kind, article, title, text, keywords)
                name = " ".join(sorted({*indexed.columns[0]} - unweighed))
                hit = orjson.dumps(_hit(kind, orjson.loads(document), text)).decode()
                entry = (number, kind, id_, article, title, text, keywords, name, hit)
                entries.append(entry)
                terms.append((number, *_INDEXED[dialect](indexed)))
            tables.insert("search_entry", _COLUMNS, entries)
            tables.insert("search_index", _INDEX_COLUMNS[dialect], terms)
    tables.run(_FINISH[dialect])
    tables.insert("vocabulary", ("word", "term", "entries"), vocabulary.rows())


def _hit(kind: str, record: dict[str, Any], text: str) -> dict[str, Any]:
    """What a hit shows of a record; fields that do not apply to its kind are null."""
    statement, quotation, speaker = record.get("statement"), None, None
    if kind == "quote":
        quotation = record["display"]
        speaker = ", ".join(one["name"] for one in record["speakers"]) or record["attributed_to"]
    elif kind in {"event", "statistic"}:
        statement = record.get("summary") or record.get("description")
    elif kind == "person":
        statement = text or None
    series = record.get("statistic") or {}
    return {
        "kind": kind,
        "id": record["id"],
        "url": record.get("url") or series.get("url"),
        "name": record.get("name")
        or record.get("title")
        or (statement if record.get("form") == "fragment" else quotation)
        or series.get("name")
        or statement,
        "statement": statement,
        "quotation": quotation,
        "speaker": speaker,
        "display": record.get("display") if kind == "observation" else None,
        "unit": record.get("unit"),
        "period": record.get("period"),
        "status": record.get("status"),
        "voice": record.get("voice"),
        "asserted_by": record.get("asserted_by"),
        "certainty": record.get("certainty"),
        "basis": record.get("basis"),
        "inferred": record.get("inferred"),
        "article": record.get("article"),
    }


_PLACES = 16_000
"""The greatest place in a tsvector."""


def _texts(one: Indexed) -> tuple[str, ...]:
    return (*map(" ".join, one.columns), one.scope)


def _tsvector(one: Indexed) -> tuple[str]:
    """The terms with their places: titles weigh A, texts B, keywords C; the scope has no place."""
    parts = [f"'@{one.scope}'"]
    place = 0
    for weight, column in zip("ABC", one.columns, strict=True):
        for term in column:
            place += 1
            parts.append(f"'{term}':{min(place, _PLACES)}{weight}")
        # A phrase does not go on in the next column.
        place += 10
    return (" ".join(parts),)


_INDEXED = {"sqlite": _texts, "postgresql": _tsvector}
_INDEX_COLUMNS = {
    "sqlite": ("rowid", "title", "text", "keywords", "scope"),
    "postgresql": ("number", "terms"),
}
