"""The description of a dataset, and its tables on one connection of SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

_FETCHED = 1000


@dataclass(frozen=True, slots=True)
class Dataset:
    """Describes a complete dataset."""

    version: str
    fingerprint: str
    articles: int
    facts: int
    citations: int
    seeded: str


class Tables:
    """The tables of a dataset, on one connection: here of a SQLite file."""

    dialect = "sqlite"
    text = "text"
    """The type of text that compares by code point."""

    temporary = "CREATE TEMPORARY TABLE {}"
    """Makes a table that is gone when the dataset is complete."""

    def __init__(self, connection: "sqlite3.Connection | psycopg.Connection[Any]") -> None:
        self.connection: Any = connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any; question marks in it are placeholders for values."""
        return list(self.connection.execute(sql, values))

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The same rows, a few at a time."""
        yield from self.connection.execute(sql, values)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
        marks = ", ".join("?" * len(columns))
        into = f"INSERT INTO {table} ({_quoted(columns)}) VALUES ({marks})"
        self.connection.executemany(into, rows)

    def in_order(self, table: str, *columns: str) -> Iterator[Any]:
        """These columns of all records of a table, in the default order, a few at a time.

        As text: SQLite stores values of any type in any column.
        """
        texts = ", ".join(f"CAST({column} AS text)" for column in columns)
        return self.stream(f"SELECT {texts} FROM {table} ORDER BY position")

    def count(self, table: str) -> int:
        return int(self.run(f"SELECT count(*) FROM {table}")[0][0])

    def dataset(self) -> Dataset | None:
        """What the tables hold, if it is complete."""
        columns = ", ".join(Dataset.__dataclass_fields__)
        found = self.run(f"SELECT {columns} FROM dataset WHERE complete")
        return Dataset(*found[0]) if found else None


class PostgresTables(Tables):
    """The tables of a PostgreSQL schema, within one transaction."""

    dialect = "postgresql"
    text = 'text COLLATE "C"'
    # A pooler lends the session to others after the transaction.
    temporary = "CREATE TEMPORARY TABLE {} ON COMMIT DROP"

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        found = self.connection.execute(sql.replace("?", "%s"), values or None)
        return found.fetchall() if found.description else []

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        with self.connection.cursor("stream") as cursor:
            cursor.itersize = _FETCHED
            yield from cursor.execute(sql.replace("?", "%s"), values or None)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
        into = f"COPY {table} ({_quoted(columns)}) FROM STDIN"
        with self.connection.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
