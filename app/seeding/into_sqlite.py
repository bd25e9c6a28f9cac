"""How rows get into SQLite."""

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

import orjson

from app.core.linking import Links
from app.core.rendering import Rows, Values
from app.core.terms import UNLINKED
from app.database.sqlite import SqliteDatabase
from app.resources import METADATA
from app.seeding.storing import Writer


@cache
def _insertion(table: str, rows: int = 1) -> str:
    columns = METADATA.tables[table].columns
    named = ", ".join(f'"{column.name}"' for column in columns)
    marks = f"({', '.join('?' for _ in columns)})"
    # Or fail: what of a statement was done before need not be undone, as the batch is.
    sql = f"INSERT OR FAIL INTO {table} ({named}) VALUES {', '.join([marks] * rows)}"  # noqa: S608 - names of our own tables
    return f"{sql} ON CONFLICT DO NOTHING" if table == "vocabulary" else sql


_CACHE = 256 * 1024
"""So many KiB of the file are held while it is written; much of it is touched again and again."""

_TOGETHER = 128
"""So many rows go in by one statement."""

_MIB = 1024 * 1024

_PARTS = 200
"""So many parts of a new index lie side by side before any are merged."""


class SqliteWriter(Writer):
    """Inserts by statements that are run many times; the index is one of FTS5."""

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any."""
        self.cursor.execute(sql, tuple(values))
        return list(self.cursor.fetchall())

    def many(self, sql: str, rows: Sequence[Values]) -> None:
        """Run `sql` for each of `rows`."""
        self.cursor.executemany(sql, rows)

    def insert(self, rows: Rows) -> None:
        """Add rows, by table."""
        for name, values in rows.items():
            if values:
                self._add(name, values)

    def _add(self, table: str, rows: Sequence[Values]) -> None:
        """Add rows, many by each statement: narrow ones cost less than the statements."""
        whole = len(rows) - len(rows) % _TOGETHER
        together = [
            list(chain.from_iterable(rows[start : start + _TOGETHER]))
            for start in range(0, whole, _TOGETHER)
        ]
        self.cursor.executemany(_insertion(table, _TOGETHER), together)
        self.cursor.executemany(_insertion(table), rows[whole:])

    def link(self, links: Links) -> None:
        """Make records findable: all of one value by one statement."""
        rows = [
            (*under, orjson.dumps(sorted(positions)).decode())
            for under, positions in sorted(links.items())
            if under[0] not in UNLINKED
        ]
        self.many("INSERT OR FAIL INTO link SELECT ?, ?, value FROM json_each(?)", rows)

    def begin(self) -> None:
        """Begin to write: another seeding waits until this one is done."""
        self.run(f"PRAGMA cache_size = -{_CACHE}")
        self.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make all that was written seen."""
        self.run("COMMIT")

    def index(self, rows: Rows) -> None:
        """Make the search entries among `rows` findable by their words."""
        entries = [(row[0], row[-1]) for row in rows.get("search_entry", ())]
        self.many("INSERT INTO search_fts (rowid, tokens) VALUES (?, ?)", entries)

    def indexed(self, word: str) -> bool:
        """Whether any entry is found by a word."""
        sql = "SELECT 1 FROM search_fts WHERE search_fts MATCH ? LIMIT 1"
        return bool(self.run(sql, [SqliteDatabase.matching([[word]])]))

    def unindex(self, span: tuple[int, int]) -> None:
        """Take entries out of the index, which has to be told again what it was given."""
        self.run(
            "INSERT INTO search_fts (search_fts, rowid, tokens) "
            "SELECT 'delete', number, words FROM search_entry WHERE number BETWEEN ? AND ?",
            span,
        )

    def scatter_index(self) -> None:
        """Let parts lie until there are many: most are merged but once, at the end."""
        self._merge(automerge=0, crisismerge=_PARTS, hashsize=16 * _MIB)

    def gather_index(self) -> None:
        """Merge what was written in parts, of which each question would ask every one."""
        self._merge(automerge=4, crisismerge=16, hashsize=_MIB)
        self.run("INSERT INTO search_fts (search_fts) VALUES ('optimize')")

    def _merge(self, **settings: int) -> None:
        """Say how large FTS5 makes parts, and how many it merges; its own are 1 MiB, 4 and 16."""
        sql = "INSERT INTO search_fts (search_fts, rank) VALUES (?, ?)"
        self.many(sql, list(settings.items()))

    def unindex_all(self) -> None:
        """Empty the index."""
        self.run("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
