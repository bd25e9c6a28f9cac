"""The schema of a new dataset, made by Alembic, which is imported only for that."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from app.database.engine import UnusableDatabase, head
from app.paths import MIGRATIONS


def is_current(versions: list[Any], name: str) -> bool:
    """Whether the rows of `alembic_version` name the newest revision, not an older one.

    Raises `UnusableDatabase` if they name none that this program knows.
    """
    newest = head()
    found = [version for row in versions for version in row]
    known = {f"{number:04d}" for number in range(1, int(newest) + 1)}
    if len(found) != 1 or found[0] not in known:
        revisions = ", ".join(repr(one) for one in found) or "none"
        message = (
            f"{name} has the schema revision {revisions}, which this program does not know "
            f"(it has {newest}); use another database, or remove this one"
        )
        raise UnusableDatabase(message)
    return bool(found[0] == newest)


def run(connection: Connection, command: str, *arguments: str) -> None:
    """Run one Alembic command (`upgrade`, `downgrade`, `check`, `revision`) on `connection`."""
    from alembic import command as commands  # noqa: PLC0415 - costs a tenth of a second
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    call: Callable[..., object] = getattr(commands, command)
    call(config, *arguments)
