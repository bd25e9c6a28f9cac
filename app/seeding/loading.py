"""Load a seed folder into the database: in one transaction, or nothing; only what has changed."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from app.core.schema import table_of
from app.database.engine import UnusableDatabase
from app.database.tables import Dataset
from app.seeding import clashing, sources
from app.seeding.adding import Loading
from app.seeding.checking import check_shared
from app.seeding.choosing import writer_on
from app.seeding.faults import Fault, FaultySeed
from app.seeding.listing import Listing
from app.seeding.reading import Seed, files, no_article, read_shared
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

    listing: Listing
    shared: Seed
    faults: list[Fault]
    since: str = ""
    changes: sources.Changes = field(default_factory=sources.Changes)


def look(listing: Listing) -> Look:
    """Look at a seed folder, of which a listing has begun."""
    faults: list[Fault] = []
    folder = listing.folder
    names = sorted(files(folder, without="articles")) if folder.is_dir() else []
    return Look(listing, read_shared(folder, names, faults), faults)


def held(engine: Engine, seen: Look) -> Outcome | None:
    """What the database holds, if that is what the folder says; nothing is written."""
    with engine.connect() as connection:
        found = current(connection)
        if found is None or found.code != sources.code():
            return None
        changed = sources.changes(writer_on(connection), seen.listing, seen.shared)
        seen.since, seen.changes = found.version, changed
        news = changed.load or changed.remove or changed.shared
        if seen.faults or not seen.listing.files or news:
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
    seen = look(Listing(seen)) if isinstance(seen, Path) else seen
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
    listing, shared = seen.listing, seen.shared
    faults = seen.faults or check_shared(shared)
    if not (faults or listing.files):
        faults.append(no_article(listing.folder))
    code = sources.code()
    before = current(writer.connection)
    if before and before.code != code:
        writer.clear()
        before = None
    # A dataset of the same version has the same articles, whoever has written it meanwhile.
    known = before and before.version == seen.since
    changed = seen.changes if known else sources.changes(writer, listing, shared)
    if before and not (faults or changed.load or changed.remove or changed.shared):
        sources.enter(writer, changed)
        return _outcome(before, changed=False)
    if before and len(changed.load) + len(changed.remove) > before.articles / _ANEW:
        writer.clear()
        before = None
        changed = sources.changes(writer, listing, shared)
    loading = Loading(writer, shared, before)
    for file, article in changed.remove:
        loading.remove(file, article)
    done = 0
    with closing(batches(listing.folder, changed.load, shared)) as made:
        for batch in made:
            faults += batch.faults
            loading.add(batch, faults)
            for _ in range(batch.files):
                done += 1
                progress(done, len(changed.load))
    if not faults:
        faults += [*clashing.enter(writer), *clashing.across_kinds(writer, loading.ids)]
    if faults:
        told = sorted(set(faults))
        raise FaultySeed(told[:MOST_FAULTS], len(told[MOST_FAULTS:]))
    sources.enter(writer, changed)
    loading.join({file.partition("#")[2] for file in changed.shared})
    return _outcome(loading.finish(code), changed=True)


def _outcome(held: Dataset, *, changed: bool) -> Outcome:
    return Outcome(
        changed=changed,
        version=held.version,
        articles=held.articles,
        facts=held.facts,
        citations=held.citations,
    )
