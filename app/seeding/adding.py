"""Add articles to the dataset, take them away, and join anew what they share."""

import hashlib

import orjson

from app.core.linking import Links
from app.core.rendering import Rows
from app.core.terms import SHARED_KINDS
from app.database.tables import Dataset
from app.seeding import clashing
from app.seeding.batching import KINDS, Batch, Shared
from app.seeding.faults import Fault
from app.seeding.gathering import Gathering
from app.seeding.reading import Seed
from app.seeding.removing import Removing
from app.seeding.sharing import Joining
from app.seeding.sharing_rows import links_of, rows_of
from app.seeding.storing import Writer
from app.seeding.tallying import Tallies

_TOGETHER = 100
"""So many shared records are written at once; one may list hundreds of others."""


class Loading:
    """One seeding under way: `held` is what it adds to, None where it begins from nothing."""

    def __init__(self, writer: Writer, seed_: Seed, held: Dataset | None) -> None:
        self.writer = writer
        self.tallies = Tallies(writer)
        self.removing = Removing(writer, self.tallies)
        self.shared = Shared(seed_)
        self.held = held
        self.documents = int(held.documents, 16) if held else 0
        self.counts = [held.articles, held.facts, held.citations] if held else [0, 0, 0]
        self.entities: set[str] = set()
        self.ids: list[str] | None = [] if held else None
        if held is None:
            writer.scatter_index()

    def remove(self, file: str, article: str) -> None:
        """Take an article away."""
        row = self.writer.run(
            "SELECT documents, facts, citations FROM source WHERE file = ?", [file]
        )[0]
        self._sum(row, -1)
        gone, named = self.removing.article(file, article)
        self._concern(gone)
        self.entities |= named

    def add(self, batch: Batch, faults: list[Fault]) -> None:
        """Add the articles of a batch, unless anything has been found wrong."""
        if faults:
            faults += clashing.ids(self.writer, batch)
            return
        if clashes := clashing.insert(self.writer, batch):
            faults += clashes
            return
        for _, _, _, _, _, facts, citations, documents in batch.rows.get("source", ()):
            self._sum((documents, facts, citations), 1)
        self.entities.update(row[1] for row in batch.rows.get("mention", ()))
        if self.held:
            self.tallies.count(batch.links)
            self._concern(batch.links)
            for kind in KINDS:
                self.tallies.count_records(kind, len(batch.rows.get(kind, ())))
        else:
            self.tallies.enter_unlinked(batch.links)
        if self.ids is not None:
            for kind in clashing.NAMED:
                self.ids += [row[1] for row in batch.rows.get(kind, ())]

    def _sum(self, row: tuple[str, int, int], by: int) -> None:
        documents, facts, citations = row
        self.documents += by * int(documents, 16)
        for place, number in enumerate((1, facts, citations)):
            self.counts[place] += by * number

    def _concern(self, links: Links) -> None:
        """Remember the shared records that links lead to: what they list has changed."""
        known = self.shared.known.kinds
        self.entities.update(value for _, value in links if value in known)

    def join(self, redescribed: set[str]) -> None:
        """Join anew every shared record that has been touched."""
        if self.held:
            self.tallies.update()
        else:
            self.tallies.count_all()
        joining = Joining(Gathering(self.writer, self.tallies), self.shared)
        kinds = self.shared.known.kinds
        entities = self.entities | redescribed
        if self.held:
            for id_ in [id_ for id_ in entities if id_ not in kinds]:
                for kind in SHARED_KINDS:
                    entities |= self._take_away(kind, id_)
        for kind in SHARED_KINDS:
            mine = sorted(id_ for id_ in entities if kinds.get(id_) == kind)
            touched: set[str] = set()
            for start in range(0, len(mine), _TOGETHER):
                touched |= self._replace(joining, kind, mine[start : start + _TOGETHER])
            if kind == "person":
                # Countries and organisations list people.
                entities |= touched
            # Those joined next count what has been joined before them.
            self.tallies.update()

    def _replace(self, joining: Joining, kind: str, ids: list[str]) -> set[str]:
        """Replace shared records of a kind; tells what they are found under, before and now."""
        found: set[str] = set()
        rows: Rows = {kind: [], "search_entry": [], "vocabulary": []}
        links: Links = {}
        for id_ in ids:
            if self.held:
                found |= self._take_away(kind, id_)
            if joined := joining.join(kind, id_):
                shown, item, text = joined
                for table, new in rows_of(kind, shown, item, text).items():
                    rows[table] += new
                for under, positions in links_of(kind, shown).items():
                    links.setdefault(under, []).extend(positions)
                _, _, _, document, whole = rows[kind][-1]
                self.documents += _hash(kind, document, whole)
        rows["search_entry"].sort()
        self.writer.insert(rows)
        self.writer.link(links)
        self.writer.index(rows)
        self.tallies.count(links)
        if self.held:
            self.tallies.count_records(kind, len(rows[kind]))
        return found | {value for _, value in links}

    def _take_away(self, kind: str, id_: str) -> set[str]:
        """Take a shared record away, if it is there; tells what it was found under."""
        old = self.writer.run(f"SELECT document, item FROM {kind} WHERE id = ?", [id_])  # noqa: S608 - a kind of ours
        if not old:
            return set()
        links = links_of(kind, orjson.loads(old[0][0]))
        self.documents -= _hash(kind, *old[0])
        self.removing.shared(kind, id_, links)
        return {value for _, value in links}

    def finish(self, code: str) -> Dataset:
        """Count what there is, and give the dataset its version."""
        if self.held is None:
            self.tallies.count_kinds()
            self.writer.gather_index()
        documents = f"{self.documents % (1 << 256):064x}"
        version = hashlib.sha256(documents.encode()).hexdigest()
        articles, facts, citations = self.counts
        made = Dataset(
            id=1,
            version=version,
            documents=documents,
            code=code,
            articles=articles,
            facts=facts,
            citations=citations,
        )
        self.removing.forget_words()
        self.writer.run("DELETE FROM dataset")
        self.writer.insert({"dataset": [tuple(made.model_dump().values())]})
        return made


def _hash(kind: str, document: str, item: str) -> int:
    seen = hashlib.sha256(f"{kind}\n{document}\n{item}".encode())
    return int(seen.hexdigest(), 16)
