"""Statistics and their observations."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database, item, missing, page
from app.api.documenting import item_documented, list_documented
from app.api.parameters import fault
from app.api.problems import InvalidParameters
from app.queries import finding
from app.queries.filling import Unfillable
from app.resources.statistics import OBSERVATIONS, STATISTICS

router = APIRouter(tags=["Statistics"])


@router.get("/statistics", summary="List statistics", **list_documented(STATISTICS))
async def list_statistics(request: Request) -> Response:
    """Series of numbers, each described, with its unit."""
    return await database(request).ask(page, request, STATISTICS)


@router.get("/statistics/{id}", summary="Show one statistic", **item_documented(STATISTICS))
async def show_statistic(request: Request) -> Response:
    """A series with its observations: numbers exactly as exact as the article has them."""
    return await database(request).ask(item, request, STATISTICS, request.path_params["id"])


@router.get(
    "/statistics/{id}/observations",
    summary="List the observations of a statistic",
    **list_documented(OBSERVATIONS, within="parade-attendance"),
)
async def list_observations(request: Request) -> Response:
    """The rows of one series, the thing to plot. A period the article is silent on is no row.

    `value` is set only where the number is exact. Otherwise `lower` and `upper` bound it, and
    null is an open side: “more than 24” has `lower` 24, not included, and no `upper`.
    """
    return await database(request).ask(_observations, request, request.path_params["id"])


def _observations(request: Request, series: str) -> Response:
    data = database(request)
    with data.snapshot():
        if finding.get(data, STATISTICS, series) is None:
            raise missing(request, STATISTICS, series)
        try:
            return page(request, OBSERVATIONS, within=(("statistic", series),))
        except Unfillable as unfillable:
            raise InvalidParameters([fault("fill", str(unfillable))]) from unfillable
