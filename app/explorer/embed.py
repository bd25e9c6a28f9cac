"""Small pages that other sites may frame: a quote, a fact, an event, or the chart of a number."""

from app.api.http import Request, Response
from app.api.problems import NotFound
from app.explorer.chart import chart_of, figures_of
from app.explorer.chart_image import THEME
from app.explorer.pages import POLICY, page, parameters
from app.explorer.records import BY_NAME, record, title_of
from app.explorer.share import Meta
from app.resources.articles import ARTICLES

FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The policy of a page that any site may show in a frame."""


def show_embed(request: Request) -> Response:
    """A record with its source, without header and footer."""
    name, id_ = request.params["collection"], request.params["id"]
    collection = BY_NAME.get(name)
    shown = record(request.snapshot, collection, id_) if collection else None
    if collection is None or shown is None:
        raise NotFound(f"There is no {id_!r} among the {name}.", ["/explore"])
    theme = parameters(request.query, "theme").get("theme", THEME.default)
    path = f"/explore/{name}/{id_}"
    return page(
        request,
        "embed.html",
        Meta(title=title_of(shown), path=path, data=f"/{name}/{id_}", picture=f"{path}/card.png"),
        policy=FRAMED,
        theme=theme if theme in THEME.choices else THEME.default,
        collection=collection,
        record=shown,
        title=title_of(shown),
        chart=chart_of(shown) if "observations" in shown else None,
        figures=figures_of(shown) if "observations" in shown else [],
        article=record(request.snapshot, ARTICLES, str(shown.get("article", id_))),
    )
