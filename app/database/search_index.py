"""The full-text index over `search_entry`: FTS5 of SQLite, tsvector of PostgreSQL.

Both hold the same terms, which `app.core.words` makes: title, text, and further words that an entry
is found by. `vocabulary` has every word with its term and the number of entries that have it.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from app.core.words import fold, initials, join_names, terms_of, written_words

if TYPE_CHECKING:
    from psycopg import Connection

_BATCH = 2_000

SHARED = "shared"
"""The scope of entries that belong to no single article."""

_SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(title, text, keywords, scope, "
    "content='', tokenize='unicode61 remove_diacritics 0')"
)
_POSTGRESQL = "CREATE TABLE search_index (number bigint PRIMARY KEY, terms tsvector NOT NULL)"
_ENTRIES = (
    "SELECT number, kind, article, title, text, keywords FROM search_entry "
    "WHERE number > {0} ORDER BY number LIMIT {1}"
)
_VOCABULARY = "INSERT INTO vocabulary (word, term, entries) VALUES ({0}, {0}, {0})"


class Indexed(NamedTuple):
    """An entry's terms."""

    number: int
    columns: list[list[str]]
    """Title, text and keywords."""
    scope: str


class Vocabulary:
    """The words of all entries, and how many entries have each term."""

    def __init__(self) -> None:
        self._terms: dict[str, str] = {}
        self._known: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._entries: Counter[str] = Counter()

    def index(self, number: int, kind: str, article: str | None, *texts: str) -> Indexed:
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
        return Indexed(number, columns, scope_of(article))

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


def index_search(connection: "sqlite3.Connection | Connection[Any]") -> None:
    """Make the index of all entries, and the vocabulary, in the caller's transaction."""
    vocabulary = Vocabulary()
    if isinstance(connection, sqlite3.Connection):
        _index_sqlite(connection, vocabulary)
        connection.executemany(_VOCABULARY.format("?"), vocabulary.rows())
    else:
        _index_postgresql(connection, vocabulary)
        with connection.cursor() as cursor:
            cursor.executemany(_VOCABULARY.format("%s"), vocabulary.rows())
            cursor.execute("ANALYZE search_index, search_entry, vocabulary")


def _index_sqlite(connection: sqlite3.Connection, vocabulary: Vocabulary) -> None:
    connection.execute(_SQLITE)
    sql = "INSERT INTO search_index (rowid, title, text, keywords, scope) VALUES (?, ?, ?, ?, ?)"
    last = 0
    while rows := connection.execute(_ENTRIES.format("?", "?"), (last, _BATCH)).fetchall():
        connection.executemany(
            sql,
            [
                (one.number, *map(" ".join, one.columns), one.scope)
                for one in (vocabulary.index(*row) for row in rows)
            ],
        )
        last = rows[-1][0]
    connection.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")


def _index_postgresql(connection: "Connection[Any]", vocabulary: Vocabulary) -> None:
    connection.execute(_POSTGRESQL)
    last = 0
    query = _ENTRIES.format("%s", "%s")
    while rows := connection.execute(query, (last, _BATCH)).fetchall():
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY search_index (number, terms) FROM STDIN") as copy,
        ):
            for row in rows:
                one = vocabulary.index(*row)
                copy.write_row((one.number, _tsvector(one)))
        last = rows[-1][0]
    connection.execute("CREATE INDEX ix_search_index_terms ON search_index USING gin (terms)")


_PLACES = 16_000
"""A tsvector has no greater place."""


def _tsvector(one: Indexed) -> str:
    """The terms with their places: titles weigh A, texts B, keywords C; the scope has no place."""
    parts = [f"'@{one.scope}'"]
    place = 0
    for weight, column in zip("ABC", one.columns, strict=True):
        for term in column:
            place += 1
            parts.append(f"'{term}':{min(place, _PLACES)}{weight}")
        # A phrase does not go on in the next column.
        place += 10
    return " ".join(parts)
