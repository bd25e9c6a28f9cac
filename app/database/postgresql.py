"""Datasets as schemas of PostgreSQL: read through a pool of connections, in worker threads."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import Any, NamedTuple, TypeVar

import psycopg
from psycopg import Connection, sql
from psycopg.abc import PQGen
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

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

RV = TypeVar("RV")

_BESIDES = 4
"""Connections besides those for usual queries: for pictures, files, texts and the OpenAPI
document, which have a thread each and may take minutes."""

_SILENT = 2.0
"""After how many seconds without data the server counts as down."""

_OPTIONS: dict[str, Any] = {
    "autocommit": True,
    "application_name": "article-facts",
    # The server sends its UTF-8 as it is, and the driver hands it over as bytes.
    "client_encoding": "SQL_ASCII",
    "connect_timeout": 2,
    # A pooler may give each transaction another process, which knows no prepared statement.
    "prepare_threshold": None,
}


class LimitedConnection(Connection[Row]):
    """A connection that waits no longer than `limit` seconds for the server."""

    limit = _SILENT

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server; close the connection if that takes too long."""
        try:
            return super().wait(gen, interval, timeout or self.limit)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                # Its query is still running.
                self.pgconn.finish()
            raise


class _Dataset(NamedTuple):
    """A schema with one version of the data."""

    schema: str
    version: bytes
    memo: dict[Any, Any]


class PostgreSQLSnapshot(Snapshot):
    """A transaction that reads from one schema."""

    dialect = "postgresql"

    def __init__(
        self, connection: Connection[Row], dataset: _Dataset, limit: float, stopped: Event
    ) -> None:
        super().__init__(dataset.version, dataset.memo, limit, stopped)
        self._connection = connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        if self.late():
            raise DatabaseFailure("the queries took too long")
        # PostgreSQL stores no NUL; U+0001 matches nothing either, as no stored text contains it.
        clean = [v.replace("\0", "\1") if isinstance(v, str) else v for v in values]
        query = sql.replace("%", "%%").replace("?", "%s") if clean else sql
        return self._connection.execute(query.encode(), clean or None).fetchall()


class PostgreSQLDatabase(Database):
    """The dataset that the pointer names; a server that is down makes every query fail fast."""

    inline = False

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.pool_size)
        self._conninfo = conninfo(settings.database_url)
        self._limit = settings.statement_timeout
        self._seen: bytes | None = None
        """The schema that the pointer named last."""
        self._watched: LimitedConnection | None = None
        self._pool = ConnectionPool(
            self._conninfo,
            connection_class=LimitedConnection,
            kwargs=_OPTIONS,
            min_size=1,
            # Lists, their pieces and all others have a thread at least.
            max_size=max(settings.pool_size, 3) + _BESIDES,
            timeout=settings.pool_timeout,
            # It would pause for longer and longer, also when the server is there again.
            reconnect_timeout=1,
            open=False,
        )

    @contextmanager
    def snapshot(self) -> Iterator[PostgreSQLSnapshot]:
        """A read-only transaction in the schema of the newest dataset."""
        dataset: _Dataset = self._current
        begin = sql.SQL(
            "BEGIN READ ONLY; SET LOCAL search_path TO {}; SET LOCAL statement_timeout TO {}"
        ).format(sql.Identifier(dataset.schema), round(1000 * self._limit))
        try:
            with self._pool.connection() as connection:
                # The server gives up first, and says so.
                connection.limit = self._limit + _SILENT
                connection.execute(begin)
                yield PostgreSQLSnapshot(connection, dataset, self._limit, self._stopped)
                connection.execute("COMMIT")
        except UNREADABLE as error:
            raise DatabaseFailure(f"its content is damaged: {error}") from error
        except (psycopg.Error, OSError) as error:
            raise DatabaseFailure(str(error)) from error

    def open(self) -> None:
        """Connect if the server is up, and keep looking for it and for new datasets."""
        self._pool.open()
        super().open()
        if self._watched:
            require_utf8(self._watched)

    def _look(self) -> None:
        """See which dataset is the newest, and whether the server is up."""
        try:
            try:
                self._find()
            except (psycopg.OperationalError, OSError):
                # Perhaps only this connection was lost.
                self._disconnect()
                self._find()
        except (psycopg.Error, OSError) as error:
            if not self._failure:
                _log.error("the database cannot be reached: %s", error)
            self._failure = f"it cannot be reached: {error}"
            self._disconnect()

    def _find(self) -> None:
        """Use the schema that the pointer names, if it is complete and of this program."""
        if self._watched is None:
            self._watched = LimitedConnection.connect(self._conninfo, **_OPTIONS)
            # If this connection was lost, those of the pool may be lost, too; testing them is slow.
            self._pool.drain()
        found = pointed(self._watched)
        if found is None:
            self._dataset = None
        elif self._dataset is None or found[0].decode() != self._dataset.schema:
            schema, version = found[0].decode(), found[1]
            name = sql.Identifier(schema)
            query = (
                "SELECT version_num, version FROM {0}.alembic_version, {0}.dataset WHERE complete"
            )
            try:
                rows = self._watched.execute(sql.SQL(query).format(name)).fetchall()
            except psycopg.ProgrammingError:
                # It is gone, may not be read, or has other columns.
                rows = []
            if rows == [(newest_revision().encode(), version)]:
                self._dataset = _Dataset(schema, version, {})
                _log.info("a new dataset is used; version %s", version.decode()[:12])
            elif found[0] != self._seen:
                why = "has another schema, or may not be read"
                _log.warning("a new dataset is not used: %s %s", schema, why)
        self._seen = found[0] if found else None
        self._failure = ""

    def _disconnect(self) -> None:
        if self._watched:
            self._watched.close()
        self._watched = None

    def close(self) -> None:
        """Close all connections."""
        super().close()
        self._pool.close(1)
        self._disconnect()


def conninfo(url: str) -> str:
    """The parameters in the URL of a PostgreSQL database, each quoted for its library."""
    read = read_url(url)
    parameters = read.translate_connect_args(username="user", database="dbname")
    parameters |= {name: ",".join(values) for name, values in read.normalized_query.items()}
    try:
        return make_conninfo(**parameters)
    except psycopg.ProgrammingError:
        message = "DATABASE_URL is not understood: it has a parameter that PostgreSQL does not know"
        raise UnusableDatabase(message) from None


def pointed(connection: Connection[Any]) -> Row | None:
    """The schema and the version of the current dataset, if there is a pointer to one."""
    query = "SELECT to_regclass('public.article_facts_current') IS NOT NULL"
    there = connection.execute(query).fetchone()
    query = "SELECT schema, version FROM public.article_facts_current"
    return connection.execute(query).fetchone() if there and there[0] else None


def require_utf8(connection: Connection[Any], name: str = "the PostgreSQL database") -> None:
    """Raise `UnusableDatabase` if it cannot hold every text."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        message = f"{name} has the encoding {encoding}; create it with ENCODING 'UTF8'"
        raise UnusableDatabase(message)
