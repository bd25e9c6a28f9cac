"""The SQLAlchemy engine that migrations and seeding write with."""

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool


class UnusableDatabase(Exception):
    """The database cannot be opened, or holds what this program does not understand."""


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for `url`; raises `UnusableDatabase` where the URL is not understood."""
    try:
        made = make_url(url)
        if read_only and made.get_backend_name() == "sqlite":
            made = made.set(database=f"file:{made.database}", query={"mode": "ro", "uri": "true"})
        engine = create_engine(made, poolclass=NullPool)
    except (ArgumentError, ImportError) as error:
        message = f"DATABASE_URL is not understood: {error}"
        raise UnusableDatabase(message) from error
    if engine.dialect.name != "sqlite":
        message = f"DATABASE_URL names a {engine.dialect.name} database; SQLite is supported"
        raise UnusableDatabase(message)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - DBAPI objects have no common type
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA synchronous = NORMAL")
