"""Keep how many records there are of each kind, and under each value that many have."""

from collections import Counter

from app.core.linking import Links
from app.core.terms import RARE, UNLINKED
from app.queries.under import count_of
from app.resources import METADATA
from app.seeding.storing import Writer


class Tallies:
    """The tallies of a database; `touched` says by how many which have become more, or fewer."""

    def __init__(self, writer: Writer) -> None:
        """Keep them by `writer`."""
        self.writer = writer
        self.touched: Counter[tuple[str, str]] = Counter()

    def count(self, links: Links, by: int = 1) -> None:
        """Remember what has been added, or taken away, for the tallies."""
        for under, positions in links.items():
            self.touched[under] += by * len(positions)

    def count_records(self, kind: str, by: int) -> None:
        """Change how many records of a kind there are."""
        self.writer.run(
            "INSERT INTO tally (name, value, total) VALUES (?, '', ?) "
            "ON CONFLICT (name, value) DO UPDATE SET total = tally.total + excluded.total",
            [kind, by],
        )

    def enter_unlinked(self, links: Links) -> None:
        """Keep how many records articles have that are new: all of one come together."""
        many = [
            (*under, len(positions))
            for under, positions in links.items()
            if under[0] in UNLINKED and len(positions) > RARE
        ]
        self.writer.insert({"tally": many})

    def count_all(self) -> None:
        """Count all links anew, where none has a tally yet."""
        self.writer.run(
            "INSERT INTO tally SELECT name, value, count(*) FROM link "
            "GROUP BY name, value HAVING count(*) > ?",
            [RARE],
        )
        self.touched.clear()

    def update(self) -> None:
        """Bring the tallies of what has been touched up to date."""
        for (name, value), by in sorted(self.touched.items()):
            if by:
                self._update(name, value, by)
        self.touched.clear()

    def _update(self, name: str, value: str, by: int) -> None:
        held = self.writer.run(
            "SELECT total FROM tally WHERE name = ? AND value = ?", [name, value]
        )
        total = held[0][0] + by if held else self._links(name, value)
        self.writer.run("DELETE FROM tally WHERE name = ? AND value = ?", [name, value])
        if total > RARE:
            self.writer.run(
                "INSERT INTO tally (name, value, total) VALUES (?, ?, ?)", [name, value, total]
            )

    def total(self, name: str, value: str) -> int:
        """How many links of a name and value there are."""
        held = self.writer.run(
            "SELECT total FROM tally WHERE name = ? AND value = ?", [name, value]
        )
        return int(held[0][0]) if held else self._links(name, value)

    def _links(self, name: str, value: str) -> int:
        return int(self.writer.run(*count_of(name, value))[0][0])

    def count_kinds(self) -> None:
        """Count the records of each kind."""
        for table in METADATA.sorted_tables:
            if "document" in table.c:
                self.writer.run("DELETE FROM tally WHERE name = ? AND value = ''", [table.name])
                self.writer.run(
                    f"INSERT INTO tally SELECT '{table.name}', '', count(*) FROM {table.name}"  # noqa: S608 - names of our own tables
                )
