"""Read the files of a seed into strict records, and list the faults in each file."""

import hashlib
import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError, create_model
from pydantic_core import from_json

from app.core.documents import name_of
from app.core.records import Record
from app.core.rendering import Shared
from app.core.resource import Resource
from app.resources import RESOURCES
from app.resources.articles import ArticleRecord, BoilerplateRecord
from app.seeding.faults import Fault, Faults, FaultySeed, nearest
from app.seeding.validation import faults_of

ENDINGS = (".toml", ".json")
"""The extensions of seed files; other files are ignored."""

LARGEST = 64 << 20
"""How many bytes a file of a seed may have."""

_PIECE = 65_536
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe does not block."""


F = TypeVar("F", bound=Record)


class ArticleFile(Record):
    """`articles/*.toml` or `.json`: one article and all its records."""

    article: ArticleRecord
    boilerplate: list[BoilerplateRecord] = []

    def records(self, kind: str) -> list[Any]:
        """The article's own records of one kind."""
        found: list[Any] = getattr(self, kind)
        return found

    def cited(self) -> Iterator[tuple[tuple[str, Record], ...]]:
        """Every cited record as (table, record), after its parent if it is nested."""
        yield (("article", self.article),)
        for part in self.boilerplate:
            yield (("boilerplate", part),)
        for resource in OWN:
            for record in getattr(self, resource.kind):
                yield ((resource.kind, record),)
                if nested := record.NESTED:
                    for inner in getattr(record, nested):
                        yield (resource.kind, record), (nested, inner)


def _model(
    name: str, base: type[F], kinds: Mapping[str, type[Record] | None], default: object
) -> type[F]:
    """A model of a file with a list of records of each kind."""
    fields: dict[str, Any] = {kind: (list[record], default) for kind, record in kinds.items()}  # type: ignore[valid-type]  # RESOURCES make the type
    return create_model(name, __base__=base, **fields)


OWN = tuple(resource for resource in RESOURCES if resource.record)
"""The resources with records in an article's file."""

ARTICLE_FILE = _model("ArticleFile", ArticleFile, {one.kind: one.record for one in OWN}, [])

SHARED_FILES: dict[str, tuple[Resource, type[Record]]] = {
    f"{one.collection.name}.toml": (one, _model(one.kind, Record, {one.kind: one.shared}, ...))
    for one in RESOURCES
    if one.shared
}
"""The files that all articles share, by name."""


def names(folder: Path, *, may_be_empty: bool = False) -> list[str]:
    """The names of a seed folder's files, in order; raises `FaultySeed` if it has no article."""
    found: list[str] = []
    try:
        _list(folder, "", found)
    except OSError as error:
        problem = f"cannot be listed: {error.strerror}"
        if isinstance(error, FileNotFoundError):
            problem = "does not exist"
        raise FaultySeed([Fault(str(folder), "folder", problem, "name a seed folder")]) from None
    if not (may_be_empty or any(map(is_article, found))):
        remedy = "name a seed folder, with articles/*.toml"
        raise FaultySeed([Fault(str(folder), "folder", "contains no article", remedy)])
    return sorted(found)


def _list(folder: Path, within: str, found: list[str]) -> None:
    with os.scandir(folder / within) as entries:
        for entry in entries:
            name = f"{within}{entry.name}"
            if name.endswith(ENDINGS):
                found.append(name)
            # Other links to folders are not followed, because they may lead back here.
            elif entry.is_dir(follow_symlinks=name == "articles"):
                _list(folder, f"{name}/", found)


def is_article(name: str) -> bool:
    """Whether a seed's file of this name is that of an article."""
    return name.startswith("articles/") and name.count("/") == 1


def fingerprint(folder: Path, files: list[str], code: str) -> str:
    """The hash of a seed's files, of their names and of the code that renders them."""
    seen = hashlib.sha256(code.encode())
    for name in files:
        content = content_of(folder / name)
        told = content if isinstance(content, bytes) else content.problem.encode()
        seen.update(f"\n{name} {len(told)}\n".encode())
        seen.update(told)
    return seen.hexdigest()


def read_shared(folder: Path, files: list[str], faults: Faults) -> Shared:
    """The records that articles share; adds faults to `faults`, also those in other files."""
    shared = Shared({}, {}, {})
    taken: dict[str, str] = {}
    for name in files:
        if name in SHARED_FILES:
            resource, kind = SHARED_FILES[name]
            file = _read(folder, name, kind, faults)
            for record in getattr(file, resource.kind) if file else ():
                id_ = record.id
                if id_ in taken:
                    problem = f"the id is already used in {taken[id_]}"
                    faults.add(Fault(name, f"{id_!r}", problem, "choose another id"))
                taken[id_] = name
                shared.add(resource.kind, record, name_of(id_, record.name, resource.url(id_)))
        elif not is_article(name):
            problem = "is not a seed file"
            remedy = f"{nearest(name, SHARED_FILES)}; an article's file belongs in articles/"
            faults.add(Fault(name, "file", problem, remedy))
    return shared


def read_article(folder: Path, name: str, faults: Faults) -> ArticleFile | None:
    """One article's file; None, with its faults in `faults`, if it cannot be used."""
    return _read(folder, name, ARTICLE_FILE, faults)


def _read(folder: Path, name: str, kind: type[F], faults: Faults) -> F | None:
    content = content_of(folder / name)
    if isinstance(content, Fault):
        faults.add(Fault(name, "file", content.problem, content.remedy))
        faults.unreadable = True
        return None
    form = "JSON" if name.endswith(".json") else "TOML"
    raw: Any = None
    try:
        if form == "JSON":
            return kind.model_validate_json(content)
        raw = tomllib.loads(content.decode())
        return kind.model_validate(raw)
    except ValidationError as error:
        broken = error.errors(include_url=False)[0]
        if broken["type"] != "json_invalid":
            raw = raw if form == "TOML" else from_json(content)
            faults.add(*faults_of(name, kind, raw, error))
            faults.unreadable = True
            return None
        problem = f"is not JSON in UTF-8: {broken['ctx']['error']}"
    except RecursionError:
        problem = "is nested too deeply"
    except ValueError as error:
        problem = f"is not {form} in UTF-8: {error}"
    faults.add(Fault(name, "file", problem[:500], "correct it there"))
    faults.unreadable = True
    return None


def content_of(path: Path, largest: int = LARGEST) -> bytes | Fault:
    """What a file contains, or why it cannot be read."""
    try:
        opened = os.open(path, _READ)
        try:
            found = os.fstat(opened)
            if not stat.S_ISREG(found.st_mode):
                return Fault("", "", "is not a regular file", "replace it with one")
            if found.st_size > largest:
                return Fault("", "", f"has more than {largest >> 20} MiB", "split it")
            return b"".join(iter(lambda: os.read(opened, _PIECE), b""))
        finally:
            os.close(opened)
    except OSError as error:
        return Fault("", "", f"cannot be read: {error.strerror}", "make it readable")
