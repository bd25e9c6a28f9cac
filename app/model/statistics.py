"""Statistics: series of bounded values by period, in the terms of SDMX."""

from typing import Annotated, Literal

from pydantic import Field, RootModel
from sqlalchemy import Double
from sqlmodel import Field as Column

from app.model.base import (
    ArticleIds,
    ArticleRow,
    BasisShown,
    Citation,
    Citations,
    CodePoints,
    Inference,
    Reference,
    SharedRow,
    Shown,
    Totals,
)


class Statistic(SharedRow, table=True):
    """A series: what is counted, and in which unit."""


class Observation(ArticleRow, table=True):
    """One row of a series; bounds are null where open."""

    earliest: str | None = Column(default=None, sa_type=CodePoints)
    latest: str | None = Column(default=None, sa_type=CodePoints)
    lower: float | None = Column(default=None, sa_type=Double)
    lower_inclusive: bool | None = None
    upper: float | None = Column(default=None, sa_type=Double)
    upper_inclusive: bool | None = None


CUMULATIVE = "True: all that there had been up to the period, not what was within it."


class ObservationShown(Shown):
    """A number as exact as its source: `value`, or bounds of which one side may be open."""

    id: str
    statistic: Reference
    period: str | None = Field(description="EDTF; null where none is given.", examples=["2025"])
    earliest: str | None
    latest: str | None
    dimensions: dict[str, str] = Field(examples=[{"imposed_by": "US", "imposed_on": "CN"}])
    unit: str = Field(examples=["per cent"])
    cumulative: bool = Field(description=CUMULATIVE)
    status: Literal["reported"]
    value: int | float | None = Field(description="Set only where the number is exact.")
    lower: int | float | None = Field(description="Null: open below.")
    lower_inclusive: bool | None
    upper: int | float | None = Field(description="Null: open above.")
    upper_inclusive: bool | None
    display: str = Field(examples=["more than 24"])
    asserted_by: Reference
    statement: str = Field(description="The observation as a sentence in our words.")
    about: list[Reference]
    article: str
    basis: BasisShown
    inference: Inference
    citations: Citations


class NotReportedShown(Shown):
    """A year that no article has a number for. It is no record, and cites nothing."""

    id: None
    statistic: Reference
    period: str = Field(examples=["2023"])
    earliest: str
    latest: str
    dimensions: dict[str, str]
    unit: str
    cumulative: bool
    status: Literal["not_reported"]
    value: None
    lower: None
    lower_inclusive: None
    upper: None
    upper_inclusive: None
    display: str = Field(examples=["not reported"])
    asserted_by: None
    statement: None
    about: list[Reference] = Field(max_length=0)
    article: None
    basis: None
    inference: None
    citations: list[Citation] = Field(max_length=0)


class ObservationRow(
    RootModel[Annotated[ObservationShown | NotReportedShown, Field(discriminator="status")]]
):
    """A row of a series: an observation, or with `fill=true` a year without one."""


class StatisticShown(Shown):
    """A series, described."""

    id: str
    url: str
    name: str
    description: str
    unit: str = Field(examples=["leaders"])
    whole_numbers: bool = Field(description="Whether nothing between two integers can be meant.")
    cumulative: bool = Field(description=CUMULATIVE)
    additive: bool = Field(description="Whether the numbers of several periods can be added up.")
    dimensions: list[str] = Field(description="What tells rows of one period apart.")
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
