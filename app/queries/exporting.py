"""The whole dataset as one file: every record as NDJSON, or the SQLite database itself."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import orjson

from app.queries import finding
from app.queries.collections import COLLECTIONS
from app.queries.database import Database
from app.queries.people import LEADERS
from app.queries.question import Question
from app.queries.statistics import OBSERVATIONS

_BATCH = 200
_UNORDERED = {collection.kind: "position" for collection in (*COLLECTIONS, OBSERVATIONS)} | {
    "filed": "article"
}
"""The tables that SQLite keeps in the order in which rows came, and their keys."""

_TOLD = ("id", "title", "sha256", "characters")


class DatasetChanged(Exception):
    """The data was replaced while it was being read."""


def ndjson(database: Database, version: bytes) -> Iterator[bytes]:
    """Every record as a line `{"kind": ..., "record": ...}`, after a line of the kind `dataset`.

    Kinds stand in the order of the API's index, records in their default order, so the same data
    gives the same bytes. Raises `DatasetChanged`.
    """
    articles: list[dict[str, object]] = []
    for collection in COLLECTIONS:
        if collection.name == "articles":
            for documents in _batches(database, Question(collection, {}), version):
                shown = map(orjson.loads, documents)
                articles += ({name: one[name] for name in _TOLD} for one in shown)
    head = {"version": version.decode(), "articles": articles}
    yield b'{"kind":"dataset","record":%b}\n' % orjson.dumps(head)
    for collection in (*COLLECTIONS, OBSERVATIONS):
        if collection is LEADERS:
            # They are among the people.
            continue
        start = b'{"kind":"%b","record":' % collection.kind.encode()
        for documents in _batches(database, Question(collection, {}), version):
            yield b"".join(b"%b%b}\n" % (start, document) for document in documents)


def write_ndjson(database: Database, path: Path) -> bytes:
    """Write the lines of `ndjson` to `path`; their version."""
    version = database.version
    with path.open("wb") as file:
        file.writelines(ndjson(database, version))
    return version


def write_sqlite(database: Database, path: Path) -> bytes:
    """Copy the database to `path`, which must not exist; the version of the copy.

    The same data gives the same bytes, whatever was in the database before.
    """
    database.rows("VACUUM INTO ?", [str(path)])
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("BEGIN")
        # When files were written is of no use elsewhere.
        copy.execute("UPDATE source SET modified = 0")
        for table, key in _UNORDERED.items():
            _reorder(copy, table, key)
        # The index keeps traces of how it grew: it is made anew, in one go.
        (made,) = copy.execute("SELECT sql FROM sqlite_master WHERE name = 'search_fts'").fetchone()
        copy.execute("DROP TABLE search_fts")
        copy.execute(made)
        copy.execute(
            "INSERT INTO search_fts (rowid, tokens) "
            "SELECT number, words FROM search_entry ORDER BY number"
        )
        copy.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")
        copy.execute("COMMIT")
        copy.execute("VACUUM")
        (version,) = copy.execute("SELECT version FROM dataset").fetchone() or ("",)
    return str(version).encode()


def _reorder(copy: sqlite3.Connection, table: str, key: str) -> None:
    """Put the rows of a table in the order of its key, not in that in which they came."""
    copy.execute(f"CREATE TEMP TABLE held AS SELECT * FROM {table}")  # noqa: S608 - a table of ours
    copy.execute(f"DELETE FROM {table}")  # noqa: S608 - the same
    copy.execute(f"INSERT INTO {table} SELECT * FROM held ORDER BY {key}")  # noqa: S608 - the same
    copy.execute("DROP TABLE held")


def _batches(database: Database, asked: Question, version: bytes) -> Iterator[list[bytes]]:
    asked = replace(asked, limit=_BATCH)
    while True:
        found = finding.find(database, asked)
        if found.version != version:
            raise DatasetChanged
        yield found.documents
        if found.last is None:
            return
        asked = replace(asked, after=found.last)
