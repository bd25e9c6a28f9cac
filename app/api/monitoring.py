"""For operators: whether the process is alive and can respond, and what it has done."""

from functools import partial

import orjson
from pydantic import BaseModel

from app.api import metrics
from app.api.http import JSON, Header, Request, Response
from app.api.log import write_waiting
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


@_monitoring("/livez", "get_liveness", "Is the process alive", {JSON: Alive})
def livez(_: Request) -> Response:
    """200 as long as the process runs."""
    return Response(orjson.dumps({"status": "alive"}), headers=_UNCACHED)


@_monitoring(
    "/readyz",
    "get_readiness",
    "Can the service respond",
    {JSON: Ready},
    expensive=lambda _: False,
)
def readyz(request: Request) -> Response:
    """200 with the version of the dataset, or 503 if there is no usable data."""
    with request.service.database.snapshot() as snapshot:
        version = snapshot.version.decode()
    if not version:
        raise Unavailable("the database has not been seeded", RETRY)
    return Response(orjson.dumps({"status": "ready", "version": version}), headers=_UNCACHED)


@_monitoring("/metrics", "get_metrics", "What this service has done", {"text/plain": text_schema()})
def exposed(request: Request) -> Response:
    """Metrics of all workers in the text format of Prometheus."""
    write_waiting()
    version = request.service.version().decode()
    return Response(metrics.exposition(version), metrics.MEDIA_TYPE, headers=_UNCACHED)


MONITORING = (livez, readyz, exposed)
