"""People: everyone named, with the offices they hold or held according to the articles."""

from dataclasses import replace

from pydantic import Field
from sqlalchemy import Index

from app.core import records, schema
from app.core.collection import ARTICLE, MATCH, Collection, Linked, Related, possible
from app.core.rendering import Rendering
from app.core.resource import SAID, Joined, Resource, SharedRecord
from app.core.terms import LISTED, Basis, Inferred, Slug
from app.resources.facts import add_fact


class Person(schema.SharedRow, table=True):
    """A person."""

    __table_args__ = (Index("ix_person_name_key_position", "name_key", "position"),)


class OfficeShown(schema.Shown):
    """A post that a person holds or held, as of a time."""

    title: str
    country: str | None = Field(description="ISO 3166-1 alpha-2.", examples=["CN"])
    organisation: schema.Reference | None
    political: bool
    as_of: str | None = Field(
        description="A time at which they held it, according to the article: EDTF. `former` says "
        "whether they had left the post by the time of the article."
    )
    as_of_inference: schema.DateInference
    former: bool = Field(
        description="Whether they no longer held it when the article was written; no record says "
        "who holds an office today."
    )
    basis: schema.BasisShown
    inferred: schema.InferredShown
    inference: schema.Inference
    citations: schema.Citations


class PersonShown(schema.NamedShown):
    """A person as the articles describe them."""

    leader: bool
    offices: list[OfficeShown]
    occupation: str | None = Field(description="As the first article that names one has it.")
    affiliation: schema.Reference | None = Field(
        description="As the first article that names one has it; the filter `organisation` finds "
        "people by what any article says."
    )
    countries: list[str] = Field(description="ISO 3166-1 alpha-2.", examples=[["CN"]])


class Involvement(schema.EventReference):
    """An event that someone takes part in, or may take part in, and who asserts the part."""

    part: str = Field(examples=["host"])
    basis: Basis = Field(description="That of the part; if it is stated, that of the event.")
    inferred: Inferred | None = Field(
        description="What of the part is inferred; if nothing is, what of the event, such as only "
        "the `year` of its date. Null if `basis` is `stated`."
    )
    citations: schema.Citations


class PersonItem(PersonShown):
    """A person with their events, what they say, and what is said about them.

    Each list holds at most 50 references; `links` lead to all of them.
    """

    events: list[Involvement]
    quotes: list[schema.Reference]
    facts: list[schema.FactReference] = Field(description="Facts about them.")
    facts_asserted: list[schema.FactReference] = Field(
        description="What they themselves say or think, alone or jointly with others."
    )
    totals: schema.Totals
    links: dict[str, str]


class OfficeRecord(records.CitedRecord):
    """`[[person.office]]`: a post, held now or formerly."""

    FACT = "office-{of}-{id}"

    id: Slug
    title: records.Line
    political: bool
    country: records.CountryId | None = None
    organisation: records.OrganisationId | None = None
    as_of: records.EdtfText | None = None
    as_of_inference: records.Line | None = None
    former: bool = False
    about: list[records.AnyId] = []
    statement: records.Words


class PersonRecord(records.CitedRecord):
    """`[[person]]` in an article's file: what that article says of them."""

    NESTED = "office"

    id: records.PersonId
    occupation: records.Line | None = None
    affiliation: records.OrganisationId | None = None
    countries: list[records.CountryId] = []
    office: list[OfficeRecord] = []


def render(record: PersonRecord, into: Rendering) -> None:
    """Add what the article says of the person, and a fact for each office."""
    person = into.name(record.id)
    offices = [into.document(office, OfficeShown) for office in record.office]
    for office, shown in zip(record.office, offices, strict=True):
        into.cite(person.url, office.citations)
        about = filter(None, (record.id, office.country, office.organisation, *office.about))
        add_fact(into, office, "office", shown, about, of=record.id, restates=person)
    into.mention(
        "person",
        record.id,
        record,
        offices=offices,
        statements=[office.statement for office in record.office],
        occupations=[record.occupation] if record.occupation else [],
        affiliations=[record.affiliation] if record.affiliation else [],
        countries=record.countries,
    )


def join(one: SharedRecord) -> Joined:
    offices = [office for office, _ in one.offices.values()][:SAID]
    leader = any(office["political"] for office in offices)
    occupation = next(iter(one.said("occupations")), None)
    affiliations = one.said("affiliations")
    countries = sorted(one.said("countries"))
    posts = [o["organisation"]["id"] for o in offices if o["organisation"]]
    organisations = [*posts, *affiliations]
    return one.join(
        shown={
            "leader": leader,
            "offices": offices,
            "occupation": occupation,
            "affiliation": one.reference(next(iter(affiliations), None)),
            "countries": countries,
        },
        item={"events": _events(one)},
        links={
            "leader": "true" if leader else "false",
            "country": countries,
            "organisation": organisations,
        },
        text=" ".join(one.said("statements")),
        keywords=(
            occupation,
            *[f"office {'former ' if o['former'] else ''}{o['title']}" for o in offices],
            *map(one.title, [*countries, *organisations]),
            "leader politician" if leader else "",
            "author writer journalist byline article" if one.total("article.byline") else "",
        ),
    )


_OF_PART = {"part", "certainty", "voice", "asserted_by", "citations"}
_OF_PART_IF_INFERRED = _OF_PART | {"basis", "inferred"}


def _events(one: SharedRecord) -> list[schema.Document]:
    involved = [
        {key: (part if key in own else event)[key] for key in Involvement.model_fields}
        for _, event in one.found(PEOPLE.lists["events"])
        for part in event["participants"]
        if part["id"] == one.id
        for own in [_OF_PART_IF_INFERRED if part["inferred"] else _OF_PART]
    ]
    return involved[:LISTED]


_OF_ALL = (
    Linked("country", "People of these countries (ISO 3166-1 alpha-2).", "CN"),
    Linked(
        "event",
        "People whom an article names as taking part in these events. "
        "`match=possible` also finds people who may take part or are expected to.",
        "victory-day-parade-2025",
        matched=True,
        note="Only people whom an article names; there may have been others. The event’s "
        "`participants` say which part each had. "
        "`/observations?about=EVENT` has what the article says about their number.",
    ),
    MATCH,
    ARTICLE,
)

PEOPLE = Collection(
    name="people",
    description="Everyone named in the articles: leaders, scholars, writers.",
    table=Person,
    shown=PersonShown,
    item=PersonItem,
    lists={
        "events": f"event.{possible('participant')}",
        "quotes": "quote.speaker",
        "quotes_about": "quote.about",
        "facts": "fact.about",
        "facts_asserted": "fact.asserted_by",
    },
    parameters=(
        *_OF_ALL,
        Linked(
            "organisation",
            "People who hold or held a post in these organisations, or belong to them.",
            "the-straits-times",
        ),
        Linked(
            "leader",
            "Whether they hold or held political office.",
            "true",
            choices=("true", "false"),
        ),
    ),
    example="cui-hongjian",
    deeper={"organisations": Related(("offices", "organisation"))},
)

LEADERS = replace(
    PEOPLE,
    name="leaders",
    description="People who hold or held political office, with each office, its country and its "
    "date.",
    parameters=_OF_ALL,
    example="xi-jinping",
    always={"leader": "true"},
)

RESOURCE = Resource(
    collections=(LEADERS, PEOPLE),
    record=PersonRecord,
    render=render,
    shared=records.NamedRecord,
    join=join,
    words="person people who",
)
