"""The whole dataset as files: NDJSON, and SQLite with tables for people and their tools."""

import csv
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import orjson

from app.core.resource import Resource
from app.core.schema import Document
from app.database import Row, Snapshot
from app.queries.export_tables import CITATIONS, TABLES, tables_of
from app.queries.sql import placeholders
from app.resources import RESOURCES

_BATCH = 500

# Spreadsheets also accept the full-width forms of = + - @, which are the last four.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")
_SOURCE = ("id", "title", "sha256", "characters")


def write_ndjson(snapshot: Snapshot, path: Path, about: Mapping[str, str]) -> None:
    """Write a line `{"kind": ..., "record": ...}` for each record, after one of the kind `dataset`.

    That one has what `about` says of the dataset, such as the licence. A key has the same type in
    all records, for readers of columns. Kinds are in the order of the API's index and records in
    their default order, so the same data gives the same bytes.
    """
    sources = [
        {name: record[name] for name in _SOURCE}
        for rows in _batches(snapshot, "article", "position, document")
        for record in (orjson.loads(document) for _, document in rows)
    ]
    head = {"version": snapshot.version.decode(), **about, "sources": sources}
    with path.open("wb") as file:
        file.write(b'{"kind":"dataset","record":%b}\n' % orjson.dumps(head))
        for resource in RESOURCES:
            line = b'{"kind":"%b","record":%%b}\n' % resource.kind.encode()
            # A statistic has names of dimensions under the same key.
            change = _renamed if resource.kind == "observation" else bytes
            for rows in _batches(snapshot, resource.kind, "position, document"):
                file.writelines(line % change(document) for _, document in rows)


def _renamed(document: bytes) -> bytes:
    record = orjson.loads(document)
    names = {"dimensions": "dimension_values"}
    return orjson.dumps({names.get(name, name): value for name, value in record.items()})


def write_sqlite(snapshot: Snapshot, path: Path, about: Mapping[str, str]) -> None:
    """Write the dataset as a new SQLite file with a column for each field.

    `about` is written to the table `dataset`, such as the licence. The same data gives the same
    bytes. `column_description` says what each column means.
    """
    about = {"version": snapshot.version.decode(), **about}
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        for table, _ in TABLES.values():
            file.execute(table.sql)
        for resource in RESOURCES:
            for records in _records(snapshot, resource):
                for table in (*tables_of(resource), CITATIONS):
                    rows = [row for record in records for row in table.rows(record)]
                    _insert(file, table.name, rows)
        # A table that any tool can scan: no full-text index, which some cannot open.
        file.execute(
            "CREATE TABLE search (kind TEXT, id TEXT, title TEXT, text TEXT, keywords TEXT)"
        )
        columns = "number, kind, id, title, text, keywords"
        for found in _batches(snapshot, "search_entry", columns, 0):
            _insert(file, "search", [[text.decode() for text in row[1:]] for row in found])
        file.execute("CREATE TABLE dataset (name TEXT PRIMARY KEY, value TEXT)")
        _insert(file, "dataset", [*about.items()])
        file.execute(
            'CREATE TABLE column_description ("table" TEXT, "column" TEXT, type TEXT, '
            'meaning TEXT, PRIMARY KEY ("table", "column"))'
        )
        every = [(t.name, c.name, c.type, c.meaning) for t, _ in TABLES.values() for c in t.columns]
        _insert(file, "column_description", every)
        file.execute("COMMIT")
        file.execute("VACUUM")


def _insert(file: sqlite3.Connection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        file.executemany(f'INSERT INTO "{table}" VALUES ({placeholders(rows[0])})', rows)


def write_table(snapshot: Snapshot, path: Path, _: Mapping[str, str], *, name: str) -> None:
    """Write the table `name` of the SQLite file as CSV with a header."""
    table, resources = TABLES[name]
    with path.open("wb") as file:
        file.write(csv_lines([[column.name for column in table.columns]]))
        for resource in resources:
            for records in _records(snapshot, resource):
                file.write(csv_lines(row for record in records for row in table.rows(record)))


def csv_lines(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as lines of CSV; true and false are 1 and 0, as in the SQLite file.

    Text that a spreadsheet would read as a formula gets an apostrophe in front. Plain negative
    numbers stay as they are.
    """
    text = StringIO(newline="")
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, str):
        formula = value.startswith(_FORMULA) and not _NEGATIVE.fullmatch(value)
        return f"'{value}" if formula else value
    return int(value) if isinstance(value, bool) else value


def _records(snapshot: Snapshot, resource: Resource) -> Iterator[list[Document]]:
    """All records of a resource, some at a time, each with the name of its collection."""
    collection = {"collection": resource.collection.name}
    for rows in _batches(snapshot, resource.kind, "position, document"):
        yield [orjson.loads(document) | collection for _, document in rows]


def _batches(
    snapshot: Snapshot, table: str, columns: str, last: str | int = ""
) -> Iterator[list[Row]]:
    """All rows of a table, some at a time, by the first of its columns.

    The time limit is for each batch, as a dataset may be of any size.
    """
    key = columns.partition(",")[0]
    sql = f"SELECT {columns} FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT {_BATCH}"
    while True:
        snapshot.renew()
        if not (rows := snapshot.rows(sql, (last,))):
            return
        yield rows
        last = rows[-1][0].decode() if isinstance(last, str) else rows[-1][0]
