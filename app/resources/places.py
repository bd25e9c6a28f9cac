"""Places: where things happen."""

from pydantic import Field

from app.core import records, schema
from app.core.collection import ARTICLE, Collection, Linked
from app.core.resource import Joined, Resource, SharedRecord
from app.core.terms import Slug


class Place(schema.SharedRow, table=True):
    """A place smaller or larger than a country."""


class PlaceShown(schema.NamedShown):
    """A place that an article names."""

    kind: str = Field(examples=["square"])
    country: str | None = Field(description="ISO 3166-1 alpha-2.")
    within: schema.Reference | None = Field(description="The place that it lies in.")


class PlaceDescription(records.NamedRecord):
    """`[[place]]` in places.toml."""

    kind: Slug
    country: records.CountryId | None = None
    within: records.PlaceId | None = None


def join(one: SharedRecord) -> Joined:
    """Make the place's document; a filter for what it is within finds it, too."""
    around = one.shared.containing(one.id)
    return one.join(
        keywords=map(one.title, around),
        links={
            "within": [id_ for id_ in around if one.shared.kinds[id_] == "place"],
            "country": [id_ for id_ in around if one.shared.kinds[id_] == "country"],
        },
    )


PLACES = Collection(
    name="places",
    description="Places that are not countries: squares, cities, continents.",
    table=Place,
    shown=PlaceShown,
    lists={"events": "event.place", "facts": "fact.about"},
    parameters=(
        Linked("kind", "Places of these kinds.", "square"),
        Linked("country", "Places in these countries (ISO 3166-1 alpha-2).", "RU"),
        Linked("within", "Places within these, at any depth.", "moscow"),
        ARTICLE,
    ),
    example="red-square",
)

RESOURCE = Resource(
    collections=(PLACES,),
    record=records.mention_of("place", records.PlaceId),
    shared=PlaceDescription,
    join=join,
    words="place where",
)
