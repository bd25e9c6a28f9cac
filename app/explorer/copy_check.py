"""The page that checks a reader's own copy of an article against the citations."""

from app.api.http import Request, Response
from app.api.problems import NotFound
from app.explorer.pages import page, parameters
from app.explorer.records import BY_NAME, Record, record, records
from app.explorer.wording import title_of
from app.resources.articles import ARTICLES


def show_check(request: Request) -> Response:
    """The page; it checks the pasted text in the browser and sends it nowhere."""
    values = parameters(request.query, "article", "from")
    articles = records(request.snapshot, ARTICLES)
    article = articles[0] if articles else None
    if "article" in values:
        article = record(request.snapshot, ARTICLES, values["article"])
    if article is None:
        raise NotFound("There is no such article.", ["/explore/check", "/explore/articles"])
    return page(
        request,
        "check.html",
        article=article,
        articles=articles,
        origin_record=_came_from(request, values.get("from", "")),
    )


def _came_from(request: Request, path: str) -> Record | None:
    """The record whose citation led here (`facts/some-id`), with its title."""
    name, _, id_ = path.strip("/").partition("/")
    if name not in BY_NAME:
        return None
    found = record(request.snapshot, BY_NAME[name], id_)
    return {**found, "url": f"/{name}/{id_}", "shown_as": title_of(found)} if found else None
