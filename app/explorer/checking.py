"""The page on which readers hold their own copy of an article against the citations."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database
from app.explorer.pages import NoSuchPage, origin, page
from app.explorer.reading import asked
from app.explorer.records import record, records
from app.resources.articles import ARTICLES

router = APIRouter(include_in_schema=False)


@router.get("/explore/check")
async def show_check(request: Request) -> Response:
    """The page; what is pasted into it is checked there and sent nowhere."""
    return await database(request).ask(_check, request)


def _check(request: Request) -> Response:
    values = asked(request.scope["query_string"], ["article"])
    data = database(request)
    articles = records(data, ARTICLES)
    if "article" in values:
        article = record(data, ARTICLES, values["article"])
    else:
        article = articles[0] if articles else None
    if article is None:
        raise NoSuchPage("There is no such article.", ["/explore/check", "/explore/articles"])
    return page("check.html", article=article, articles=articles, origin=origin(request))
