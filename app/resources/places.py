"""Places: where things happen."""

from pydantic import Field

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


class Place(SharedRow, table=True):
    """A place smaller or larger than a country."""


class PlaceShown(NamedShown):
    """A place that an article names."""

    kind: str = Field(examples=["square"])
    country: str | None = Field(description="ISO 3166-1 alpha-2.")
    within: Reference | None


class PlaceItem(PlaceShown):
    """A place with what happened there or within it, and the facts about both; at most 50 each."""

    events: list[EventReference]
    facts: list[FactReference]
    totals: Totals
    links: dict[str, str]


class PlaceName(NamedRecord):
    """`[[place]]` in places.toml."""

    REFERENCES = {"country": frozenset({"country"}), "within": frozenset({"place"})}

    id: Slug
    kind: Slug
    country: CountryCode | None = None
    within: Slug | None = None


class PlaceRecord(CitedRecord):
    """`[[place]]` in an article's file: where the article names it."""

    REFERENCES = {"id": frozenset({"place"})}

    id: Slug


def join(one: SharedRecord) -> Joined:
    """Make the place's document."""
    record: PlaceName = one.record
    around = one.shared.around(one.id)
    kind = record.kind.replace("-", " ")
    return one.join(
        {"events": "event.place", "facts": "fact.about"},
        keywords=(kind, *record.other_names, *map(one.title, around), RESOURCE.words),
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
    item=PlaceItem,
    parameters=(
        Linked("kind", "Places of these kinds.", "square"),
        Linked("country", "Places in these countries (ISO 3166-1 alpha-2).", "RU"),
        Linked("within", "Places within these, at any depth.", "moscow"),
        ARTICLE,
    ),
    sorts={"id": "position", "name": "name_key"},
    order="by id",
    example="red-square",
)

RESOURCE = Resource(
    collections=(PLACES,),
    record=PlaceRecord,
    shared=PlaceName,
    join=join,
    words="place where",
)
