"""A dataset in PostgreSQL: built in a new schema, which then becomes the current one."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql as composed
from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from app.core.rendering import Values
from app.database.engine import UnusableDatabase, conninfo, read_url
from app.database.search_index import index_search
from app.resources import METADATA
from app.seeding import migrations
from app.seeding.dataset import HELD, Dataset, Place, Tables, held

_LOCK = 0x4146
"""The advisory lock that a seeding holds."""

_SCHEMA = "dataset_"
_POINTER = "public.article_facts_current"
_FETCHED = 1000


class PostgresTables(Tables):
    """Tables in a new schema, within one transaction."""

    text = 'text COLLATE "C"'

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        """Write on `connection`."""
        self.connection = connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any."""
        found = self.connection.execute(_marked(sql), values or None)
        return found.fetchall() if found.description else []

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows that `sql` gives, a few at a time."""
        with self.connection.cursor("stream") as cursor:
            cursor.itersize = _FETCHED
            cursor.execute(_marked(sql), values or None)
            yield from cursor

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Add rows."""
        named = composed.SQL(", ").join(map(composed.Identifier, columns))
        into = composed.SQL("COPY {} ({}) FROM STDIN").format(composed.Identifier(table), named)
        with self.connection.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def index(self) -> None:
        """Make the index of all search entries, and the statistics of the query planner."""
        index_search(self, "postgresql")
        self.run(f"ANALYZE search_index, {', '.join(METADATA.tables)}")


class PostgresDatabase(Place):
    """A database whose pointer names the schema of the current dataset."""

    def __init__(self, url: str) -> None:
        """Use the database at `url`."""
        self.url = read_url(url)
        self._conninfo = conninfo(url)

    def __str__(self) -> str:
        return self.url.render_as_string()

    @contextmanager
    def _connected(self, what: str) -> Iterator["psycopg.Connection[Any]"]:
        """A connection; raises `UnusableDatabase` for whatever it raises."""
        try:
            with psycopg.connect(self._conninfo) as connection:
                yield connection
        except psycopg.Error as error:
            why = " ".join(str(error).split())
            message = f"{self} cannot be {what}: {why}"
            raise UnusableDatabase(message) from error

    def current(self) -> Dataset | None:
        """The dataset that the pointer names."""
        with self._connected("opened") as connection:
            encoding = connection.info.parameter_status("server_encoding")
            if encoding != "UTF8":
                message = f"{self} has the encoding {encoding}; create it with ENCODING 'UTF8'"
                raise UnusableDatabase(message)
            schema = _entered(connection)
            if schema is None:
                return None
            tables = PostgresTables(connection)
            versions = tables.run("SELECT version_num FROM alembic_version")
            if not migrations.is_current(versions, f"{self} (schema {schema})"):
                return None
            return held(tables.run(HELD))

    @contextmanager
    def open(self) -> Iterator[Tables]:
        """The tables of the schema that the pointer names."""
        with self._connected("opened") as connection:
            _entered(connection)
            yield PostgresTables(connection)

    def damage(self) -> list[str]:
        """Nothing: PostgreSQL checks its own pages."""
        return []

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While it is open, no other process builds a dataset in the database."""
        with self._connected("written") as connection:
            # Of a transaction: a pooler may lend the session to others.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            yield

    @contextmanager
    def new(self, fingerprint: str) -> Iterator[Tables]:
        """A new schema, which the pointer names at the end; all in one transaction."""
        schema = f"{_SCHEMA}{fingerprint[:12]}"
        engine = create_engine(self.url, poolclass=NullPool)
        try:
            with engine.begin() as made:
                connection: Any = made.connection.driver_connection
                before = _pointed(connection)
                # Running requests may still read the current one, but none older than that.
                for other in _schemas(connection):
                    if other != before:
                        connection.execute(_named("DROP SCHEMA {} CASCADE", other))
                connection.execute(_named("CREATE SCHEMA {}", schema))
                connection.execute(_named("SET LOCAL search_path TO {}", schema))
                migrations.run(made, "upgrade", "head")
                dataset = PostgresTables(connection)
                yield dataset
                _point(dataset, schema)
        except (psycopg.Error, DatabaseError) as error:
            why = " ".join(str(getattr(error, "orig", error)).split())
            message = f"{self} cannot be written: {why}; nothing was changed"
            raise UnusableDatabase(message) from error


def _marked(sql: str) -> str:
    return sql.replace("?", "%s")


def _named(sql: str, schema: str) -> composed.Composed:
    return composed.SQL(sql).format(composed.Identifier(schema))


def _pointed(connection: "psycopg.Connection[Any]") -> str | None:
    """The schema that the pointer names, if there is a pointer."""
    found = connection.execute("SELECT to_regclass(%s)", [_POINTER]).fetchone()
    if found is None or found[0] is None:
        return None
    row = connection.execute(f"SELECT schema FROM {_POINTER}").fetchone()  # noqa: S608 - a name of ours
    return str(row[0]) if row else None


def _schemas(connection: "psycopg.Connection[Any]") -> list[str]:
    """The schemas of datasets."""
    sql = "SELECT nspname FROM pg_namespace WHERE nspname ~ %s"
    return [name for (name,) in connection.execute(sql, [f"^{_SCHEMA}[0-9a-f]{{12}}$"])]


def _entered(connection: "psycopg.Connection[Any]") -> str | None:
    """The schema that the pointer names, if it is there; for the transaction it is searched."""
    schema = _pointed(connection)
    sql = "SELECT to_regclass(%s) IS NOT NULL"
    row = connection.execute(sql, [f'"{schema}".alembic_version']).fetchone()
    if schema is None or not (row and row[0]):
        return None
    connection.execute(_named("SET LOCAL search_path TO {}", schema))
    return schema


def _point(dataset: PostgresTables, schema: str) -> None:
    """Make the pointer name a schema."""
    ((version,),) = dataset.run("SELECT version FROM dataset")
    dataset.run(
        f"CREATE TABLE IF NOT EXISTS {_POINTER} "
        "(one boolean PRIMARY KEY DEFAULT true CHECK (one), "
        "schema text NOT NULL, version text NOT NULL)"
    )
    dataset.run(
        f"INSERT INTO {_POINTER} (schema, version) VALUES (?, ?) "  # noqa: S608 - a name of ours
        "ON CONFLICT (one) DO UPDATE SET schema = excluded.schema, version = excluded.version",
        [schema, version],
    )
