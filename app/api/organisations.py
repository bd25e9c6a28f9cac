"""Organisations."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database, item, page
from app.api.documenting import item_documented, list_documented
from app.resources.organisations import ORGANISATIONS

router = APIRouter(tags=["Organisations"])


@router.get("/organisations", summary="List organisations", **list_documented(ORGANISATIONS))
async def list_organisations(request: Request) -> Response:
    """Armies, universities, newspapers and the like."""
    return await database(request).ask(page, request, ORGANISATIONS)


@router.get(
    "/organisations/{id}", summary="Show one organisation", **item_documented(ORGANISATIONS)
)
async def show_organisation(request: Request) -> Response:
    """An organisation, with its people, and the events and facts about it."""
    return await database(request).ask(item, request, ORGANISATIONS, request.path_params["id"])
