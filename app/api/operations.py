"""For operators: is the process alive, can it answer, and what has it done."""

import orjson
from pydantic import BaseModel

from app.api import metrics
from app.api.http import Header, Request, Response, Route
from app.api.log import write_waiting
from app.api.problems import RETRY, InvalidParameters, ParameterError, Unavailable
from app.database import DatabaseFailure

_UNCACHED: list[Header] = [(b"cache-control", b"no-store")]


class Alive(BaseModel):
    """The process answers."""

    status: str


class Ready(BaseModel):
    """The service answers from this version of the dataset."""

    status: str
    version: str


def livez(request: Request) -> Response:
    """200 as long as the process runs."""
    _no_parameters(request)
    return Response(orjson.dumps({"status": "alive"}), headers=_UNCACHED)


def readyz(request: Request) -> Response:
    """200 with the version of the dataset, or 503 if there is no data to answer from."""
    _no_parameters(request)
    try:
        with request.service.database.snapshot() as snapshot:
            version = snapshot.version.decode()
    except DatabaseFailure as error:
        message = "the database cannot be read"
        raise Unavailable(message, RETRY) from error
    if not version:
        message = "the database has not been seeded"
        raise Unavailable(message, RETRY)
    return Response(orjson.dumps({"status": "ready", "version": version}), headers=_UNCACHED)


def exposed(request: Request) -> Response:
    """Metrics of all workers in the text format of Prometheus."""
    _no_parameters(request)
    service = request.service
    service.measure()
    write_waiting()
    try:
        version = service.database.version.decode()
    except DatabaseFailure:
        version = ""
    return Response(metrics.exposition(version), metrics.MEDIA_TYPE, headers=_UNCACHED)


def _no_parameters(request: Request) -> None:
    if request.query:
        name = request.query.partition(b"=")[0].decode("utf-8", "replace")[:100]
        detail = "this resource has no parameters"
        raise InvalidParameters([ParameterError(parameter=name, detail=detail, allowed=[])])


def _operation(
    summary: str, description: str | None, media_type: str, schema: object
) -> dict[str, object]:
    return {
        "tags": ["Operating"],
        "summary": summary,
        "description": description,
        "responses": {
            200: {"description": "As asked.", "content": {media_type: {"schema": schema}}}
        },
    }


OPERATIONS = (
    Route(
        "/livez",
        livez,
        "get_liveness",
        operation=_operation("Is the process alive", livez.__doc__, "application/json", Alive),
        database=False,
    ),
    Route(
        "/readyz",
        readyz,
        "get_readiness",
        operation=_operation("Can the service answer", readyz.__doc__, "application/json", Ready),
        # Looks for itself, so that it can say what is wrong.
        database=False,
        expensive=lambda request: not request.service.database.inline,
    ),
    Route(
        "/metrics",
        exposed,
        "get_metrics",
        operation=_operation(
            "What this service has done", exposed.__doc__, "text/plain", {"type": "string"}
        ),
        database=False,
    ),
)
