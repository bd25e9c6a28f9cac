"""The whole dataset as files: NDJSON, and SQLite with tables for people and their tools."""

import csv
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from io import StringIO
from pathlib import Path

import orjson

from app.core.resource import Resource
from app.core.schema import Document
from app.database import Row, Snapshot
from app.queries.export_tables import CITATIONS, TABLES, Table, tables_of
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
    articles = next(one for one in RESOURCES if one.kind == "article")
    sources = [
        {name: record[name] for name in _SOURCE}
        for records in _records(snapshot, articles)
        for record in records
    ]
    head = {"version": snapshot.version.decode(), **about, "sources": sources}
    with path.open("wb") as file:
        file.write(b'{"kind":"dataset","record":%b}\n' % orjson.dumps(head))
        for resource in RESOURCES:
            line = b'{"kind":"%b","record":%%b}\n' % resource.kind.encode()
            # A statistic has names of dimensions under the same key.
            change = _renamed if resource.kind == "observation" else bytes
            for documents in _batches(snapshot, resource):
                file.writelines(line % change(document) for document in documents)


def _renamed(document: bytes) -> bytes:
    record = orjson.loads(document)
    names = {"dimensions": "dimension_values"}
    return orjson.dumps({names.get(name, name): value for name, value in record.items()})


def write_sqlite(snapshot: Snapshot, path: Path, about: Mapping[str, str]) -> None:
    """Write the dataset as a new SQLite file with a column for each field.

    `about` is written to the table `dataset`, such as the licence. The same data gives the same
    bytes. `column_description` says what each column means.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = OFF")
        file.execute("PRAGMA synchronous = OFF")
        file.execute("BEGIN")
        tables = [table for table, _ in TABLES.values()]
        for table in tables:
            file.execute(table.sql)
        for resource in RESOURCES:
            _fill(file, snapshot, resource)
        _write_search(file, snapshot)
        _write_description(file, tables, {"version": snapshot.version.decode(), **about})
        file.execute("COMMIT")
        file.execute("VACUUM")


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


def _fill(file: sqlite3.Connection, snapshot: Snapshot, resource: Resource) -> None:
    for records in _records(snapshot, resource):
        for table in (*tables_of(resource), CITATIONS):
            file.executemany(table.insert, [row for one in records for row in table.rows(one)])


def _write_search(file: sqlite3.Connection, snapshot: Snapshot) -> None:
    """A table that any tool can scan: no full-text index, which some cannot open."""
    file.execute("CREATE TABLE search (kind TEXT, id TEXT, title TEXT, text TEXT, keywords TEXT)")
    sql = (
        "SELECT number, kind, id, title, text, keywords FROM search_entry "
        f"WHERE number > ? ORDER BY number LIMIT {_BATCH}"
    )
    last = 0
    while rows := _next_batch(snapshot, sql, last):
        texts = [[column.decode() for column in row[1:]] for row in rows]
        file.executemany("INSERT INTO search VALUES (?, ?, ?, ?, ?)", texts)
        last = rows[-1][0]


def _write_description(
    file: sqlite3.Connection, tables: list[Table], about: Mapping[str, str]
) -> None:
    file.execute("CREATE TABLE dataset (name TEXT PRIMARY KEY, value TEXT)")
    file.executemany("INSERT INTO dataset VALUES (?, ?)", about.items())
    file.execute(
        'CREATE TABLE column_description ("table" TEXT, "column" TEXT, type TEXT, meaning TEXT, '
        'PRIMARY KEY ("table", "column"))'
    )
    rows = [
        (table.name, column.name, column.type, column.meaning)
        for table in tables
        for column in table.columns
    ]
    file.executemany("INSERT INTO column_description VALUES (?, ?, ?, ?)", rows)


def _records(snapshot: Snapshot, resource: Resource) -> Iterator[list[Document]]:
    """All records of a resource, some at a time, each with the name of its collection."""
    collection = {"collection": resource.collection.name}
    for documents in _batches(snapshot, resource):
        yield [orjson.loads(document) | collection for document in documents]


def _batches(snapshot: Snapshot, resource: Resource) -> Iterator[list[bytes]]:
    """All documents of a resource in the default order, some at a time."""
    sql = (
        f"SELECT position, document FROM {resource.kind} WHERE position > ? "
        f"ORDER BY position LIMIT {_BATCH}"
    )
    last = ""
    while rows := _next_batch(snapshot, sql, last):
        yield [document for _, document in rows]
        last = rows[-1][0].decode()


def _next_batch(snapshot: Snapshot, sql: str, last: str | int) -> list[Row]:
    """The rows after `last`; the time limit is for each batch, as a dataset may be of any size."""
    snapshot.renew()
    return snapshot.rows(sql, (last,))
