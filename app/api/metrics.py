"""What the process has done, counted, in the text format that Prometheus reads.

A process counts for itself: with several workers, each question about them reaches one.
"""

from bisect import bisect_left
from collections.abc import Callable

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""The upper bounds of the histogram's buckets."""

UNKNOWN = "(none)"
"""The route of a request that no route was found for; its path is not told."""

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Tally:
    """Answers of one kind: how many, and how long they took with others of their route."""

    __slots__ = ("number", "times")

    def __init__(self, times: list[float]) -> None:
        self.number = 0
        self.times = times

    def add(self, seconds: float) -> None:
        """Count an answer that took so long."""
        self.number += 1
        self.times[bisect_left(SECONDS, seconds)] += 1
        self.times[-1] += seconds


_tallies: dict[tuple[str, str, int], Tally] = {}
_times: dict[str, list[float]] = {}

gauges: dict[str, tuple[str, Callable[[], float]]] = {}
"""What can be read off at any time: a name, what it means, and how to read it."""


def tally(route: str | None, method: str, status: int) -> Tally:
    """What such answers are counted by; `route` is a template, never a path."""
    route = route or UNKNOWN
    # A client makes up methods; what is counted by has to stay few.
    key = (route, method if method in _METHODS else "other", status)
    if key not in _tallies:
        # One number for each bucket, one for all that took longer, and the sum.
        times = _times.setdefault(route, [0.0] * (len(SECONDS) + 2))
        _tallies[key] = Tally(times)
    return _tallies[key]


def exposition(version: str) -> str:
    """All of it, with the dataset's `version`."""
    lines = [
        *_head("article_facts_dataset_info", "gauge", "The dataset that is served."),
        f'article_facts_dataset_info{{version="{version}"}} 1',
        *_head("http_requests_total", "counter", "Requests answered."),
    ]
    for (route, method, status), counted in sorted(_tallies.items()):
        labels = f'route="{route}",method="{method}",status="{status}"'
        lines.append(f"http_requests_total{{{labels}}} {counted.number}")
    lines += _head("http_request_duration_seconds", "histogram", "Time to the end of an answer.")
    for route, times in sorted(_times.items()):
        lines += _histogram(route, times)
    for name, (meaning, read) in sorted(gauges.items()):
        lines += [*_head(name, "gauge", meaning), f"{name} {read():g}"]
    return "\n".join(lines) + "\n"


def _head(name: str, kind: str, meaning: str) -> list[str]:
    return [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]


def _histogram(route: str, times: list[float]) -> list[str]:
    name = "http_request_duration_seconds"
    lines = []
    total = 0
    for bound, number in zip((*map(str, SECONDS), "+Inf"), times, strict=False):
        total += int(number)
        lines.append(f'{name}_bucket{{route="{route}",le="{bound}"}} {total}')
    lines.append(f'{name}_sum{{route="{route}"}} {times[-1]:.6f}')
    lines.append(f'{name}_count{{route="{route}"}} {total}')
    return lines
