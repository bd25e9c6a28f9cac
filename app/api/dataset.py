"""The whole dataset in one file."""

import logging
from collections.abc import Iterator
from typing import Any, BinaryIO

from fastapi import APIRouter, Request
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import Response

from app.api.answers import database
from app.api.exports import Exports
from app.api.formats.streaming import Streaming
from app.api.parameters import read
from app.api.problems import RETRY, Unavailable
from app.database.engine import UnusableDatabase
from app.queries.exporting import DatasetChanged

router = APIRouter(tags=["Dataset"])

_log = logging.getLogger(__name__)

NDJSON, SQLITE = "application/x-ndjson", "application/vnd.sqlite3"
_CHUNK = 1 << 16


def _documented(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments of a route that answers with a file."""
    whole = {"description": "The whole dataset.", "content": {media_type: {"schema": schema}}}
    return {"response_class": Response, "responses": {200: whole}}


@router.get(
    "/dataset.ndjson",
    summary="Every record, in one file",
    **_documented(NDJSON, {"type": "string"}),
)
async def dataset_ndjson(request: Request) -> Response:
    """A line of JSON for each record: `{"kind": "quote", "record": {...}}`.

    The first line is of the kind `dataset`: its version, and the hash of each article's text.
    The same data gives the same bytes; `Repr-Digest` has their sha256.
    """
    return await _file(request, "ndjson", NDJSON)


@router.get(
    "/dataset.sqlite",
    summary="The database itself",
    **_documented(SQLITE, {"type": "string", "contentEncoding": "binary"}),
)
async def dataset_sqlite(request: Request) -> Response:
    """The SQLite database that answers are taken from, whole and of one moment.

    The same data gives the same bytes; `Repr-Digest` has their sha256.
    """
    return await _file(request, "sqlite", SQLITE)


async def _file(request: Request, form: str, media_type: str) -> Response:
    read(request.scope["query_string"], {})
    version = database(request).version
    if not version:
        raise Unavailable("the database has not been seeded", RETRY)
    exports: Exports = request.app.state.exports
    try:
        export, file = await exports.open(form, version)
    except DatasetChanged as changed:
        raise Unavailable("the data is being replaced", RETRY) from changed
    except UnusableDatabase as error:
        _log.error("the file cannot be made: %s", error)
        raise Unavailable("the database cannot be opened", RETRY) from error
    except OSError as error:
        _log.error("the file cannot be made: %s", error)
        raise Unavailable("there is no room for the file", RETRY) from error
    headers = {
        "Content-Length": str(export.size),
        "Content-Disposition": f'attachment; filename="dataset.{form}"',
        "ETag": f'"{export.digest[:24]}"',
        "Repr-Digest": f"sha-256=:{export.digest}:",
        "Accept-Ranges": "none",
    }
    return Streaming(iterate_in_threadpool(_chunks(file)), headers, media_type)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
