"""Organisations: named once for all articles, cited by each."""

from app.model.terms import CountryCode, Slug
from app.seeding.records import CitedRecord, Line, Record
from app.seeding.rendering import Rendering


class OrganisationName(Record):
    """`[[organisation]]` in organisations.toml."""

    REFERENCES = {"country": frozenset({"country"})}

    id: Slug
    name: Line
    kind: Slug
    country: CountryCode | None = None


class OrganisationRecord(CitedRecord):
    """`[[organisation]]` in an article's file: where the article names it."""

    REFERENCES = {"id": frozenset({"organisation"})}

    id: Slug


def render(record: OrganisationRecord, into: Rendering) -> None:
    """Keep where the article names the organisation."""
    into.name("organisation", record.id, record)
