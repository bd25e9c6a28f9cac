"""Statistics: series of bounded values by period, in the terms of SDMX."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.core import records, schema
from app.core.collection import ARTICLE, Collection
from app.core.resource import Joined, Resource, SharedRecord
from app.core.terms import Slug
from app.resources.observations import CUMULATIVE, ObservationShown


class Statistic(schema.SharedRow, table=True):
    """A series: what is counted, and in which unit."""


class StatisticShown(schema.SharedShown):
    """A series, described."""

    description: str
    unit: str = Field(examples=["world leaders"])
    unit_one: str | None = Field(description="The unit's singular, if it differs.")
    sum_unit: str | None = Field(
        description="The unit of a sum, if it differs: a leader counted in two years makes "
        "two attendances, but is not two leaders.",
        examples=["attendances by world leaders"],
    )
    ordinal: bool = Field(description="Whether the numbers are ordinals: “2nd term”.")
    whole_numbers: bool = Field(description="Whether only whole numbers make sense.")
    cumulative: bool = Field(description=CUMULATIVE)
    additive: bool = Field(description="Whether the numbers of several periods can be added up.")
    dimensions: list[str] = Field(description="What distinguishes rows of the same period.")


class StatisticItem(StatisticShown):
    """A series with its observations, at most the last 50; `links` lead to all."""

    observations: list[ObservationShown]
    totals: schema.Totals
    links: dict[str, str]


class StatisticDescription(records.Record):
    """`[[statistic]]` in statistics.toml: a series, described."""

    id: Slug
    name: records.Line
    description: records.Words
    unit: records.Line
    unit_one: records.Line | None = None
    sum_unit: records.Line | None = None
    ordinal: bool = False
    whole_numbers: bool
    cumulative: bool = False
    additive: bool = False
    dimensions: list[
        Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$")]
    ] = []

    @model_validator(mode="after")
    def _summable(self) -> Self:
        if self.additive and (self.cumulative or self.ordinal):
            raise ValueError("running counts and ordinals cannot be additive")
        if self.sum_unit and not self.additive:
            raise ValueError("sum_unit needs additive = true")
        return self


def join(one: SharedRecord) -> Joined:
    rows = [document for _, document in one.found("observation.statistic", last=True)]
    text, unit = one.record.description, one.record.unit
    inferred = any(row["inferred"] for row in rows)
    shown = {"inference": "Each number says what is inferred of it."} if inferred else {}
    return one.join(
        shown=shown,
        keywords=[unit],
        item={"observations": rows},
        paths={"observations": f"{one.name.url}/observations"},
        text=text,
    )


STATISTICS = Collection(
    name="statistics",
    description="Series of numbers, each described, with its unit.",
    table=Statistic,
    shown=StatisticShown,
    item=StatisticItem,
    lists={"observations": "observation.statistic", "facts": "fact.about"},
    parameters=(ARTICLE,),
    example="parade-attendance",
)

RESOURCE = Resource(
    collections=(STATISTICS,),
    shared=StatisticDescription,
    join=join,
    words="statistic number how many",
)
