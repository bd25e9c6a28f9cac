"""Write rows into the database by its fastest honest way, and take an article's away again.

What each database does in its own way stands in `into_sqlite.py` and `into_postgres.py`.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Connection

from app.model.dataset import Tally
from app.model.tables import METADATA
from app.queries.entries import OF_ARTICLES, entry_numbers
from app.queries.under import UNLINKED, count_of
from app.queries.words import every_form
from app.seeding.batching import KINDS, Batch
from app.seeding.linking import Links, unpack
from app.seeding.rendering import Rows, Values

Touched = Counter[tuple[str, str]]
"""By how many the links of a name and value have become more, or fewer."""

_KEPT = 60_000
"""So many search entries, of some 5,000 articles, are kept until they and their links go in."""


class Writer(ABC):
    """Writes on one connection; `touched` remembers which tallies have changed."""

    def __init__(self, connection: Connection) -> None:
        """Write on `connection`, within its transaction."""
        self.connection = connection
        self.touched: Touched = Counter()
        self._gone: set[str] = set()
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
        """Add what a batch holds; the tallies are told of it by `count`.

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

    def count(self, links: Links, by: int = 1) -> None:
        """Remember what has been added, or taken away, for the tallies."""
        for under, positions in links.items():
            self.touched[under] += by * len(positions)

    def count_records(self, kind: str, by: int) -> None:
        """Change how many records of a kind there are."""
        self.run(
            "INSERT INTO tally (name, value, total) VALUES (?, '', ?) "
            "ON CONFLICT (name, value) DO UPDATE SET total = tally.total + excluded.total",
            [kind, by],
        )

    def clear(self) -> None:
        """Take everything away."""
        self.unindex_all()
        for table in reversed(METADATA.sorted_tables):
            self.run(f"DELETE FROM {table.name}")  # noqa: S608 - names of our own tables

    def remove_article(self, file: str, article: str) -> tuple[Links, set[str]]:
        """Take an article away; tells its links, and the ids of the shared records it named."""
        ((packed,),) = self.run("SELECT links FROM filed WHERE article = ?", [article])
        within = [f"{article} ", f"{article}!"]
        sql = "SELECT position, document FROM fact WHERE position > ? AND position < ?"
        links = unpack(packed, self.run(sql, within))
        for kind in KINDS:
            own = links.get((f"{kind}.article", article), [])
            self.count_records(kind, -len(own))
            self.many(f"DELETE FROM {kind} WHERE position = ?", [(p,) for p in own])  # noqa: S608 - the same
        self._unlink(links)
        named = self.run("SELECT entity FROM mention WHERE article = ?", [article])
        for table in ("cited", "mention", "filed"):
            self.run(f"DELETE FROM {table} WHERE article = ?", [article])  # noqa: S608 - the same
        self.run("DELETE FROM source WHERE file = ?", [file])
        for kind in OF_ARTICLES:
            self.remove_entries(kind, article)
        return links, {entity for (entity,) in named}

    def remove_shared(self, kind: str, id_: str, links: Links) -> None:
        """Take a record away that articles share."""
        self.run(f"DELETE FROM {kind} WHERE id = ?", [id_])  # noqa: S608 - a kind of ours
        self.count_records(kind, -1)
        self._unlink(links)
        self.remove_entries(kind, id_)

    def remove_entries(self, kind: str, owner: str) -> None:
        """Take search entries away."""
        span = entry_numbers(kind, owner)
        held = self.run("SELECT words FROM search_entry WHERE number BETWEEN ? AND ?", span)
        self._gone.update(*(every_form(words) for (words,) in held))
        self.unindex(span)
        self.run("DELETE FROM search_entry WHERE number BETWEEN ? AND ?", span)

    def forget_words(self) -> None:
        """Take words away that no entry has any more."""
        for word in sorted(self._gone):
            if not self.indexed(word):
                self.run("DELETE FROM vocabulary WHERE word = ?", [word])
        self._gone.clear()

    def _unlink(self, links: Links) -> None:
        sql = "DELETE FROM link WHERE name = ? AND value = ? AND position = ?"
        self.many(sql, flat(links))
        self.count(links, -1)

    def tally_unlinked(self, links: Links) -> None:
        """Keep how many records articles have that are new: all of one come together."""
        many = [
            (*under, len(positions))
            for under, positions in links.items()
            if under[0] in UNLINKED and len(positions) > Tally.RARE
        ]
        self.insert({"tally": many})

    def tally_all(self) -> None:
        """Count all links anew, where none has a tally yet."""
        self.run(
            "INSERT INTO tally SELECT name, value, count(*) FROM link "
            "GROUP BY name, value HAVING count(*) > ?",
            [Tally.RARE],
        )
        self.touched.clear()

    def tally(self) -> None:
        """Bring the tallies of what has been touched up to date."""
        for (name, value), by in sorted(self.touched.items()):
            if by:
                self._tally(name, value, by)
        self.touched.clear()

    def _tally(self, name: str, value: str, by: int) -> None:
        held = self.run("SELECT total FROM tally WHERE name = ? AND value = ?", [name, value])
        total = held[0][0] + by if held else self._links(name, value)
        self.run("DELETE FROM tally WHERE name = ? AND value = ?", [name, value])
        if total > Tally.RARE:
            self.run(
                "INSERT INTO tally (name, value, total) VALUES (?, ?, ?)", [name, value, total]
            )

    def total(self, name: str, value: str) -> int:
        """How many links of a name and value there are."""
        held = self.run("SELECT total FROM tally WHERE name = ? AND value = ?", [name, value])
        return int(held[0][0]) if held else self._links(name, value)

    def _links(self, name: str, value: str) -> int:
        return int(self.run(*count_of(name, value))[0][0])

    def tally_kinds(self) -> None:
        """Count the records of each kind."""
        for table in METADATA.sorted_tables:
            if "document" in table.c:
                self.run("DELETE FROM tally WHERE name = ? AND value = ''", [table.name])
                self.run(
                    f"INSERT INTO tally SELECT '{table.name}', '', count(*) FROM {table.name}"  # noqa: S608 - names of our own tables
                )


def flat(links: Links) -> list[Values]:
    """The rows of links."""
    return [
        (*under, position)
        for under, positions in links.items()
        if under[0] not in UNLINKED
        for position in positions
    ]
