"""SQLite as requests see it: one file, read through the driver itself."""

import sqlite3
from asyncio import get_running_loop
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from math import inf
from threading import local
from time import perf_counter
from typing import Any

from sqlalchemy import Table

from app.database.aside import SOON, Aside, Deadline, TakesLong
from app.database.database import Begun, Database, DatabaseFailure, P, Row, T
from app.database.engine import UnusableDatabase, file_uri, read_url
from app.database.sqlite_dialect import SqliteDialect

_ROOM = 8 * 1024 * 1024
"""So many bytes of documents are kept in memory, for each thread."""

_REMEMBERED = 1000
"""So many questions are known to take long."""

_STEPS = 20_000
"""After so many of its steps, a millisecond or so, SQLite tells that it still looks."""


class _Closing:
    """Closes a connection with whoever holds this; its own end waits for the garbage collector."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __del__(self) -> None:
        self._connection.close()


class SqliteDatabase(local, Database):
    """One read-only connection; the thread aside has one of its own, and all else that is here.

    A question takes microseconds, so it is asked on the event loop, with no thread between. Of
    the few that take long that is found out by trying: they are asked anew aside.
    """

    dialect = SqliteDialect(paramstyle="qmark")
    inline = True
    match = "search_fts MATCH ?"
    among = "IN ({})"

    def __init__(self, url: str, aside: Aside | None = None) -> None:
        """Open the database at `url`; raises `UnusableDatabase` where that is not possible.

        What takes long is asked `aside`, or here all the same if that is None.
        """
        self._aside = aside
        self._url = url
        self._limit = inf
        self._deadline = Deadline(aside)
        name = f"{file_uri(read_url(url))}?mode=ro"
        try:
            self._connection = sqlite3.connect(
                name, uri=True, isolation_level=None, check_same_thread=False
            )
            self._closing: _Closing | None = _Closing(self._connection)
            self._connection.text_factory = bytes
            if aside:
                # No method of this object, or each would keep the other.
                self._connection.set_progress_handler(self._deadline.passed, _STEPS)
            self._changes = -1
            self._version = b""
            self._within = 0
            self._totals: dict[Any, tuple[int, bool]] = {}
            self._known: set[tuple[str, str]] = set()
            self._long: set[tuple[Any, ...]] = set()
            self._held: dict[str, dict[int, bytes] | None] = {}
            self._room = _ROOM
            _ = self.version
        except (sqlite3.Error, DatabaseFailure) as error:
            # The error is passed on, and this object with it.
            self._closing = None
            message = f"{url} cannot be opened: {error}"
            raise UnusableDatabase(message) from error

    @property
    def version(self) -> bytes:
        """The version of the dataset that the file holds now."""
        if self._within:
            return self._version
        (changes,) = self._run("PRAGMA data_version")[0]
        if changes != self._changes:
            found = self._run("SELECT version FROM dataset")
            version = bytes(found[0][0]) if found else b""
            if version != self._version:
                self._version = version
                self._totals = {}
                self._known = set()
                self._long = set()
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
        if self._long and (sql, *values) in self._long:
            raise TakesLong(sql, *values)
        deadline = self._deadline
        deadline.at = self._limit
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
                raise DatabaseFailure(str(error)) from error
            raise TakesLong(sql, *values) from error
        finally:
            deadline.at = inf

    def _run(self, sql: str) -> list[Row]:
        """The same of what is no question, and always brought to its end."""
        try:
            return self._connection.execute(sql).fetchall()
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
            self._run("BEGIN")
            try:
                _ = self.version
            except DatabaseFailure:
                self._run("ROLLBACK")
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
            self._run("COMMIT")

    def _end(self) -> None:
        self._within = 0
        with suppress(sqlite3.Error):
            self._connection.execute("COMMIT")

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns: it is simply called, and once more aside if it takes long."""
        aside = self._aside
        if aside is None:
            return function(*args, **kwargs)
        began = perf_counter()
        self._limit = began + SOON
        try:
            return function(*args, **kwargs)
        except TakesLong as slow:
            # Here only: aside, what takes long today may be answered tomorrow.
            if len(self._long) >= _REMEMBERED:
                self._long.clear()
            self._long.add(slow.args)
        finally:
            self._limit = inf
        answer = partial(function, *args, **kwargs)
        try:
            return await aside.run(partial(self._answer, began + aside.most, answer))
        except TakesLong as error:
            message = f"a question takes more than {aside.most:g} seconds"
            raise DatabaseFailure(message) from error

    def _answer(self, limit: float, answer: Callable[[], T]) -> T:
        """What is answered aside, unless it is past the `limit` before that is done, or begun."""
        if perf_counter() > limit:
            raise TakesLong
        self._limit = limit
        return answer()

    async def open(self) -> None:
        """Open the file aside too, while it is there; raises `UnusableDatabase` for another one."""
        if self._aside is None:
            return
        for _ in range(2):
            # Data that was written between the two looks is seen by both at the next.
            if await self._aside.run(lambda: self.version) == self.version:
                return
        message = f"{self._url} cannot be opened: another file has taken its place"
        raise UnusableDatabase(message)

    async def close(self) -> None:
        """Give the file back."""
        self._connection.close()
