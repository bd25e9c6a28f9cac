"""Load a seed folder into the database: in one transaction, or nothing; only what has changed."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from sqlalchemy import Connection, Engine, select

from app.model.base import table_of
from app.model.dataset import Dataset
from app.queries.engine import UnusableDatabase
from app.seeding import clashing, sources
from app.seeding.batching import KINDS, Batch, Found, Shared
from app.seeding.checking import check_shared
from app.seeding.choosing import writer_on
from app.seeding.faults import Fault, FaultySeed
from app.seeding.reading import Seed, files, no_article, read_shared
from app.seeding.rendering import Links
from app.seeding.sharing import IN_TURN, Joining, links_of, rows_of
from app.seeding.storing import Writer
from app.seeding.working import batches

MOST_FAULTS = 1000
"""So many faults are told; more are counted."""

_ANEW = 5
"""Where more than one in so many articles has changed, all are loaded anew: that is faster."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What seeding did: `changed` is false where the database already held this seed."""

    changed: bool
    version: str
    articles: int
    facts: int
    citations: int


def current(connection: Connection) -> Dataset | None:
    """What the database holds, or None before the first seeding."""
    row = connection.execute(select(table_of(Dataset))).one_or_none()
    return Dataset(**row._asdict()) if row else None


@dataclass(slots=True)
class Look:
    """What a look at a seed folder finds: what articles share, and their files, not yet read.

    `changes` are those from the dataset of the version `since`, once they have been worked out.
    """

    folder: Path
    shared: Seed
    faults: list[Fault]
    listed: list[Found]
    since: str = ""
    changes: sources.Changes = field(default_factory=sources.Changes)


def look(folder: Path) -> Look:
    """Look at a seed folder."""
    faults: list[Fault] = []
    names = sorted(files(folder, without="articles")) if folder.is_dir() else []
    return Look(folder, read_shared(folder, names, faults), faults, sources.found(folder))


def held(engine: Engine, seen: Look) -> Outcome | None:
    """What the database holds, if that is what the folder says; nothing is written."""
    with engine.connect() as connection:
        found = current(connection)
        if found is None or found.code != sources.code():
            return None
        changed = sources.changes(writer_on(connection), seen.folder, seen.listed, seen.shared)
        seen.since, seen.changes = found.version, changed
        news = changed.load or changed.remove or changed.shared
        if seen.faults or not seen.listed or news:
            return None
        return _outcome(found, changed=False)


def seed(
    engine: Engine, seen: Look | Path, progress: Progress = lambda _done, _of: None
) -> Outcome:
    """Make the database hold exactly what a folder says, which may have been looked at just now.

    Raises `FaultySeed` where any record is faulty, and `UnusableDatabase` where the database
    cannot be written, as on a full disk; either changes nothing. `progress` is told how many of
    how many articles have been rendered.
    """
    seen = look(seen) if isinstance(seen, Path) else seen
    with engine.connect() as connection:
        writer = writer_on(connection)
        try:
            writer.begin()
            outcome = _seed(writer, seen, progress)
            writer.commit()
        except writer.failure as error:
            writer.abandon()
            message = f"{engine.url.render_as_string()} cannot be written: {error}"
            raise UnusableDatabase(f"{message}; nothing was changed") from error
        return outcome


def _seed(writer: Writer, seen: Look, progress: Progress) -> Outcome:
    folder, shared, listed = seen.folder, seen.shared, seen.listed
    faults = seen.faults or check_shared(shared)
    if not (faults or listed):
        faults.append(no_article(folder))
    code = sources.code()
    before = current(writer.connection)
    if before and before.code != code:
        writer.clear()
        before = None
    # A dataset of the same version has the same articles, whoever has written it meanwhile.
    known = before and before.version == seen.since
    changed = seen.changes if known else sources.changes(writer, folder, listed, shared)
    if before and not (faults or changed.load or changed.remove or changed.shared):
        sources.enter(writer, changed)
        return _outcome(before, changed=False)
    if before and len(changed.load) + len(changed.remove) > before.articles / _ANEW:
        writer.clear()
        before = None
        changed = sources.changes(writer, folder, listed, shared)
    loading = _Loading(writer, shared, before)
    for file, article in changed.remove:
        loading.remove(file, article)
    done = 0
    with closing(batches(folder, changed.load, shared)) as made:
        for batch in made:
            faults += batch.faults
            loading.add(batch, faults)
            for _ in range(batch.files):
                done += 1
                progress(done, len(changed.load))
    faults += clashing.across_kinds(writer, loading.ids) if not faults else []
    if faults:
        told = sorted(set(faults))
        raise FaultySeed(told[:MOST_FAULTS], len(told[MOST_FAULTS:]))
    sources.enter(writer, changed)
    loading.join({file.partition("#")[2] for file in changed.shared})
    return _outcome(loading.finish(code), changed=True)


class _Loading:
    """One seeding under way: `held` is what it adds to, None where it begins from nothing."""

    def __init__(self, writer: Writer, seed_: Seed, held: Dataset | None) -> None:
        self.writer = writer
        self.shared = Shared(seed_)
        self.held = held
        self.documents = int(held.documents, 16) if held else 0
        self.counts = [held.articles, held.facts, held.citations] if held else [0, 0, 0]
        self.entities: set[str] = set()
        self.ids: list[str] | None = [] if held else None

    def remove(self, file: str, article: str) -> None:
        """Take an article away."""
        row = self.writer.run(
            "SELECT documents, facts, citations FROM source WHERE file = ?", [file]
        )[0]
        self._sum(row, -1)
        gone, named = self.writer.remove_article(file, article)
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
            self.writer.count(batch.links)
            self._concern(batch.links)
            for kind in KINDS:
                self.writer.count_records(kind, len(batch.rows.get(kind, ())))
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
            self.writer.tally()
        else:
            self.writer.tally_all()
        joining = Joining(self.writer, self.shared)
        kinds = self.shared.known.kinds
        entities = self.entities | redescribed
        gone = {id_ for id_ in entities if id_ not in kinds}
        for id_ in gone:
            for kind in IN_TURN:
                self._replace(joining, kind, id_, there=False)
        for kind in IN_TURN:
            for id_ in sorted(id_ for id_ in entities if kinds.get(id_) == kind):
                touched = self._replace(joining, kind, id_)
                if kind == "person":
                    entities |= touched
            # Those joined next count what has been joined before them.
            self.writer.tally()

    def _replace(self, joining: Joining, kind: str, id_: str, *, there: bool = True) -> set[str]:
        """Replace a shared record; tells what it is found under, before and now."""
        found: set[str] = set()
        if self.held:
            old = self.writer.run(f"SELECT document, item FROM {kind} WHERE id = ?", [id_])  # noqa: S608 - a kind of ours
            if old:
                links = links_of(kind, orjson.loads(old[0][0]))
                found.update(value for _, value in links)
                self.documents -= _hash(kind, *old[0])
                self.writer.remove_shared(kind, id_, links)
        joined = joining.join(kind, id_) if there else None
        if joined:
            shown, item, text = joined
            rows, links = rows_of(kind, shown, item, text), links_of(kind, shown)
            self.writer.insert(rows)
            self.writer.link(links)
            self.writer.index(rows)
            self.writer.count(links)
            if self.held:
                self.writer.count_records(kind, 1)
            _, _, _, document, whole = rows[kind][0]
            self.documents += _hash(kind, document, whole)
            found.update(value for _, value in links)
        return found

    def finish(self, code: str) -> Dataset:
        """Count what there is, and give the dataset its version."""
        if self.held is None:
            self.writer.tally_kinds()
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
        self.writer.forget_words()
        self.writer.run("DELETE FROM dataset")
        self.writer.insert({"dataset": [tuple(made.model_dump().values())]})
        return made


def _hash(kind: str, document: str, item: str) -> int:
    seen = hashlib.sha256(f"{kind}\n{document}\n{item}".encode())
    return int(seen.hexdigest(), 16)


def _outcome(held: Dataset, *, changed: bool) -> Outcome:
    return Outcome(
        changed=changed,
        version=held.version,
        articles=held.articles,
        facts=held.facts,
        citations=held.citations,
    )
