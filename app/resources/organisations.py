"""Organisations: armies, universities, newspapers and the like."""

from app.core.collection import ARTICLE, Collection, Linked
from app.core.records import CitedRecord, NamedRecord
from app.core.resource import Resource
from app.core.schema import (
    EventReference,
    FactReference,
    NamedShown,
    Reference,
    SharedRow,
    Totals,
)
from app.core.shared_record import Joined, SharedRecord
from app.core.terms import CountryCode, Slug


class Organisation(SharedRow, table=True):
    """An organisation."""


class OrganisationShown(NamedShown):
    """An organisation that an article names."""

    kind: str
    country: str | None


class OrganisationItem(OrganisationShown):
    """An organisation with its people, its events and the facts about it; at most 50 of each."""

    people: list[Reference]
    events: list[EventReference]
    facts: list[FactReference]
    totals: Totals
    links: dict[str, str]


class OrganisationName(NamedRecord):
    """`[[organisation]]` in organisations.toml."""

    REFERENCES = {"country": frozenset({"country"})}

    id: Slug
    kind: Slug
    country: CountryCode | None = None


class OrganisationRecord(CitedRecord):
    """`[[organisation]]` in an article's file: where the article names it."""

    REFERENCES = {"id": frozenset({"organisation"})}

    id: Slug


def join(one: SharedRecord) -> Joined:
    """Make the organisation's document."""
    record: OrganisationName = one.record
    kind = record.kind.replace("-", " ")
    return one.join(
        {"people": "person.organisation", "events": "event.about", "facts": "fact.about"},
        keywords=(kind, *record.other_names, one.title(record.country), RESOURCE.words),
    )


ORGANISATIONS = Collection(
    name="organisations",
    description="Armies, universities, newspapers and other organisations that an article names.",
    table=Organisation,
    shown=OrganisationShown,
    item=OrganisationItem,
    parameters=(
        Linked("kind", "Organisations of these kinds.", "newspaper"),
        Linked("country", "Organisations of these countries (ISO 3166-1 alpha-2).", "CN"),
        ARTICLE,
    ),
    sorts={"id": "position", "name": "name_key"},
    order="by id",
    example="beijing-foreign-studies-university",
)

RESOURCE = Resource(
    collections=(ORGANISATIONS,),
    record=OrganisationRecord,
    shared=OrganisationName,
    join=join,
    words="organisation organization",
)
