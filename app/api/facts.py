"""Facts."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database, item, page
from app.api.documenting import item_documented, list_documented
from app.resources.facts import FACTS

router = APIRouter(tags=["Facts"])


@router.get("/facts", summary="List facts", **list_documented(FACTS))
async def list_facts(request: Request) -> Response:
    """Every single statement that the service makes, in our own words, and whose it is."""
    return await database(request).ask(page, request, FACTS)


@router.get("/facts/{id}", summary="Show one fact", **item_documented(FACTS))
async def show_fact(request: Request) -> Response:
    """One statement, with whose it is, how sure it is, and where in the article it stands."""
    return await database(request).ask(item, request, FACTS, request.path_params["id"])
