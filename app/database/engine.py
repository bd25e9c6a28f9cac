"""Where the data is: the database that a URL names, and the schema that it needs."""

from functools import cache
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.paths import MIGRATIONS

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class UnusableDatabase(Exception):
    """The database cannot be opened, or its content is not from this program."""


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
