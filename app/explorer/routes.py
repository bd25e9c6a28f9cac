"""The routes of the explorer. Pages ignore unknown parameters and show problems as HTML."""

from typing import Any

from app.api.http import Request, Response, Route
from app.api.operation_objects import operation, parameter, path_parameter
from app.api.problems import InvalidParameters, NotFound
from app.explorer import chart_image, docs
from app.explorer.changes import show_changes
from app.explorer.chart_image import PNG, SVG, THEME
from app.explorer.copy_check import show_check
from app.explorer.embed import show_embed
from app.explorer.front import front
from app.explorer.lists import show_list
from app.explorer.pages import redirect
from app.explorer.record import show_paragraph, show_record, show_voice
from app.explorer.search import show_search
from app.explorer.static_files import favicon, static_file


def _to_front(_: Request) -> Response:
    return redirect("/explore")


def _drawn(summary: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI operation of a picture of a statistic."""
    return operation(
        summary,
        "The numbers with their unit, source and address. If they cannot be compared over time, "
        "the numbers in words.",
        "Statistics",
        content={media_type: schema},
        parameters=[path_parameter("parade-attendance"), parameter(THEME)],
        problems=(NotFound, InvalidParameters),
    )


def _page(path: str, handler: Any, name: str, **more: Any) -> Route:  # noqa: ANN401 - fields of Route
    return Route(path, handler, name, page=True, **more)


_BINARY = {"type": "string", "contentMediaType": PNG}

ROUTES = (
    _page("/explore", front, "explore"),
    _page("/explore/", _to_front, "explore_slash", database=False),
    _page("/explore/search", show_search, "explore_search"),
    _page("/explore/check", show_check, "explore_check"),
    _page("/explore/changes", show_changes, "explore_changes"),
    Route("/explore/card.png", chart_image.draw_front_card, "explore_card", expensive=True),
    _page("/explore/voices/{id}", show_voice, "explore_voice"),
    _page("/explore/articles/{id}/paragraphs/{number}", show_paragraph, "explore_paragraph"),
    _page("/explore/{collection}", show_list, "explore_list"),
    _page("/explore/{collection}/{id}", show_record, "explore_record"),
    Route(
        "/explore/{collection}/{id}/card.png",
        chart_image.draw_card,
        "explore_record_card",
        expensive=True,
    ),
    _page("/embed/{collection}/{id}", show_embed, "embed"),
    Route(
        "/statistics/{id}/chart.svg",
        chart_image.draw_chart,
        "get_chart",
        operation=_drawn("Draw a statistic as SVG", SVG, {"type": "string"}),
    ),
    Route(
        "/statistics/{id}/chart.png",
        chart_image.draw_chart_png,
        "get_chart_png",
        operation=_drawn(
            "Draw a statistic as PNG", PNG, {"type": "string", "contentMediaType": PNG}
        ),
        expensive=True,
    ),
    _page("/docs", docs.show_docs, "docs"),
    _page("/redoc", docs.redirect_redoc, "redoc", database=False),
    Route("/docs/{version}/{name}", docs.swagger_file, "swagger_file", database=False),
    Route("/favicon.ico", favicon, "favicon", database=False),
    Route("/static/{version}/{name}", static_file, "static_file", database=False),
)
