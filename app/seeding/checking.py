"""Check what no record can tell alone: ids used twice, references that lead nowhere."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.core.bounds import InvalidBounds
from app.core.entries import ENTRIES
from app.core.records import SHA256
from app.resources.statistics import StatisticName
from app.seeding.contents import (
    all_records,
    citations_of,
    fact_ids,
    mentions,
    own_ids,
    records_of,
)
from app.seeding.faults import Fault, nearest
from app.seeding.naming import Kinds, shared_kinds
from app.seeding.reading import SHARED, ArticleFile, Seed
from app.seeding.referring import refer_well, references


def check(seed: Seed) -> list[Fault]:
    """Everything wrong between the records of `seed`."""
    known = known_of(seed)
    faults = check_shared(seed)
    taken: dict[str, str] = {}
    facts: dict[str, str] = {}
    for name, file in seed.articles.items():
        faults.extend(check_article(name, file, known))
        for table, id_ in own_ids(file):
            if taken.get(id_, name) != name:
                problem = f"the id is taken in {taken[id_]}"
                faults.append(Fault(name, f"{table} {id_!r}", problem, "choose another id"))
            taken[id_] = name
        for table, record, id_ in fact_ids(file):
            if facts.get(id_, name) != name:
                problem = f"the fact id {id_!r} is taken in {facts[id_]}"
                faults.append(Fault(name, f"{table} {record!r}", problem, "choose another id"))
            facts[id_] = name
    return faults


@dataclass(frozen=True, slots=True)
class Known:
    """What articles share, as checking needs it: the kind of each id, and each series."""

    kinds: Kinds
    series: Mapping[str, StatisticName]


def known_of(seed: Seed) -> Known:
    """What the articles of `seed` may refer to."""
    return Known(shared_kinds(seed), {series.id: series for series in seed.statistics})


def check_shared(seed: Seed) -> list[Fault]:
    """Everything wrong between the records that articles share."""
    return [*_shared_twice(seed), *_shared_references(seed, shared_kinds(seed))]


def check_article(name: str, file: ArticleFile, known: Known) -> list[Fault]:
    """Everything wrong between the records of one article and what articles share."""
    if well(name, file, known):
        return []
    return [
        *_ids(name, file, known.kinds),
        *references(name, file, known.kinds),
        *_citations(name, file),
        *_numbers(name, file, known),
    ]


def well(name: str, file: ArticleFile, known: Known) -> bool:
    """Whether there is nothing to tell of an article, which takes longer to tell."""
    own = [id_ for _, id_ in own_ids(file)]
    facts = [id_ for _, _, id_ in fact_ids(file)]
    named = [id_ for _, id_ in mentions(file)]
    return (
        name.rpartition(".")[0] == f"articles/{file.article.id}"
        and known.kinds.keys().isdisjoint(own)
        and all(len(set(ids)) == len(ids) for ids in (own, facts, named))
        and max(len(own), len(facts)) <= ENTRIES
        and refer_well(file, known.kinds)
        and _cite_well(file)
        and not any(_numbers(name, file, known))
    )


def _shared_twice(seed: Seed) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for noun in SHARED:
        for name in getattr(seed, noun):
            if name.id in seen:
                problem = f"the id is taken in {seen[name.id]}"
                yield Fault(f"{noun}.toml", f"{name.id!r}", problem, "choose another id")
            seen[name.id] = f"{noun}.toml"


def _shared_references(seed: Seed, shared: Kinds) -> Iterator[Fault]:
    named = [
        *(("places", place.id, place) for place in seed.places),
        *(("organisations", one.id, one) for one in seed.organisations),
    ]
    for noun, where, record in named:
        for field, id_, kinds in record.references():
            if shared.get(id_) not in kinds:
                known = [other for other, kind in shared.items() if kind in kinds]
                problem = f"{field}: no {' or '.join(sorted(kinds))} {id_!r}"
                yield Fault(f"{noun}.toml", repr(where), problem, nearest(id_, known))


def _ids(name: str, file: ArticleFile, shared: Kinds) -> Iterator[Fault]:
    if name.rpartition(".")[0] != f"articles/{file.article.id}":
        ending = name.rpartition(".")[2]
        remedy = f"name the file articles/{file.article.id}.{ending}"
        yield Fault(name, "article", "the file is not named after the article's id", remedy)
    taken: set[str] = set()
    for table, id_ in own_ids(file):
        if id_ in taken or id_ in shared:
            where = name if id_ in taken else "the shared files"
            record = f"{table} {id_!r}"
            yield Fault(name, record, f"the id is taken in {where}", "choose another id")
        taken.add(id_)
    mentioned: set[str] = set()
    for table, id_ in mentions(file):
        if id_ in mentioned:
            yield Fault(name, f"{table} {id_!r}", "stands twice", "join the two")
        mentioned.add(id_)
    facts: set[str] = set()
    served = 0
    for table, record, id_ in fact_ids(file):
        if id_ in facts:
            problem = f"the fact id {id_!r} is taken in {name}"
            yield Fault(name, f"{table} {record!r}", problem, "choose another id")
        facts.add(id_)
        served += 1
    if max(len(taken), served) > ENTRIES:
        remedy = "divide it into several articles"
        yield Fault(name, "article", f"it has more than {ENTRIES} records of a kind", remedy)


def _cite_well(file: ArticleFile) -> bool:
    """Whether citations lie within the article, and all hashes are of the form that they have."""
    citations = [c for record in all_records(file) for c in record.citations]
    hashes = [file.article.sha256, *[c.sha256 for c in citations], ""]
    return (
        max([c.end for c in citations]) <= file.article.characters
        and _HASHES.fullmatch("\n".join(hashes)) is not None
    )


_HASHES = re.compile(f"(?:{SHA256[1:-1]}\n)+")


def _citations(name: str, file: ArticleFile) -> Iterator[Fault]:
    last = file.article.characters
    for record_name, record in records_of(file):
        for citation in citations_of(record):
            if citation.end > last:
                problem = f"citations: {citation.end} is past the article's end"
                remedy = f"it has {last} characters"
                yield Fault(name, record_name, problem, remedy)


def _numbers(name: str, file: ArticleFile, known: Known) -> Iterator[Fault]:
    """Observations that are not of the form that their series has."""
    for observation in file.observation:
        series = known.series.get(observation.statistic)
        if series is None:
            continue
        record = f"observation {observation.id!r}"
        if sorted(observation.dimensions) != sorted(series.dimensions):
            problem = f"dimensions: {sorted(observation.dimensions)}"
            yield Fault(name, record, problem, f"the series has {series.dimensions}")
        if not series.whole_numbers:
            continue
        if observation.value is not None and observation.value != int(observation.value):
            problem = f"value: {observation.value} is no whole number"
            yield Fault(name, record, problem, f"{series.id} counts in whole numbers")
            continue
        try:
            observation.bounds.whole()
        except InvalidBounds as error:
            yield Fault(name, record, str(error), f"{series.id} counts in whole numbers")
