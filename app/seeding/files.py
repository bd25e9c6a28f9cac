"""Read the files of a seed into strict records, and list the faults in each file."""

import hashlib
import json
import os
import tomllib
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeVar

from pydantic import ValidationError, create_model
from pydantic_core import from_json

from app.core.records import AnyRecord, CitationRecord, Record, label
from app.core.rendering import Shared
from app.core.resource import Resource
from app.core.schema import Name
from app.resources import RESOURCES
from app.resources.articles import ArticleRecord, BoilerplateRecord
from app.seeding.faults import Fault, Faults, FaultySeed, advice, faults_of

ENDINGS = (".toml", ".json")
"""The extensions of seed files; other files are ignored."""

LARGEST = 16 << 20
"""How many bytes a file of a seed may have, and a copy of an article."""

F = TypeVar("F", bound=Record)


class ArticleFile(Record):
    """`articles/*.toml` or `.json`: one article and all its records."""

    article: ArticleRecord
    boilerplate: list[BoilerplateRecord] = []

    def records(self, kind: str) -> list[AnyRecord]:
        """Its records of one kind."""
        found: list[AnyRecord] = getattr(self, kind)
        return found

    @cached_property
    def cited(self) -> list[tuple[str, AnyRecord]]:
        """Every cited record with its name in faults, like `person 'ann': office 'mayor'`."""
        found: list[tuple[str, AnyRecord]] = [("article", self.article)]
        found += [(label("boilerplate", part), part) for part in self.boilerplate]
        for resource in IN_ARTICLES:
            for record in self.records(resource.kind):
                named = label(resource.kind, record)
                found.append((named, record))
                for inner in record.nested():
                    found.append((f"{named}: {label(record.NESTED, inner)}", inner))
        return found

    def dated(self) -> Iterator[tuple[str, AnyRecord, str, str]]:
        """Every date: its record's name in faults, the record, the field and the date."""
        for named, record in self.cited:
            for field in ("date", "period", "as_of"):
                if date := getattr(record, field, None):
                    yield named, record, field, date

    def citations(self) -> Iterator[tuple[str, CitationRecord]]:
        """Every citation with the name of its record in faults."""
        return ((named, one) for named, record in self.cited for one in record.citations)

    @cached_property
    def facts(self) -> list[tuple[str, AnyRecord, str]]:
        """Table and record that each fact comes from, and the id that the fact is served under."""
        return [
            (resource.kind, record, id_)
            for resource in IN_ARTICLES
            for record in self.records(resource.kind)
            for id_ in record.fact_ids()
        ]


def _model(
    name: str, base: type[F], kinds: Mapping[str, type[Record] | None], default: object
) -> type[F]:
    """A model of a file with a list of records of each kind."""
    fields: dict[str, Any] = {kind: (list[record], default) for kind, record in kinds.items()}  # type: ignore[valid-type]  # RESOURCES make the type
    return create_model(name, __base__=base, **fields)


IN_ARTICLES = tuple(resource for resource in RESOURCES if resource.record)
"""The resources with records in an article's file."""

ARTICLE_FILE = _model("ArticleFile", ArticleFile, {one.kind: one.record for one in IN_ARTICLES}, [])
"""An `ArticleFile` with a list of records for each of these resources."""

SHARED_NAMES = {one.kind: f"{one.collection.name}.toml" for one in RESOURCES if one.shared}
"""The names of the files that all articles share, by the kind of their records."""

SHARED_FILES: dict[str, tuple[Resource, type[Record]]] = {
    SHARED_NAMES[one.kind]: (one, _model(one.kind, Record, {one.kind: one.shared}, ...))
    for one in RESOURCES
    if one.shared
}
"""The same files, by name."""


def names(folder: Path, *, may_be_empty: bool = False) -> list[str]:
    """The names of a seed folder's files, in order; raises `FaultySeed` if it has no article."""
    # Links to folders are not followed, except `articles`.
    walks = (*os.walk(folder), *os.walk(folder / "articles"))
    paths = {f"{top}/{name}" for top, *listed in walks for names in listed for name in names}
    found = [os.path.relpath(path, folder) for path in sorted(paths) if path.endswith(ENDINGS)]
    if any(map(is_article, found)) or (may_be_empty and folder.is_dir()):
        return [os.fsencode(name).decode(errors="backslashreplace") for name in found]
    problem = "contains no article" if folder.exists() else "does not exist"
    remedy = "name a seed folder, with articles/*.toml"
    raise FaultySeed([Fault(str(folder), "folder", problem, remedy)])


def is_article(name: str) -> bool:
    """Whether a seed's file of this name is that of an article."""
    return name.startswith("articles/") and name.count("/") == 1


def fingerprint(folder: Path, files: list[str], code: str) -> str:
    """The hash of a seed's files, of their names and of the code that renders them."""
    seen = hashlib.sha256(code.encode())
    for name in files:
        try:
            content = content_of(folder / name)
        except UnreadableFile as error:
            content = str(error).encode()
        seen.update(f"\n{name} {len(content)}\n".encode())
        seen.update(content)
    return seen.hexdigest()


def read_shared(folder: Path, files: list[str], faults: Faults) -> Shared:
    """The records that articles share; adds faults to `faults`, also those in other files."""
    shared = Shared({}, {}, {})
    for name in files:
        if name in SHARED_FILES:
            resource, kind = SHARED_FILES[name]
            file = _read(folder, name, kind, faults)
            for record in getattr(file, resource.kind) if file else ():
                id_ = record.id
                if id_ in shared.kinds:
                    problem = f"the id is already used in {SHARED_NAMES[shared.kinds[id_]]}"
                    faults.find(name, [(f"{id_!r}", problem, "choose another id")])
                shared.names[id_] = Name(id_, record.name, resource.url(id_))
                shared.records[id_], shared.kinds[id_] = record, resource.kind
        elif not is_article(name):
            problem = "is not a seed file"
            remedy = f"{advice(name, SHARED_FILES)}; an article's file belongs in articles/"
            faults.find(name, [("file", problem, remedy)])
    return shared


def read_article(folder: Path, name: str, faults: Faults) -> ArticleFile | None:
    """One article's file; None, with its faults in `faults`, if it cannot be used."""
    return _read(folder, name, ARTICLE_FILE, faults)


def _read(folder: Path, name: str, kind: type[F], faults: Faults) -> F | None:
    form = "JSON" if name.endswith(".json") else "TOML"
    raw: Any = None
    problem, remedy = "is nested too deeply", "correct it there"
    try:
        # Some editors write a byte order mark.
        content = content_of(folder / name).removeprefix(BOM_UTF8)
        if form == "JSON":
            read = kind.model_validate_json(content)
            json.loads(content, object_pairs_hook=_require_distinct)
            return read
        raw = tomllib.loads(content.decode())
        return kind.model_validate(raw)
    except UnreadableFile as error:
        problem, remedy = str(error), error.remedy
    except ValidationError as error:
        found = error.errors(include_url=False)
        if found[0]["type"] != "json_invalid":
            raw = raw if form == "TOML" else from_json(content)
            faults.add(faults_of(name, kind, raw, found))
            faults.unreadable = True
            return None
        problem = f"is not JSON in UTF-8: {found[0]['ctx']['error']}"
    except RecursionError:
        pass
    except ValueError as error:
        problem = f"is not {form} in UTF-8: {error}"
    faults.find(name, [("file", problem[:500], remedy)])
    faults.unreadable = True
    return None


def _require_distinct(pairs: list[tuple[str, object]]) -> None:
    """Raise `ValueError` if a key is there twice: only the last would be read."""
    keys = [key for key, _ in pairs]
    if len({*keys}) < len(keys):
        ((twice, _),) = Counter(keys).most_common(1)
        message = f"{twice!r} is there twice"
        raise ValueError(message)


class UnreadableFile(Exception):
    """A file that cannot be read; the message says why, `remedy` what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


def content_of(path: Path) -> bytes:
    """What a regular file of at most `LARGEST` bytes contains; raises `UnreadableFile`."""
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode):
            raise UnreadableFile("is not a regular file", "replace it with one")
        if found.st_size > LARGEST:
            raise UnreadableFile(f"has more than {LARGEST >> 20} MiB", "split it")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror}", "make it readable") from error
