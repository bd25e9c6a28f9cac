"""Statistics: series named once for all articles, and the numbers that each article gives."""

from typing import Self

import orjson
from pydantic import model_validator

from app.model.bounds import Bounds, InvalidBounds
from app.model.edtf import days
from app.model.terms import CountryCode, Slug
from app.seeding.documents import Document, text_of
from app.seeding.records import ANYTHING, AssertedRecord, EdtfText, Line, Record, Words
from app.seeding.rendering import Rendering


class StatisticName(Record):
    """`[[statistic]]` in statistics.toml: a series, described."""

    id: Slug
    name: Line
    description: Words
    unit: Line
    whole_numbers: bool
    cumulative: bool = False
    additive: bool = False
    dimensions: list[str] = []


class ObservationRecord(AssertedRecord):
    """`[[observation]]`: one number of a series, as exact as the article has it."""

    REFERENCES = {
        "statistic": frozenset({"statistic"}),
        "about": ANYTHING,
        **AssertedRecord.REFERENCES,
    }

    id: Slug
    statistic: Slug
    period: EdtfText | None = None
    dimensions: dict[str, Words] = {}
    value: int | float | None = None
    lower: int | float | None = None
    lower_inclusive: bool | None = None
    upper: int | float | None = None
    upper_inclusive: bool | None = None
    about: list[Slug | CountryCode] = []
    statement: Words

    @property
    def bounds(self) -> Bounds:
        """The number; raises `InvalidBounds`."""
        return Bounds.read(
            self.value, self.lower, self.lower_inclusive, self.upper, self.upper_inclusive
        )

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        try:
            _ = self.bounds
        except InvalidBounds as error:
            raise ValueError(str(error)) from error
        return self


def render(record: ObservationRecord, series: StatisticName, into: Rendering) -> None:
    """Add the observation, and the fact that the number is so.

    It is found by the numbers that its bounds allow: in a series of whole numbers those of
    “more than 24” begin at 25. What is shown keeps the article's own bounds.
    """
    statistic = into.names[record.statistic]
    standing = into.standing(record)
    bounds = record.bounds
    shown = _shown(record, bounds, series, into)
    found_by = bounds.whole() if series.whole_numbers else bounds
    into.add(
        "observation",
        shown,
        standing,
        f"{record.statistic} {shown['earliest'] or shown['latest'] or '9999-12-31'} {record.id}",
        record.statement,
        [
            ("observation.statistic", record.statistic),
            *[("observation.about", id_) for id_ in record.about],
            ("observation.whole_numbers", None if series.whole_numbers else "false"),
        ],
        (
            shown["earliest"],
            shown["latest"],
            found_by.lower,
            found_by.lower_inclusive,
            found_by.upper,
            found_by.upper_inclusive,
        ),
    )
    into.cite(statistic.url, standing)
    into.fact(
        f"observation-{record.id}",
        record.statement,
        "observation",
        standing,
        about=[record.statistic, *record.about],
        asserted_by=record.asserted_by,
        record=statistic,
    )


def render_series(
    series: StatisticName, observations: list[ObservationRecord], into: Rendering
) -> None:
    """Keep that the article has observations of the series: at its citations, all together."""
    inferences = dict.fromkeys(o.inference for o in observations if o.inference)
    citations = dict.fromkeys(c for o in observations for c in o.citations)
    body = {
        "basis": "inferred" if inferences else "stated",
        "inference": " ".join(inferences) or None,
        "citations": orjson.Fragment(into.citations(citations)),
    }
    said = [("inference", inference) for inference in inferences]
    into.mention("statistic", series.id, text_of(body), said)


def _shown(
    record: ObservationRecord, bounds: Bounds, series: StatisticName, into: Rendering
) -> Document:
    earliest, latest = days(record.period)
    return {
        "id": record.id,
        "statistic": into.maybe(record.statistic),
        "period": record.period,
        "earliest": earliest,
        "latest": latest,
        "dimensions": record.dimensions,
        "unit": series.unit,
        "cumulative": series.cumulative,
        "status": "reported",
        "value": bounds.value,
        "lower": bounds.lower,
        "lower_inclusive": bounds.lower_inclusive,
        "upper": bounds.upper,
        "upper_inclusive": bounds.upper_inclusive,
        "display": bounds.display,
        "asserted_by": orjson.Fragment(into.voice(record.asserted_by).shown),
        "statement": record.statement,
        "about": into.references(record.about),
        "article": into.article,
    }
