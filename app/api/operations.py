"""For operators: whether the process is alive and can respond, and what it has done."""

import orjson
from pydantic import BaseModel

from app.api import metrics
from app.api.http import JSON, Expensive, Handler, Header, Request, Response, Route
from app.api.log import write_waiting
from app.api.parameters import read
from app.api.problems import RETRY, Unavailable
from app.database import DatabaseFailure

_UNCACHED: list[Header] = [(b"cache-control", b"no-store")]


class Alive(BaseModel):
    """The process responds."""

    status: str


class Ready(BaseModel):
    """The service uses this version of the dataset."""

    status: str
    version: str


def livez(request: Request) -> Response:
    """200 as long as the process runs."""
    read(request.query, {})
    return Response(orjson.dumps({"status": "alive"}), headers=_UNCACHED)


def readyz(request: Request) -> Response:
    """200 with the version of the dataset, or 503 if there is no usable data."""
    read(request.query, {})
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
    read(request.query, {})
    service = request.service
    service.measure()
    write_waiting()
    try:
        version = service.database.version.decode()
    except DatabaseFailure:
        version = ""
    return Response(metrics.exposition(version), metrics.MEDIA_TYPE, headers=_UNCACHED)


def _route(
    path: str, handler: Handler, name: str, shown: tuple[str, str, object], *, waits: Expensive
) -> Route:
    """A route with its summary, media type and schema; it looks at the database itself."""
    summary, media_type, schema = shown
    described = {"description": "OK", "content": {media_type: {"schema": schema}}}
    operation = {
        "tags": ["Operating"],
        "summary": summary,
        "description": handler.__doc__,
        "responses": {200: described},
    }
    return Route(path, handler, name, operation=operation, expensive=waits, database=False)


def _remote(request: Request) -> bool:
    return not request.service.database.inline


_METRICS = ("What this service has done", "text/plain", {"type": "string"})
OPERATIONS = (
    _route("/livez", livez, "get_liveness", ("Is the process alive", JSON, Alive), waits=False),
    _route(
        "/readyz", readyz, "get_readiness", ("Can the service respond", JSON, Ready), waits=_remote
    ),
    _route("/metrics", exposed, "get_metrics", _METRICS, waits=False),
)
