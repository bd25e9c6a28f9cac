"""Datasets as schemas of PostgreSQL: read through a pool of connections, in worker threads."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg import Connection, sql
from psycopg.abc import PQGen
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolTimeout

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
from app.settings import Settings

_log = logging.getLogger(__name__)

RV = TypeVar("RV")

_BESIDES = 4
"""Connections besides those for usual queries: for pictures, files and texts, which have a thread
each and may take minutes, and for `/readyz`."""

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


class PostgreSQLSnapshot(Snapshot):
    """A transaction that reads from one schema."""

    dialect = "postgresql"

    def __init__(self, connection: Connection[Row], dataset: "_Dataset") -> None:
        super().__init__(dataset.version, dataset.memo)
        self._connection = connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that `sql` selects."""
        # No text can hold NUL here; none holds the character after it either.
        clean = [v.replace("\0", "\1") if isinstance(v, str) else v for v in values]
        query = sql.replace("%", "%%").replace("?", "%s") if clean else sql
        return self._connection.execute(query.encode(), clean or None).fetchall()


class _Dataset:
    """A schema with one version of the data."""

    def __init__(self, schema: str, version: bytes) -> None:
        self.schema, self.version = schema, version
        self.memo: dict[Any, Any] = {}


class PostgreSQLDatabase(Database):
    """The dataset that the pointer names; a server that is down makes every query fail fast."""

    inline = False

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.pool_size)
        self._conninfo = conninfo(settings.database_url)
        self._limit = settings.statement_timeout
        self._dataset: _Dataset | None = None
        self._failure = ""
        self._refused = ""
        self._watched: LimitedConnection | None = None
        self._pool = ConnectionPool(
            self._conninfo,
            connection_class=LimitedConnection,
            kwargs=_OPTIONS,
            configure=self._configure,
            min_size=1,
            max_size=settings.pool_size + _BESIDES,
            timeout=settings.pool_timeout,
            open=False,
        )

    @property
    def version(self) -> bytes:
        """The version of the newest dataset that is known of."""
        return self._current.version

    @property
    def _current(self) -> _Dataset:
        if self._dataset is None or self._failure:
            raise DatabaseFailure(self._failure or "it has not been seeded")
        return self._dataset

    def _configure(self, connection: LimitedConnection) -> None:
        # The server gives up first, and says so.
        connection.limit = self._limit + _SILENT

    @contextmanager
    def snapshot(self) -> Iterator[PostgreSQLSnapshot]:
        """A read-only transaction in the schema of the newest dataset."""
        dataset = self._current
        try:
            with self._pool.connection() as connection, readable():
                connection.execute(
                    sql.SQL(
                        "BEGIN READ ONLY; SET LOCAL search_path TO {}; "
                        "SET LOCAL statement_timeout TO {}"
                    ).format(sql.Identifier(dataset.schema), round(1000 * self._limit))
                )
                yield PostgreSQLSnapshot(connection, dataset)
                connection.execute("COMMIT")
        except (psycopg.Error, PoolTimeout, OSError) as error:
            raise DatabaseFailure(str(error)) from error

    def open(self) -> None:
        """Connect if the server is up, and keep looking for it and for new datasets."""
        with suppress(psycopg.Error, OSError):
            require_utf8(self._connect())
        self._pool.open()
        super().open()

    def _look(self) -> None:
        """See which dataset is the newest, and whether the server is up."""
        try:
            try:
                self._find()
            except (psycopg.OperationalError, OSError):
                # Perhaps this connection is all that was lost, perhaps those of the pool are too.
                self._disconnect()
                self._find()
                self._pool.check()
        except (psycopg.Error, OSError) as error:
            if not self._failure:
                _log.error("the database cannot be reached: %s", error)
            self._failure = f"it cannot be reached: {error}"
            self._disconnect()

    def _find(self) -> None:
        connection = self._connect()
        found = pointed(connection)
        if found is None:
            self._dataset = None
        else:
            schema, version = found[0].decode(), found[1]
            if self._dataset is None or self._dataset.schema != schema:
                self._adopt(connection, schema, version)
        if self._failure:
            self._pool.check()
        self._failure = ""

    def _adopt(self, connection: LimitedConnection, schema: str, version: bytes) -> None:
        """Answer from another schema if it is complete, as this program needs it, and readable."""
        name = sql.Identifier(schema)
        query = sql.SQL("SELECT version_num FROM {}.alembic_version").format(name)
        complete = sql.SQL("SELECT version FROM {}.dataset WHERE complete").format(name)
        try:
            revisions = connection.execute(query).fetchall()
            versions = connection.execute(complete).fetchall()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
            revisions = versions = []
        if revisions != [(head().encode(),)] or versions != [(version,)]:
            if schema != self._refused:
                why = "has another schema, or may not be read"
                _log.warning("a new dataset is not used: %s %s", schema, why)
            self._refused = schema
            return
        self._dataset = _Dataset(schema, version)
        _log.info("a new dataset is used; version %s", version.decode()[:12])

    def _connect(self) -> LimitedConnection:
        if self._watched is None:
            self._watched = LimitedConnection.connect(self._conninfo, **_OPTIONS)
        return self._watched

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
