"""The SQLAlchemy engine that migrations and seeding write with."""

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool


class UnusableDatabase(Exception):
    """The database cannot be opened, or holds what this program does not understand."""


def make_engine(url: str) -> Engine:
    """An engine for `url`; raises `UnusableDatabase` where the URL is not understood."""
    try:
        engine = create_engine(url, poolclass=NullPool)
    except (ArgumentError, ImportError) as error:
        message = f"DATABASE_URL is not understood: {error}"
        raise UnusableDatabase(message) from error
    if engine.dialect.name != "sqlite":
        message = f"DATABASE_URL names a {engine.dialect.name} database; SQLite is supported"
        raise UnusableDatabase(message)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - DBAPI objects have no common type
    # Write-ahead logging lets readers see the old data until a seeding is committed.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA synchronous = NORMAL")
