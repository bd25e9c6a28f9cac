"""Articles."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database, item, page
from app.api.documenting import item_documented, list_documented
from app.resources.articles import ARTICLES

router = APIRouter(tags=["Articles"])


@router.get("/articles", summary="List articles", **list_documented(ARTICLES))
async def list_articles(request: Request) -> Response:
    """The sources: described, with the hash and length of their text, and never the text."""
    return await database(request).ask(page, request, ARTICLES)


@router.get("/articles/{id}", summary="Show one article", **item_documented(ARTICLES))
async def show_article(request: Request) -> Response:
    """An article: what it is, and how to tell whether your copy is the same text."""
    return await database(request).ask(item, request, ARTICLES, request.path_params["id"])
