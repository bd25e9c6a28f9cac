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
from app.database.dataset import Dataset, SqliteTables
from app.database.sqlite import damage, file_uri, identity, seal
from app.seeding.place import Place, is_current, migrate

_CACHE = 64 * 1024
"""How many KiB of the new file are cached while it is written."""

_PAGE = 8192


class SqliteFile(Place):
    """The file of a dataset."""

    def __init__(self, path: Path) -> None:
        """Use the file that a link leads to."""
        self.path = Path(os.path.realpath(path))

    def __str__(self) -> str:
        return str(self.path)

    def current(self) -> Dataset | None:
        """The dataset in the file; None if there is no file, or it has an older schema."""
        try:
            found = identity(self.path)
        except UnusableDatabase as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise
        if not found.size:
            return None
        with self.open() as tables:
            if not _is_ours(tables):
                raise UnusableDatabase(f"{self} is a database of another program")
            dataset = tables.dataset() if is_current(tables, str(self)) else None
        # One that is damaged is built again.
        return None if damage(self.path) else dataset

    @contextmanager
    def open(self) -> Iterator[SqliteTables]:
        """The tables in the file."""
        try:
            with closing(sqlite3.connect(f"{file_uri(self.path)}?mode=ro", uri=True)) as connection:
                yield SqliteTables(connection)
        except sqlite3.Error as error:
            remedy = "remove it, and the next start builds it again from the seed"
            raise self.unusable("opened", f"{error}; {remedy}") from None

    def damage(self) -> list[str]:
        """What is wrong with the file, if there is one."""
        if not self.path.exists() or not self.path.stat().st_size:
            return []
        try:
            found = [damage(self.path)]
            with self.open() as tables:
                found += [
                    line for (line,) in tables.run("PRAGMA integrity_check(10)") if line != "ok"
                ]
        except (UnusableDatabase, OSError) as error:
            found.append(str(error))
        return [line for line in found if line]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While it is open, no other process builds a dataset in the same folder."""
        try:
            folder = os.open(self.path.parent, os.O_RDONLY)
        except OSError as error:
            raise self.unusable("written", error.strerror) from None
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    @contextmanager
    def new(self) -> Iterator[SqliteTables]:
        """A new file, which replaces the old one at the end."""
        # Seedings that were killed have left theirs.
        for path in self.path.parent.glob(f"{escape(self.path.name)}.new-*"):
            path.unlink(missing_ok=True)
        path = self.path.with_name(f"{self.path.name}.new-{os.getpid()}")
        try:
            with _written(path) as connection:
                yield SqliteTables(connection)
            seal(path)
            _sync(path)
            # A journal of the old file does not belong to the new one.
            for ending in ("-wal", "-shm", "-journal"):
                Path(f"{self.path}{ending}").unlink(missing_ok=True)
            path.replace(self.path)
            _sync(self.path.parent)
        except (OSError, sqlite3.Error, DatabaseError) as error:
            why = getattr(error, "strerror", None) or getattr(error, "orig", error)
            raise self.unusable("written", f"{why}; nothing was changed") from error
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)


@contextmanager
def _written(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a new file with empty tables; the file is kept if nothing fails."""
    engine = create_engine(f"sqlite:///{quote(str(path))}", poolclass=NullPool)
    with engine.connect() as made:
        connection: Any = made.connection.driver_connection
        connection.isolation_level = None
        # Nobody reads the file yet, and an incomplete file is thrown away.
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        connection.execute("BEGIN")
        migrate(made, "upgrade", "head")
        if not connection.in_transaction:
            connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")


def _is_ours(tables: SqliteTables) -> bool:
    """Whether our migrations have made the tables: all of them have made these."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table'"
    ours = {"alembic_version", "article", "citation", "dataset", "link"}
    return ours <= {name for (name,) in tables.run(sql)}


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
