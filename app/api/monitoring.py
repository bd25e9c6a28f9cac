"""For operators: whether the process is alive and can respond, and what it has done."""

from functools import partial

import orjson
from pydantic import BaseModel

from app.api.http import JSON, Header, Request, Response
from app.api.log import write_waiting
from app.api.metrics import PROMETHEUS_TEXT, exposition
from app.api.operation_objects import documented, text_schema
from app.api.problems import RETRY, Unavailable

_UNCACHED: list[Header] = [(b"cache-control", b"no-store")]


_monitoring = partial(documented, "Operating", database=False)


class Alive(BaseModel):
    """The process responds."""

    status: str


class Ready(BaseModel):
    """The service uses this version of the dataset."""

    status: str
    version: str


@_monitoring("/livez", "Is the process alive", {JSON: Alive})
def liveness(_: Request) -> Response:
    """200 as long as the process runs."""
    return Response(orjson.dumps({"status": "alive"}), headers=_UNCACHED)


@_monitoring(
    "/readyz",
    "Can the service respond",
    {JSON: Ready},
    expensive=lambda request: not request.service.database.inline,
)
def readiness(request: Request) -> Response:
    """200 with the version of the dataset, or 503 if there is no usable data."""
    with request.service.database.snapshot() as snapshot:
        # The dataset may be gone, or may not be read any more, although its version is known.
        rows = snapshot.rows("SELECT version FROM dataset")
    if not rows:
        raise Unavailable("the database has not been seeded", RETRY)
    body = orjson.dumps({"status": "ready", "version": rows[0][0].decode()})
    return Response(body, headers=_UNCACHED)


@_monitoring("/metrics", "What this service has done", {"text/plain": text_schema()})
def metrics(request: Request) -> Response:
    """Metrics of all workers in the text format of Prometheus."""
    write_waiting()
    version = request.service.version().decode()
    try:
        return Response(exposition(version), PROMETHEUS_TEXT, headers=_UNCACHED)
    except ValueError as error:
        raise Unavailable("the files of the metrics are gone", RETRY) from error


MONITORING = (liveness, readiness, metrics)
