"""SQLite and PostgreSQL behind one small interface: a database gives snapshots of a dataset."""

import logging
import re
from abc import ABC, abstractmethod
from asyncio import wait, wrap_future
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from functools import cache
from threading import Event, Lock, Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar
from urllib.parse import unquote

import orjson
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.paths import MIGRATIONS
from app.settings import MASK

if TYPE_CHECKING:
    from app.settings import Settings

_log = logging.getLogger(__name__)

Row = tuple[Any, ...]
Json = Any
"""A JSON value, or the value of a parameter."""

P = ParamSpec("P")
T = TypeVar("T")

QUERIES, LISTS, PIECES, SENDING = "queries", "lists", "pieces", "sending"
"""Groups of threads: for most queries, for lists (which may be slow), for the pieces of long lists,
and for sending files and long bodies."""

INTERVAL = 0.25
"""Seconds between two checks for a new dataset."""

_PATIENCE = 3.0
"""How many seconds to wait at the end for the thread that looks for a new dataset."""

_REMEMBERED = 10_000
"""How many results are remembered."""

_LONGEST_KEY = 500
"""Characters; clients could otherwise fill the memory with results for long texts."""

_HOST = re.compile(r"[\w.,:%/-]*")
"""A name, an address, the folder of a socket, or several of them."""
_LAST_PORT = 65_535


class DatabaseFailure(Exception):
    """The database cannot be read: it is missing, damaged, or too slow."""


class NoThread(Exception):
    """No thread has become free in time."""


class UnusableDatabase(DatabaseFailure):
    """The database cannot be opened, or its content is not from this program."""


UNREADABLE = (UnicodeDecodeError, orjson.JSONDecodeError)
"""What decoding stored text or JSON raises if it is damaged."""


class Snapshot:
    """One dataset, all rows of one version.

    `memo` stores results for this version, for all later snapshots of it.
    """

    dialect: ClassVar[str]

    def __init__(self, version: bytes, memo: dict[Any, Any], limit: float, stopped: Event) -> None:
        """Begin with `limit` seconds for all queries together; the service may be `stopped`."""
        self.version = version
        self.memo = memo
        self._limit, self._stopped = limit, stopped
        self._deadline = perf_counter() + limit

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that `sql` selects, with text as UTF-8 bytes; raises `DatabaseFailure`.

        A question mark stands for each of `values`.
        """
        raise NotImplementedError

    def late(self) -> bool:
        """Whether the time limit is over."""
        return perf_counter() > self._deadline

    def renew(self) -> None:
        """Restart the time limit, in work of many queries; raises `DatabaseFailure` if it stops."""
        if self._stopped.is_set():
            raise DatabaseFailure("the service stops")
        self._deadline = perf_counter() + self._limit

    def tally(self, name: str, value: str) -> int:
        """How many records are linked to a value of `<kind>.<parameter>`.

        With a kind as name and an empty value: the number of its records.
        """
        sql = "SELECT total FROM tally WHERE name = ? AND value = ?"
        rows = self.once(("tally", name, value), lambda: self.rows(sql, (name, value)))
        return int(rows[0][0]) if rows else 0

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` returns for this version; kept for short keys, until too many are kept."""
        try:
            found: T = self.memo[key]
        except KeyError:
            found = make()
            if len(ascii(key)) > _LONGEST_KEY:
                return found
            if len(self.memo) >= _REMEMBERED:
                self.memo.clear()
            self.memo[key] = found
        return found


class Database(ABC):
    """Gives snapshots of the newest dataset and notices within a second that there is a new one."""

    inline: ClassVar[bool]
    """Whether cheap queries may run on the event loop."""

    def __init__(self, threads: int) -> None:
        self._executors = {
            QUERIES: ThreadPoolExecutor(max(1, threads - threads // 3 * 2), QUERIES),
            LISTS: ThreadPoolExecutor(max(1, threads // 3), LISTS),
            PIECES: ThreadPoolExecutor(max(1, threads // 3), PIECES),
            SENDING: ThreadPoolExecutor(thread_name_prefix=SENDING),
        }
        self._stopped = Event()
        self._looking = Lock()
        self._watcher: Thread | None = None
        self._dataset: Any = None
        """The newest dataset; it has a `version`."""
        self._failure = ""
        """Why it cannot be read at the moment."""

    @property
    def version(self) -> bytes:
        """The version of the newest dataset; raises `DatabaseFailure`."""
        return bytes(self._current.version)

    @property
    def _current(self) -> Any:  # noqa: ANN401 - each database has its own class
        if self._dataset is None or self._failure:
            raise DatabaseFailure(self._failure or "it has not been seeded")
        return self._dataset

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """A snapshot for this thread; raises `DatabaseFailure`."""

    def refresh(self) -> None:
        """Look for a new dataset; an unusable one changes nothing and is logged once."""
        with self._looking:
            self._look()

    @abstractmethod
    def _look(self) -> None:
        """Look for a new dataset, one thread at a time."""

    async def run(
        self,
        what: str,
        limit: float | None,
        function: Callable[P, T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """What `function` returns, called in a worker thread, where it can take a snapshot.

        Each name has a thread, which runs only calls named `what`; those above have several.
        Raises `NoThread` if none is free within `limit` seconds, and `DatabaseFailure`.
        """
        if limit is not None and limit <= 0:
            raise NoThread
        executor = self._executors.get(what) or ThreadPoolExecutor(1, what)
        self._executors[what] = executor
        try:
            call = executor.submit(function, *args, **kwargs)
        except RuntimeError as error:
            raise DatabaseFailure(f"no thread is free: {error}") from error
        running = wrap_future(call)
        if not (await wait({running}, timeout=limit))[0] and call.cancel():
            raise NoThread
        return await running

    def open(self) -> None:
        """Open the dataset and keep looking for new ones; raises `UnusableDatabase`."""
        self.refresh()
        self._watcher = Thread(target=self._watch, name="watcher", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Stop looking, and close all connections."""
        self._stopped.set()
        if self._watcher:
            # It may be waiting for a disk that does not answer.
            self._watcher.join(_PATIENCE)
        for executor in self._executors.values():
            executor.shutdown(wait=False, cancel_futures=True)

    def _watch(self) -> None:
        logged = ""
        while not self._stopped.wait(INTERVAL):
            failure = ""
            try:
                self.refresh()
            except Exception as error:  # noqa: BLE001 - nobody would look for a new dataset again
                failure = f"{type(error).__name__}: {error}"
            if failure and failure != logged:
                _log.error("looking for a new dataset failed: %s", failure)
            logged = failure


def read_url(url: str) -> URL:
    """`url`, if it names a database that is supported; raises `UnusableDatabase`.

    The error shows nothing of it: anything could be a part of a password.
    """
    with suppress(ArgumentError, ValueError):
        made = make_url(url)
        host, kind = unquote(made.host or ""), made.get_backend_name()
        printable = url.isprintable() and "\0" not in unquote(url)
        if kind == "sqlite" and made.database and ":///" in url and not made.query and printable:
            return made
        known = kind in {"postgresql", "postgres"} and "@" not in f"{made.database}"
        if known and _HOST.fullmatch(host) and (made.port or 0) <= _LAST_PORT and printable:
            return made.set(drivername="postgresql+psycopg", host=host or None)
    raise UnusableDatabase(
        "DATABASE_URL is not understood: write sqlite:///FILE without options, or "
        "postgresql://USER@HOST/NAME with %40 for an @ in a password"
    )


def shown(url: str) -> str:
    """`url` with its kind, host, port and database's name, without anything else."""
    try:
        read = read_url(url)
    except UnusableDatabase:
        return MASK
    kind = read.get_backend_name()
    return str(URL.create(kind, host=read.host, port=read.port, database=read.database))


@cache
def newest_revision() -> str:
    """The newest revision of the schema: the one that a usable dataset has."""
    return max(path.stem.split("_")[0] for path in (MIGRATIONS / "versions").glob("*.py"))


def open_database(settings: "Settings") -> Database:
    """The database that the settings name, not opened yet; raises `UnusableDatabase`."""
    if read_url(settings.database_url).get_backend_name() == "sqlite":
        from app.database.sqlite import SQLiteDatabase

        return SQLiteDatabase(settings)
    from app.database.postgresql import PostgreSQLDatabase

    return PostgreSQLDatabase(settings)
