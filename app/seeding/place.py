"""Where a dataset is, and how a new one gets there.

Nothing is ever updated in place: each seeding makes all tables anew, in a SQLite file next to the
one that is served or in a new PostgreSQL schema, and swaps them when everything is written.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection

from app.database import UnusableDatabase, head
from app.database.dataset import Dataset, Tables
from app.paths import MIGRATIONS


class DatasetPlace(ABC):
    """A SQLite file, or a PostgreSQL database; `str` names it."""

    @abstractmethod
    def current(self) -> Dataset | None:
        """The dataset that is there; None where there is none, or one of an older schema.

        Raises `UnusableDatabase` where something else is there.
        """

    @abstractmethod
    def open(self) -> AbstractContextManager[Tables]:
        """The tables of the current dataset, to read."""

    def damage(self) -> list[str]:
        """What is wrong with the way the current dataset is stored, if that can be checked."""
        return []

    @abstractmethod
    def alone(self) -> AbstractContextManager[None]:
        """While it is open, nobody else builds a dataset there; another seeding waits."""

    @abstractmethod
    def new(self) -> AbstractContextManager[Tables]:
        """A dataset with empty tables, which replaces the old one at the end."""

    def unusable(self, what: str, why: object) -> UnusableDatabase:
        """The error of a place that cannot be `opened` or `written`, which is `what`."""
        so = "; nothing was changed" if what == "written" else ""
        return UnusableDatabase(f"{self} cannot be {what}: {why}{so}")


def is_current(tables: Tables, name: str) -> bool:
    """Whether the tables have the newest revision of the schema, not an older one.

    Raises `UnusableDatabase` if they have none that this program knows.
    """
    newest = head()
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
