"""What the observations of a series amount to."""

import orjson
from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from app.api.answers import JSON, database, missing
from app.api.documenting import documented
from app.api.problems import InvalidParameters, NotFound
from app.api.questions import filtered, refuse_unknown
from app.core.bounds import Bounds
from app.core.schema import Reference, Shown
from app.queries import finding
from app.queries.aggregating import Summary, summary
from app.resources.statistics import OBSERVATIONS, STATISTICS, StatisticShown

router = APIRouter(tags=["Statistics"])

PARAMETERS = tuple(p for p in OBSERVATIONS.parameters if p.name != "fill")
"""The rows of a series can be narrowed in these ways before they are summed up."""


class BoundsShown(Shown):
    """A number worked out from others, as exact as they allow."""

    value: int | float | None = Field(description="Set only where the number is exact.")
    lower: int | float | None = Field(description="Null: open below.")
    lower_inclusive: bool | None
    upper: int | float | None = Field(description="Null: open above.")
    upper_inclusive: bool | None
    display: str = Field(examples=["at least 34"])


class SummaryShown(Shown):
    """Sum, least and greatest of the numbers found, each as bounds.

    Whatever the exact numbers are, theirs lie within. In a series of whole numbers “more than 24”
    counts as at least 25.
    """

    statistic: Reference
    unit: str
    count: int = Field(description="How many observations are found.", ge=0)
    open_below: int = Field(description="How many of them have no lower bound.", ge=0)
    open_above: int = Field(description="How many of them have no upper bound.", ge=0)
    sum: BoundsShown | None
    sum_reason: str | None = Field(description="Why there is no sum, where there is none.")
    min: BoundsShown | None
    max: BoundsShown | None
    observations: str = Field(
        description="The observations themselves, with their citations.",
        examples=["/statistics/parade-attendance/observations"],
    )


@router.get(
    "/statistics/{id}/summary",
    summary="Sum up the observations of a statistic",
    **documented(
        SummaryShown,
        NotFound,
        InvalidParameters,
        example="parade-attendance",
        parameters=PARAMETERS,
    ),
)
async def summarise(request: Request) -> Response:
    """Count, sum, least and greatest of a series' numbers, as exact as the numbers allow.

    Takes the filters of the series' observations. There is no sum where adding up means nothing
    (levels, ordinals, running counts), or might count the same twice.
    """
    return await database(request).ask(_summary, request, request.path_params["id"])


def _summary(request: Request, series: str) -> Response:
    query = request.scope["query_string"]
    asked = filtered(OBSERVATIONS, query, PARAMETERS, within=(("statistic", series),))
    data = database(request)
    with data.snapshot():
        refuse_unknown(data, asked)
        document = finding.get(data, STATISTICS, series)
        if document is None:
            raise missing(request, STATISTICS, series)
        found = summary(data, asked)
    item = orjson.loads(document)
    statistic = StatisticShown.model_validate(
        {name: item[name] for name in StatisticShown.model_fields}
    )
    reason = _no_sum(statistic, found)
    shown = SummaryShown(
        statistic=Reference(id=statistic.id, name=statistic.name, url=statistic.url),
        unit=statistic.unit,
        count=found.count,
        open_below=found.open_below,
        open_above=found.open_above,
        sum=None if reason else _shown(found.sum),
        sum_reason=reason,
        min=_shown(found.min),
        max=_shown(found.max),
        observations=f"{statistic.url}/observations" + (f"?{query.decode()}" if query else ""),
    )
    return Response(shown.model_dump_json(), media_type=JSON)


def _no_sum(statistic: StatisticShown, found: Summary) -> str | None:
    if not statistic.additive:
        return "the numbers of several periods do not add up to anything: see `additive`"
    if found.count == 0:
        return "there are no observations"
    if found.overlapping:
        return "some periods overlap or are not known, so the same may be counted twice"
    if found.sum is None:
        return "some numbers are open below and some above"
    return None


def _shown(bounds: Bounds | None) -> BoundsShown | None:
    if bounds is None:
        return None
    return BoundsShown(
        value=bounds.value,
        lower=bounds.lower,
        lower_inclusive=bounds.lower_inclusive,
        upper=bounds.upper,
        upper_inclusive=bounds.upper_inclusive,
        display=bounds.display,
    )
