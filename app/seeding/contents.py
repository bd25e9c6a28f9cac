"""List what an article's file holds: its records, their ids and their citations."""

from collections.abc import Iterator

from app.core.records import CitationRecord, CitedRecord, Record
from app.resources.articles import BoilerplateRecord
from app.seeding.reading import ArticleFile


def mentions(file: ArticleFile) -> Iterator[tuple[str, str]]:
    """The tables and ids of the shared records that the article's file says it names."""
    for table in ("country", "place", "organisation", "person"):
        for record in getattr(file, table):
            yield table, record.id


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


def own_ids(file: ArticleFile) -> Iterator[tuple[str, str]]:
    """Every id that a file gives to a record of its own, facts aside, and in which table."""
    yield "article", file.article.id
    for event in file.event:
        yield "event", event.id
    for quote in file.quote:
        yield "quote", quote.id
    for observation in file.observation:
        yield "observation", observation.id


def fact_ids(file: ArticleFile) -> Iterator[tuple[str, str, str]]:
    """Every id under which a fact of this file will be served, after its record's table and id."""
    for person in file.person:
        for office in person.office:
            yield "person", person.id, f"office-{person.id}-{office.id}"
    for event in file.event:
        yield "event", event.id, f"event-{event.id}"
        for participant in event.participant:
            yield "event", event.id, f"part-{participant.id.lower()}-in-{event.id}"
    for quote in file.quote:
        yield "quote", quote.id, f"quote-{quote.id}"
    for observation in file.observation:
        yield "observation", observation.id, f"observation-{observation.id}"
    for fact in file.fact:
        yield "fact", fact.id, fact.id


def all_records(file: ArticleFile) -> Iterator[CitedRecord | BoilerplateRecord]:
    """Every record of an article's file."""
    yield file.article
    yield from file.country
    yield from file.place
    yield from file.organisation
    for person in file.person:
        yield person
        yield from person.office
    for event in file.event:
        yield event
        yield from event.participant
    yield from file.quote
    yield from file.observation
    yield from file.fact
    yield from file.boilerplate
