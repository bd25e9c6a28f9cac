"""The description of a dataset, and its tables on one connection of SQLite or PostgreSQL."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

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


class Tables(ABC):
    """The tables of a dataset, on one connection."""

    dialect: ClassVar[str]
    text: ClassVar[str]
    """The type of text that compares by code point."""

    @abstractmethod
    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any; question marks in it are placeholders for values."""

    @abstractmethod
    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The same rows, a few at a time."""

    @abstractmethod
    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
        """Add rows."""

    def in_order(self, table: str, *columns: str) -> Iterator[Any]:
        """These columns of all records of a table, in the default order, a few at a time."""
        return self.stream(f"SELECT {', '.join(columns)} FROM {table} ORDER BY position")

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.run(f"SELECT count(*) FROM {table}")[0][0])

    def dataset(self) -> Dataset | None:
        """What the tables hold, if it is complete."""
        columns = "version, fingerprint, articles, facts, citations, seeded"
        found = self.run(f"SELECT {columns} FROM dataset WHERE complete")
        return Dataset(*found[0]) if found else None


class SqliteTables(Tables):
    """The tables of a SQLite file."""

    dialect = "sqlite"
    text = "text"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any."""
        return self.connection.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The same rows, a few at a time."""
        yield from self.connection.execute(sql, values)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
        """Add rows."""
        named = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        self.connection.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", rows)


class PostgresTables(Tables):
    """The tables of a PostgreSQL schema, within one transaction."""

    dialect = "postgresql"
    text = 'text COLLATE "C"'

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection = connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any."""
        found = self.connection.execute(_with_marks(sql), values or None)
        return found.fetchall() if found.description else []

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The same rows, a few at a time."""
        with self.connection.cursor("stream") as cursor:
            cursor.itersize = _FETCHED
            cursor.execute(_with_marks(sql), values or None)
            yield from cursor

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
        """Add rows."""
        named = ", ".join(f'"{column}"' for column in columns)
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({named}) FROM STDIN".encode()) as copy,
        ):
            for row in rows:
                copy.write_row(row)


def _with_marks(sql: str) -> bytes:
    """A query with the placeholders of psycopg."""
    return sql.replace("?", "%s").encode()
