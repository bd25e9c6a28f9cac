"""How rows get into PostgreSQL."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg import sql as composed

from app.core.linking import Links
from app.core.rendering import Rows, Values
from app.database.engine import ALONE
from app.database.lexemes import tsvector
from app.database.postgres import PostgresDatabase
from app.resources import METADATA
from app.seeding.storing import Writer, flat

_MANY = 1000


class PostgresWriter(Writer):
    """Inserts by COPY; the index is a table of tsvectors."""

    copied = 0

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any."""
        self.cursor.execute(sql.replace("?", "%s"), values or None)
        return list(self.cursor.fetchall()) if self.cursor.description else []

    def many(self, sql: str, rows: Sequence[Values]) -> None:
        """Run `sql` for each of `rows`."""
        self.cursor.executemany(sql.replace("?", "%s"), rows)

    def insert(self, rows: Rows) -> None:
        """Add rows, by table."""
        for name, values in rows.items():
            if values and name == "vocabulary":
                words = [word for (word,) in values]
                self.run(
                    "INSERT INTO vocabulary SELECT unnest(?::text[]) ON CONFLICT DO NOTHING",
                    [words],
                )
            elif values:
                self.copied += len(values)
                self._copy(name, [c.name for c in METADATA.tables[name].columns], values)

    def _copy(self, table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
        named = composed.SQL(", ").join(map(composed.Identifier, columns))
        into = composed.SQL("COPY {} ({}) FROM STDIN").format(composed.Identifier(table), named)
        with self.cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def link(self, links: Links) -> None:
        """Make records findable."""
        self.insert({"link": flat(links)})

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Within it a key that is taken may be met: else nothing could be asked afterwards."""
        self.run("SAVEPOINT attempt")
        try:
            yield
        except self.taken:
            self.run("ROLLBACK TO attempt")
            raise
        self.run("RELEASE attempt")

    def begin(self) -> None:
        """Begin to write: another seeding waits until this one is done."""
        self.run("SELECT pg_advisory_xact_lock(?)", [ALONE])

    def commit(self) -> None:
        """Make all that was written seen."""
        if self.copied > _MANY:
            # Else it would be read for a minute as if the tables were as small as before.
            self.run(f"ANALYZE {', '.join(METADATA.tables)}, search_fts")
        self.connection.connection.commit()

    def index(self, rows: Rows) -> None:
        """Make the search entries among `rows` findable by their words."""
        entries = ((row[0], tsvector(row[-1])) for row in rows.get("search_entry", ()))
        self._copy("search_fts", ("rowid", "tokens"), entries)

    def indexed(self, word: str) -> bool:
        """Whether any entry is found by a word."""
        sql = "SELECT 1 FROM search_fts WHERE tokens @@ ?::tsquery LIMIT 1"
        return bool(self.run(sql, [PostgresDatabase.matching([[word]])]))

    def unindex(self, span: tuple[int, int]) -> None:
        """Take entries out of the index."""
        self.run("DELETE FROM search_fts WHERE rowid BETWEEN ? AND ?", span)

    def scatter_index(self) -> None:
        """Nothing: PostgreSQL does so by itself."""

    def gather_index(self) -> None:
        """Nothing: PostgreSQL does so by itself in time."""

    def unindex_all(self) -> None:
        """Empty the index."""
        self.run("DELETE FROM search_fts")
