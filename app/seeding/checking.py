"""Check what no record can tell alone: ids used twice, references that lead nowhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.model.bounds import InvalidBounds
from app.model.facts import VOICES
from app.queries.entries import ENTRIES
from app.seeding.articles import BoilerplateRecord
from app.seeding.faults import Fault, nearest
from app.seeding.reading import ArticleFile, Seed
from app.seeding.records import CitationRecord, CitedRecord, Record
from app.seeding.rendering import Reference, reference
from app.seeding.statistics import StatisticName

Kinds = dict[str, str]


def shared_kinds(seed: Seed) -> Kinds:
    """The kind of each id that articles share."""
    return {id_: kind for kind, id_, _ in _shared(seed)}


def shared_names(seed: Seed) -> dict[str, Reference]:
    """A light reference to each record that articles share, by id."""
    return {id_: reference(kind, id_, name) for kind, id_, name in _shared(seed)}


def _shared(seed: Seed) -> Iterator[tuple[str, str, str]]:
    """The kind, id and name of each record that articles share."""
    yield from (("person", person.id, person.name) for person in seed.people)
    yield from (("country", country.id, country.name) for country in seed.countries)
    yield from (("place", place.id, place.name) for place in seed.places)
    yield from (("organisation", one.id, one.name) for one in seed.organisations)
    yield from (("statistic", statistic.id, statistic.name) for statistic in seed.statistics)


def names_of(file: ArticleFile, shared: Mapping[str, Reference]) -> dict[str, Reference]:
    """What the records of an article may refer to, by id."""
    names = _Names(shared)
    names[file.article.id] = reference("article", file.article.id, file.article.title)
    names.update((event.id, reference("event", event.id, event.name)) for event in file.event)
    names.update((quote.id, reference("quote", quote.id, quote.text)) for quote in file.quote)
    return names


class _Names(dict[str, Reference]):
    """References of one article's own records, and beneath them those of the shared ones."""

    def __init__(self, shared: Mapping[str, Reference]) -> None:
        self._shared = shared

    def __missing__(self, id_: str) -> Reference:
        return self._shared[id_]


def _mentioned(file: ArticleFile) -> set[str]:
    """The ids that the article's file says it names."""
    return {
        record.id
        for table in ("country", "place", "organisation", "person")
        for record in getattr(file, table)
    }


def records_of(file: ArticleFile) -> Iterator[tuple[str, Record]]:
    """Every record of an article's file with the words that a fault names it by."""
    yield "article", file.article
    for part in file.boilerplate:
        yield f"boilerplate {part.name!r}", part
    for table in ("country", "place", "organisation", "person", "event", "quote"):
        for record in getattr(file, table):
            yield f"{table} {record.id!r}", record
            nested = _NESTED.get(table)
            if nested:
                for inner in getattr(record, nested):
                    yield f"{table} {record.id!r}: {nested} {inner.id!r}", inner
    for table in ("observation", "fact"):
        for record in getattr(file, table):
            yield f"{table} {record.id!r}", record


_NESTED = {"person": "office", "event": "participant"}


def citations_of(record: Record) -> list[CitationRecord]:
    """The citations of any record."""
    return record.citations if isinstance(record, CitedRecord | BoilerplateRecord) else []


def check(seed: Seed) -> list[Fault]:
    """Everything wrong between the records of `seed`."""
    known = known_of(seed)
    faults = check_shared(seed)
    taken: dict[str, str] = {}
    facts: dict[str, str] = {}
    for name, file in seed.articles.items():
        faults.extend(check_article(name, file, known))
        for record, id_ in _own_ids(file):
            if taken.get(id_, name) != name:
                problem = f"the id is taken in {taken[id_]}"
                faults.append(Fault(name, record, problem, "choose another id"))
            taken[id_] = name
        for record, id_ in _fact_ids(file):
            if facts.get(id_, name) != name:
                problem = f"the fact id {id_!r} is taken in {facts[id_]}"
                faults.append(Fault(name, record, problem, "choose another id"))
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
    return [
        *_ids(name, file, known.kinds),
        *([] if _refer_well(file, known.kinds) else _references(name, file, known.kinds)),
        *_citations(name, file),
        *_numbers(name, file, known),
    ]


def _shared_twice(seed: Seed) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for noun in ("people", "countries", "places", "organisations", "statistics"):
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


def _own_ids(file: ArticleFile) -> Iterator[tuple[str, str]]:
    """Every id that a file gives to a record of its own, facts aside."""
    yield f"article {file.article.id!r}", file.article.id
    for table in ("event", "quote", "observation"):
        for record in getattr(file, table):
            yield f"{table} {record.id!r}", record.id


def _ids(name: str, file: ArticleFile, shared: Kinds) -> Iterator[Fault]:
    if name.rpartition(".")[0] != f"articles/{file.article.id}":
        ending = name.rpartition(".")[2]
        remedy = f"name the file articles/{file.article.id}.{ending}"
        yield Fault(name, "article", "the file is not named after the article's id", remedy)
    taken: set[str] = set()
    for record, id_ in _own_ids(file):
        if id_ in taken or id_ in shared:
            where = name if id_ in taken else "the shared files"
            yield Fault(name, record, f"the id is taken in {where}", "choose another id")
        taken.add(id_)
    if max(len(taken), sum(1 for _ in _fact_ids(file))) > ENTRIES:
        remedy = "divide it into several articles"
        yield Fault(name, "article", f"it has more than {ENTRIES} records of a kind", remedy)
    mentioned: set[str] = set()
    for table in ("country", "place", "organisation", "person"):
        for record in getattr(file, table):
            if record.id in mentioned:
                yield Fault(name, f"{table} {record.id!r}", "stands twice", "join the two")
            mentioned.add(record.id)
    facts: set[str] = set()
    for record, id_ in _fact_ids(file):
        if id_ in facts:
            problem = f"the fact id {id_!r} is taken in {name}"
            yield Fault(name, record, problem, "choose another id")
        facts.add(id_)


def _fact_ids(file: ArticleFile) -> Iterator[tuple[str, str]]:
    """Every id under which a fact of this file will be served."""
    for person in file.person:
        for office in person.office:
            yield f"person {person.id!r}", f"office-{person.id}-{office.id}"
    for event in file.event:
        yield f"event {event.id!r}", f"event-{event.id}"
        for participant in event.participant:
            yield f"event {event.id!r}", f"part-{participant.id.lower()}-in-{event.id}"
    for quote in file.quote:
        yield f"quote {quote.id!r}", f"quote-{quote.id}"
    for observation in file.observation:
        yield f"observation {observation.id!r}", f"observation-{observation.id}"
    for fact in file.fact:
        yield f"fact {fact.id!r}", fact.id


def _refer_well(file: ArticleFile, shared: Kinds) -> bool:
    """Whether there is nothing for `_references` to tell, which takes longer to tell."""
    mentioned = _mentioned(file)
    own = {event.id: "event" for event in file.event} | {q.id: "quote" for q in file.quote}
    allowed = dict(own)
    allowed |= dict.fromkeys(VOICES, "voice")
    for id_ in mentioned:
        allowed[id_] = shared.get(id_, "")
    return all(
        allowed.get(id_) in kinds or (shared.get(id_) == "statistic" and "statistic" in kinds)
        for record in _all_records(file)
        for _, id_, kinds in record.references()
    )


def _all_records(file: ArticleFile) -> Iterator[Record]:
    yield file.article
    for table in ("country", "place", "organisation", "person", "event", "quote"):
        yield from getattr(file, table)
    for person in file.person:
        yield from person.office
    for event in file.event:
        yield from event.participant
    yield from file.observation
    yield from file.fact
    yield from file.boilerplate


def _references(name: str, file: ArticleFile, shared: Kinds) -> Iterator[Fault]:
    mentioned = _mentioned(file)
    own = {event.id: "event" for event in file.event} | {q.id: "quote" for q in file.quote}
    voices = dict.fromkeys(VOICES, "voice")
    for record_name, record in records_of(file):
        for field, id_, kinds in record.references():
            kind = own.get(id_) or voices.get(id_) or shared.get(id_)
            if kind not in kinds:
                known = [k for k, of in (shared | own | voices).items() if of in kinds]
                problem = f"{field}: no {' or '.join(sorted(kinds))} {id_!r}"
                yield Fault(name, record_name, problem, nearest(id_, known))
            elif id_ in shared and id_ not in mentioned and shared[id_] != "statistic":
                problem = f"{field}: {id_!r} is not among those that this article names"
                yield Fault(name, record_name, problem, f"add [[{kind}]] with a citation")


def _citations(name: str, file: ArticleFile) -> Iterator[Fault]:
    last = file.article.characters
    if all(c.end <= last for r in _all_records(file) for c in citations_of(r)):
        return
    for record_name, record in records_of(file):
        for citation in citations_of(record):
            if citation.end > last:
                problem = f"citations: {citation.end} is past the article's end"
                remedy = f"it has {file.article.characters} characters"
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
