"""For operators: is the process alive, and can it answer questions."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app.api import metrics
from app.api.answers import database
from app.api.parameters import read
from app.api.problems import RETRY, Unavailable
from app.database.database import Database, DatabaseFailure

router = APIRouter(tags=["Operating"])


class Alive(BaseModel):
    """The process answers."""

    status: str


class Ready(BaseModel):
    """Questions can be answered, from this version of the dataset."""

    status: str
    version: str


@router.get("/livez", summary="Is the process alive")
async def livez(request: Request, response: Response) -> Alive:
    """Answers 200 as long as the process runs."""
    response.headers["Cache-Control"] = "no-store"
    read(request.scope["query_string"], {})
    return Alive(status="alive")


@router.get("/readyz", summary="Can questions be answered")
async def readyz(request: Request, response: Response) -> Ready:
    """Answers 200 with the dataset's version, or 503 where there is no data to answer from."""
    response.headers["Cache-Control"] = "no-store"
    read(request.scope["query_string"], {})
    data = database(request)
    try:
        version, schema = await data.ask(_held, data)
    except (DatabaseFailure, IndexError) as error:
        raise Unavailable("the database cannot be read", RETRY) from error
    if schema.decode() != request.app.state.schema:
        raise Unavailable("the database has another schema than this program", RETRY)
    if not version:
        raise Unavailable("the database has not been seeded", RETRY)
    return Ready(status="ready", version=version.decode())


def _held(database: Database) -> tuple[bytes, bytes]:
    """The version of the dataset, and the revision of the schema."""
    (schema,) = database.rows("SELECT version_num FROM alembic_version")[0]
    return database.version, schema


@router.get(
    "/metrics",
    summary="What this process has done, counted",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def exposed(request: Request) -> Response:
    """Metrics in the text format of Prometheus; with several workers, those of one of them."""
    read(request.scope["query_string"], {})
    try:
        version = database(request).version.decode()
    except DatabaseFailure:
        version = ""
    return Response(
        metrics.exposition(version),
        media_type="text/plain; version=0.0.4; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
