"""A SQLite file while it is written to, and afterwards.

Beside a file that was there, SQLite meanwhile keeps a log, so that readers see the old data until
the new is whole. Afterwards the log is put into the file, if nobody reads just then: a file alone
can also be served from a folder that nobody may write to.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from app.database.engine import SQLITE, UnusableDatabase

_FIRST_BYTES = 100
_BIG_ENDIAN_ONE = 65_536
"""The size of a page that the header tells as 1."""


@contextmanager
def written(engine: Engine) -> Iterator[None]:
    """Within it the file has a log; raises `UnusableDatabase` where it cannot be opened."""
    try:
        try:
            if Path(engine.url.database or "").exists():
                # Of a new file there is nobody to be kept from reading, and all would be written
                # twice.
                _set_journal(engine, "WAL")
        except (DatabaseError, sqlite3.DatabaseError) as error:
            message = f"{engine.url.render_as_string()} cannot be opened: "
            raise UnusableDatabase(f"{message}{getattr(error, 'orig', error)}") from error
        yield
    finally:
        # Where somebody reads, the log stays for them, but empty.
        with suppress(DatabaseError, sqlite3.DatabaseError):
            _set_journal(engine, "DELETE")


def _set_journal(engine: Engine, mode: str) -> None:
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is not None:
            # Waits for readers of what was there before; otherwise the log would only grow.
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.execute(f"PRAGMA journal_mode = {mode}")


def absent(engine: Engine) -> bool:
    """Whether the database would be in a file, and there is none."""
    return engine.dialect.name == SQLITE and not Path(engine.url.database or "").exists()


def refuse_cut_off(engine: Engine) -> None:
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
