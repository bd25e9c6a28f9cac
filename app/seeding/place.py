"""What the places of a dataset have in common: a SQLite file, and a PostgreSQL database.

Nothing is ever updated in place: each seeding makes all tables anew, in a SQLite file next to the
one that is served or in a new PostgreSQL schema, and swaps them when everything is written.
"""

import logging
from collections.abc import Callable, Iterator
from time import sleep

from sqlalchemy import Connection

from app.database import UnusableDatabase, newest_revision
from app.database.dataset import Tables
from app.paths import MIGRATIONS

_log = logging.getLogger(__name__)

_PAUSE = 1.0
"""Seconds before a seeding looks again whether another has ended."""


def attempts(place: object) -> Iterator[None]:
    """When a seeding may try to be the only one; says once that it waits for another."""
    yield
    _log.warning("%s: another seeding is under way; this one waits for its end", place)
    while True:
        sleep(_PAUSE)
        yield


def unusable(place: object, what: str, why: object) -> UnusableDatabase:
    """The error of a place that cannot be `opened` or `written`, which is `what`."""
    so = "; nothing was changed" if what == "written" else ""
    return UnusableDatabase(f"{place} cannot be {what}: {why}{so}")


def is_current(tables: Tables, name: str) -> bool:
    """Whether the tables have the newest revision of the schema, not an older one.

    Raises `UnusableDatabase` if they have none that this program knows.
    """
    newest = newest_revision()
    found = [version for (version,) in tables.run("SELECT version_num FROM alembic_version")]
    known = {f"{number:04d}" for number in range(1, int(newest) + 1)}
    if len(found) != 1 or found[0] not in known:
        revisions = ", ".join(repr(one) for one in found) or "none"
        message = (
            f"{name} has the schema revision {revisions}, which this program does not know "
            f"(it has {newest}); use another database, or remove this one"
        )
        raise UnusableDatabase(message)
    return bool(found[0] == newest)


def migrate(connection: Connection, action: str, *arguments: str) -> None:
    """Run one Alembic command (`upgrade`, `downgrade`, `check`, `revision`) on `connection`."""
    # Importing it costs a tenth of a second, and most starts build no dataset.
    from alembic import command, config  # noqa: PLC0415 - see above

    chosen = config.Config()
    chosen.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    chosen.attributes["connection"] = connection
    call: Callable[..., object] = getattr(command, action)
    call(chosen, *arguments)
