"""SQLite as requests see it: one file, read through the driver itself."""

import sqlite3
from asyncio import get_running_loop
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Select, Table
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from app.queries.database import Begun, Database, DatabaseFailure, P, Row, T
from app.queries.engine import UnusableDatabase, read_url

_ROOM = 8 * 1024 * 1024
"""So many bytes of documents are kept in memory."""


class _Compiler(SQLiteCompiler):
    """Leaves out `OFFSET 0`, which SQLite would look at for each row."""

    def limit_clause(self, select: Select[Any], **kw: Any) -> str:  # noqa: ANN401 - the parent's own
        limit = select._limit_clause  # noqa: SLF001 - as its other compilers do
        return "" if limit is None else f"\n LIMIT {self.process(limit, **kw)}"


class _Dialect(SQLiteDialect_pysqlite):
    statement_compiler = _Compiler
    supports_statement_cache = True


class SqliteDatabase(Database):
    """One read-only connection.

    A question takes microseconds, so it is asked on the event loop, with no thread between.
    """

    dialect = _Dialect(paramstyle="qmark")
    inline = True
    match = "search_fts MATCH ?"
    among = "IN ({})"

    def __init__(self, url: str) -> None:
        """Open the database at `url`; raises `UnusableDatabase` where that is not possible."""
        name = read_url(url).database
        try:
            self._connection = sqlite3.connect(
                f"file:{name}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
            )
            self._connection.text_factory = bytes
            self._changes = -1
            self._version = b""
            self._within = 0
            self._totals: dict[Any, tuple[int, bool]] = {}
            self._known: set[tuple[str, str]] = set()
            self._held: dict[str, dict[int, bytes] | None] = {}
            self._room = _ROOM
            _ = self.version
        except (sqlite3.Error, DatabaseFailure) as error:
            message = f"{url} cannot be opened: {error}"
            raise UnusableDatabase(message) from error

    @property
    def version(self) -> bytes:
        """The version of the dataset that the file holds now."""
        if self._within:
            return self._version
        (changes,) = self.rows("PRAGMA data_version")[0]
        if changes != self._changes:
            found = self.rows("SELECT version FROM dataset")
            version = bytes(found[0][0]) if found else b""
            if version != self._version:
                self._version = version
                self._totals = {}
                self._known = set()
            # The same data may have other row numbers: written anew, or moved by VACUUM.
            self._held = {}
            self._room = _ROOM
            self._changes = changes
        return self._version

    @property
    def totals(self) -> dict[Any, tuple[int, bool]]:
        """Totals that were counted, and whether exactly."""
        return self._totals

    @property
    def known(self) -> set[tuple[str, str]]:
        """Parameters and values that records are known to have."""
        return self._known

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that `sql` selects; raises `DatabaseFailure`."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise DatabaseFailure(str(error)) from error

    def held(self, table: Table) -> Mapping[int, bytes] | None:
        """Those of small tables: to read a document anew costs more than to find it."""
        if table.name not in self._held:
            self._held[table.name] = self._all(table)
        return self._held[table.name]

    def _all(self, table: Table) -> dict[int, bytes] | None:
        found: dict[int, bytes] = {}
        room = self._room
        try:
            for number, document in self._connection.execute(
                f"SELECT rowid, document FROM {table.name}"  # noqa: S608 - a table of ours
            ):
                found[number] = document
                room -= len(document)
                if room < 0:
                    return None
        except sqlite3.Error as error:
            raise DatabaseFailure(str(error)) from error
        self._room = room
        return found

    @staticmethod
    def matching(words: Sequence[Sequence[str]], begun: Begun | None = None) -> str:
        """An expression of FTS5.

        Of a beginning, it would read all that it holds before it gives the first.
        """
        if begun:
            *others, last = words
            words = [*others, list(dict.fromkeys((*last, *begun.words)))]
        ways = (" OR ".join(f'"{form}"' for form in forms) for forms in words)
        return " AND ".join(f"({way})" for way in ways)

    def snapshot(self) -> "SqliteDatabase":
        """Within it all rows are of one dataset version, which is handed over.

        On an event loop it is the same for all that is asked in one turn of the loop, since each
        beginning and end costs as much as a record does.
        """
        return self

    def __enter__(self) -> bytes:
        """Begin, unless that has been done."""
        if not self._within:
            self.rows("BEGIN")
            try:
                _ = self.version
            except DatabaseFailure:
                self.rows("ROLLBACK")
                raise
            with suppress(RuntimeError):
                get_running_loop().call_soon(self._end)
                self._within = 1
        self._within += 1
        return self._version

    def __exit__(self, *_error: object) -> None:
        """End, unless the turn of the loop does."""
        self._within -= 1
        if not self._within:
            self.rows("COMMIT")

    def _end(self) -> None:
        self._within = 0
        with suppress(sqlite3.Error):
            self._connection.execute("COMMIT")

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns: it is simply called."""
        return function(*args, **kwargs)

    async def open(self) -> None:
        """Nothing: it is open, and asks the file itself for its version."""

    async def close(self) -> None:
        """Give the file back."""
        self._connection.close()
