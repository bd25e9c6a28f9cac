"""The database as requests see it: read-only, through the driver itself."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import ArgumentError

from app.queries.engine import UnusableDatabase

Row = tuple[Any, ...]


class Database:
    """One read-only connection; text comes back as UTF-8 bytes, as answers need it.

    A question takes microseconds, so it is asked on the event loop, with no thread between.
    """

    dialect = SQLiteDialect_pysqlite(paramstyle="qmark")

    def __init__(self, url: str) -> None:
        """Open the database at `url`; raises `UnusableDatabase` where that is not possible."""
        try:
            name = make_url(url).database
        except ArgumentError as error:
            message = f"DATABASE_URL is not understood: {error}"
            raise UnusableDatabase(message) from error
        try:
            self._connection = sqlite3.connect(
                f"file:{name}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
            )
            self._connection.text_factory = bytes
            self._changes = -1
            self._version = b""
            _ = self.version
        except sqlite3.Error as error:
            message = f"{url} cannot be opened: {error}"
            raise UnusableDatabase(message) from error
        self.totals: dict[Any, int] = {}
        self.known: set[tuple[str, str]] = set()

    @property
    def version(self) -> bytes:
        """The version of the dataset that the database holds now; empty before it is seeded."""
        (changes,) = self.rows("PRAGMA data_version")[0]
        if changes != self._changes:
            found = self.rows("SELECT version FROM dataset")
            version = bytes(found[0][0]) if found else b""
            if version != self._version:
                self._version = version
                self.totals = {}
                self.known = set()
            self._changes = changes
        return self._version

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that `sql` selects."""
        return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def snapshot(self) -> Iterator[bytes]:
        """Within it all rows are of one dataset version, which is handed over."""
        self._connection.execute("BEGIN")
        try:
            yield self.version
        finally:
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()
