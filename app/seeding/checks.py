"""Check records against each other: ids used twice, references to missing records."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from app.core.bounds import InvalidBounds
from app.core.collection import LONGEST_ID
from app.core.edtf import keys, parse
from app.core.records import AnyRecord, label
from app.core.rendering import Shared
from app.core.terms import UNNAMED
from app.seeding.faults import Fault, Faults, Finding, advice
from app.seeding.files import IN_ARTICLES, SHARED_NAMES, ArticleFile, read_article

_MENTIONED = tuple(resource.kind for resource in IN_ARTICLES if resource.shared)
"""The tables of an article's file that say where it names a shared record."""

_OWNED = tuple(r.kind for r in IN_ARTICLES if not r.shared and r.kind != "fact")
"""The tables whose records have ids of their own, which no other record may have."""


class Ids:
    """The ids of every record and of every fact, each of which may be used once.

    `claims` is a temporary database for them, as there may be millions.
    """

    def __init__(self, claims: sqlite3.Connection, shared: Shared) -> None:
        """Start with the ids of the records that articles share."""
        claims.execute("PRAGMA journal_mode = OFF")
        claims.execute(
            "CREATE TABLE claim (of TEXT, id TEXT, file TEXT, PRIMARY KEY (of, id)) WITHOUT ROWID"
        )
        self._claims, self._shared = claims, shared

    def add(self, name: str, file: ArticleFile) -> Iterator[Finding]:
        """Add the ids of an article's file; yields a finding for each that is already used."""
        records = [("article", file.article, file.article.id)]
        records += [(kind, one, one.id) for kind in _OWNED for one in file.records(kind)]
        for table, record, id_ in records:
            if id_ in self._shared.kinds:
                yield _used(table, record, "the id", "the shared files")
            if id_ in UNNAMED:
                yield _used(table, record, "the id", "the names of sources")
        for table, record, _, where in self._claim("record", records, name):
            yield _used(table, record, "the id", where)
        for table, record, id_, where in self._claim("fact", file.facts, name):
            yield _used(table, record, f"the fact id {id_!r}", where)
        for table, record, id_ in file.facts:
            if len(id_) > LONGEST_ID:
                problem = f"the fact id {id_!r} has more than {LONGEST_ID} characters"
                yield label(table, record), problem, "choose shorter ids"

    def _claim(
        self, of: str, claims: list[tuple[str, AnyRecord, str]], name: str
    ) -> Iterator[tuple[str, AnyRecord, str, str]]:
        """Each claim of an id that is already used, and the file that uses it: maybe this one."""
        run = self._claims.execute
        for table, record, id_ in claims:
            if not run("INSERT OR IGNORE INTO claim VALUES (?, ?, ?)", (of, id_, name)).rowcount:
                found = run("SELECT file FROM claim WHERE of = ? AND id = ?", (of, id_))
                yield table, record, id_, found.fetchone()[0]


def _used(table: str, record: AnyRecord, what: str, where: str) -> Finding:
    return label(table, record), f"{what} is already used in {where}", "choose another id"


def check_shared(shared: Shared) -> Iterator[Fault]:
    """All faults between the records that articles share."""
    for id_, record in shared.records.items():
        for field, other, kinds in record.references():
            if shared.kinds.get(other) not in kinds:
                name = SHARED_NAMES[shared.kinds[id_]]
                yield Fault(name, *_leads_nowhere(repr(id_), field, other, kinds, shared.kinds))


def check_article(name: str, file: ArticleFile, shared: Shared) -> Iterator[Finding]:
    """All faults between the records of one article and the shared records."""
    own, _, ending = name.rpartition(".")
    if own != f"articles/{file.article.id}":
        remedy = f"name the file articles/{file.article.id}.{ending}"
        yield "article", "the file is not named after the article's id", remedy
    yield from _references(file, shared)
    yield from _citations(file)
    facts = [id_ for *_, id_ in file.facts]
    for id_ in set(file.article.lead).difference(facts):
        yield "article", f"lead: no fact {id_!r} in this article", advice(id_, facts)
    for observation in file.records("observation"):
        series = shared.records.get(observation.statistic)
        if series and shared.kinds[observation.statistic] == "statistic":
            yield from _number(observation, series)


def _references(file: ArticleFile, shared: Shared) -> Iterator[Finding]:
    mentioned: set[str] = set()
    for kind in _MENTIONED:
        for record in file.records(kind):
            if record.id in mentioned:
                yield label(kind, record), "is listed twice", "merge the two"
            mentioned.add(record.id)
    own: dict[str, str] = {one.id: kind for kind in _OWNED for one in file.records(kind)}
    own |= dict.fromkeys(UNNAMED, "source")
    for named, record in file.cited:
        for field, id_, kinds in record.references():
            found = own.get(id_) or shared.kinds.get(id_)
            if found not in kinds:
                yield _leads_nowhere(named, field, id_, kinds, own, shared.kinds)
            elif id_ not in mentioned and id_ not in own and found != "statistic":
                problem = f"{field}: {id_!r} is not listed as named in this article"
                yield named, problem, f"add [[{found}]] with a citation"


def _leads_nowhere(
    record: str, field: str, id_: str, kinds: frozenset[str], *known: dict[str, str]
) -> Finding:
    names = [one for some in known for one, kind in some.items() if kind in kinds]
    return record, f"{field}: no {' or '.join(sorted(kinds))} {id_!r}", advice(id_, names)


def _citations(file: ArticleFile) -> Iterator[Finding]:
    last = file.article.characters
    seen: dict[tuple[int, int], tuple[int, str]] = {}
    for named, citation in file.citations():
        if citation.end > last:
            problem = f"citations: {citation.end} is after the article's end"
            yield named, problem, f"it has {last} characters"
        known = (citation.paragraph, citation.sha256)
        if seen.setdefault((citation.start, citation.end), known) != known:
            problem = (
                f"citations: characters {citation.start}-{citation.end} have another "
                "paragraph or sha256 elsewhere in this file"
            )
            yield named, problem, "cite the words again"


def _number(observation: AnyRecord, series: AnyRecord) -> Iterator[Finding]:
    """The faults of an observation that does not fit its series."""
    record = label("observation", observation)
    if sorted(observation.dimensions) != sorted(series.dimensions):
        problem = f"dimensions: {sorted(observation.dimensions)}"
        yield record, problem, f"the series has {series.dimensions}"
    bounds = observation.bounds
    if series.ordinal and any(one is not None and (one < 0 or one % 1) for one in bounds):
        yield record, f"it is no ordinal: {bounds.display}", f"{series.id} has only ordinals"
    try:
        if series.whole_numbers:
            bounds.whole()
    except InvalidBounds as error:
        yield record, str(error), f"{series.id} counts in whole numbers"


def checked_articles(
    folder: Path, names: Iterable[str], shared: Shared, faults: Faults
) -> Iterator[tuple[str, ArticleFile | None]]:
    """Each article's file, checked; None where it cannot be read. Adds to `faults`."""
    # Without the shared records, references would seem to lead nowhere.
    whole = not faults.unreadable
    named: set[str] = set()
    with closing(sqlite3.connect("", isolation_level=None)) as claims:
        ids = Ids(claims, shared)
        for name in names:
            file = read_article(folder, name, faults)
            if file and whole:
                named.update(one.id for kind in _MENTIONED for one in file.records(kind))
                faults.find(name, check_article(name, file, shared))
                faults.find(name, ids.add(name, file))
            yield name, file
    if not faults.unreadable:
        faults.add(_unnamed(shared, named))


def _unnamed(shared: Shared, named: set[str]) -> Iterator[Fault]:
    """What named records refer to, such as the country of a place, though no article names it."""
    for id_ in sorted(named & shared.records.keys()):
        for field, other, _ in shared.records[id_].references():
            if other in shared.kinds and other not in named:
                remedy = f"add a [[{shared.kinds[other]}]] with a citation to an article"
                problem = f"{field}: no article names {other!r}"
                yield Fault(SHARED_NAMES[shared.kinds[id_]], repr(id_), problem, remedy)


def doubts(file: ArticleFile) -> Iterator[Finding]:
    """Each date after the article's own, unless it is of something expected."""
    written = keys(file.article.date).latest
    for named, record, field, date in file.dated():
        status, read = getattr(record, "status", None), parse(date)
        # What is under way may have a planned end.
        ends = (date, read.end) if read.lasted and status != "ongoing" else (date,)
        last = max(keys(end).earliest or "" for end in ends)
        if status != "expected" and written and last > written:
            problem = f"{field}: {date} is after the article's date, {file.article.date}"
            remedy = "correct the date" + (', or write status = "expected"' if status else "")
            yield named, problem, remedy


def notes(name: str, file: ArticleFile) -> Iterator[str]:
    """Each quotation whose speaker is the writer of the article, which is rarely right."""
    for quote in file.records("quote"):
        for writer in sorted({*quote.speakers} & {*file.article.byline}):
            speaker = f"its speaker, {writer}, wrote the article; is that right?"
            yield f"note: {name}: quote {quote.id!r}: {speaker}"
