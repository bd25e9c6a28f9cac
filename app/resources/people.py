"""People: everyone named, with the offices they hold or held according to the articles."""

from dataclasses import replace

import orjson
from pydantic import Field
from sqlalchemy import Index

from app.core.collection import ARTICLE, SOURCES, Collection, Linked, Related
from app.core.documents import Document, fingerprint
from app.core.records import CitedRecord, EdtfText, Line, Record, Words
from app.core.rendering import Rendering, document_of
from app.core.schema import (
    ArticleIds,
    BasisShown,
    Citations,
    Inference,
    Reference,
    SharedRow,
    Shown,
    Totals,
)
from app.core.terms import Certainty, CountryCode, Slug


class Person(SharedRow, table=True):
    """A person."""

    __table_args__ = (Index("ix_person_name_position", "name", "position"),)


class OfficeShown(Shown):
    """A post that a person holds or held, as of a time."""

    title: str
    country: str | None = Field(description="ISO 3166-1 alpha-2.", examples=["CN"])
    organisation: Reference | None
    political: bool
    as_of: str | None = Field(description="When the article has them in it: EDTF.")
    former: bool
    basis: BasisShown
    inference: Inference
    citations: Citations


class PersonShown(Shown):
    """A person as the articles describe them."""

    id: str
    url: str
    name: str
    leader: bool
    offices: list[OfficeShown]
    occupation: str | None
    affiliation: Reference | None
    countries: list[str] = Field(description="ISO 3166-1 alpha-2.", examples=[["CN"]])
    article: str = Field(description="The first article that names them.")
    articles: ArticleIds
    basis: BasisShown
    inference: Inference
    citations: Citations


class Involvement(Reference):
    """An event that someone has a part in."""

    part: str = Field(examples=["host"])
    certainty: Certainty


class PersonItem(PersonShown):
    """A person with what they took part in, what they said, and what is said about them.

    Each list holds at most 50 references; `links` lead to all of them.
    """

    events: list[Involvement]
    quotes: list[Reference]
    facts: list[Reference]
    facts_asserted: list[Reference] = Field(description="What they say themselves, or hold.")
    totals: Totals
    links: dict[str, str]


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


_OF_ALL = (
    Linked("country", "People of these countries (ISO 3166-1 alpha-2).", "CN"),
    Linked("event", "People who have a part in these events.", "victory-day-parade-2025"),
    ARTICLE,
)

PEOPLE = Collection(
    name="people",
    table=Person,
    shown=PersonShown,
    item=PersonItem,
    parameters=(
        *_OF_ALL,
        Linked("organisation", "People who have or had a post there.", "the-straits-times"),
        Linked(
            "leader",
            "Whether they hold or held political office.",
            "true",
            choices=("true", "false"),
        ),
    ),
    sorts={"id": "position", "name": "name"},
    order="by id",
    example="cui-hongjian",
    includes={
        "affiliation": Related(("affiliation",)),
        "organisations": Related(("offices", "organisation")),
        "countries": Related(("countries",), "countries"),
        "events": Related(("events",)),
        "quotes": Related(("quotes",)),
        "facts": Related(("facts",)),
        "articles": SOURCES,
    },
)

LEADERS = replace(
    PEOPLE, name="leaders", parameters=_OF_ALL, example="xi-jinping", always={"leader": "true"}
)
