"""Check what no record can tell alone: ids used twice, references that lead nowhere."""

from collections.abc import Iterator, Mapping

from app.model.base import Reference
from app.model.bounds import InvalidBounds
from app.model.facts import VOICES
from app.seeding.faults import Fault, nearest
from app.seeding.reading import ArticleFile, Seed
from app.seeding.records import CitationRecord, Record
from app.seeding.rendering import reference

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
    mentioned = _mentioned(file)
    observed = {observation.statistic for observation in file.observation}
    return {
        file.article.id: reference("article", file.article.id, file.article.title),
        **{id_: shared[id_] for id_ in mentioned},
        **{id_: shared[id_] for id_ in observed},
        **{event.id: reference("event", event.id, event.name) for event in file.event},
        **{quote.id: reference("quote", quote.id, quote.text) for quote in file.quote},
    }


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
            for nested in ("office", "participant"):
                for inner in getattr(record, nested, ()):
                    yield f"{table} {record.id!r}: {nested} {inner.id!r}", inner
    for table in ("observation", "fact"):
        for record in getattr(file, table):
            yield f"{table} {record.id!r}", record


def citations_of(record: Record) -> list[CitationRecord]:
    """The citations of any record."""
    return getattr(record, "citations", [])


def check(seed: Seed) -> list[Fault]:
    """Everything wrong between the records of `seed`."""
    shared = shared_kinds(seed)
    faults = [*_shared_twice(seed), *_shared_references(seed, shared)]
    taken = dict.fromkeys(shared, "the shared files")
    facts: dict[str, str] = {}
    for name, file in seed.articles.items():
        faults.extend(_ids(name, file, taken, facts))
        faults.extend(_references(name, file, shared))
        faults.extend(_citations(name, file))
        faults.extend(_numbers(name, file, seed))
    return faults


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


def _ids(
    name: str, file: ArticleFile, taken: dict[str, str], facts: dict[str, str]
) -> Iterator[Fault]:
    if name != f"articles/{file.article.id}.toml":
        remedy = f"name the file articles/{file.article.id}.toml"
        yield Fault(name, "article", "the file is not named after the article's id", remedy)
    own = [("article", file.article.id)]
    for table in ("event", "quote", "observation"):
        own.extend((table, record.id) for record in getattr(file, table))
    for table, id_ in own:
        if id_ in taken:
            problem = f"the id is taken in {taken[id_]}"
            yield Fault(name, f"{table} {id_!r}", problem, "choose another id")
        taken[id_] = name
    mentioned: set[str] = set()
    for table in ("country", "place", "organisation", "person"):
        for record in getattr(file, table):
            if record.id in mentioned:
                yield Fault(name, f"{table} {record.id!r}", "stands twice", "join the two")
            mentioned.add(record.id)
    for record, id_ in _fact_ids(file):
        if id_ in facts:
            problem = f"the fact id {id_!r} is taken in {facts[id_]}"
            yield Fault(name, record, problem, "choose another id")
        facts[id_] = name


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


def _references(name: str, file: ArticleFile, shared: Kinds) -> Iterator[Fault]:
    mentioned = _mentioned(file)
    own = {event.id: "event" for event in file.event} | {q.id: "quote" for q in file.quote}
    statistics = {id_ for id_, kind in shared.items() if kind == "statistic"}
    voices = dict.fromkeys(VOICES, "voice")
    for record_name, record in records_of(file):
        for field, id_, kinds in record.references():
            kind = own.get(id_) or voices.get(id_) or shared.get(id_)
            if kind not in kinds:
                known = [k for k, of in (shared | own | voices).items() if of in kinds]
                problem = f"{field}: no {' or '.join(sorted(kinds))} {id_!r}"
                yield Fault(name, record_name, problem, nearest(id_, known))
            elif id_ in shared and id_ not in mentioned | statistics:
                problem = f"{field}: {id_!r} is not among those that this article names"
                yield Fault(name, record_name, problem, f"add [[{kind}]] with a citation")


def _citations(name: str, file: ArticleFile) -> Iterator[Fault]:
    for record_name, record in records_of(file):
        for citation in citations_of(record):
            if citation.end > file.article.characters:
                problem = f"citations: {citation.end} is past the article's end"
                remedy = f"it has {file.article.characters} characters"
                yield Fault(name, record_name, problem, remedy)


def _numbers(name: str, file: ArticleFile, seed: Seed) -> Iterator[Fault]:
    """Observations that are not of the form that their series has."""
    known = {statistic.id: statistic for statistic in seed.statistics}
    for observation in file.observation:
        series = known.get(observation.statistic)
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
