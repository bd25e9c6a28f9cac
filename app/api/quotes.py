"""Quotes."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.answers import database, item, page
from app.api.documenting import item_documented, list_documented
from app.resources.quotes import QUOTES

router = APIRouter(tags=["Quotes"])


@router.get("/quotes", summary="List quotes", **list_documented(QUOTES))
async def list_quotes(request: Request) -> Response:
    """Every quotation, verbatim, with who said it, to whom, and what about."""
    return await database(request).ask(page, request, QUOTES)


@router.get("/quotes/{id}", summary="Show one quote", **item_documented(QUOTES))
async def show_quote(request: Request) -> Response:
    """A quotation. Its first citation is the quoted words themselves."""
    return await database(request).ask(item, request, QUOTES, request.path_params["id"])
