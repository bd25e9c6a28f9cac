"""The way in: what there is."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app import __version__
from app.api.answers import database
from app.api.links import ABOUT, CATALOG
from app.api.parameters import read
from app.resources import COLLECTIONS

router = APIRouter(tags=["Index"])


class Index(BaseModel):
    """Where everything is."""

    name: str
    version: str
    dataset: str
    collections: dict[str, str]
    search: str
    docs: str
    openapi: str


@router.get("/", summary="What there is")
async def index(request: Request, response: Response) -> Index:
    """A link to every collection, to search, and to the documentation."""
    response.headers["Link"] = f"{CATALOG}, {ABOUT}"
    read(request.scope["query_string"], {})
    return Index(
        name="Article Facts",
        version=__version__,
        dataset=database(request).version.decode(),
        collections={c.name: f"/{c.name}" for c in COLLECTIONS},
        search="/search?q={words}",
        docs="/docs",
        openapi="/openapi.json",
    )
