"""A dataset in a SQLite file: built next to the old one, then renamed."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from app.database import UnusableDatabase
from app.database.dataset import Dataset, Tables
from app.database.sqlite import identity, is_whole, seal
from app.seeding.place import attempts, is_current, migrate, unusable

_PRAGMAS = (
    "page_size = 8192",
    "journal_mode = OFF",
    "synchronous = OFF",
    "locking_mode = EXCLUSIVE",
    "cache_size = -65536",
)
"""For writing a file that nobody reads yet; an incomplete one is thrown away."""

_INTACT = {"Permission denied", "database is locked", "disk I/O error"}
"""Why a file cannot be opened that may be whole."""

_OURS = {"alembic_version", "article", "citation", "dataset", "link"}
"""Tables that all our migrations have made."""


class SqliteFile:
    """The file of a dataset; `str` names it."""

    def __init__(self, path: Path) -> None:
        """Use the file that a link leads to."""
        self.path = Path(os.path.realpath(path))

    def __str__(self) -> str:
        return str(self.path)

    def _is_empty(self) -> bool:
        """Whether there is no file, or an empty one; raises `UnusableDatabase`."""
        try:
            return not identity(self.path).size
        except UnusableDatabase as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return True
            raise

    def current(self) -> Dataset | None:
        """The dataset in the file; None if there is no file, or it has an older schema.

        Raises `UnusableDatabase` if something else is there.
        """
        if self._is_empty():
            return None
        with self.open() as tables:
            sql = "SELECT name FROM sqlite_master WHERE type = 'table'"
            if not {name for (name,) in tables.run(sql)} >= _OURS:
                raise UnusableDatabase(f"{self} is a database of another program")
            dataset = tables.dataset() if is_current(tables, str(self)) else None
        # One that is damaged is built again.
        return dataset if is_whole(self.path) else None

    @contextmanager
    def open(self) -> Iterator[Tables]:
        """The tables in the file."""
        try:
            with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as connection:
                yield Tables(connection)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            why = str(error) if os.access(self.path, os.R_OK) else "Permission denied"
            if why not in _INTACT:
                why += "; remove it, and the next start builds it again from the seed"
            raise unusable(self, "opened", why) from None

    def damage(self) -> list[str]:
        """What is wrong with the file, if there is one."""
        if self._is_empty():
            return []
        if not is_whole(self.path):
            return ["its content does not match its checksum"]
        with self.open() as tables:
            return [line for (line,) in tables.run("PRAGMA integrity_check(10)") if line != "ok"]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While it is open, other processes that would build a dataset in the folder wait."""
        try:
            folder = os.open(self.path.parent, os.O_RDONLY)
        except OSError as error:
            raise unusable(self, "written", error.strerror) from None
        try:
            for _ in attempts(self):
                with suppress(BlockingIOError):
                    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
            yield
        finally:
            os.close(folder)

    @contextmanager
    def new(self) -> Iterator[Tables]:
        """A new file, which replaces the old one at the end."""
        path = self.path.with_name(f"{self.path.name}.new-{os.getpid()}")
        engine = create_engine(f"sqlite:///{quote(str(path))}", poolclass=NullPool)
        try:
            # Seedings that were killed have left theirs.
            for left in self.path.parent.glob(f"{escape(self.path.name)}.new-*"):
                left.unlink(missing_ok=True)
            with engine.connect() as made:
                connection: Any = made.connection.driver_connection
                connection.isolation_level = None
                for pragma in _PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}")
                migrate(made, "upgrade", "head")
                connection.execute("BEGIN")
                yield Tables(connection)
                connection.execute("COMMIT")
            seal(path)
            # A journal of the old file does not belong to the new one.
            for ending in ("-wal", "-shm", "-journal"):
                Path(f"{self.path}{ending}").unlink(missing_ok=True)
            path.replace(self.path)
        except (OSError, sqlite3.Error, DatabaseError) as error:
            why = getattr(error, "strerror", None) or getattr(error, "orig", error)
            raise unusable(self, "written", why) from error
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)
