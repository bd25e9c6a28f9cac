"""Bring the database up to date with a seed, and leave its file so that it can be served.

While a file that was there is written to, SQLite keeps a log beside it, so that readers see the old
data until the new is whole. Afterwards the log is put into the file, if nobody reads just then: a
file alone can also be served from a folder that nobody may write to.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from app.queries.engine import UnusableDatabase, make_engine
from app.seeding.loading import Outcome, held, seed
from app.seeding.migrating import head, migrate, revision

_FIRST_BYTES = 100
_BIG_ENDIAN_ONE = 65_536
"""The size of a page that the header tells as 1."""


def bring_up_to_date(url: str, folder: Path, progress: Callable[[int, int], None]) -> Outcome:
    """Migrate and seed the database at `url` as far as needed; if it needs neither, write nothing.

    Raises `UnusableDatabase`, and `FaultySeed` where the seed has faults.
    """
    engine = make_engine(url)
    _refuse_cut_off(engine)
    found = _already(make_engine(url, read_only=True), folder)
    if found:
        return found
    doing = "opened"
    try:
        if Path(engine.url.database or "").exists():
            # Of a new file there is nobody to be kept from reading, and all would be written twice.
            _set_journal(engine, "WAL")
        doing = "written"
        migrate(engine)
        outcome = seed(engine, folder, progress)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        message = f"{engine.url.render_as_string()} cannot be {doing}: "
        raise UnusableDatabase(f"{message}{getattr(error, 'orig', error)}") from error
    finally:
        # Where somebody reads, the log stays for them, but empty.
        with suppress(DatabaseError, sqlite3.DatabaseError):
            _set_journal(engine, "DELETE")
    return outcome


def _already(engine: Engine, folder: Path) -> Outcome | None:
    """What the database holds, if it can be read and is what is wanted."""
    try:
        return held(engine, folder) if revision(engine) == head() else None
    except (DatabaseError, UnusableDatabase, OSError):
        # Whatever it is, it is told where the database is opened for writing.
        return None


def _set_journal(engine: Engine, mode: str) -> None:
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is not None:
            # Waits for readers of what was there before; otherwise the log would only grow.
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.execute(f"PRAGMA journal_mode = {mode}")


def _refuse_cut_off(engine: Engine) -> None:
    """Raise `UnusableDatabase` where the file is shorter than its header says.

    SQLite would notice only when somebody asks for what is missing.
    """
    path = Path(engine.url.database or "")
    if not path.is_file() or Path(f"{path}-wal").exists():
        return
    with path.open("rb") as file:
        header = file.read(_FIRST_BYTES)
    if len(header) < _FIRST_BYTES or not header.startswith(b"SQLite format 3\x00"):
        return
    size = int.from_bytes(header[16:18], "big")
    size = _BIG_ENDIAN_ONE if size == 1 else size
    pages = int.from_bytes(header[28:32], "big")
    valid = header[24:28] == header[92:96]
    if valid and path.stat().st_size < pages * size:
        message = (
            f"{engine.url.render_as_string()} is cut off: {path.stat().st_size} of "
            f"{pages * size} bytes are left; remove it, and it will be made anew from the seed"
        )
        raise UnusableDatabase(message)
