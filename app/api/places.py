"""Countries and places."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database, item, page
from app.api.documenting import item_documented, list_documented
from app.resources.places import COUNTRIES, PLACES

router = APIRouter(tags=["Places"])


@router.get("/countries", summary="List countries", **list_documented(COUNTRIES))
async def list_countries(request: Request) -> Response:
    """Countries that an article names, by ISO 3166 code."""
    return await database(request).ask(page, request, COUNTRIES)


@router.get("/countries/{id}", summary="Show one country", **item_documented(COUNTRIES))
async def show_country(request: Request) -> Response:
    """A country, with its people, and the events and facts about it."""
    return await database(request).ask(item, request, COUNTRIES, request.path_params["id"])


@router.get("/places", summary="List places", **list_documented(PLACES))
async def list_places(request: Request) -> Response:
    """Places that are not countries: squares, cities, continents."""
    return await database(request).ask(page, request, PLACES)


@router.get("/places/{id}", summary="Show one place", **item_documented(PLACES))
async def show_place(request: Request) -> Response:
    """A place, with the events and facts about it."""
    return await database(request).ask(item, request, PLACES, request.path_params["id"])
