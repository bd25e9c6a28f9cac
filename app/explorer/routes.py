"""The routes of the explorer. Pages ignore unknown parameters and show problems as HTML."""

from functools import partial

from app.api.http import Route
from app.api.operation_objects import Object, documented, path_parameter, text_schema
from app.database import LISTS
from app.explorer.crawlers import feed, robots, sitemap
from app.explorer.evidence import show_check, show_paragraph
from app.explorer.front import front
from app.explorer.lists import show_list
from app.explorer.pages import DOCS_POLICY, page, redirect
from app.explorer.pictures import PNG, SVG, THEME, draw_card, draw_chart
from app.explorer.record import show_embed, show_record, show_voice
from app.explorer.search import show_search
from app.explorer.static_files import favicon, static_file

_page = partial(Route, page=True, expensive=True)
"""A page takes up to a hundredth of a second; with many at once, everyone else would wait."""

_moved = partial(Route, page=True, database=False)

_ALONE = "pictures"
"""One PNG is drawn at a time, because drawing holds the interpreter."""


def _chart(name: str, form: str, media_type: str, schema: Object, alone: str = "") -> Route:
    return documented(
        "Statistics",
        f"/statistics/{{id}}/chart.{form}",
        f"Draw a statistic as {form.upper()}",
        {media_type: schema},
        path_parameter("parade-attendance"),
        name=name,
        parameters=(THEME,),
        expensive=True,
        alone=alone,
    )(draw_chart)


_PAGES = (
    _page("/explore", front),
    _page("/explore/search", show_search),
    _page("/explore/check", show_check),
    _page("/explore/changes", partial(page, template="changes.html")),
    _page("/explore/voices/{id}", show_voice),
    _page("/explore/articles/{id}/paragraphs/{number}", show_paragraph),
    _page("/explore/{collection}", show_list, threads=LISTS),
    _page("/explore/{collection}/{id}", show_record),
    Route("/explore/{collection}/{id}/card.png", draw_card, alone=_ALONE),
    _page("/embed/{collection}/{id}", show_embed),
    _chart("get_chart", "svg", SVG, text_schema()),
    _chart("get_chart_png", "png", PNG, text_schema() | {"contentMediaType": PNG}, _ALONE),
    _page("/docs", partial(page, template="docs.html", policy=DOCS_POLICY)),
    # Temporary, as another viewer may follow.
    _moved("/redoc", lambda _: redirect("/docs", 307)),
    Route("/robots.txt", robots, parameters={}, database=False),
    Route("/sitemap.xml", sitemap, parameters={}, expensive=True),
    feed,
    Route("/favicon.ico", favicon, database=False),
    # To compress a long one takes a tenth of a second.
    Route("/static/{version}/{name}", static_file, alone="static", database=False),
)

_without_slash = partial(
    _moved, handler=lambda request: redirect(request.raw_path.decode("latin-1").rstrip("/"))
)

PAGES = (*_PAGES, *(_without_slash(f"{one.path}/") for one in _PAGES if one.page))
