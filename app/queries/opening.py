"""Open the database that the settings name."""

from app.queries.database import Database
from app.queries.sqlite import SqliteDatabase
from app.settings import Settings


def open_database(chosen: Settings) -> Database:
    """The database to ask; raises `UnusableDatabase` where it cannot be opened."""
    return SqliteDatabase(chosen.database_url)
