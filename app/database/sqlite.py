"""Datasets as SQLite files: read-only, checked when opened, never changed while open."""

import logging
import os
import re
import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from threading import Event
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import quote
from weakref import finalize
from zlib import crc32

from app.database import (
    Database,
    DatabaseFailure,
    Row,
    Snapshot,
    UnusableDatabase,
    head,
    read_url,
    readable,
)
from app.database.tables import Link
from app.settings import Settings

_log = logging.getLogger(__name__)

_THREADS = 4
_CONNECTIONS = 2 * _THREADS
"""How many connections are opened with a file, which may be replaced before they are needed."""

_STEPS = 10_000
"""After how many steps of SQLite the time limit is checked: less than a millisecond."""

_HEADER, _SEAL = 100, slice(60, 64)
"""The length of a file's header, and where it has `user_version`, which holds the checksum."""

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_VERSION = re.compile(rb"[0-9a-f]{64}")


class Identity(NamedTuple):
    """What identifies a file: another one that takes its place differs in something."""

    device: int
    inode: int
    size: int
    changed: int


class _File:
    """An open file, which shows whether somebody writes into it; another in its place is fine."""

    def __init__(self, path: Path) -> None:
        self._number = os.open(path, os.O_RDONLY)
        finalize(self, os.close, self._number)
        self._content = self._size_and_time()

    def _size_and_time(self) -> tuple[int, int]:
        status = os.fstat(self._number)
        return status.st_size, status.st_mtime_ns

    def require_unchanged(self) -> None:
        """Raise `DatabaseFailure` if it was written to since it was opened."""
        if self._size_and_time() != self._content:
            raise DatabaseFailure("its file was changed while it was open")


class SQLiteSnapshot(Snapshot):
    """A connection of its own."""

    dialect = "sqlite"

    def __init__(self, dataset: "_Dataset") -> None:
        super().__init__(dataset.version, dataset.memo)
        self.stopped = Event()
        self._file = dataset.file
        self.connection = _connect(dataset.path)
        self.connection.set_progress_handler(self._late, _STEPS)

    def renew(self) -> None:
        """Begin the time limit anew, unless the service stops."""
        if self.stopped.is_set():
            raise DatabaseFailure("the service stops")
        super().renew()

    def _late(self) -> bool:
        return perf_counter() > self.deadline

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that `sql` selects."""
        try:
            found = self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                raise DatabaseFailure("the query took too long") from error
            raise DatabaseFailure(str(error)) from error
        self._file.require_unchanged()
        return found


class _Dataset:
    """An open file and the connections to it that nobody uses at the moment."""

    def __init__(self, path: Path, identity: Identity) -> None:
        self.path, self.identity = path, identity
        if not identity.size:
            # Some files of /proc pass for regular ones of no size, and would be waited for.
            raise UnusableDatabase(f"{path} cannot be opened: it is empty")
        try:
            self.file = _File(path)
        except OSError as error:
            raise UnusableDatabase(f"{path} cannot be opened: {error.strerror}") from error
        self.version = _checked(path)
        self.memo: dict[Any, Any] = {}
        self.closed = False
        self._idle: deque[SQLiteSnapshot] = deque()
        try:
            self._idle.extend(self._connected() for _ in range(_CONNECTIONS))
        except DatabaseFailure as error:
            self.close()
            raise UnusableDatabase(f"{path} cannot be opened: {error}") from error

    def _connected(self) -> SQLiteSnapshot:
        """A new connection to this file, not to one that has taken its place."""
        try:
            snapshot = SQLiteSnapshot(self)
            if identity(self.path) == self.identity:
                return snapshot
            snapshot.connection.close()
        except (sqlite3.Error, UnusableDatabase) as error:
            raise DatabaseFailure(str(error)) from error
        raise DatabaseFailure("its file was replaced")

    def take(self) -> SQLiteSnapshot:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connected()

    def give(self, snapshot: SQLiteSnapshot) -> None:
        self._idle.append(snapshot)
        if self.closed:
            self.close()

    def close(self) -> None:
        self.closed = True
        while self._idle:
            try:
                self._idle.pop().connection.close()
            except IndexError:
                # Another thread has closed the last one.
                return


class SQLiteDatabase(Database):
    """The file that the settings name; a file that replaces it is opened and checked."""

    inline = True

    def __init__(self, settings: Settings) -> None:
        super().__init__(_THREADS)
        self._path = Path(read_url(settings.database_url).database or "")
        self._limit = settings.statement_timeout
        self._dataset: _Dataset | None = None
        self._refused: Identity | None = None

    @property
    def version(self) -> bytes:
        """The version of the dataset."""
        return self._open.version

    @property
    def _open(self) -> _Dataset:
        if self._dataset is None:
            raise DatabaseFailure("it is not open")
        return self._dataset

    @contextmanager
    def snapshot(self) -> Iterator[SQLiteSnapshot]:
        """A connection that no other thread uses at the same time."""
        dataset = self._open
        taken = dataset.take()
        taken.limit, taken.stopped = self._limit, self._stopped
        taken.deadline = perf_counter() + self._limit
        try:
            with readable():
                yield taken
        finally:
            dataset.give(taken)

    def open(self) -> None:
        """Open the file; raises `UnusableDatabase`."""
        if self._dataset is None:
            self._dataset = _Dataset(self._path, identity(self._path))
        super().open()

    def _look(self) -> None:
        """Open the file if it was replaced; one that is missing or unusable changes nothing."""
        try:
            found = identity(self._path)
        except UnusableDatabase:
            return
        if self._dataset is None or found in {self._dataset.identity, self._refused}:
            return
        # Somebody may still be copying it; it is tried again when it has changed.
        self._refused = found
        try:
            opened = _Dataset(self._path, found)
        except UnusableDatabase as error:
            _log.warning("a new database file is not used: %s", error)
            return
        before, self._dataset, self._refused = self._dataset, opened, None
        before.close()
        _log.info("the database was replaced; version %s", opened.version.decode()[:12])

    def close(self) -> None:
        """Close all connections that are not in use."""
        super().close()
        if self._dataset:
            self._dataset.close()


def seal(path: Path) -> None:
    """Write the checksum of a complete file into its header, where `_checked` looks for it."""
    checksum = _checksum(path)
    with path.open("r+b") as file:
        file.seek(_SEAL.start)
        file.write(checksum)


def damage(path: Path) -> str | None:
    """What is wrong with the file, or None: it differs from its checksum."""
    with path.open("rb") as file:
        written = file.read(_HEADER)[_SEAL]
    return None if written == _checksum(path) else "its content does not match its checksum"


def _checksum(path: Path) -> bytes:
    """The CRC of the file without its seal; a file can have gigabytes, so that speed matters."""
    with path.open("rb") as file:
        header = bytearray(file.read(_HEADER))
        header[_SEAL] = bytes(4)
        found = crc32(header)
        while block := file.read(1 << 20):
            found = crc32(block, found)
    return found.to_bytes(4)


def identity(path: Path) -> Identity:
    """The identity of a regular file; raises `UnusableDatabase` if there is none."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        message = f"{path} cannot be opened: {getattr(error, 'strerror', error)}"
        raise UnusableDatabase(message) from error
    if not S_ISREG(status.st_mode):
        message = f"{path} cannot be opened: it is not a regular file"
        raise UnusableDatabase(message)
    return Identity(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def file_uri(path: Path) -> str:
    """A SQLite file as a URI, to which options can be added."""
    return f"file:{quote(str(path))}"


def _connect(path: Path) -> sqlite3.Connection:
    # Immutable: a dataset never changes, so nothing has to be locked or looked at again.
    uri = f"{file_uri(path)}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    connection.text_factory = bytes
    return connection


def _checked(path: Path) -> bytes:
    """The version of the dataset in a file; raises `UnusableDatabase`."""
    connection = None
    try:
        connection = _connect(path)
        revisions = [
            row[0] for row in connection.execute("SELECT version_num FROM alembic_version")
        ]
        if revisions != [head().encode()]:
            raise UnusableDatabase(f"{path} has a schema that this program does not use")
        if found := damage(path):
            raise UnusableDatabase(f"{path} is damaged: {found}")
        tables = {name for (name,) in connection.execute(_TABLES)}
        missing = [name for name in Link.metadata.tables if name.encode() not in tables]
        if missing:
            raise UnusableDatabase(f"{path} lacks the table {missing[0]}")
        query = "SELECT CAST(version AS BLOB), complete FROM dataset"
        datasets = connection.execute(query).fetchall()
        if len(datasets) != 1 or not datasets[0][1] or not _VERSION.fullmatch(datasets[0][0]):
            raise UnusableDatabase(f"{path} contains no complete dataset")
        return bytes(datasets[0][0])
    except (sqlite3.Error, OSError) as error:
        raise UnusableDatabase(f"{path} cannot be opened: {error}") from error
    finally:
        if connection:
            connection.close()
