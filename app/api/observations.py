"""The observations of a statistic: its rows, and what they add up to."""

import orjson
from pydantic import Field

from app.api.http import JSON, Request, Response
from app.api.items import stored
from app.api.lists import notes_on
from app.api.query import check_known, question
from app.core.bounds import Bounds
from app.core.collection import MOST
from app.core.schema import Reference, Shown
from app.queries.series import Summary, summary
from app.queries.sql import Question
from app.resources.observations import OBSERVATIONS
from app.resources.statistics import STATISTICS, StatisticShown

FILTERS = {one.name: one for one in OBSERVATIONS.parameters if one.name != "fill"}
"""The parameters that narrow the rows of a summary."""


class BoundsShown(Shown):
    """A number calculated from others, as exact as they allow."""

    value: int | float | None = Field(description="Set only where the number is exact.")
    lower: int | float | None = Field(description="Null if there is no lower bound.")
    lower_inclusive: bool | None
    upper: int | float | None = Field(description="Null if there is no upper bound.")
    upper_inclusive: bool | None
    display: str
    phrase: str


class SummaryShown(Shown):
    """Sum, minimum and maximum of the matching numbers, each as bounds.

    Whatever the exact numbers are, their sum, minimum and maximum are within these bounds, even
    if the numbers of `missing_periods`, which no article gives, are counted.
    """

    statistic: Reference
    unit: str
    count: int = Field(description="How many observations match.")
    open_below: int = Field(description="How many of them have no lower bound.")
    open_above: int = Field(description="How many of them have no upper bound.")
    inferred: int = Field(description="How many of them are partly inferred.")
    expected: int = Field(description="How many of them were still to come.")
    uncertain: int = Field(
        description="How many of the others are not `certain`: hedged, somebody's view or words, "
        "or our inference."
    )
    missing_periods: list[str] | None = Field(
        description="Years without an observation: within the request's dates, and between the "
        "first and the last year that its other filters, except those by value, find. They leave "
        "the sum, the minimum or the maximum open. "
        "Null unless there is one observation per year.",
    )
    sum: BoundsShown | None
    sum_reason: str | None = Field(description="Why there is no sum, if there is none.")
    min: BoundsShown | None
    max: BoundsShown | None
    observations: str = Field(
        description="The path of the observations, with their citations.",
    )
    note: str | None = Field(
        description="What the filters leave out, how many numbers are in doubt, and whether each "
        "counts everything up to its period; null if there is nothing to say."
    )


def expensive_summary(request: Request) -> bool:
    """Whether a series has so many numbers that summing them up needs a worker thread."""
    return request.snapshot.tally("observation.statistic", request.path_params["id"]) > MOST


def summary_response(request: Request) -> Response:
    """Count, sum, minimum and maximum of a series' numbers, as exact as the numbers allow.

    It takes the filters of the series' observations. There is no sum where adding up makes no
    sense (levels, ordinals, running counts) or might count the same thing twice.
    """
    snapshot, id_ = request.snapshot, request.path_params["id"]
    fixed = (("statistic", id_),)
    asked, _ = question(OBSERVATIONS, request.query, snapshot.version, fixed, FILTERS)
    check_known(snapshot, asked)
    described = orjson.loads(stored(snapshot, STATISTICS, id_))
    statistic = StatisticShown.model_construct(**described)
    countable = statistic.additive and statistic.whole_numbers
    found = summary(snapshot, asked, countable=countable)
    reason = _no_sum(statistic, found)
    query = f"?{request.query.decode()}" if request.query else ""
    shown = SummaryShown(
        statistic=Reference(id=statistic.id, name=statistic.name, url=statistic.url),
        unit=statistic.unit,
        count=found.count,
        open_below=found.open_below,
        open_above=found.open_above,
        inferred=found.inferred,
        expected=found.expected,
        uncertain=found.uncertain,
        missing_periods=found.missing,
        sum=None if reason else _shown(found, found.sum, statistic, statistic.sum_unit),
        sum_reason=reason,
        min=_shown(found, found.min, statistic),
        max=_shown(found, found.max, statistic),
        observations=f"{statistic.url}/observations{query}",
        note=_note(asked, found, statistic),
    )
    return Response(shown.model_dump_json().encode(), JSON)


def _note(asked: Question, found: Summary, statistic: StatisticShown) -> str | None:
    """What the filters leave out, and what the numbers count."""
    notes = []
    if found.left_out:
        every = found.left_out + found.count
        notes = [f"The filters leave out {found.left_out} of {every} numbers.", *notes_on(asked)]
    if found.missing and not asked.filters.keys().isdisjoint({"value_gte", "value_lte"}):
        notes.append("Missing numbers are taken to be within value_gte and value_lte.")
    for many, what in ((found.expected, "still to come"), (found.uncertain, "not certain")):
        if many:
            were = "was" if many == 1 else "were"
            notes.append(f"{many} of {found.count} numbers {were} {what}.")
    if statistic.cumulative:
        notes.append("Each number counts everything up to its period, not only what is within it.")
    return " ".join(notes) or None


def _no_sum(statistic: StatisticShown, found: Summary) -> str | None:
    by = " and ".join(statistic.dimensions)
    if not statistic.additive:
        if statistic.cumulative:
            return "each number counts everything up to its period, so they cannot be added up"
        differ = f"the numbers of this series differ in {by}, so they" if by else "these numbers"
        return f"{differ} cannot be added up"
    if found.count == 0:
        return "there are no observations"
    if found.overlapping:
        rows = f"rows differ by {by}, and " if by else ""
        return f"{rows}some periods overlap or are unknown, so something may be counted twice"
    return None if found.sum else _open(found)


def _open(found: Summary) -> str:
    """Why a sum is open on both sides."""
    if found.open_below and found.open_above:
        return "some numbers have no lower bound and others no upper bound"
    side = "lower" if found.open_below else "upper" if found.open_above else ""
    some = f"some numbers have no {side} bound, and " if side else ""
    return f"{some}there is no number for {', '.join(found.missing or ())}"


def _shown(
    found: Summary, bounds: Bounds | None, statistic: StatisticShown, sum_unit: str | None = None
) -> BoundsShown | None:
    if bounds is None:
        return None
    lacking = f" (no number for {', '.join(found.missing)})" if found.missing else ""
    unit, one = (sum_unit, None) if sum_unit else (statistic.unit, statistic.unit_one)
    return BoundsShown(
        **bounds._asdict(),
        display=bounds.display,
        phrase=bounds.in_unit(unit, one, ordinal=statistic.ordinal) + lacking,
    )
