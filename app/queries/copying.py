"""The whole dataset as one SQLite file, whatever database it is in."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Column, Table

from app.core.schema import CodePoints
from app.database.database import Database
from app.resources import METADATA

_BATCH = 1000


def write_sqlite(database: Database, path: Path, make_tables: Callable[[Path], None]) -> bytes:
    """Copy the database to `path`, which must not exist; the version of the copy.

    The same data gives the same bytes, whatever was in the database before, and whichever it is.
    `make_tables` makes a file with the tables and nothing in them.
    """
    make_tables(path)
    with closing(sqlite3.connect(path, isolation_level=None, uri=True)) as copy:
        if database.inline:
            ((_, _, source),) = database.rows("PRAGMA database_list")
            copy.execute("ATTACH ? AS original", [f"file:{quote(source.decode())}?mode=ro"])
        copy.execute("BEGIN")
        for table in METADATA.sorted_tables:
            if database.inline:
                _fill_from_file(copy, table)
            else:
                _fill(copy, table, database)
        # When files were written is of no use elsewhere.
        copy.execute("UPDATE source SET modified = 0")
        # In one go, so that the index keeps no traces of how it grew.
        copy.execute(
            "INSERT INTO search_fts (rowid, tokens) "
            "SELECT number, words FROM search_entry ORDER BY number"
        )
        copy.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")
        copy.execute("COMMIT")
        copy.execute("VACUUM")
        (version,) = copy.execute("SELECT version FROM dataset").fetchone() or ("",)
    return str(version).encode()


def _fill_from_file(copy: sqlite3.Connection, table: Table) -> None:
    """Put all rows of a table of the file that is attached into the same table of the copy."""
    named = _quoted(table.columns)
    rows = f"SELECT {named} FROM original.{table.name} ORDER BY {_quoted(table.primary_key)}"  # noqa: S608 - a table of ours
    copy.execute(f"INSERT INTO main.{table.name} ({named}) {rows}")


def _fill(copy: sqlite3.Connection, table: Table, database: Database) -> None:
    """Put all rows of a table of a database into the same table of the copy."""
    marks = ", ".join("?" for _ in table.columns)
    into = f"INSERT INTO {table.name} ({_quoted(table.columns)}) VALUES ({marks})"  # noqa: S608 - a table of ours
    for rows in _batches(database, table):
        copy.executemany(into, rows)


def _quoted(columns: Iterable[Column[Any]]) -> str:
    return ", ".join(f'"{column.name}"' for column in columns)


def _batches(database: Database, table: Table) -> Iterator[list[list[Any]]]:
    """The rows of a table in the order of its key, so many at a time."""
    keys = [column.name for column in table.primary_key]
    places = [table.columns.keys().index(key) for key in keys]
    text = [isinstance(column.type, CodePoints) for column in table.columns]
    key, marks = _quoted(table.primary_key), ", ".join("?" for _ in keys)
    first = f"SELECT {_quoted(table.columns)} FROM {table.name}"  # noqa: S608 - a table of ours
    order = f"ORDER BY {key} LIMIT {_BATCH}"
    found = database.rows(f"{first} {order}")
    while found:
        rows = [
            [v.decode() if t and v is not None else v for v, t in zip(row, text, strict=True)]
            for row in found
        ]
        yield rows
        after = [rows[-1][place] for place in places]
        found = database.rows(f"{first} WHERE ({key}) > ({marks}) {order}", after)
