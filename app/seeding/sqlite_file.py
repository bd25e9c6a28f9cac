"""A dataset in a SQLite file: built next to the old one, then renamed."""

import fcntl
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from app.core.rendering import Values
from app.database.engine import UnusableDatabase, file_uri
from app.database.search_index import index_search
from app.database.sqlite import damage, seal
from app.seeding import migrations
from app.seeding.dataset import HELD, Dataset, Place, Tables, held

_CACHE = 64 * 1024
"""How many KiB of the new file are cached while it is written."""

_PAGE = 8192


class SqliteTables(Tables):
    """Tables in a new SQLite file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Write on `connection`."""
        self.connection = connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any."""
        return self.connection.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows that `sql` gives, a few at a time."""
        yield from self.connection.execute(sql, values)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Add rows."""
        named = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        self.connection.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", rows)  # noqa: S608 - tables of ours

    def index(self) -> None:
        """Make the index of all search entries."""
        index_search(self, "sqlite")


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
            found = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable("opened", error.strerror) from None
        if not stat.S_ISREG(found.st_mode):
            raise self._unusable("opened", "it is not a regular file")
        if not found.st_size:
            return None
        with self.open() as tables:
            if not _is_ours(tables, str(self)):
                return None
            dataset = held(tables.run(HELD))
        # One that is damaged is built again.
        return None if damage(self.path) else dataset

    @contextmanager
    def open(self) -> Iterator[Tables]:
        """The tables in the file."""
        try:
            with closing(sqlite3.connect(f"{file_uri(self.path)}?mode=ro", uri=True)) as connection:
                yield SqliteTables(connection)
        except sqlite3.Error as error:
            remedy = "remove it, and the next start builds it again from the seed"
            raise self._unusable("opened", f"{error}; {remedy}") from None

    def damage(self) -> list[str]:
        """What is wrong with the file."""
        try:
            found = [damage(self.path)]
            with self.open() as tables:
                found += [
                    line for (line,) in tables.run("PRAGMA integrity_check(10)") if line != "ok"
                ]
        except (UnusableDatabase, OSError) as error:
            found.append(str(error))
        return [line for line in found if line]

    def _unusable(self, what: str, why: object) -> UnusableDatabase:
        return UnusableDatabase(f"{self.path} cannot be {what}: {why}")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While it is open, no other process builds a dataset in the same folder."""
        try:
            folder = os.open(self.path.parent, os.O_RDONLY)
        except OSError as error:
            raise self._unusable("written", error.strerror) from None
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    @contextmanager
    def new(self, fingerprint: str) -> Iterator[Tables]:  # noqa: ARG002 - a file needs no other name
        """A new file, which replaces the old one at the end."""
        self._clear()
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
            raise self._unusable("written", f"{why}; nothing was changed") from error
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _clear(self) -> None:
        """Remove the leftovers of seedings that were killed."""
        for path in self.path.parent.glob(f"{_escaped(self.path.name)}.new-*"):
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
        migrations.run(made, "upgrade", "head")
        if not connection.in_transaction:
            connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")


def _is_ours(tables: Tables, name: str) -> bool:
    """Whether a file of this program is at the newest revision."""
    sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    if not tables.run(sql)[0][0]:
        raise UnusableDatabase(f"{name} is a database of another program")
    return migrations.is_current(tables.run("SELECT version_num FROM alembic_version"), name)


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
