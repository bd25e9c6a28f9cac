"""The routes of the explorer. Pages ignore unknown parameters and show problems as HTML."""

from typing import Any

from app.api.http import Handler, Request, Response, Route
from app.api.operation_objects import operation, parameter, path_parameter
from app.explorer import chart_image, docs
from app.explorer.chart_image import PNG, SVG, THEME
from app.explorer.copy_check import show_check
from app.explorer.crawlers import feed, robots, sitemap
from app.explorer.front import front
from app.explorer.lists import show_list
from app.explorer.pages import redirect
from app.explorer.record import show_embed, show_record
from app.explorer.search import show_search
from app.explorer.statements import show_paragraph, show_voice
from app.explorer.static_files import favicon, static_file
from app.queries.search import expensive_search


def _to_front(_: Request) -> Response:
    return redirect("/explore")


def _drawn(summary: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI operation of a picture of a statistic."""
    return operation(
        summary,
        "A chart of the numbers, with unit, source and address. If the numbers cannot be compared "
        "over time, the picture has them in words.",
        "Statistics",
        content={media_type: schema},
        parameters=[path_parameter("parade-attendance"), parameter(THEME)],
    )


def _large(request: Request) -> bool:
    """Whether the dataset is so large that pages, which read much of it, need a worker thread."""
    return expensive_search(request.snapshot)


def _page(path: str, handler: Handler) -> Route:
    return Route(path, handler, page=True, expensive=_large)


def _moved(path: str, handler: Handler) -> Route:
    return Route(path, handler, page=True, database=False)


ROUTES = (
    _page("/explore", front),
    _moved("/explore/", _to_front),
    _page("/explore/search", show_search),
    _page("/explore/check", show_check),
    _page("/explore/changes", docs.show_changes),
    Route("/explore/card.png", chart_image.draw_front_card, expensive=True),
    _page("/explore/voices/{id}", show_voice),
    _page("/explore/articles/{id}/paragraphs/{number}", show_paragraph),
    _page("/explore/{collection}", show_list),
    _page("/explore/{collection}/{id}", show_record),
    Route(
        "/explore/{collection}/{id}/card.png",
        chart_image.draw_card,
        expensive=True,
    ),
    _page("/embed/{collection}/{id}", show_embed),
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
    _page("/docs", docs.show_docs),
    _moved("/redoc", docs.redirect_redoc),
    Route("/robots.txt", robots, parameters={}, database=False),
    Route("/sitemap.xml", sitemap, parameters={}, expensive=True),
    feed,
    Route("/favicon.ico", favicon, database=False),
    Route("/static/{version}/{name}", static_file, database=False),
)
