"""All that drafting needs of the rest of the project: the seed's names and its checks."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from app.model.terms import Source
from app.seeding.inspecting import check_folder
from app.seeding.reading import SHARED, read

FILES = {kind: f"{noun}.toml" for noun, (_, kind) in SHARED.items()}
"""The shared file of each kind of record."""

SOURCES = get_args(Source)
"""The sources of a quotation that a seed may give."""


@dataclass(slots=True)
class Known:
    """What a seed shares between articles: by kind, the name of each id."""

    names: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def by_name(self, kind: str, name: str) -> str | None:
        """The id of what has this name; a last name will do if only one person has it."""
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
    """What the seed in `folder` holds; raises `FaultySeed` where that cannot be read."""
    if not folder.is_dir():
        return Known()
    seed = read(folder, may_be_empty=True)
    found = Known()
    for noun, (_, kind) in SHARED.items():
        found.names[kind] = {record.id: record.name for record in getattr(seed, noun)}
        found.ids |= set(found.names[kind])
    for file in seed.articles.values():
        for records in (file.event, file.quote, file.observation, file.fact):
            found.ids |= {record.id for record in records}
        found.ids.add(file.article.id)
    return found


def check(folder: Path, text: Path) -> tuple[bool, list[str]]:
    """Check a seed folder against the text of an article: whether it is right, and what to say."""
    report = check_folder(folder, [text])
    return report.ok, report.lines
