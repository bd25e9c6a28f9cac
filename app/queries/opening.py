"""Open the database that the settings name."""

from app.queries.database import Database
from app.queries.engine import SQLITE, read_url
from app.queries.sqlite import SqliteDatabase
from app.settings import Settings


def open_database(chosen: Settings) -> Database:
    """The database to ask; raises `UnusableDatabase` where it cannot be opened."""
    if read_url(chosen.database_url).get_backend_name() == SQLITE:
        return SqliteDatabase(chosen.database_url)
    from app.queries.postgres import PostgresDatabase  # noqa: PLC0415 - SQLite needs no driver

    return PostgresDatabase(chosen)
