"""Organisations: armies, universities, newspapers and the like."""

from app.core import records, schema
from app.core.collection import ARTICLE, Collection, Linked
from app.core.resource import Joined, Resource, SharedRecord
from app.core.terms import Slug


class Organisation(schema.SharedRow, table=True):
    """An organisation."""


class OrganisationShown(schema.NamedShown):
    """An organisation that an article names."""

    kind: str
    country: str | None


class OrganisationDescription(records.NamedRecord):
    """`[[organisation]]` in organisations.toml."""

    kind: Slug
    country: records.CountryId | None = None


def join(one: SharedRecord) -> Joined:
    """Make the organisation's document; people search for its country, too."""
    return one.join(keywords=[one.title(one.record.country)])


ORGANISATIONS = Collection(
    name="organisations",
    description="Armies, universities, newspapers and other organisations that an article names.",
    table=Organisation,
    shown=OrganisationShown,
    lists={"people": "person.organisation", "events": "event.about", "facts": "fact.about"},
    parameters=(
        Linked("kind", "Organisations of these kinds.", "newspaper"),
        Linked("country", "Organisations of these countries (ISO 3166-1 alpha-2).", "CN"),
        ARTICLE,
    ),
    example="beijing-foreign-studies-university",
)

RESOURCE = Resource(
    collections=(ORGANISATIONS,),
    record=records.mention_of("organisation", records.OrganisationId),
    shared=OrganisationDescription,
    join=join,
    words="organisation organization",
)
