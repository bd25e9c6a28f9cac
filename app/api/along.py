"""What can be asked for along with records: related ones in full, and counts to narrow by."""

from functools import lru_cache

import orjson
from pydantic import BaseModel, Field, create_model

from app.api.questions import changed_url
from app.core.schema import Shown
from app.queries.finding import Page
from app.queries.including import Included
from app.queries.question import Question
from app.resources.articles import ArticleShown
from app.resources.events import EventShown
from app.resources.facts import FactShown
from app.resources.organisations import OrganisationShown
from app.resources.people import PersonShown
from app.resources.places import CountryShown, PlaceShown
from app.resources.quotes import QuoteShown
from app.resources.statistics import StatisticShown

INCLUDE = (
    "Related records to send along in full, once each, in `included`: a comma lists where they "
    "are referred to from. Only with JSON."
)
FACETS = (
    "Parameters to count the values of, within all other filters: `facets` tells for each value "
    "how many records there would be, and where. Only with JSON."
)


class IncludedShown(BaseModel):
    """Related records by collection, as its list shows them; only with `include`."""

    people: list[PersonShown] = Field(default_factory=list)
    events: list[EventShown] = Field(default_factory=list)
    quotes: list[QuoteShown] = Field(default_factory=list)
    statistics: list[StatisticShown] = Field(default_factory=list)
    facts: list[FactShown] = Field(default_factory=list)
    articles: list[ArticleShown] = Field(default_factory=list)
    countries: list[CountryShown] = Field(default_factory=list)
    places: list[PlaceShown] = Field(default_factory=list)
    organisations: list[OrganisationShown] = Field(default_factory=list)


class FacetValueShown(Shown):
    """A value of a parameter, and the page that choosing it leads to."""

    value: str = Field(examples=["analysis"])
    count: int = Field(description="The `total` of that page.", ge=1)
    url: str = Field(examples=["/facts?kind=analysis"])


class FacetShown(Shown):
    """The values of one parameter, most frequent first, at most 100."""

    values: list[FacetValueShown]
    complete: bool = Field(description="False where there are more values than are listed.")


FacetsShown = dict[str, FacetShown]


def along_with(found: Page, asked: Question, path: str, query: bytes) -> dict[str, object]:
    """What goes beside the items of a page; nothing where nothing was asked for."""
    more: dict[str, object] = {} if found.exact else {"total_exact": False}
    if asked.include:
        more["included"] = _fragments(found.included)
    if asked.facets:
        more["facets"] = {
            name: {
                "values": [
                    {
                        "value": value,
                        "count": count,
                        "url": changed_url(path, query, cursor=None, **{name: value}),
                    }
                    for value, count in facet.counts
                ],
                "complete": facet.complete,
            }
            for name, facet in found.facets.items()
        }
    return more


def with_included(document: bytes, related: Included) -> bytes:
    """A document with one member more."""
    return b'%b,"included":%b}' % (document[:-1], orjson.dumps(_fragments(related)))


def _fragments(related: Included) -> dict[str, list[orjson.Fragment]]:
    return {name: [orjson.Fragment(one) for one in many] for name, many in related.items()}


@lru_cache
def item_with_included(item: type[BaseModel]) -> type[BaseModel]:
    """The shape of one record, which `include` may add to."""
    name = item.__name__.removesuffix("Shown").removesuffix("Item") + "Item"
    return create_model(
        name,
        __base__=item,
        __doc__=item.__doc__,
        included=(IncludedShown, Field(default_factory=IncludedShown)),
    )
