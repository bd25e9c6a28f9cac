"""Load a seed folder into the database: all of it in one transaction, or nothing."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, insert, select, text
from sqlmodel import SQLModel, col

from app.model.articles import Article
from app.model.base import Reference, table_of
from app.model.dataset import CitationRow, Dataset
from app.model.facts import Fact
from app.model.tables import METADATA
from app.seeding import (
    articles,
    events,
    facts,
    organisations,
    people,
    places,
    quotes,
    statistics,
)
from app.seeding.checking import check, names_of, shared_names
from app.seeding.faults import FaultySeed
from app.seeding.reading import ArticleFile, Seed, files, read
from app.seeding.rendering import Rendering, Rows
from app.seeding.sharing import render_shared

_CODE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Outcome:
    """What seeding did: `changed` is false where the database already held this seed."""

    changed: bool
    version: str
    articles: int
    facts: int
    citations: int


def fingerprint(folder: Path) -> str:
    """The hash of the seed's files and of the code that turns them into documents."""
    code = [_CODE / "queries/words.py", *sorted(_CODE.glob("model/*.py"))]
    code += sorted(_CODE.glob("seeding/*.py"))
    seen = hashlib.sha256()
    for root, paths in ((_CODE, code), (folder, files(folder))):
        for path in paths:
            content = path.read_bytes()
            seen.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
            seen.update(content)
    return seen.hexdigest()


def current(connection: Connection) -> Dataset | None:
    """What the database holds, or None before the first seeding."""
    row = connection.execute(select(table_of(Dataset))).one_or_none()
    return Dataset(**row._asdict()) if row else None


def held(engine: Engine, folder: Path) -> Outcome | None:
    """What the database holds, if that is what `folder` says; nothing is written."""
    with engine.connect() as connection:
        found = current(connection)
        if found is None or found.source != fingerprint(folder):
            return None
        return _outcome(connection, found.version, changed=False)


def seed(
    engine: Engine, folder: Path, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> Outcome:
    """Make the database hold exactly what `folder` says.

    Raises `FaultySeed`, and changes nothing, where any record is faulty. `progress` is told
    how many of how many articles have been rendered.
    """
    source = fingerprint(folder)
    with engine.begin() as connection:
        held = current(connection)
        if held and held.source == source:
            return _outcome(connection, held.version, changed=False)
        seed_ = read(folder)
        if faults := check(seed_):
            raise FaultySeed(faults)
        connection.execute(text("DELETE FROM search_fts"))
        for table in reversed(METADATA.sorted_tables):
            connection.execute(delete(table))
        for done, rows in enumerate(rendered(seed_), start=1):
            _insert(connection, rows)
            progress(done, len(seed_.articles))
        _insert(connection, render_shared(connection))
        connection.execute(
            text("INSERT INTO search_fts(rowid, tokens) SELECT number, tokens FROM search_entry")
        )
        version = _version(connection)
        connection.execute(insert(Dataset).values(id=1, version=version, source=source))
        return _outcome(connection, version, changed=True)


def rendered(seed_: Seed) -> Iterator[Rows]:
    """The rows of each article of a checked seed."""
    shared = shared_names(seed_)
    for file in seed_.articles.values():
        yield render(file, seed_, shared)


def render(file: ArticleFile, seed_: Seed, shared: Mapping[str, Reference]) -> Rows:
    """The rows of one article."""
    names = names_of(file, shared)
    into = Rendering(file.article.id, names, [names[id_] for id_ in file.article.byline])
    _render_named(file, seed_, into)
    for person in file.person:
        people.render(person, into)
    for event in file.event:
        events.render(event, into)
    for quote in file.quote:
        quotes.render(quote, into)
    series = {statistic.id: statistic for statistic in seed_.statistics}
    for observation in file.observation:
        statistics.render(observation, series[observation.statistic], into)
    for fact in file.fact:
        facts.render(fact, into)
    articles.render(file.article, file.boilerplate, into)
    return into.rows


def _render_named(file: ArticleFile, seed_: Seed, into: Rendering) -> None:
    """Render what the article names that the shared files describe."""
    for country in file.country:
        places.render_country(country, into)
    described = {name.id: name for name in seed_.places}
    for place in file.place:
        places.render_place(place, described[place.id], into)
    known = {name.id: name for name in seed_.organisations}
    for organisation in file.organisation:
        organisations.render(organisation, known[organisation.id], into)
    for series in seed_.statistics:
        if own := [o for o in file.observation if o.statistic == series.id]:
            statistics.render_series(series, own, into)


def _insert(connection: Connection, rows: Rows) -> None:
    for table, values in rows.items():
        if values:
            connection.execute(insert(table), values)


def _version(connection: Connection) -> str:
    """The hash of every document, in the order in which each table serves them."""
    seen = hashlib.sha256()
    for table in METADATA.sorted_tables:
        if "document" in table.c:
            shown = table.c.item if "item" in table.c else table.c.document
            documents = connection.execute(select(shown).order_by(table.c.position)).scalars()
            for document in documents:
                seen.update(document.encode() + b"\n")
    return seen.hexdigest()


def _count(connection: Connection, table: type[SQLModel]) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _outcome(connection: Connection, version: str, *, changed: bool) -> Outcome:
    spans = select(col(CitationRow.article), col(CitationRow.start), col(CitationRow.end))
    return Outcome(
        changed=changed,
        version=version,
        articles=_count(connection, Article),
        facts=_count(connection, Fact),
        citations=len(connection.execute(spans.distinct()).all()),
    )
