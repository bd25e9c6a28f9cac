"""Choose how to write by the database that is written to."""

from sqlalchemy import Connection

from app.database.engine import POSTGRESQL
from app.seeding.into_sqlite import SqliteWriter
from app.seeding.storing import Writer


def writer_on(connection: Connection) -> Writer:
    """A writer on `connection`, within its transaction."""
    if connection.dialect.name != POSTGRESQL:
        return SqliteWriter(connection)
    from app.seeding.into_postgres import PostgresWriter  # noqa: PLC0415 - SQLite needs no driver

    return PostgresWriter(connection)
