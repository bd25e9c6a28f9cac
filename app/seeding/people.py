"""People: named once for all articles, described by each."""

import orjson

from app.model.terms import CountryCode, Slug
from app.seeding.documents import Document, fingerprint
from app.seeding.records import CitedRecord, EdtfText, Line, Record, Words
from app.seeding.rendering import Rendering, document_of


class PersonName(Record):
    """`[[person]]` in people.toml: an id and a name."""

    id: Slug
    name: Line


class OfficeRecord(CitedRecord):
    """`[[person.office]]`: a post, held now or formerly."""

    REFERENCES = {
        "country": frozenset({"country"}),
        "organisation": frozenset({"organisation"}),
    }

    id: Slug
    title: Line
    political: bool
    country: CountryCode | None = None
    organisation: Slug | None = None
    as_of: EdtfText | None = None
    former: bool = False
    statement: Words


class PersonRecord(CitedRecord):
    """`[[person]]` in an article's file: what that article says of them."""

    REFERENCES = {
        "id": frozenset({"person"}),
        "affiliation": frozenset({"organisation"}),
        "countries": frozenset({"country"}),
    }

    id: Slug
    occupation: Line | None = None
    affiliation: Slug | None = None
    countries: list[CountryCode] = []
    office: list[OfficeRecord] = []


def render(record: PersonRecord, into: Rendering) -> None:
    """Keep what the article says of the person, and add a fact for each office."""
    person = into.names[record.id]
    standing = into.standing(record)
    into.cite(person.url, standing)
    said = [("countries", code) for code in record.countries]
    if record.affiliation:
        said.append(("affiliation", record.affiliation))
    if record.inference:
        said.append(("inference", record.inference))
    if record.occupation:
        said.append(("occupation", record.occupation))
    offices = []
    for office in record.office:
        shown = _office(office, into)
        stands = into.standing(office)
        said.append(("offices", fingerprint(shown)))
        offices.append(orjson.Fragment(document_of(shown, stands)))
        into.cite(person.url, stands)
        related = (record.id, office.country, office.organisation)
        into.fact(
            f"office-{record.id}-{office.id}",
            office.statement,
            "office",
            stands,
            about=filter(None, related),
            record=person,
        )
    described = {
        "offices": offices,
        "occupation": record.occupation,
        "affiliation": into.maybe(record.affiliation),
        "countries": record.countries,
    }
    into.mention("person", record.id, document_of(described, standing), said)


def _office(office: OfficeRecord, into: Rendering) -> Document:
    return {
        "title": office.title,
        "country": office.country,
        "organisation": into.maybe(office.organisation),
        "political": office.political,
        "as_of": office.as_of,
        "former": office.former,
    }
