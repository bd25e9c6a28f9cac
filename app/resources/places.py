"""Places: where things happen."""

from pydantic import Field

from app.core.collection import ARTICLE, SOURCES, Collection, Linked, Related
from app.core.records import CitedRecord, NamedRecord
from app.core.rendering import Rendering
from app.core.resource import Resource
from app.core.schema import (
    ArticleIds,
    BasisShown,
    Citations,
    EventReference,
    FactReference,
    Inference,
    OtherNames,
    Reference,
    SameAs,
    SharedRow,
    Shown,
    Totals,
)
from app.core.shared_record import Joined, SharedRecord
from app.core.terms import CountryCode, Slug


class Place(SharedRow, table=True):
    """A place smaller or larger than a country."""


class PlaceShown(Shown):
    """A place that an article names."""

    id: str
    url: str
    name: str
    other_names: OtherNames
    same_as: SameAs
    kind: str = Field(examples=["square"])
    country: str | None = Field(description="ISO 3166-1 alpha-2.")
    within: Reference | None
    article: str = Field(description="The first article that names it.")
    articles: ArticleIds
    basis: BasisShown
    inference: Inference
    citations: Citations


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


def render(record: PlaceRecord, into: Rendering) -> None:
    """Add where the article names the place."""
    into.cite(into.name(record.id).url, into.standing(record))
    into.mention("place", record.id, record)


def join(one: SharedRecord) -> Joined:
    """Make the place's document."""
    record: PlaceName = one.record
    shown = {
        **one.identity,
        "kind": record.kind,
        "country": record.country,
        "within": one.reference(record.within),
        **one.how_known(),
    }
    around = one.shared.around(one.id)
    lists = one.lists(events="event.place", facts="fact.about")
    kinds = {"place": "within", "country": "country"}
    links = [("kind", record.kind), *((kinds[one.shared.kinds[id_]], id_) for id_ in around)]
    outer = [one.title(id_) for id_ in around]
    keywords = (record.kind.replace("-", " "), *record.other_names, *outer, RESOURCE.words)
    return Joined(shown, {**shown, **lists}, links, keywords=keywords)


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
    sorts={"id": "position", "name": "name"},
    order="by id",
    example="red-square",
    includes={
        "within": Related(("within",)),
        "country": Related(("country",), "countries"),
        "events": Related(("events",)),
        "facts": Related(("facts",)),
        "articles": SOURCES,
    },
)

RESOURCE = Resource(
    collections=(PLACES,),
    record=PlaceRecord,
    render=render,
    shared=PlaceName,
    join=join,
    words="place where",
)
