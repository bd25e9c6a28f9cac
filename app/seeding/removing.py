"""Take an article away again, or a record that articles share: rows, links and search entries."""

from app.core.entries import OF_ARTICLES, entry_numbers
from app.core.linking import Links, unpack
from app.core.words import every_form
from app.seeding.batching import KINDS
from app.seeding.storing import Writer, flat
from app.seeding.tallying import Tallies


class Removing:
    """Takes away by a writer, and tells the tallies; remembers which words it has taken."""

    def __init__(self, writer: Writer, tallies: Tallies) -> None:
        """Have taken nothing yet."""
        self.writer = writer
        self.tallies = tallies
        self._gone: set[str] = set()

    def article(self, file: str, article: str) -> tuple[Links, set[str]]:
        """Take an article away; tells its links, and the ids of the shared records it named."""
        ((packed,),) = self.writer.run("SELECT links FROM filed WHERE article = ?", [article])
        within = [f"{article} ", f"{article}!"]
        sql = "SELECT position, document FROM fact WHERE position > ? AND position < ?"
        links = unpack(packed, self.writer.run(sql, within))
        for kind in KINDS:
            own = links.get((f"{kind}.article", article), [])
            self.tallies.count_records(kind, -len(own))
            self.writer.many(f"DELETE FROM {kind} WHERE position = ?", [(p,) for p in own])  # noqa: S608 - a kind of ours
        self._unlink(links)
        named = self.writer.run("SELECT entity FROM mention WHERE article = ?", [article])
        for table in ("cited", "mention", "filed"):
            self.writer.run(f"DELETE FROM {table} WHERE article = ?", [article])  # noqa: S608 - a table of ours
        self.writer.run("DELETE FROM source WHERE file = ?", [file])
        for kind in OF_ARTICLES:
            self._entries(kind, article)
        return links, {entity for (entity,) in named}

    def shared(self, kind: str, id_: str, links: Links) -> None:
        """Take a record away that articles share."""
        self.writer.run(f"DELETE FROM {kind} WHERE id = ?", [id_])  # noqa: S608 - a kind of ours
        self.tallies.count_records(kind, -1)
        self._unlink(links)
        self._entries(kind, id_)

    def _entries(self, kind: str, owner: str) -> None:
        """Take search entries away."""
        span = entry_numbers(kind, owner)
        held = self.writer.run("SELECT words FROM search_entry WHERE number BETWEEN ? AND ?", span)
        self._gone.update(*(every_form(words) for (words,) in held))
        self.writer.unindex(span)
        self.writer.run("DELETE FROM search_entry WHERE number BETWEEN ? AND ?", span)

    def forget_words(self) -> None:
        """Take words away that no entry has any more."""
        for word in sorted(self._gone):
            if not self.writer.indexed(word):
                self.writer.run("DELETE FROM vocabulary WHERE word = ?", [word])
        self._gone.clear()

    def _unlink(self, links: Links) -> None:
        sql = "DELETE FROM link WHERE name = ? AND value = ? AND position = ?"
        self.writer.many(sql, flat(links))
        self.tallies.count(links, -1)
