"""People: named once for all articles, described by each."""

import orjson

from app.model.terms import CountryCode, Slug
from app.seeding.records import CitedRecord, EdtfText, Record, Words
from app.seeding.rendering import Document, Rendering, text_of


class PersonName(Record):
    """`[[person]]` in people.toml: an id and a name."""

    id: Slug
    name: Words


class OfficeRecord(CitedRecord):
    """`[[person.office]]`: a post, held now or formerly."""

    REFERENCES = {
        "country": frozenset({"country"}),
        "organisation": frozenset({"organisation"}),
    }

    id: Slug
    title: Words
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
    occupation: Words | None = None
    affiliation: Slug | None = None
    countries: list[CountryCode] = []
    office: list[OfficeRecord] = []


def render(record: PersonRecord, into: Rendering) -> None:
    """Keep what the article says of the person, and add a fact for each office."""
    person = into.names[record.id]
    offices = [_office(office, into) for office in record.office]
    shown = {
        "offices": [
            orjson.Fragment(into.document(shown, office))
            for shown, office in zip(offices, record.office, strict=True)
        ],
        "occupation": record.occupation,
        "affiliation": into.maybe(record.affiliation),
        "countries": record.countries,
    }
    said = [
        *[("affiliation", into.names[id_].shown) for id_ in [record.affiliation] if id_],
        *[("countries", code) for code in record.countries],
        ("inference", record.inference),
        ("occupation", record.occupation),
        *[("offices", text_of(office)) for office in offices],
    ]
    into.mention("person", record.id, into.document(shown, record), said)
    into.cite(person.url, record)
    for office in record.office:
        into.cite(person.url, office)
        related = (record.id, office.country, office.organisation)
        into.fact(
            f"office-{record.id}-{office.id}",
            office.statement,
            "office",
            office,
            about=filter(None, related),
            record=person,
        )


def _office(office: OfficeRecord, into: Rendering) -> Document:
    return {
        "title": office.title,
        "country": office.country,
        "organisation": into.maybe(office.organisation),
        "political": office.political,
        "as_of": office.as_of,
        "former": office.former,
    }
