"""What drafting needs from the rest of the project: the seed's names and its checks."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.seeding import files
from app.seeding.faults import Fault, Faults, faults_of
from app.seeding.files import ARTICLE_FILE, SHARED_NAMES, ArticleFile
from app.seeding.report import Report, check_folder


@dataclass(slots=True)
class Known:
    """What a seed shares between articles: by kind, the name of each id; and all ids.

    `own` are the shared ids that only the article has which is to be replaced.
    """

    names: dict[str, dict[str, str]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)

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


def known(folder: Path, without: str = "") -> Known:
    """The names in the seed in `folder`, without the records of the article `without`.

    Raises `FaultySeed` if it cannot be read.
    """
    found = Known()
    if not folder.is_dir():
        return found
    faults = Faults()
    names = files.names(folder, may_be_empty=True)
    shared = files.read_shared(folder, names, faults)
    for id_, kind in shared.kinds.items():
        found.names.setdefault(kind, {})[id_] = shared.names[id_].name
    found.ids |= set(shared.kinds)
    own: set[str] = set()
    others = {id_ for one in shared.records.values() for _, id_, _ in one.references()}
    for name in filter(files.is_article, names):
        file = files.read_article(folder, name, faults)
        if file and file.article.id == without:
            own = _shared_ids(file)
        elif file:
            others |= _shared_ids(file)
            found.ids.add(file.article.id)
            for kind in ("event", "quote", "observation", "fact"):
                found.ids |= {record.id for record in file.records(kind)}
    faults.refuse()
    found.own = own - others
    return found


def _shared_ids(file: ArticleFile) -> set[str]:
    """The ids of the shared records that an article names or has numbers of."""
    named = {one.id for kind in SHARED_NAMES if kind != "statistic" for one in file.records(kind)}
    return named | {one.statistic for one in file.records("observation")}


Faulty = tuple[str, int, Fault]
"""A fault of a record: its table, and which one of the table's it is, from 0."""


def faulty(name: str, raw: dict[str, Any]) -> list[Faulty]:
    """What the records of an article's file are refused for, each by itself."""
    try:
        ARTICLE_FILE.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False)
        faults = faults_of(name, ARTICLE_FILE, raw, details)
        places = [(*detail["loc"], 0, 0)[:2] for detail in details]
        return [
            (str(table), at if isinstance(at, int) else 0, fault)
            for (table, at), fault in zip(places, faults, strict=True)
        ]
    return []


def check(folder: Path, text: Path) -> Report:
    """Check a seed folder against the text of an article."""
    return check_folder(folder, [text])
