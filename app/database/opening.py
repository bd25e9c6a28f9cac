"""Open the database that the settings name."""

from app.database.aside import Aside
from app.database.database import Database
from app.database.engine import SQLITE, read_url
from app.database.sqlite import SqliteDatabase
from app.settings import Settings


def open_database(chosen: Settings, aside: Aside | None = None) -> Database:
    """The database to ask; raises `UnusableDatabase` where it cannot be opened.

    Of one that is asked on the event loop, what takes long is asked `aside`, if that is given.
    """
    if read_url(chosen.database_url).get_backend_name() == SQLITE:
        return SqliteDatabase(chosen.database_url, aside)
    from app.database.postgres import PostgresDatabase  # noqa: PLC0415 - SQLite needs no driver

    return PostgresDatabase(chosen)
