"""The way in: what there is, and what a problem type means."""

from difflib import get_close_matches

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app import __version__
from app.api.answers import database
from app.api.links import ABOUT, CATALOG
from app.api.parameters import read
from app.api.problems import PROBLEMS, NotFound
from app.queries.collections import COLLECTIONS

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


class ProblemType(BaseModel):
    """What a type of problem means."""

    type: str
    title: str
    status: int
    description: str


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


@router.get("/problems/{slug}", summary="What a problem means")
async def problem_type(request: Request, slug: str) -> ProblemType:
    """Explains the `type` of a problem."""
    read(request.scope["query_string"], {})
    for problem in PROBLEMS:
        if problem.slug == slug:
            return ProblemType(
                type=f"/problems/{slug}",
                title=problem.title,
                status=problem.status,
                description=problem.explanation,
            )
    close = get_close_matches(slug, [problem.slug for problem in PROBLEMS], n=3)
    raise NotFound(f"there is no problem type {slug!r}", [f"/problems/{name}" for name in close])
