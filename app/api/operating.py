"""For operators: is the process alive, and can it answer questions."""

import sqlite3

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app.api.answers import database
from app.api.parameters import read
from app.api.problems import Unavailable

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
    try:
        version = database(request).version
    except sqlite3.Error as error:
        raise Unavailable(str(error), {"Retry-After": "1"}) from error
    if not version:
        raise Unavailable("the database has not been seeded", {"Retry-After": "1"})
    return Ready(status="ready", version=version.decode())
