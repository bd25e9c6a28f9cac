"""Bring the database to the schema that this code expects; Alembic is imported only for that."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from app.database.engine import ALONE, POSTGRESQL, UnusableDatabase, make_engine
from app.paths import MIGRATIONS

_PAGE = 8192
"""Bytes of a page of a new SQLite file: fewer are written, and fewer split, than by default."""


def head() -> str:
    """The newest revision: the one file of `versions/` that no other comes after."""
    return max(path.stem.split("_")[0] for path in (MIGRATIONS / "versions").glob("*.py"))


def revision(engine: Engine) -> str | None:
    """The database's revision, or None where it has no schema yet.

    Raises `UnusableDatabase` where it cannot be opened or is no database.
    """
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DatabaseError as error:
        message = f"{engine.url.render_as_string()} cannot be opened: {error.orig}"
        raise UnusableDatabase(message) from error


def migrate(engine: Engine) -> bool:
    """Upgrade the schema if it is not at `head`; tells whether it had to."""
    found = revision(engine)
    if found == head():
        return False
    if found is not None and found > head():
        message = f"the database is at revision {found}, newer than this program's {head()}"
        raise UnusableDatabase(message)
    with engine.begin() as connection:
        if engine.dialect.name == POSTGRESQL:
            # Another process that begins at the same time waits, and finds nothing left to do.
            connection.execute(select(func.pg_advisory_xact_lock(ALONE)))
        else:
            if found is None:
                connection.exec_driver_sql(f"PRAGMA page_size = {_PAGE}")
            # Its driver begins no transaction for tables: one that broke off would leave some.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        run(connection, "upgrade", "head")
    return True


def make_file(path: Path) -> None:
    """Make a SQLite file with all tables and nothing in them; raises `OSError`."""
    try:
        migrate(make_engine(f"sqlite:///{quote(str(path))}"))
    except (DatabaseError, UnusableDatabase) as error:
        raise OSError(str(getattr(error, "orig", error))) from error


def run(connection: Connection, command: str, *arguments: str) -> None:
    """Run one Alembic command (`upgrade`, `downgrade`, `check`, `revision`) on `connection`."""
    from alembic import command as commands  # noqa: PLC0415 - costs a tenth of a second
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    call: Callable[..., object] = getattr(commands, command)
    call(config, *arguments)
