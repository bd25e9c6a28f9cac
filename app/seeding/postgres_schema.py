"""A dataset in PostgreSQL: built in a new schema, which then becomes the current one."""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, LiteralString

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from app.database import shown
from app.database.dataset import Dataset, PostgresTables
from app.database.postgresql import LimitedConnection, conninfo, pointed, require_utf8
from app.resources import METADATA
from app.seeding.place import attempts, is_current, migrate, unusable

_TABLES = ["search_index", *METADATA.tables]
"""The tables of every dataset."""

_LOCK = 0x4146
"""The advisory lock that a seeding holds."""

_PATIENT = (
    "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL tcp_keepalives_idle = 10; "
    "SET LOCAL tcp_keepalives_interval = 5; SET LOCAL tcp_keepalives_count = 3"
)
"""While files are read, a seeding's transactions are idle; those of a machine that is gone end."""

_SCHEMA = "dataset_"
"""The names of schemas begin with it; schemas with another beginning are never dropped."""

_NOTICED = timedelta(seconds=10)
"""After this time, every service reads the current dataset and none the one before it."""

_CONNECT_SECONDS = 10
"""How many seconds connecting may take."""

_POINTER = (
    "CREATE TABLE IF NOT EXISTS public.article_facts_current "
    "(one boolean PRIMARY KEY DEFAULT true CHECK (one), "
    "schema text NOT NULL, version text NOT NULL)"
)
_POINT = (
    "INSERT INTO public.article_facts_current (schema, version) SELECT ?, version FROM dataset "
    "ON CONFLICT (one) DO UPDATE SET schema = excluded.schema, version = excluded.version"
)
"""Makes the pointer name a schema."""


class SeedingConnection(LimitedConnection):
    """A connection on which a statement may take long, such as one that makes an index."""

    limit = 600.0


class PostgresSchema:
    """The schema of the current dataset, which a pointer in the database names."""

    def __init__(self, url: str) -> None:
        self._shown = shown(url)
        # Neither the database nor the environment may choose another encoding.
        parameters = make_conninfo(
            conninfo(url), client_encoding="UTF8", connect_timeout=_CONNECT_SECONDS
        )
        # A pooler may give each transaction another process, which may know statements of others.
        self._connect = partial(SeedingConnection.connect, parameters, prepare_threshold=None)

    def __str__(self) -> str:
        return self._shown

    @contextmanager
    def _reported(self, what: str) -> Iterator[None]:
        """Turn the errors of a connection into `UnusableDatabase`."""
        try:
            yield
        except (psycopg.Error, DatabaseError) as error:
            why = " ".join(str(getattr(error, "orig", error)).split())
            raise unusable(self, what, why) from error

    def current(self) -> Dataset | None:
        """The dataset that the pointer names; None if there is none, or it has an older schema.

        Raises `UnusableDatabase` if something else is there.
        """
        with self._reported("opened"), self._connect() as connection:
            require_utf8(connection, str(self))
            schema = _entered(connection)
            tables = PostgresTables(connection)
            current = schema and is_current(tables, f"{self} (schema {schema})")
            return tables.dataset() if current else None

    @contextmanager
    def open(self) -> Iterator[PostgresTables]:
        """The tables of the schema that the pointer names."""
        with self._reported("opened"), self._connect() as connection:
            _entered(connection)
            yield PostgresTables(connection)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While it is open, other processes that would build a dataset in the database wait."""
        # Of a transaction: a pooler may lend the session to others.
        lock = "SELECT pg_try_advisory_xact_lock(%s)"
        with self._reported("written"):
            for _ in attempts(self):
                # Closed without a commit: if the lock is lost, what was built is still there.
                with closing(self._connect()) as connection:
                    connection.execute(_PATIENT)
                    if connection.execute(lock, [_LOCK]).fetchone() == (True,):
                        yield
                        return

    @contextmanager
    def new(self) -> Iterator[PostgresTables]:
        """A new schema, which the pointer names at the end; all in one transaction."""
        current = self.current()
        engine = create_engine("postgresql+psycopg://", creator=self._connect, poolclass=NullPool)
        with self._reported("written"), engine.begin() as made:
            connection: Any = made.connection.driver_connection
            connection.execute(_PATIENT)
            tables = PostgresTables(connection)
            # Compared as text, because somebody may have written anything there.
            if not current or current.seeded < (datetime.now(UTC) - _NOTICED).isoformat():
                _drop_old(connection)
            schema = f"{_SCHEMA}{secrets.token_hex(6)}"
            connection.execute(_named("CREATE SCHEMA {0}; SET LOCAL search_path TO {0}", schema))
            migrate(made, "upgrade", "head")
            yield tables
            tables.run(f"ANALYZE {', '.join(_TABLES)}")
            tables.run(_POINTER)
            tables.run(_POINT, [schema])


def _named(query: LiteralString, schema: str) -> sql.Composed:
    return sql.SQL(query).format(sql.Identifier(schema))


def _drop_old(connection: Connection[Any]) -> None:
    """Drop all datasets but the current one: it becomes the one before, and is still read."""
    current = (pointed(connection) or ("",))[0]
    query = "SELECT nspname FROM pg_namespace WHERE nspname ~ %s AND nspname <> %s"
    pattern = f"^{_SCHEMA}[0-9a-f]{{12}}$"
    for (schema,) in connection.execute(query, [pattern, current]).fetchall():
        connection.execute(_named("DROP SCHEMA {} CASCADE", schema))


def _entered(connection: Connection[Any]) -> str | None:
    """The schema that the pointer names, if it exists; the rest of the transaction searches it."""
    found = pointed(connection)
    if found is None:
        return None
    schema = str(found[0])
    query = "SELECT to_regclass(%s) IS NOT NULL"
    there = connection.execute(query, [f'"{schema}".alembic_version']).fetchone()
    if not (there and there[0]):
        return None
    connection.execute(_named("SET LOCAL search_path TO {}", schema))
    return schema
