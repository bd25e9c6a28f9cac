"""Datasets as SQLite files: read-only, checked when opened, never changed while open."""

import logging
import os
import re
import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from math import inf
from pathlib import Path
from stat import S_ISREG
from threading import Event
from time import monotonic
from typing import Any, NamedTuple
from weakref import finalize
from zlib import crc32

from app.database import (
    UNREADABLE,
    Database,
    DatabaseFailure,
    Row,
    Snapshot,
    UnusableDatabase,
    newest_revision,
    read_url,
)
from app.settings import Settings

_log = logging.getLogger(__name__)

_THREADS = 8
_CONNECTIONS = _THREADS + 4
"""How many connections are opened with a file, which may be replaced before they are needed."""

_PAUSE = 5
"""Seconds before an unusable file is tried again, which may only have lacked a descriptor."""

_STEPS = 10_000
"""After how many steps of SQLite the time limit is checked: less than a millisecond."""

_HEADER, _SEAL = 100, slice(60, 64)
"""The length of a file's header, and where it has `user_version`, which holds the checksum."""

_VERSION = re.compile(rb"[0-9a-f]{64}")


class Identity(NamedTuple):
    """What identifies a file: a replacement differs in at least one of these."""

    device: int
    inode: int
    size: int
    changed: int
    """When it was last written to, which can be set."""
    touched: int
    """When anything about it last changed, also its mode, which cannot be set."""


class _Dataset:
    """An open file and connections to it, which are closed when nobody refers to it any more.

    `idle` are those that nobody uses at the moment.
    """

    def __init__(self, path: Path, found: Identity) -> None:
        """Open and check the file; raises `UnusableDatabase`."""
        self.path, self.identity = path, found
        self.memo: dict[Any, Any] = {}
        self._opened = ExitStack()
        finalize(self, self._opened.close)
        try:
            self._file = self._opened.enter_context(path.open("rb", buffering=0)).fileno()
            self.idle = deque(self.connected() for _ in range(_CONNECTIONS))
            self.version = _version(path, self.idle[0])
        except (OSError, sqlite3.Error, DatabaseFailure, *UNREADABLE) as error:
            self._opened.close()
            why = str(getattr(error, "strerror", error))
            raise UnusableDatabase(f"{path} cannot be opened: {why}") from error

    def connected(self) -> sqlite3.Connection:
        """A new connection to this file; raises `DatabaseFailure`."""
        # Immutable: a dataset never changes, so nothing has to be locked or looked at again.
        uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            made = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise DatabaseFailure(str(error)) from error
        made.text_factory = bytes
        self._opened.enter_context(closing(made))
        if identity(self.path) != self.identity:
            raise DatabaseFailure("its file was replaced")
        return made

    def require_unchanged(self) -> None:
        """Raise `DatabaseFailure` if somebody has written to the file since it was opened."""
        found, opened = os.fstat(self._file), self.identity
        if (found.st_size, found.st_mtime_ns) != (opened.size, opened.changed):
            raise DatabaseFailure("its file was changed while it was open")


class SQLiteSnapshot(Snapshot):
    """A connection that no other thread uses at the same time."""

    dialect = "sqlite"

    def __init__(
        self, dataset: _Dataset, connection: sqlite3.Connection, limit: float, stopped: Event
    ) -> None:
        super().__init__(dataset.version, dataset.memo, limit, stopped)
        self._dataset, self._connection = dataset, connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        try:
            found = self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            late = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
            raise DatabaseFailure("the query took too long" if late else str(error)) from error
        self._dataset.require_unchanged()
        return found

    def end(self) -> None:
        """Forget the dataset; it is closed when the last request that uses it ends."""
        del self._dataset, self._connection


class SQLiteDatabase(Database):
    """The file that the settings name; a file that replaces it is opened and checked."""

    inline = True

    def __init__(self, settings: Settings) -> None:
        super().__init__(_THREADS)
        self._path = Path(read_url(settings.database_url).database or "")
        self._limit = settings.statement_timeout
        self._seen: Identity | None = None
        self._again = inf
        """When the file is tried again."""

    @contextmanager
    def snapshot(self) -> Iterator[SQLiteSnapshot]:
        """A connection that no other thread uses at the same time."""
        dataset: _Dataset = self._current
        try:
            connection = dataset.idle.pop()
        except IndexError:
            connection = dataset.connected()
        snapshot = SQLiteSnapshot(dataset, connection, self._limit, self._stopped)
        connection.set_progress_handler(snapshot.late, _STEPS)
        try:
            yield snapshot
        except UNREADABLE as error:
            raise DatabaseFailure(f"its content is damaged: {error}") from error
        finally:
            snapshot.end()
            dataset.idle.append(connection)

    def open(self) -> None:
        """Open the file; raises `UnusableDatabase`."""
        self._seen = identity(self._path)
        self._dataset = _Dataset(self._path, self._seen)
        super().open()

    def _look(self) -> None:
        """Open the file if it was replaced; one that is missing or unusable changes nothing."""
        try:
            found = identity(self._path)
        except UnusableDatabase:
            return
        known = found == self._seen
        if known and monotonic() < self._again:
            return
        # Somebody may still be copying it: an unusable one is tried again, at once if it changes.
        self._seen, self._again = found, inf
        try:
            self._dataset = _Dataset(self._path, found)
        except UnusableDatabase as error:
            self._again = monotonic() + _PAUSE
            if not known:
                _log.warning("a new database file is not used: %s", error)
        else:
            _log.info("the database was replaced; version %s", self.version.decode()[:12])

    def close(self) -> None:
        """Close all connections that are not in use."""
        super().close()
        self._dataset = None


def seal(path: Path) -> None:
    """Write the checksum of a complete file into its header, where `is_whole` looks for it."""
    _, checksum = _checksums(path)
    with path.open("r+b") as file:
        file.seek(_SEAL.start)
        file.write(checksum)
        file.flush()
        os.fsync(file.fileno())


def is_whole(path: Path) -> bool:
    """Whether the content of the file matches its checksum."""
    written, found = _checksums(path)
    return written == found


def _checksums(path: Path) -> tuple[bytes, bytes]:
    """The checksum in the file's header, and the one of its content, which may have gigabytes."""
    with path.open("rb") as file:
        header = bytearray(file.read(_HEADER))
        written, header[_SEAL] = bytes(header[_SEAL]), bytes(4)
        found = crc32(header)
        while block := file.read(1 << 20):
            found = crc32(block, found)
    return written, found.to_bytes(4)


def identity(path: Path) -> Identity:
    """The identity of a regular file; raises `UnusableDatabase` if there is none."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        why = str(getattr(error, "strerror", error))
        raise UnusableDatabase(f"{path} cannot be opened: {why}") from error
    if not S_ISREG(status.st_mode):
        raise UnusableDatabase(f"{path} cannot be opened: it is not a regular file")
    return Identity(
        status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    )


def _version(path: Path, connection: sqlite3.Connection) -> bytes:
    """The version of the dataset in a file; raises `DatabaseFailure`."""
    query = "SELECT version_num, CAST(version AS BLOB) FROM alembic_version, dataset WHERE complete"
    found = connection.execute(query).fetchall()
    ours = [revision for revision, _ in found] == [newest_revision().encode()]
    if not ours or not _VERSION.fullmatch(version := found[0][1] or b""):
        raise DatabaseFailure("it has no complete dataset in the schema of this program")
    if not is_whole(path):
        raise DatabaseFailure("its content does not match its checksum")
    return bytes(version)
