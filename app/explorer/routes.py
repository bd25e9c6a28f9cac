"""The routes of the explorer. Pages ignore unknown parameters and show problems as HTML."""

from functools import partial

from app.api.http import Handler, Request, Response, Route
from app.api.operation_objects import documented, path_parameter, text_schema
from app.explorer.chart_image import PNG, SVG, THEME, draw_card, draw_chart, draw_front_card
from app.explorer.crawlers import feed, robots, sitemap
from app.explorer.evidence import show_check, show_paragraph
from app.explorer.front import front
from app.explorer.lists import show_list
from app.explorer.pages import DOCS_POLICY, page, redirect
from app.explorer.record import show_embed, show_record, show_voice
from app.explorer.search import show_search
from app.explorer.static_files import favicon, static_file
from app.queries.search import expensive_search


def _large(request: Request) -> bool:
    """Whether the dataset is so large that pages, which read much of it, need a worker thread."""
    return expensive_search(request.snapshot)


_chart = partial(documented, "Statistics", parameters=(THEME,))
CHART_SVG = _chart(
    "/statistics/{id}/chart.svg",
    "Draw a statistic as SVG",
    {SVG: text_schema()},
    path_parameter("parade-attendance"),
    name="get_chart",
)
CHART_PNG = _chart(
    "/statistics/{id}/chart.png",
    "Draw a statistic as PNG",
    {PNG: text_schema() | {"contentMediaType": PNG}},
    path_parameter("parade-attendance"),
    name="get_chart_png",
    expensive=True,
    alone="pictures",
)


def _page(path: str, handler: Handler) -> Route:
    return Route(path, handler, page=True, expensive=_large)


def _moved(path: str, handler: Handler) -> Route:
    return Route(path, handler, page=True, database=False)


def _without_slash(request: Request) -> Response:
    return redirect(request.raw_path.decode("latin-1").rstrip("/"))


_PAGES = (
    _page("/explore", front),
    _page("/explore/search", show_search),
    _page("/explore/check", show_check),
    _page("/explore/changes", partial(page, template="changes.html")),
    Route("/explore/card.png", draw_front_card, expensive=True, alone="pictures"),
    _page("/explore/voices/{id}", show_voice),
    _page("/explore/articles/{id}/paragraphs/{number}", show_paragraph),
    _page("/explore/{collection}", show_list),
    _page("/explore/{collection}/{id}", show_record),
    Route(
        "/explore/{collection}/{id}/card.png",
        draw_card,
        expensive=True,
        alone="pictures",
    ),
    _page("/embed/{collection}/{id}", show_embed),
    CHART_SVG(draw_chart),
    CHART_PNG(draw_chart),
    _page("/docs", partial(page, template="docs.html", policy=DOCS_POLICY)),
    # Temporary, as another viewer may follow.
    _moved("/redoc", lambda _: redirect("/docs", 307)),
    Route("/robots.txt", robots, parameters={}, database=False),
    Route("/sitemap.xml", sitemap, parameters={}, expensive=True),
    feed,
    Route("/favicon.ico", favicon, database=False),
    Route("/static/{version}/{name}", static_file, database=False),
)

PAGES = (
    *_PAGES,
    *(_moved(f"{one.path}/", _without_slash) for one in _PAGES if one.page),
)
