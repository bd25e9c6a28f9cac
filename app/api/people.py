"""Leaders and people."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database, item, page
from app.api.documenting import item_documented, list_documented
from app.resources.people import LEADERS, PEOPLE

router = APIRouter(tags=["People"])


@router.get("/leaders", summary="List leaders", **list_documented(LEADERS))
async def list_leaders(request: Request) -> Response:
    """People who hold or held political office, with each office, its country and its time."""
    return await database(request).ask(page, request, LEADERS)


@router.get("/leaders/{id}", summary="Show one leader", **item_documented(LEADERS))
async def show_leader(request: Request) -> Response:
    """A leader, with the events they have a part in, what they said, and the facts about them."""
    return await database(request).ask(item, request, LEADERS, request.path_params["id"])


@router.get("/people", summary="List people", **list_documented(PEOPLE))
async def list_people(request: Request) -> Response:
    """Everyone whom an article names: leaders, scholars, writers."""
    return await database(request).ask(page, request, PEOPLE)


@router.get("/people/{id}", summary="Show one person", **item_documented(PEOPLE))
async def show_person(request: Request) -> Response:
    """A person, with the events they have a part in, what they said, and the facts about them."""
    return await database(request).ask(item, request, PEOPLE, request.path_params["id"])
