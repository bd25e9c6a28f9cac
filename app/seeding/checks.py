"""Check records against each other: ids used twice, references to nothing."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Self

import orjson

from app.core.bounds import InvalidBounds
from app.core.edtf import days
from app.core.records import AnyRecord, label
from app.core.rendering import Shared
from app.core.terms import UNNAMED
from app.resources import RESOURCES
from app.seeding.faults import Fault, Faults, advice
from app.seeding.files import OWN, ArticleFile, read_article

_COLLECTIONS = {resource.kind: resource.collection.name for resource in RESOURCES}
_MENTIONED = tuple(resource.kind for resource in OWN if resource.shared)
"""The tables of an article's file that say where it names a shared record."""

_OWNED = tuple(r.kind for r in OWN if not r.shared and r.kind != "fact")
"""The tables whose records have ids of their own, which no other record may have."""


class Ids:
    """The ids of every record and of every fact, each of which may be used once.

    They are kept in a temporary database, as there may be millions.
    """

    def __init__(self, shared: Shared) -> None:
        """Start with the ids of the records that articles share."""
        self._claims = sqlite3.connect("", isolation_level=None)
        self._claims.execute("PRAGMA journal_mode = OFF")
        self._claims.execute(
            "CREATE TABLE claim (of TEXT, id TEXT, file TEXT, PRIMARY KEY (of, id)) WITHOUT ROWID"
        )
        self._shared = shared

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._claims.close()

    def add(self, name: str, file: ArticleFile) -> Iterator[Fault]:
        """Add the ids of an article's file; yields a fault for each that is already used."""
        records = [("article", file.article, file.article.id)]
        records += [(kind, one, one.id) for kind in _OWNED for one in file.records(kind)]
        for table, record, id_ in records:
            if id_ in self._shared.kinds:
                yield _used(name, table, record, "the id", "the shared files")
        for table, record, _, where in self._claim("record", records, name):
            yield _used(name, table, record, "the id", where)
        for table, record, id_, where in self._claim("fact", [*file.facts()], name):
            yield _used(name, table, record, f"the fact id {id_!r}", where)

    def _claim(
        self, of: str, claims: list[tuple[str, AnyRecord, str]], name: str
    ) -> Iterator[tuple[str, AnyRecord, str, str]]:
        """Each claim of an id that is already used, in another file or twice in this one: where."""
        ids = [id_ for *_, id_ in claims]
        listed = orjson.dumps(ids).decode()
        sql = "INSERT OR IGNORE INTO claim SELECT ?, value, ? FROM json_each(?)"
        if self._claims.execute(sql, (of, name, listed)).rowcount == len(ids):
            return
        sql = "SELECT id, file FROM claim WHERE of = ? AND id IN (SELECT value FROM json_each(?))"
        held = dict(self._claims.execute(sql, (of, listed)).fetchall())
        number = Counter(ids)
        for table, record, id_ in claims:
            if held[id_] != name or number[id_] > 1:
                yield table, record, id_, held[id_]


def _used(name: str, table: str, record: AnyRecord, what: str, where: str) -> Fault:
    problem = f"{what} is already used in {where}"
    return Fault(name, label(table, record), problem, "choose another id")


def check_shared(shared: Shared) -> Iterator[Fault]:
    """All faults between the records that articles share."""
    for id_, record in shared.records.items():
        for field, other, kinds in record.references():
            if shared.kinds.get(other) not in kinds:
                name = f"{_COLLECTIONS[shared.kinds[id_]]}.toml"
                yield _leads_nowhere(name, repr(id_), field, other, kinds, shared.kinds)


def check_article(name: str, file: ArticleFile, shared: Shared) -> Iterator[Fault]:
    """All faults between the records of one article and the shared records."""
    if name.rpartition(".")[0] != f"articles/{file.article.id}":
        ending = name.rpartition(".")[2]
        remedy = f"name the file articles/{file.article.id}.{ending}"
        yield Fault(name, "article", "the file is not named after the article's id", remedy)
    yield from _references(name, file, shared)
    yield from _citations(name, file)
    facts = [id_ for *_, id_ in file.facts()]
    for id_ in set(file.article.lead).difference(facts):
        problem = f"lead: no fact {id_!r} in this article"
        yield Fault(name, "article", problem, partial(advice, id_, facts))
    for observation in file.records("observation"):
        yield from _number(name, observation, shared)


def _references(name: str, file: ArticleFile, shared: Shared) -> Iterator[Fault]:
    mentioned: set[str] = set()
    for kind in _MENTIONED:
        for record in file.records(kind):
            if record.id in mentioned:
                yield Fault(name, label(kind, record), "is listed twice", "merge the two")
            mentioned.add(record.id)
    own: dict[str, str] = {one.id: kind for kind in _OWNED for one in file.records(kind)}
    own |= dict.fromkeys(UNNAMED, "source")
    for named, record in file.cited():
        for field, id_, kinds in record.references():
            found = own.get(id_) or shared.kinds.get(id_)
            if found not in kinds:
                yield _leads_nowhere(name, named, field, id_, kinds, own, shared.kinds)
            elif id_ not in mentioned and id_ not in own and found != "statistic":
                problem = f"{field}: {id_!r} is not listed as named in this article"
                yield Fault(name, named, problem, f"add [[{found}]] with a citation")


def _leads_nowhere(
    name: str, record: str, field: str, id_: str, kinds: frozenset[str], *known: dict[str, str]
) -> Fault:
    def remedy() -> str:
        return advice(id_, [one for some in known for one, kind in some.items() if kind in kinds])

    return Fault(name, record, f"{field}: no {' or '.join(sorted(kinds))} {id_!r}", remedy)


def _citations(name: str, file: ArticleFile) -> Iterator[Fault]:
    last = file.article.characters
    seen: dict[tuple[int, int], tuple[int, str]] = {}
    for named, record in file.cited():
        for citation in record.citations:
            known = (citation.paragraph, citation.sha256)
            if citation.end > last:
                problem = f"citations: {citation.end} is after the article's end"
                yield Fault(name, named, problem, f"it has {last} characters")
            if seen.setdefault((citation.start, citation.end), known) != known:
                problem = (
                    f"citations: characters {citation.start}-{citation.end} have another "
                    "paragraph or sha256 elsewhere in this file"
                )
                yield Fault(name, named, problem, "cite the words again")


def _number(name: str, observation: AnyRecord, shared: Shared) -> Iterator[Fault]:
    """The faults of an observation that does not fit its series."""
    series: Any = shared.records.get(observation.statistic)
    if series is None or shared.kinds[observation.statistic] != "statistic":
        return
    record = label("observation", observation)
    if sorted(observation.dimensions) != sorted(series.dimensions):
        problem = f"dimensions: {sorted(observation.dimensions)}"
        yield Fault(name, record, problem, f"the series has {series.dimensions}")
    if not series.whole_numbers:
        return
    try:
        observation.bounds.whole()
    except InvalidBounds as error:
        yield Fault(name, record, str(error), f"{series.id} counts in whole numbers")


def articles(
    folder: Path, names: Iterable[str], shared: Shared, faults: Faults
) -> Iterator[tuple[str, ArticleFile | None]]:
    """Each article's file, checked; None where it cannot be read. Adds to `faults`."""
    # Without the shared records, references would seem to lead nowhere.
    whole = not faults.unreadable
    with Ids(shared) as ids:
        for name in names:
            file = read_article(folder, name, faults)
            if file and whole:
                faults.add(*check_article(name, file, shared), *ids.add(name, file))
            yield name, file


def doubts(name: str, file: ArticleFile) -> Iterator[Fault]:
    """Each event with the status `occurred` that begins after the article's date."""
    _, written = days(file.article.date)
    for event in file.records("event"):
        begins, _ = days(event.date)
        if event.status == "occurred" and written and begins and begins > written:
            problem = f"it occurred in {event.date}, after the article's date, {file.article.date}"
            remedy = 'write status = "expected", or correct the date'
            yield Fault(name, label("event", event), problem, remedy)


def notes(name: str, file: ArticleFile) -> Iterator[str]:
    """Each quotation whose speaker is the writer of the article, which is rarely right."""
    for quote in file.records("quote"):
        for writer in sorted({*quote.speakers} & {*file.article.byline}):
            speaker = f"its speaker, {writer}, wrote the article; is that right?"
            yield f"note: {name}: quote {quote.id!r}: {speaker}"
