"""Countries and places: where things happen and whom they concern."""

from collections.abc import Iterable
from typing import Annotated

from iso3166 import countries_by_alpha2
from pydantic import AfterValidator, Field

from app.core.collection import ARTICLE, SOURCES, Collection, Linked, Related
from app.core.records import CitedRecord, Line, Record
from app.core.rendering import Rendering
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
from app.core.terms import CountryCode, Slug


class Country(SharedRow, table=True):
    """A country by its ISO 3166 code."""


class Place(SharedRow, table=True):
    """A place smaller or larger than a country."""


class CountryShown(Shown):
    """A country that an article names."""

    id: str = Field(description="ISO 3166-1 alpha-2, or ISO 3166-3 for a former country.")
    url: str
    name: str
    article: str = Field(description="The first article that names it.")
    articles: ArticleIds
    basis: BasisShown
    inference: Inference
    citations: Citations


class CountryItem(CountryShown):
    """A country with its people, and the events and facts about it; at most 50 of each."""

    people: list[Reference]
    events: list[Reference]
    facts: list[Reference]
    totals: Totals
    links: dict[str, str]


class PlaceShown(Shown):
    """A place that an article names."""

    id: str
    url: str
    name: str
    kind: str = Field(examples=["square"])
    country: str | None = Field(description="ISO 3166-1 alpha-2.")
    within: Reference | None
    article: str = Field(description="The first article that names it.")
    articles: ArticleIds
    basis: BasisShown
    inference: Inference
    citations: Citations


class PlaceItem(PlaceShown):
    """A place with what happened there and the facts about it; at most 50 of each."""

    events: list[Reference]
    facts: list[Reference]
    totals: Totals
    links: dict[str, str]


FORMER_COUNTRIES = frozenset({"CSHH", "DDDE", "SUHH", "YUCS", "SCRS", "YDYE", "VDVN", "ZRCD"})
"""Codes of ISO 3166-3, for countries that are no more."""


def _assigned(code: str) -> str:
    if code not in countries_by_alpha2 and code not in FORMER_COUNTRIES:
        message = "not a country code of ISO 3166-1 (alpha-2) or ISO 3166-3"
        raise ValueError(message)
    return code


class CountryName(Record):
    """`[[country]]` in countries.toml."""

    id: Annotated[CountryCode, AfterValidator(_assigned)]
    name: Line


class CountryRecord(CitedRecord):
    """`[[country]]` in an article's file: where the article names it."""

    REFERENCES = {"id": frozenset({"country"})}

    id: CountryCode


class PlaceName(Record):
    """`[[place]]` in places.toml."""

    REFERENCES = {"country": frozenset({"country"}), "within": frozenset({"place"})}

    id: Slug
    name: Line
    kind: Slug
    country: CountryCode | None = None
    within: Slug | None = None


class PlaceRecord(CitedRecord):
    """`[[place]]` in an article's file: where the article names it."""

    REFERENCES = {"id": frozenset({"place"})}

    id: Slug


def around(places: Iterable[PlaceName]) -> dict[str, list[str]]:
    """The places that each place is within, the nearest first."""
    outer = {place.id: place.within for place in places}
    found: dict[str, list[str]] = {}
    for id_ in outer:
        chain: list[str] = []
        # Two places that name each other as what they are within end the chain.
        while (following := outer.get(chain[-1] if chain else id_)) and following not in chain:
            chain.append(following)
        found[id_] = chain
    return found


def render_country(record: CountryRecord, into: Rendering) -> None:
    """Keep where the article names the country."""
    into.name("country", record.id, record)


def render_place(record: PlaceRecord, into: Rendering) -> None:
    """Keep where the article names the place."""
    into.name("place", record.id, record)


COUNTRIES = Collection(
    name="countries",
    table=Country,
    shown=CountryShown,
    item=CountryItem,
    parameters=(ARTICLE,),
    sorts={"id": "position", "name": "name"},
    order="by id",
    example="CN",
    includes={
        "people": Related(("people",)),
        "events": Related(("events",)),
        "facts": Related(("facts",)),
        "articles": SOURCES,
    },
)

PLACES = Collection(
    name="places",
    table=Place,
    shown=PlaceShown,
    item=PlaceItem,
    parameters=(
        Linked("kind", "Places of these kinds.", "square"),
        Linked("country", "Places in these countries (ISO 3166-1 alpha-2).", "RU"),
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
