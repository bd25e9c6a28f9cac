"""Write rows into the database by its fastest honest way.

What each database does in its own way stands in `into_sqlite.py` and `into_postgres.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Connection

from app.core.linking import Links
from app.core.rendering import Rows, Values
from app.core.terms import UNLINKED
from app.resources import METADATA
from app.seeding.batching import Batch

_KEPT = 60_000
"""So many search entries, of some 5,000 articles, are kept until they and their links go in."""


class Writer(ABC):
    """Writes on one connection."""

    def __init__(self, connection: Connection) -> None:
        """Write on `connection`, within its transaction."""
        self.connection = connection
        self._found_under: Links = {}
        self.entries: list[Values] = []
        """The search entries that are kept."""
        driver = connection.dialect.loaded_dbapi
        self.taken: type[Exception] = driver.IntegrityError
        """What is raised where a row has the key of another."""
        self.failure: type[Exception] = driver.DatabaseError
        """What is raised where the database cannot be written."""
        # The driver's own cursor: SQLAlchemy's results cost ten times what these questions do.
        self.cursor = connection.connection.cursor()

    @abstractmethod
    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any; values stand in it as question marks."""

    @abstractmethod
    def many(self, sql: str, rows: Sequence[Values]) -> None:
        """Run `sql` for each of `rows`."""

    @abstractmethod
    def insert(self, rows: Rows) -> None:
        """Add rows, by table. Any may bring a word that is known; all else is new."""

    @abstractmethod
    def link(self, links: Links) -> None:
        """Make records findable."""

    @abstractmethod
    def begin(self) -> None:
        """Begin to write: another seeding waits until this one is done."""

    @abstractmethod
    def commit(self) -> None:
        """Make all that was written seen."""

    @abstractmethod
    def index(self, rows: Rows) -> None:
        """Make the search entries among `rows` findable by their words."""

    @abstractmethod
    def indexed(self, word: str) -> bool:
        """Whether any entry is found by a word."""

    @abstractmethod
    def unindex(self, span: tuple[int, int]) -> None:
        """Take the entries of these numbers, which are there still, out of the index."""

    @abstractmethod
    def scatter_index(self) -> None:
        """Let an index that is filled from nothing stay in parts until it is gathered."""

    @abstractmethod
    def gather_index(self) -> None:
        """Leave an index that was filled from nothing as it is read fastest."""

    @abstractmethod
    def unindex_all(self) -> None:
        """Empty the index."""

    def attempt(self) -> AbstractContextManager[None]:
        """Within it a key that is taken may be met: questions can be asked afterwards."""
        return nullcontext()

    def add(self, batch: Batch) -> None:
        """Add what a batch holds.

        Its links and search entries belong all over their tables. They are kept, until those of
        many batches go in at once, in order.
        """
        self.insert({table: rows for table, rows in batch.rows.items() if table != "search_entry"})
        self.entries += batch.rows.get("search_entry", ())
        for under, positions in batch.links.items():
            self._found_under.setdefault(under, []).extend(positions)

    @property
    def full(self) -> bool:
        """Whether as much is kept as should be."""
        return len(self.entries) > _KEPT

    def enter(self) -> None:
        """Add what is kept."""
        self.entries.sort()
        rows = {"search_entry": self.entries}
        self.insert(rows)
        self.index(rows)
        self.link(self._found_under)
        self.entries, self._found_under = [], {}

    def abandon(self) -> None:
        """Give up all that was written. A full disk may have made SQLite do so already."""
        self.connection.rollback()

    def clear(self) -> None:
        """Take everything away."""
        self.unindex_all()
        for table in reversed(METADATA.sorted_tables):
            self.run(f"DELETE FROM {table.name}")  # noqa: S608 - names of our own tables


def flat(links: Links) -> list[Values]:
    """The rows of links."""
    return [
        (*under, position)
        for under, positions in links.items()
        if under[0] not in UNLINKED
        for position in positions
    ]
