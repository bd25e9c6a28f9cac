"""What drafting needs from the rest of the project: the seed's names and its checks."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from app.core.terms import Source
from app.resources import RESOURCES
from app.seeding import files
from app.seeding.faults import Faults
from app.seeding.report import check_folder

FILES = {one.kind: f"{one.collection.name}.toml" for one in RESOURCES if one.shared}
"""The shared file of each kind of record."""

SOURCES = get_args(Source)
"""The sources of a quotation that a seed may give."""


@dataclass(slots=True)
class Known:
    """What a seed shares between articles: by kind, the name of each id."""

    names: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def by_name(self, kind: str, name: str) -> str | None:
        """The id of the record with this name; a last name is enough if only one person has it."""
        held = self.names.get(kind, {})
        bare = name.casefold().removeprefix("the ")
        for id_, one in held.items():
            if one.casefold().removeprefix("the ") == bare:
                return id_
        if kind == "person" and " " not in name:
            bearers = [i for i, one in held.items() if name in one.split()]
            return bearers[0] if len(bearers) == 1 else None
        return None


def known(folder: Path) -> Known:
    """The names in the seed in `folder`; raises `FaultySeed` if it cannot be read."""
    found = Known()
    if not folder.is_dir():
        return found
    faults = Faults()
    names = files.names(folder, may_be_empty=True)
    shared = files.read_shared(folder, names, faults)
    for id_, kind in shared.kinds.items():
        found.names.setdefault(kind, {})[id_] = shared.names[id_].name
    found.ids |= set(shared.kinds)
    for name in filter(files.is_article, names):
        if file := files.read_article(folder, name, faults):
            found.ids.add(file.article.id)
            for kind in ("event", "quote", "observation", "fact"):
                found.ids |= {record.id for record in file.records(kind)}
    faults.refuse()
    return found


def check(folder: Path, text: Path) -> tuple[bool, list[str]]:
    """Check a seed folder against the text of an article: whether it is right, and the report."""
    report = check_folder(folder, [text])
    return report.ok, report.lines
