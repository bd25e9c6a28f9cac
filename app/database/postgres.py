"""PostgreSQL as requests see it: read-only, through a pool, one snapshot for each request."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.util import await_only, greenlet_spawn

from app.database.database import Begun, Database, DatabaseFailure, P, Row, T
from app.database.engine import PROCESS, conninfo, lent
from app.database.lexemes import beginnings, operand
from app.settings import Settings

_log = logging.getLogger(__name__)

EVERY = 0.25
"""After so many seconds it is asked again whether there is a new dataset."""

_SILENT = 2.0
"""A server that says nothing for so many seconds is taken to be gone."""

_NOT_THERE = DatabaseFailure("it cannot be reached")

_FAILURES = (psycopg.Error, OSError, TimeoutError)

_VERSION = "SELECT version FROM dataset"
_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

_OPTIONS: dict[str, Any] = {
    "autocommit": True,
    "application_name": "article-facts",
    # The server sends its UTF-8 as it is, and the driver hands it over as bytes.
    "client_encoding": "SQL_ASCII",
}


@dataclass(slots=True)
class _Remembered:
    """What is known of one version of the dataset."""

    version: bytes = b""
    totals: dict[Any, tuple[int, bool]] = field(default_factory=dict)
    known: set[tuple[str, str]] = field(default_factory=set)


_lease: ContextVar[tuple[AsyncConnection, _Remembered]] = ContextVar("lease")
"""The connection of the request that is being answered, and what its snapshot holds."""


class PostgresDatabase(Database):
    """Functions run in greenlets: where they ask, they step aside until the rows are there."""

    dialect = PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]  # its own omission
    inline = False
    match = "search_fts.tokens @@ ?::tsquery"
    # With IN, it may read all that there is to find them.
    among = "= ANY (ARRAY({}))"

    def __init__(self, chosen: Settings) -> None:
        """Nothing is connected yet; raises `UnusableDatabase` where the URL is not understood."""
        self._chosen = chosen
        self._conninfo = conninfo(chosen.database_url)
        self._timeout = f"statement_timeout = {round(1000 * chosen.statement_timeout)}"
        self._newest = _Remembered()
        self._pool: AsyncConnectionPool | None = None
        self._watch: AsyncConnection | None = None
        self._watching: asyncio.Task[None] | None = None

    @property
    def version(self) -> bytes:
        """The version that the rows of this request are of, or the newest that is known of."""
        return self._remembered.version

    @property
    def totals(self) -> dict[Any, tuple[int, bool]]:
        """Totals that were counted, and whether exactly."""
        return self._remembered.totals

    @property
    def known(self) -> set[tuple[str, str]]:
        """Parameters and values that records are known to have."""
        return self._remembered.known

    @property
    def _remembered(self) -> _Remembered:
        lease = _lease.get(None)
        if lease:
            return lease[1]
        if self._pool is None:
            raise _NOT_THERE
        return self._newest

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that `sql` selects; only within `ask`."""
        return await_only(_rows(_lease.get()[0], sql, values))

    def rows_by_value(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """The same; a prepared statement would soon have one plan for all values."""
        return await_only(_rows(_lease.get()[0], sql, values, prepare=False))

    @staticmethod
    def matching(words: Sequence[Sequence[str]], begun: Begun | None = None) -> str:
        """A tsquery."""
        ways = [[operand(form) for form in forms] for forms in words]
        if begun:
            ways[-1] += beginnings(begun)
        return " & ".join(f"({' | '.join(way)})" for way in ways)

    @contextmanager
    def snapshot(self) -> Iterator[bytes]:
        """Nothing but the version: all of a request is one snapshot."""
        yield self.version

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns, which sees one snapshot of the data."""
        if self._pool is None:
            raise _NOT_THERE
        try:
            async with self._pool.connection() as connection:
                lease = _lease.set((connection, self._see(await self._begin(connection))))
                try:
                    return await greenlet_spawn(partial(function, *args, **kwargs))
                finally:
                    _lease.reset(lease)
        except psycopg.Error as error:
            raise DatabaseFailure(str(error)) from error

    async def _begin(self, connection: AsyncConnection) -> bytes:
        """Begin a snapshot; the version of the dataset that it is of."""
        # What is set for a session that a pooler lends, would stay set for others.
        own = f"SET LOCAL {self._timeout}; " if connection.prepare_threshold is None else ""
        cursor = await connection.execute(f"{_BEGIN}; {own}{_VERSION}", prepare=False)
        while cursor.nextset():
            pass
        row = await cursor.fetchone()
        return row[0] if row else b""

    async def _settle(self, connection: AsyncConnection) -> None:
        """Make a new connection ready for questions, and for nothing else."""
        cursor = await connection.execute(PROCESS, prepare=False)
        lent(connection, await cursor.fetchone())
        if connection.prepare_threshold is not None:
            await connection.execute(f"SET {self._timeout}; SET default_transaction_read_only = on")

    def _see(self, version: bytes) -> _Remembered:
        """What is known of a version, which may be a new one."""
        if version != self._newest.version:
            self._newest = _Remembered(version)
        return self._newest

    async def open(self) -> None:
        """Connect, if the server is there, and keep looking for it and for new datasets."""
        await self._look()
        self._watching = asyncio.create_task(self._keep_looking())

    async def close(self) -> None:
        """Give all connections back."""
        if self._watching:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        await self._part()

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self._look()

    async def _look(self) -> None:
        """See which dataset there is, and whether the server is."""
        try:
            await self._see_newest()
        except _FAILURES:
            # Perhaps one connection is all that was lost, or this process had to wait.
            try:
                await self._see_newest(anew=True)
            except _FAILURES as error:
                if self._pool or not self._watching:
                    _log.error("the database cannot be reached: %s", error)
                await self._part()

    async def _see_newest(self, *, anew: bool = False) -> None:
        async with asyncio.timeout(_SILENT):
            if self._watch is None or anew:
                if self._watch:
                    await self._watch.close()
                self._watch = await AsyncConnection.connect(self._conninfo, **_OPTIONS)
                await self._settle(self._watch)
            cursor = await self._watch.execute(_VERSION)
            row = await cursor.fetchone()
            self._see(row[0] if row else b"")
            if self._pool is None:
                self._pool = self._new_pool()
                await self._pool.open()
            elif anew:
                await self._pool.check()

    async def _part(self) -> None:
        """Let go of a server that is gone: until it is back, every question fails at once."""
        pool, watch = self._pool, self._watch
        self._pool = self._watch = None
        self._newest = _Remembered()
        if watch:
            await watch.close()
        if pool:
            await pool.close(1)

    def _new_pool(self) -> AsyncConnectionPool:
        return AsyncConnectionPool(
            self._conninfo,
            kwargs=_OPTIONS,
            configure=self._settle,
            min_size=1,
            max_size=self._chosen.pool_size,
            timeout=self._chosen.pool_timeout,
            open=False,
        )


async def _rows(
    connection: AsyncConnection, sql: str, values: Sequence[Any], *, prepare: bool | None = None
) -> list[Row]:
    # What SQLAlchemy has compiled holds no question mark.
    sql = sql.replace("?", "%s")
    try:
        cursor = await connection.execute(sql, values or None, prepare=prepare)
    except psycopg.DataError:
        # A text cannot hold NUL here; none holds the character after it either, which compares
        # with all others as NUL would.
        clean = [v.replace("\0", "\1") if isinstance(v, str) else v for v in values]
        if clean == list(values):
            raise
        cursor = await connection.execute(sql, clean, prepare=prepare)
    return await cursor.fetchall()
