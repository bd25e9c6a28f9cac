"""The full-text index over `search_entry`: FTS5 of SQLite, tsvector of PostgreSQL.

Both hold the same terms, which `app.core.words` makes: title, text, and further words that an entry
is found by. `vocabulary` has every word with its term and the number of entries that have it.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

import orjson

from app.core.rendering import Entry
from app.core.schema import sentence_of, title_of
from app.core.words import fold, initials, names_in, terms_of, written_words
from app.database.dataset import Tables

_LONGEST = 20_000
"""How many characters of each text are indexed: a tsvector holds 1 MiB, and a character of Chinese
needs 16 bytes."""

SHARED = "shared"
"""The scope of entries that belong to no single article."""

_SHOWN = "kind, id, article, title, text, keywords, hit"
_TERMS = {
    "sqlite": "title_terms, text_terms, keyword_terms, scope",
    "postgresql": "terms",
}
_INDEX = {
    "sqlite": (
        """CREATE VIRTUAL TABLE search_index USING fts5(title, text, keywords, scope,
        content='', tokenize='unicode61 remove_diacritics 0')""",
        f"""INSERT INTO search_index (rowid, title, text, keywords, scope)
        SELECT number, {_TERMS["sqlite"]} FROM numbered_entry""",
        "INSERT INTO search_index (search_index) VALUES ('optimize')",
    ),
    "postgresql": (
        "CREATE TABLE search_index (number integer PRIMARY KEY, terms tsvector NOT NULL)",
        "INSERT INTO search_index SELECT number, terms FROM numbered_entry",
        "CREATE INDEX ix_search_index_terms ON search_index USING gin (terms)",
    ),
}
"""How the index is made."""


class NewVocabulary:
    """The words of all entries, and how many entries have each term."""

    def __init__(self) -> None:
        self._terms: dict[str, str] = {}
        self._known: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._entries: Counter[str] = Counter()

    def index(self, kind: str, *texts: str) -> list[list[str]]:
        """The terms of an entry's title, text and keywords, which are counted."""
        columns: list[list[str]] = []
        # People write `PLA` for the People’s Liberation Army.
        others = initials(texts[0]) if kind == "organisation" else []
        known = self._known
        for text in texts:
            terms: list[str] = []
            for written in written_words(text[:_LONGEST]):
                own, more = known.get(written) or self._meet(written)
                terms += own
                others += more
            found = names_in(terms)
            for place, name, one in reversed(found):
                terms[place : place + len(name)] = [one]
            others += chain.from_iterable(name for _, name, _ in found)
            columns.append(terms)
        columns[-1] += others
        self._entries.update({*chain.from_iterable(columns)})
        return columns

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


class NewEntries:
    """The entries of a new dataset: added in any order, and numbered when all are there."""

    def __init__(self, tables: Tables, kinds: list[str]) -> None:
        """Make a table for them; entries are numbered in the order of `kinds`."""
        self._tables, self._vocabulary = tables, NewVocabulary()
        self._ranks = {kind: rank for rank, kind in enumerate(kinds)}
        self._added: list[Entry] = []
        self._columns = f"rank, position, {_SHOWN}, {_TERMS[tables.dialect]}".split(", ")
        types = {"rank": "integer", "terms": "tsvector"}
        typed = [f"{column} {types.get(column, tables.text)}" for column in self._columns]
        tables.run(tables.temporary.format(f"new_entry ({', '.join(typed)})"))
        tables.run(
            "CREATE TEMPORARY VIEW numbered_entry AS "
            "SELECT row_number() OVER (ORDER BY rank, position) AS number, * FROM new_entry"
        )

    def add(self, *entries: Entry) -> None:
        """Add some, which are kept until they are written."""
        self._added += entries

    def write(self) -> None:
        self._tables.insert("new_entry", self._columns, map(self._row, self._added))
        self._added.clear()

    def _row(self, entry: Entry) -> tuple[Any, ...]:
        kind, position, id_, article, title, text, keywords, document = entry
        columns = self._vocabulary.index(kind, title, text, keywords)
        terms = _TERMS_OF[self._tables.dialect](columns, scope_of(article))
        hit = orjson.dumps(_hit(kind, document, text)).decode()
        shown = (kind, id_, article, title, text, keywords, hit)
        return (self._ranks[kind], position, *shown, *terms)

    def index(self) -> None:
        """Number the entries by rank and position, index them, and write the vocabulary."""
        run = self._tables.run
        run(
            f"INSERT INTO search_entry (number, {_SHOWN}) "
            f"SELECT number, {_SHOWN} FROM numbered_entry"
        )
        for statement in _INDEX[self._tables.dialect]:
            run(statement)
        self._tables.insert("vocabulary", ("word", "term", "entries"), self._vocabulary.rows())


def _hit(kind: str, record: dict[str, Any], text: str) -> dict[str, Any]:
    """What a hit shows of a record; fields that do not apply to its kind are null."""
    statement, quotation, speaker = sentence_of(record), None, None
    basis, inferred, article = map(record.get, ("basis", "inferred", "article"))
    if kind == "quote":
        quotation = record["display"]
        speaker = ", ".join(one["name"] for one in record["speakers"]) or record["attributed_to"]
    elif kind == "person":
        # The sentence is about their offices.
        statement, offices = text or None, record["offices"]
        if offices:
            article = offices[0]["citations"][0]["article"]
        if parts := {office["inferred"] for office in offices} - {None}:
            basis, inferred = "inferred", parts.pop() if len(parts) == 1 else "content"
    series = record.get("statistic") or {}
    return {
        "kind": kind,
        "id": record["id"],
        "url": record.get("url") or series.get("url"),
        "name": series.get("name") or title_of(record),
        "statement": statement,
        "quotation": quotation,
        "speaker": speaker,
        "display": record.get("display") if kind == "observation" else None,
        "unit": record.get("unit"),
        "phrase": record.get("phrase"),
        "period": record.get("period"),
        "period_in_words": record.get("period_in_words"),
        "status": record.get("status"),
        "voice": record.get("voice"),
        "asserted_by": record.get("asserted_by"),
        "certainty": record.get("certainty"),
        "basis": basis,
        "inferred": inferred,
        "article": article,
    }


_PLACES = 16_000
"""The greatest place in a tsvector."""


def _texts(columns: list[list[str]], scope: str) -> tuple[str, ...]:
    return (*map(" ".join, columns), scope)


def _tsvector(columns: list[list[str]], scope: str) -> tuple[str]:
    """The terms with their places: titles weigh A, texts B, keywords C; the scope has no place."""
    parts = [f"'@{scope}'"]
    place = 0
    for weight, column in zip("ABC", columns, strict=True):
        for term in column:
            place += 1
            parts.append(f"'{term}':{min(place, _PLACES)}{weight}")
        # A phrase does not go on in the next column.
        place += 10
    return (" ".join(parts),)


_TERMS_OF = {"sqlite": _texts, "postgresql": _tsvector}
