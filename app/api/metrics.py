"""Prometheus metrics. With several workers each writes to files, which are read together.

Only the server process sets `PROMETHEUS_MULTIPROC_DIR`, before its workers import this.
"""

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from uvicorn.config import STARTUP_FAILURE

from app import __version__

PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8"
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_ROOM = {"counter": 1 << 21, "histogram": 1 << 20, "gauge_livesum": 1 << 16}
"""More bytes than all labels take in each file of a worker."""


def _reserve(folder: Path) -> None:
    """Make this worker's files; without room for them, it ends as uvicorn's do before they serve.

    A process dies when it writes into a part of a file for which the disk has no room.
    """
    try:
        folder.mkdir(exist_ok=True)
        for kind, size in _ROOM.items():
            made = folder / f"{kind}_{os.getpid()}"
            made.write_bytes(bytes(size))
            made.rename(made.with_suffix(".db"))
    except OSError as error:
        sys.stderr.write(f"{folder} cannot hold the metrics: {error.strerror}\n")
        sys.exit(STARTUP_FAILURE)


if METRICS_FOLDER in os.environ:
    _reserve(Path(os.environ[METRICS_FOLDER]))
disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no annotations
requests = Counter("http_requests_total", "Requests answered.", ["route", "method", "status"])
durations = Histogram(
    "http_request_duration_seconds",
    "Seconds from the request's headers to the end of its response.",
    ["route"],
    buckets=_SECONDS,
)
connections = Gauge("http_connections", "Open connections.", multiprocess_mode="livesum")
in_flight = Gauge(
    "http_requests_in_flight", "Requests being answered.", multiprocess_mode="livesum"
)


class _Program(Collector):
    """The versions of program and dataset, and the `process_*` metrics of all workers together."""

    def __init__(self, dataset: str) -> None:
        self.dataset = dataset

    def collect(self) -> Iterator[Metric]:
        collected = [
            list(ProcessCollector(registry=None, pid=partial(int, pid)).collect())
            for pid in _pids()
        ]
        for metrics in zip(*collected, strict=False):
            metric = metrics[0]
            joined = min if metric.name == "process_start_time_seconds" else sum
            value = joined(one.samples[0].value for one in metrics)
            metric.samples = [metric.samples[0]._replace(value=value)]
            yield metric
        build = {"version": __version__, "python": platform.python_version()}
        yield InfoMetricFamily("article_facts_build", "The program that is running.", build)
        dataset = {"version": self.dataset}
        yield InfoMetricFamily("article_facts_dataset", "The dataset that is served.", dataset)


def forget(pid: int | None) -> None:
    """A worker is gone: what it had open no longer counts, and its files keep only what is used."""
    # If the folder is read-only, some numbers are too high.
    with suppress(OSError):
        mark_process_dead(pid)  # type: ignore[no-untyped-call]  # it has no annotations
        for path in Path(os.environ[METRICS_FOLDER]).glob(f"*_{pid}.db"):
            with path.open("r+b") as file:
                file.truncate(max(8, int.from_bytes(file.read(4), sys.byteorder)))


def exposition(dataset: str) -> bytes:
    """All metrics in the Prometheus text format; `dataset` is the version that is served.

    Raises `ValueError` if the folder of the workers' files is gone.
    """
    registry = CollectorRegistry()
    if METRICS_FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the same
    else:
        for collector in (requests, durations, connections, in_flight):
            registry.register(collector)
    registry.register(_Program(dataset))
    return generate_latest(registry)


def _pids() -> list[int]:
    """The processes of the workers that are alive."""
    if METRICS_FOLDER not in os.environ:
        return [os.getpid()]
    names = [path.stem.rpartition("_")[2] for path in Path(os.environ[METRICS_FOLDER]).glob("*.db")]
    found = sorted({int(name) for name in names if name.isdecimal()})
    return [pid for pid in found if Path(f"/proc/{pid}").exists()]
