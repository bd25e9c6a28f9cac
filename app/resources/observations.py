"""Observations: the rows of a series, each a number as exact as its source."""

from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from sqlalchemy import Double
from sqlmodel import Field as Column

from app.core import records, schema
from app.core.bounds import Bounds
from app.core.collection import (
    ARTICLE,
    BASIS,
    MATCH,
    Choice,
    Collection,
    Linked,
    Period,
    ValueBound,
    date_filters,
)
from app.core.edtf import Keys, days, happened, in_words, keys, last_day, parse
from app.core.rendering import Rendering
from app.core.resource import Resource
from app.core.terms import Certainty, Slug, Voice
from app.resources.facts import add_fact


class Observation(schema.DatedRow, table=True):
    """One row of a series; bounds are null where open. `recency` is as that of an event."""

    recency: str = Column(sa_type=schema.CodePoints)
    lower: float | None = Column(default=None, sa_type=Double)
    lower_inclusive: bool | None = None
    upper: float | None = Column(default=None, sa_type=Double)
    upper_inclusive: bool | None = None


CUMULATIVE = "True: the number counts everything up to the period, not only what was within it."


class ObservationShown(schema.Shown):
    """A number as exact as its source: `value`, or bounds of which one side may be open.

    With `fill=true`, also a year without a number: its `status` is `not_reported`, it has no id,
    voice or citation, and all its numbers are null.
    """

    id: str | None = Field(description="Null if not reported.")
    statistic: schema.Reference
    period: str | None = Field(description="EDTF; null if none is given.", examples=["2025"])
    period_inference: schema.DateInference
    period_in_words: str = Field(examples=["2025", "by May 2025"])
    earliest: str | None = Field(
        description="The first day of the period; null if open, or if the number counts everything "
        "up to it."
    )
    latest: str | None = Field(
        description="The last day of the period, which may be longer than the event that was "
        "counted: see `about`."
    )
    dimensions: dict[str, str] = Field(examples=[{"imposed_by": "US", "imposed_on": "CN"}])
    unit: str = Field(examples=["per cent"])
    cumulative: bool = Field(description=CUMULATIVE)
    status: Literal["reported", "expected", "not_reported"] = Field(
        description="`expected` if it was still to come when the article was written."
    )
    value: int | float | None = Field(description="Set only if the number is exact.")
    lower: int | float | None = Field(description="Null if open below or not reported.")
    lower_inclusive: bool | None
    upper: int | float | None = Field(description="Null if open above or not reported.")
    upper_inclusive: bool | None
    display: str = Field(examples=["more than 24"])
    phrase: str = Field(
        description="The number with its unit, as in a sentence.",
        examples=["more than 24 world leaders", "80th anniversary"],
    )
    wording: str | None = Field(
        description="How the article words the number, if it gives no figure.",
        examples=["over two dozen"],
    )
    voice: Voice | None = Field(description=f"{schema.VOICE} Null if not reported.")
    asserted_by: schema.Reference | None = Field(
        description=f"{schema.ASSERTED_BY} Null if not reported."
    )
    certainty: Certainty | None = Field(description=f"{schema.CERTAINTY} Null if not reported.")
    statement: str | None = Field(
        description="The number as a sentence in our words; null if not reported."
    )
    about: schema.AboutShown
    article: str | None = Field(description="Null if not reported.")
    basis: schema.BasisShown | None
    inferred: schema.InferredShown
    inference: schema.Inference
    citations: list[schema.Citation] = Field(description="Empty if not reported.")


class ObservationRecord(records.AssertedRecord):
    """`[[observation]]`: one number of a series, as exact as the article has it."""

    FACT = "observation-{id}"

    id: Slug
    statistic: Annotated[Slug, records.Refers("statistic")]
    period: records.EdtfText | None = None
    period_inference: records.Line | None = None
    status: Literal["reported", "expected"] = "reported"
    dimensions: dict[str, records.Words] = {}
    value: int | float | None = None
    lower: int | float | None = None
    lower_inclusive: bool | None = None
    upper: int | float | None = None
    upper_inclusive: bool | None = None
    wording: records.Line | None = None
    about: list[records.AnyId] = []
    statement: records.Words

    @property
    def bounds(self) -> Bounds:
        """The number; raises `InvalidBounds`."""
        return Bounds.read(
            self.value, self.lower, self.lower_inclusive, self.upper, self.upper_inclusive
        )

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        _ = self.bounds
        return self


def render(record: ObservationRecord, into: Rendering) -> None:
    """Add the observation, the fact that states it, and a link from the article to the series.

    Filters find it by the numbers that its bounds allow: in a series of whole numbers, “more than
    24” begins at 25. The document keeps the article's own bounds.
    """
    series = into.shared.records[record.statistic]
    statistic = into.name(record.statistic)
    bounds = record.bounds
    document = _document(record, bounds, series, into)
    day = keys(record.period).earliest or keys(record.period).latest
    position = f"{record.statistic} {day or '9999-12-31'} {record.id}"
    found = bounds.whole() if series.whole_numbers else bounds
    when = record.period and document["period_in_words"]
    who = into.asserter(record.asserted_by).name if record.asserted_by else None
    words = (RESOURCE.words, statistic.name, document["phrase"], record.wording, when, who)
    into.add(
        OBSERVATIONS,
        record,
        document,
        position=position,
        name=record.statement,
        links={"about": into.concerned(record.about)},
        entry=("", record.statement, words),
        recency=f"{record.statistic} {day or '!'} {record.id}",
        **_found_at(record, into.written)._asdict(),
        **found._replace(value=None)._asdict(),
    )
    more = {
        "statistic": record.statistic,
        "period": record.period,
        "status": record.status,
        "whole_numbers": None if series.whole_numbers else "false",
    }
    into.link("observation", position, more)
    into.mention("statistic", record.statistic, record)
    about = [record.statistic, *record.about]
    add_fact(into, record, "observation", document, about, restates=statistic)


def _found_at(record: ObservationRecord, written: str | None) -> Keys:
    """The days by which filters find the observation.

    A series by year counts whole years; anything else was so when the article was written.
    """
    by_year = record.period is None or parse(record.period).precision == "year"
    if by_year or record.status == "expected":
        return keys(record.period)
    return happened(record.period, written)


def _document(
    record: ObservationRecord, bounds: Bounds, series: records.AnyRecord, into: Rendering
) -> schema.Document:
    return into.document(
        record,
        ObservationShown,
        period_in_words=f"{'by ' if record.period and series.cumulative else ''}"
        f"{in_words(record.period)}",
        earliest=None if series.cumulative else days(record.period)[0],
        latest=last_day(record.period, _found_at(record, into.written), into.written),
        unit=series.unit,
        cumulative=series.cumulative,
        **bounds._asdict(),
        display=bounds.display,
        phrase=bounds.in_unit(series.unit, series.unit_one, ordinal=series.ordinal),
    )


OBSERVATIONS = Collection(
    name="observations",
    description="The rows of one series, ready to plot. A period that the article does not "
    "mention has no row; `fill=true` adds one for each year without a number, with the status "
    "`not_reported`.\n\n`value` is set only if the number is exact. Otherwise `lower` and "
    "`upper` are its bounds, and null means no bound on that side: “more than 24” has `lower` 24, "
    "not included, and no `upper`.",
    tag="Statistics",
    parent="statistics",
    table=Observation,
    shown=ObservationShown,
    parameters=(
        *date_filters("Rows with periods"),
        ValueBound("value_gte", "Rows whose number is at least this; see `match`.", "9"),
        ValueBound("value_lte", "Rows whose number is at most this; see `match`.", "30"),
        MATCH,
        Choice(
            "fill",
            "`true` adds a row with the status `not_reported` for each year without a number "
            "between the first and the last of the series. It works for yearly series without "
            "dimensions, up to 200 rows, and only together with `date_from`, `date_to`, `fields`, "
            "`include` and `format`.",
            "true",
            choices=("true", "false"),
            default="false",
        ),
        Linked(
            "about",
            "Rows about these people, countries, organisations, places (and what is within them) "
            "or events.",
            "victory-day-parade-2025",
        ),
        BASIS,
        ARTICLE,
    ),
    sorts={"period": "position", "id": "id"},
    descending={"period": "recency"},
    order="by period; rows without one come last, in both directions",
    example="parade-attendance-2025",
)

ALL_OBSERVATIONS = replace(
    OBSERVATIONS,
    parent="",
    description="The rows of all series together. `/statistics/{id}/observations` has the rows of "
    "one series.",
    parameters=(
        Linked("statistic", "Rows of these series.", "parade-attendance"),
        Period("period", "Rows with exactly these periods, as EDTF.", "2025"),
        *(one for one in OBSERVATIONS.parameters if one.name != "fill"),
    ),
    sorts={"statistic": "position", "id": "id"},
    descending={"statistic": "recency"},
    order="by statistic and period",
)
"""The rows of all series together."""

RESOURCE = Resource(
    collections=(OBSERVATIONS,), record=ObservationRecord, render=render, words="number figure"
)
