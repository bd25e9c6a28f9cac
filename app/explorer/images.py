"""Charts as images, for a README, a slide or an `<img>`."""

import base64
import hashlib

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database, missing
from app.api.documenting import path_parameter
from app.api.parameters import read
from app.api.problem import problem_documented
from app.api.problems import NotFound
from app.explorer.charting import chart_of
from app.explorer.pages import templates
from app.explorer.records import record
from app.explorer.static_files import FOLDER
from app.resources.statistics import STATISTICS

router = APIRouter(tags=["Statistics"])

STYLE = (FOLDER / "chart.css").read_text()
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'"
"""An image brings its style along, as nothing else could: that one style, by its hash."""


@router.get(
    "/statistics/{id}/chart.svg",
    summary="Draw a statistic",
    response_class=Response,
    responses={
        200: {
            "description": "An SVG image with a title and a description, for light and dark.",
            "content": {"image/svg+xml": {"schema": {"type": "string"}}},
        },
        404: problem_documented(NotFound),
    },
    openapi_extra={"parameters": [path_parameter(STATISTICS.example)]},
)
async def draw_statistic(request: Request) -> Response:
    """The series as a chart that shows what is known, and how far: an open side fades out."""
    read(request.scope["query_string"], {})
    return await database(request).ask(_drawn, request, request.path_params["id"])


def _drawn(request: Request, id_: str) -> Response:
    series = record(database(request), STATISTICS, id_)
    if series is None:
        raise missing(request, STATISTICS, id_)
    drawn = (
        templates()
        .get_template("image.svg")
        .render(series=series, chart=chart_of(series), style=STYLE)
    )
    return Response(drawn, headers={"Content-Security-Policy": POLICY}, media_type="image/svg+xml")
