"""Events."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database, item, page
from app.api.documenting import item_documented, list_documented
from app.resources.events import EVENTS

router = APIRouter(tags=["Events"])


@router.get("/events", summary="List events", **list_documented(EVENTS))
async def list_events(request: Request) -> Response:
    """What happened, is going on or is expected, with date, place, and who has which part in it."""
    return await database(request).ask(page, request, EVENTS)


@router.get("/events/{id}", summary="Show one event", **item_documented(EVENTS))
async def show_event(request: Request) -> Response:
    """An event. `expected` means that the article does not report it as having happened."""
    return await database(request).ask(item, request, EVENTS, request.path_params["id"])
