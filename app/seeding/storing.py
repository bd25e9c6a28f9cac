"""Write rows into the database by its fastest honest way, and take an article's away again.

All SQL that only SQLite understands while seeding stands here.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection

from app.model.dataset import Tally
from app.model.tables import METADATA
from app.queries.entries import OF_ARTICLES, entry_numbers
from app.queries.words import every_form
from app.seeding.batching import KINDS, Batch, unpack
from app.seeding.rendering import Links, Rows, Values

Touched = Counter[tuple[str, str]]
"""By how many the links of a name and value have become more, or fewer."""


_CACHE = 256 * 1024
"""So many KiB of the file are held while it is written; much of it is touched again and again."""


@cache
def _insertion(table: str) -> str:
    columns = METADATA.tables[table].columns
    named = ", ".join(f'"{column.name}"' for column in columns)
    sql = f"INSERT INTO {table} ({named}) VALUES ({', '.join('?' for _ in columns)})"  # noqa: S608 - names of our own tables
    # Any batch may bring a word that is known; all else is new.
    return f"{sql} ON CONFLICT DO NOTHING" if table == "vocabulary" else sql


class Writer:
    """Writes on one connection; `touched` remembers which tallies have changed."""

    def __init__(self, connection: Connection) -> None:
        """Write on `connection`, within its transaction."""
        self.connection = connection
        self.touched: Touched = Counter()
        self._gone: set[str] = set()
        self._cursor = connection.connection.cursor()

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any."""
        # The driver's own cursor: SQLAlchemy's results cost ten times what these questions do.
        self._cursor.execute(sql, tuple(values))
        return list(self._cursor.fetchall())

    def many(self, sql: str, rows: Sequence[Values]) -> None:
        """Run `sql` for each of `rows`."""
        self._cursor.executemany(sql, rows)

    def insert(self, rows: Rows) -> None:
        """Add rows, by table."""
        for name, values in rows.items():
            if values:
                self._cursor.executemany(_insertion(name), values)

    def add(self, batch: Batch) -> None:
        """Add what a batch holds; the tallies are told of it by `count`."""
        self.run("SAVEPOINT batch")
        self.insert(batch.rows)
        self.link(batch.links)
        self.index(batch.rows)
        self.run("RELEASE batch")

    def begin(self) -> None:
        """Begin to write: another seeding waits until this one is done."""
        self.run(f"PRAGMA cache_size = -{_CACHE}")
        self.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make all that was written seen."""
        self.run("COMMIT")

    def abandon(self) -> None:
        """Give up all that was written. A full disk may have made SQLite do so already."""
        self.connection.rollback()

    def forget(self) -> None:
        """Take back what was added of the last batch, which could not be added whole."""
        self.run("ROLLBACK TO batch")

    def link(self, links: Links) -> None:
        """Make records findable."""
        self.many(_insertion("link"), _flat(links))

    def count(self, links: Links, by: int = 1) -> None:
        """Remember what has been added, or taken away, for the tallies."""
        for under, positions in links.items():
            self.touched[under] += by * len(positions)

    def count_records(self, kind: str, by: int) -> None:
        """Change how many records of a kind there are."""
        self.run(
            "INSERT INTO tally (name, value, total) VALUES (?, '', ?) "
            "ON CONFLICT (name, value) DO UPDATE SET total = total + excluded.total",
            [kind, by],
        )

    def index(self, rows: Rows) -> None:
        """Make the search entries among `rows` findable by their words."""
        entries = [(row[0], row[-1]) for row in rows.get("search_entry", ())]
        self.many("INSERT INTO search_fts (rowid, tokens) VALUES (?, ?)", entries)

    def clear(self) -> None:
        """Take everything away."""
        self.run("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
        for table in reversed(METADATA.sorted_tables):
            self.run(f"DELETE FROM {table.name}")  # noqa: S608 - names of our own tables

    def remove_article(self, file: str, article: str) -> tuple[Links, set[str]]:
        """Take an article away; tells its links, and the ids of the shared records it named."""
        ((packed,),) = self.run("SELECT links FROM filed WHERE article = ?", [article])
        links = unpack(packed)
        for kind in KINDS:
            own = links.get((f"{kind}.article", article), [])
            self.count_records(kind, -len(own))
            self.many(f"DELETE FROM {kind} WHERE position = ?", [(p,) for p in own])  # noqa: S608 - the same
        self._unlink(links)
        named = self.run("SELECT entity FROM mention WHERE article = ?", [article])
        for table in ("citation", "mention", "filed"):
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
        """Take search entries away. The index has to be told again what it was given."""
        span = entry_numbers(kind, owner)
        held = self.run("SELECT words FROM search_entry WHERE number BETWEEN ? AND ?", span)
        self._gone.update(*(every_form(words) for (words,) in held))
        self.run(
            "INSERT INTO search_fts (search_fts, rowid, tokens) "
            "SELECT 'delete', number, words FROM search_entry WHERE number BETWEEN ? AND ?",
            span,
        )
        self.run("DELETE FROM search_entry WHERE number BETWEEN ? AND ?", span)

    def forget_words(self) -> None:
        """Take words away that no entry has any more."""
        for word in sorted(self._gone):
            sql = "SELECT 1 FROM search_fts WHERE search_fts MATCH ? LIMIT 1"
            if not self.run(sql, [f'"{word}"']):
                self.run("DELETE FROM vocabulary WHERE word = ?", [word])
        self._gone.clear()

    def _unlink(self, links: Links) -> None:
        sql = "DELETE FROM link WHERE name = ? AND value = ? AND position = ?"
        self.many(sql, _flat(links))
        self.count(links, -1)

    def tally_all(self) -> None:
        """Count the links of an empty table of tallies anew."""
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
        sql = "SELECT count(*) FROM link WHERE name = ? AND value = ?"
        return int(self.run(sql, [name, value])[0][0])

    def tally_kinds(self) -> None:
        """Count the records of each kind."""
        for table in METADATA.sorted_tables:
            if "document" in table.c:
                self.run("DELETE FROM tally WHERE name = ? AND value = ''", [table.name])
                self.run(
                    f"INSERT INTO tally SELECT '{table.name}', '', count(*) FROM {table.name}"  # noqa: S608 - names of our own tables
                )


def _flat(links: Links) -> list[Values]:
    return [(*under, position) for under, positions in links.items() for position in positions]
