"""Countries and places: where things happen and whom they concern."""

from pydantic import Field

from app.model.base import (
    ArticleIds,
    BasisShown,
    Citations,
    Inference,
    Reference,
    SharedRow,
    Shown,
    Totals,
)


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
