"""The SQLAlchemy engine that migrations and seeding write with."""

from functools import cache
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from app.paths import MIGRATIONS

SQLITE, POSTGRESQL = "sqlite", "postgresql"

ALONE = 0x4146
"""The number of the lock in PostgreSQL that whoever writes holds until it is done."""


class UnusableDatabase(Exception):
    """The database cannot be opened, or holds what this program does not understand."""


def read_url(url: str) -> URL:
    """`url`, if it names a database that is supported; raises `UnusableDatabase`."""
    try:
        made = make_url(url)
    except ArgumentError as error:
        message = f"DATABASE_URL is not understood: {error}"
        raise UnusableDatabase(message) from error
    kind = made.get_backend_name()
    if kind in {POSTGRESQL, "postgres"}:
        return made.set(drivername="postgresql+psycopg")
    if kind != SQLITE:
        message = f"DATABASE_URL is not understood: {kind} is neither sqlite nor postgresql"
        raise UnusableDatabase(message)
    return made


@cache
def head() -> str:
    """The newest revision of the schema: the one that a usable dataset has."""
    return max(path.stem.split("_")[0] for path in (MIGRATIONS / "versions").glob("*.py"))


def file_uri(path: str | Path) -> str:
    """The file of a SQLite database as a URI, to which options can be added."""
    return f"file:{quote(str(path))}"


def conninfo(url: str) -> str:
    """The URL of a PostgreSQL database as its own library reads it."""
    return read_url(url).set(drivername=POSTGRESQL).render_as_string(hide_password=False)


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for `url`; raises `UnusableDatabase` where the URL is not understood."""
    made = read_url(url)
    if made.get_backend_name() == POSTGRESQL:
        options = {"postgresql_readonly": True} if read_only else {}
        return create_engine(made, poolclass=NullPool, execution_options=options)
    if read_only:
        made = made.set(database=file_uri(made.database or ""), query={"mode": "ro", "uri": "true"})
    engine = create_engine(made, poolclass=NullPool)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the same
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA synchronous = NORMAL")
