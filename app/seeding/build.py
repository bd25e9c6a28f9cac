"""Build a new dataset from a seed, and replace the old one with it."""

import gc
import hashlib
from collections import Counter, defaultdict
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import orjson
import Stemmer

from app.core.rendering import NamedValues, Rendering, Shared, Values
from app.core.resource import FIRST, Resource, SharedRecord
from app.core.schema import Name, encoded
from app.database import read_url
from app.database.dataset import Dataset, Tables
from app.database.search_index import NewEntries
from app.paths import MIGRATIONS, PACKAGE
from app.resources import METADATA, RESOURCES
from app.resources import articles as articles_resource
from app.seeding import files
from app.seeding.checks import check_shared, checked_articles
from app.seeding.faults import Faults
from app.seeding.files import ArticleFile
from app.seeding.sqlite_file import SqliteFile

if TYPE_CHECKING:
    from app.seeding.postgres_schema import PostgresSchema

DatasetPlace: TypeAlias = "SqliteFile | PostgresSchema"
"""Where a dataset is, and how a new one gets there."""

_MOST = 1 << 18
"""How many characters of documents are kept before they are written together."""

_URLS = {resource.kind: resource.url("") for resource in RESOURCES}

_COLUMNS = {table.name: [c.name for c in table.columns] for table in METADATA.sorted_tables}
_COLUMNS["mention"] = ["kind", "id", "article", "body"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What seeding did: `changed` is false if the dataset was already up to date."""

    changed: bool
    dataset: Dataset


def code() -> str:
    """The hash of the code that turns seed files into rows, the stemmer's included."""
    layers = ("core", "database", "evidence", "resources", "seeding")
    seen = hashlib.sha256(f"Stemmer {Stemmer.version()}\n".encode())
    for folder in [*(PACKAGE / layer for layer in layers), MIGRATIONS / "versions"]:
        for path in sorted(folder.glob("*.*")):
            content = path.read_bytes()
            seen.update(f"{folder.name}/{path.name} {len(content)}\n".encode())
            seen.update(content)
    return seen.hexdigest()


def place_of(url: str) -> DatasetPlace:
    """Where the dataset of a database URL is; raises `UnusableDatabase` if it names none."""
    read = read_url(url)
    if read.get_backend_name() == "sqlite":
        return SqliteFile(Path(read.database or ""))
    from app.seeding.postgres_schema import PostgresSchema  # noqa: PLC0415 - SQLite needs no driver

    return PostgresSchema(url)


def seed(place: DatasetPlace, folder: Path) -> Outcome:
    """Make `place` hold exactly what a seed folder says; write nothing if it already does.

    Raises `FaultySeed` with everything that is wrong in the seed, and `UnusableDatabase` if the
    dataset cannot be written; then nothing changes.
    """
    names = files.names(folder)
    fingerprint = files.fingerprint(folder, names, code())
    if (held := place.current()) and held.fingerprint == fingerprint:
        return Outcome(changed=False, dataset=held)
    with place.alone():
        # Another seeding may have built it meanwhile.
        if (held := place.current()) and held.fingerprint == fingerprint:
            return Outcome(changed=False, dataset=held)
        # Records and rows are many but have no cycles, so there is no garbage to look for.
        gc.disable()
        try:
            with place.new() as new:
                built = Build(new, folder, names).run(fingerprint)
        finally:
            gc.enable()
    return Outcome(changed=True, dataset=built)


def rendered(file: ArticleFile, shared: Shared) -> Rendering:
    """What one checked article adds to the dataset."""
    source = file.article
    own = {source.id: Name(source.id, source.title, f"{_URLS['article']}{source.id}")}
    for resource in files.IN_ARTICLES:
        for record in file.records(resource.kind):
            if record.NAME:
                name = getattr(record, record.NAME)
                own[record.id] = Name(record.id, name, resource.url(record.id))
    into = Rendering(source, shared, own)
    # Any record may be asserted by an event, also by one that is rendered later.
    into.makers |= {one.id: one.makers(shared.kinds) for one in file.records("event")}
    for resource in files.IN_ARTICLES:
        for record in file.records(resource.kind):
            resource.render(record, into)
    into.complete()
    articles_resource.render(source, file.boilerplate, into)
    return into


class Build:
    """One seeding under way."""

    def __init__(self, new: Tables, folder: Path, names: list[str]) -> None:
        """Write the content of the named files in `folder` into `new`."""
        self.new, self.folder, self.names = new, folder, names
        self.faults = Faults()
        self.shared = files.read_shared(folder, names, self.faults)
        self._entries = NewEntries(new, [resource.kind for resource in RESOURCES])
        self._rows: dict[str, list[Values]] = defaultdict(list)
        self._kept = 0
        self._mentions: Counter[str] = Counter()
        columns = ", ".join(f"{column} {new.text}" for column in _COLUMNS["mention"])
        new.run(new.temporary.format(f"mention ({columns})"))

    def run(self, fingerprint: str) -> Dataset:
        """Write everything; raises `FaultySeed` with everything that is wrong in the seed."""
        self.faults.add(check_shared(self.shared))
        self._read()
        self.faults.refuse()
        self._write()
        for resource in RESOURCES:
            if resource.shared:
                self._join(resource)
        return self._finish(fingerprint)

    def _read(self) -> None:
        # In the order of their ids, as `mention` needs it.
        names = sorted(filter(files.is_article, self.names), key=lambda name: Path(name).stem)
        for _, file in checked_articles(self.folder, names, self.shared, self.faults):
            # Read a faulty seed to the end, to find all faults, but do not write it.
            if file and not self.faults:
                self._add(rendered(file, self.shared))

    def _add(self, into: Rendering) -> None:
        for kind, rows in into.rows.items():
            self._add_rows(kind, rows)
        self._rows["link"] += into.links
        self._entries.add(*into.entries)
        self._rows["citation"] += into.spans
        for id_, said in into.mentions.items():
            self._mentions[id_] += 1
            # Of articles after the first 20, only those that say something about it are kept.
            says = any(value for name, value in said.items() if name != "citations")
            if self._mentions[id_] <= FIRST or says:
                cited = into.cited(said["citations"])
                body = encoded({**said, "article": into.article, "citations": cited})
                self._rows["mention"].append((self.shared.kinds[id_], id_, into.article, body))

    def _add_rows(self, kind: str, rows: list[NamedValues]) -> None:
        columns = _COLUMNS[kind]
        self._rows[kind] += [tuple(map(row.get, columns)) for row in rows]
        self._kept += sum([len(row["document"]) for row in rows])
        if self._kept > _MOST:
            self._write()

    def _write(self) -> None:
        # In the order of the table's key they are inserted faster.
        self._rows["link"].sort()
        for table, rows in self._rows.items():
            self.new.insert(table, _COLUMNS[table], rows)
        self._entries.write()
        self._rows.clear()
        self._kept = 0

    def _join(self, resource: Resource) -> None:
        """Add the shared records of one kind that any article names."""
        sql = "SELECT id, body FROM mention WHERE kind = ? ORDER BY id, article"
        for id_, mentions in groupby(self.new.stream(sql, [resource.kind]), itemgetter(0)):
            one = SharedRecord(id_, resource, self.shared, self.new.run, _URLS)
            for _, body in mentions:
                one.add(orjson.loads(body))
            row, links, entry = resource.join(one)
            self._rows["link"] += links
            self._entries.add(entry)
            self._add_rows(resource.kind, [row])
        self._write()

    def _finish(self, fingerprint: str) -> Dataset:
        self.new.run(
            "INSERT INTO tally SELECT name, value, count(*) FROM link GROUP BY name, value"
        )
        kinds = [resource.kind for resource in RESOURCES]
        self.new.insert("tally", _COLUMNS["tally"], [(k, "", self.new.count(k)) for k in kinds])
        self._entries.index()
        built = Dataset(
            version(self.new),
            fingerprint,
            articles=self.new.count("article"),
            facts=self.new.count("fact"),
            citations=self.new.count('(SELECT DISTINCT article, start, "end" FROM citation) AS c'),
            seeded=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self.new.insert("dataset", _COLUMNS["dataset"], [(*astuple(built), True)])
        return built


def version(tables: Tables) -> str:
    """The hash of all documents."""
    seen = hashlib.sha256()
    for resource in RESOURCES:
        item = ["item"] if "item" in _COLUMNS[resource.kind] else []
        for row in tables.in_order(resource.kind, "document", *item):
            for document in row:
                seen.update(document.encode())
                seen.update(b"\n")
    return seen.hexdigest()
