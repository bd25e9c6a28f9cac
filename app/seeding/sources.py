"""Which files of a seed have changed since the database was made from them."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import Stemmer

from app.core.schema import table_of
from app.database.tables import Source
from app.resources.places import around
from app.seeding.batching import Found
from app.seeding.listing import Listing
from app.seeding.reading import SHARED, Seed
from app.seeding.storing import Writer

CODE = Path(__file__).resolve().parent.parent


def code() -> str:
    """The hash of the code that turns seed files into rows, the stemmer's included."""
    folders = ("core", "database", "resources", "seeding")
    paths = [path for name in folders for path in sorted(CODE.glob(f"{name}/*.py"))]
    seen = hashlib.sha256(f"Stemmer {Stemmer.version()}\n".encode())
    for path in paths:
        content = path.read_bytes()
        seen.update(f"{path.relative_to(CODE).as_posix()} {len(content)}\n".encode())
        seen.update(content)
    return seen.hexdigest()


@dataclass
class Changes:
    """What is new or other than the database has it, and what is gone: (file, article)."""

    load: list[Found] = field(default_factory=list)
    remove: list[tuple[str, str]] = field(default_factory=list)
    retime: list[Found] = field(default_factory=list)
    shared: dict[str, str | None] = field(default_factory=dict)
    """Records that articles share: `people#id` and its hash, None where it is gone."""


def changes(writer: Writer, listing: Listing, seed: Seed) -> Changes:
    """Compare the seed with what the database was made from."""
    changed = Changes()
    # By its key: what is neither before `articles/` nor behind it is not read.
    beside = "file < 'articles/' OR file > 'articles0'"
    described = dict(writer.run(f"SELECT file, sha256 FROM source WHERE {beside}"))  # noqa: S608 - words of ours
    records = _records(seed)
    for file, sha256 in described.items():
        if records.get(file) != sha256:
            changed.shared[file] = records.get(file)
    changed.shared |= {file: sha for file, sha in records.items() if file not in described}
    again = _affected(writer, seed, changed)
    sql = "SELECT file, size, modified FROM source WHERE article IS NOT NULL"
    held = {row[0]: row for row in writer.run(sql)}
    other: list[Found] = []
    for as_it_is in listing.files:
        name, _, modified = as_it_is
        as_it_was = held.pop(name, None)
        if as_it_was != as_it_is or not modified or name in again:
            (other if as_it_was else changed.load).append(Found(*as_it_is))
    for file in sorted(other):
        article, sha256 = _held(writer, file.name)
        if file.name in again or _sha256(listing.folder / file.name) != sha256:
            changed.remove.append((file.name, article))
            changed.load.append(file)
        elif file.modified:
            changed.retime.append(file)
    changed.load.sort()
    changed.remove += [(name, _held(writer, name)[0]) for name in sorted(held)]
    return changed


def _held(writer: Writer, file: str) -> tuple[str, str]:
    """The article that a file held, and the hash of the file."""
    ((article, sha256),) = writer.run("SELECT article, sha256 FROM source WHERE file = ?", [file])
    return article, sha256


def enter(writer: Writer, changed: Changes) -> None:
    """Remember the records that articles share, and the times of files that are as they were."""
    columns = [column.name for column in table_of(Source).columns]
    blank = {"article": None, "size": 0, "modified": 0, "facts": 0, "citations": 0}
    writer.many("DELETE FROM source WHERE file = ?", [(file,) for file in changed.shared])
    rows = [
        {**blank, "documents": "", "file": file, "sha256": sha256}
        for file, sha256 in changed.shared.items()
        if sha256 is not None
    ]
    writer.insert({"source": [tuple(row[column] for column in columns) for row in rows]})
    writer.many(
        "UPDATE source SET size = ?, modified = ? WHERE file = ?",
        [(file.size, file.modified, file.name) for file in changed.retime],
    )


def _records(seed: Seed) -> dict[str, str]:
    return {
        f"{noun}#{record.id}": hashlib.sha256(record.model_dump_json().encode()).hexdigest()
        for noun in SHARED
        for record in getattr(seed, noun)
    }


def _affected(writer: Writer, seed: Seed, changed: Changes) -> set[str]:
    """The files of articles that name a shared record which has changed, or is gone."""
    ids = {file.partition("#")[2] for file in changed.shared}
    within = {id_ for id_, outer in around(seed.places).items() if not ids.isdisjoint(outer)}
    articles: set[str] = set()
    for id_ in ids | within:
        for name in ("article.about", "fact.about"):
            column = "l.position" if name == "article.about" else "f.article"
            join = "" if name == "article.about" else "JOIN fact AS f ON f.position = l.position"
            sql = f"SELECT {column} FROM link AS l {join} WHERE l.name = ? AND l.value = ?"  # noqa: S608 - made of words of ours
            articles.update(article for (article,) in writer.run(sql, [name, id_]))
    if not articles:
        return articles
    held = writer.run("SELECT file, article FROM source WHERE article IS NOT NULL")
    return {file for file, article in held if article in articles}


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
