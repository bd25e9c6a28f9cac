"""Statistics: series of bounded values by period, in the terms of SDMX."""

from pydantic import Field

from app.core.collection import ARTICLE, SOURCES, Collection
from app.core.records import Line, Record, Words
from app.core.resource import Resource
from app.core.schema import (
    ArticleIds,
    BasisShown,
    Citations,
    Inference,
    SharedRow,
    Shown,
    Totals,
)
from app.core.shared_record import Joined, SharedRecord
from app.core.terms import Slug
from app.resources.observations import CUMULATIVE, ObservationShown


class Statistic(SharedRow, table=True):
    """A series: what is counted, and in which unit."""


class StatisticShown(Shown):
    """A series, described."""

    id: str
    url: str
    name: str
    description: str
    unit: str = Field(examples=["world leaders"])
    unit_one: str | None = Field(description="The unit's singular, if it differs.")
    ordinal: bool = Field(description="Whether a number says which one it is: “2nd term”.")
    whole_numbers: bool = Field(description="Whether only whole numbers make sense.")
    cumulative: bool = Field(description=CUMULATIVE)
    additive: bool = Field(description="Whether the numbers of several periods can be added up.")
    dimensions: list[str] = Field(description="What distinguishes rows of the same period.")
    article: str = Field(description="The first article with an observation of it.")
    articles: ArticleIds
    basis: BasisShown
    inference: Inference
    citations: Citations


class StatisticItem(StatisticShown):
    """A series with its observations: at most 50 of them; `links` lead to all."""

    observations: list[ObservationShown]
    totals: Totals
    links: dict[str, str]


class StatisticName(Record):
    """`[[statistic]]` in statistics.toml: a series, described."""

    id: Slug
    name: Line
    description: Words
    unit: Line
    unit_one: Line | None = None
    ordinal: bool = False
    whole_numbers: bool
    cumulative: bool = False
    additive: bool = False
    dimensions: list[str] = []


def join(one: SharedRecord) -> Joined:
    """Make the series' document."""
    record: StatisticName = one.record
    shown = {
        **one.name.reference,
        **record.model_dump(exclude={"id", "name"}),
        **one.how_known(),
    }
    lists = {"observations": "observation.statistic", "facts": "fact.about"}
    links = one.links(**lists) | {"observations": f"{one.name.url}/observations"}
    item = {
        **shown,
        "observations": one.documents("observation.statistic"),
        "totals": one.totals(**lists),
        "links": links,
    }
    keywords = (record.unit, RESOURCE.words)
    return Joined(shown, item, [("unit", record.unit)], record.description, keywords)


STATISTICS = Collection(
    name="statistics",
    description="Series of numbers, each described, with its unit.",
    table=Statistic,
    shown=StatisticShown,
    item=StatisticItem,
    parameters=(ARTICLE,),
    sorts={"id": "position", "name": "name"},
    order="by id",
    example="parade-attendance",
    includes={"articles": SOURCES},
)

RESOURCE = Resource(
    collections=(STATISTICS,), shared=StatisticName, join=join, words="statistic number how many"
)
