"""Put medians and ratios beside the goals, as Markdown."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from benchmarks.load import Measured
from benchmarks.questions import WORKS

HOT, COLD = "hot", "cold"
Key = tuple[str, str, str]
"""Program, work, hot or cold."""
Results = Mapping[Key, list[Measured]]

SERVICE, IN_ASGI = "service", "service, in ASGI"
"""The service as it is, and with remembered answers in the ASGI middleware only."""


@dataclass(frozen=True, slots=True)
class Goal:
    """How many times as many requests `ours` is to answer as `peer`."""

    ours: str
    mode: str
    peer: str
    peer_mode: str
    least: float
    works: tuple[str, ...] = WORKS


GOALS = (
    Goal(SERVICE, COLD, "textbook", COLD, 10, ("list",)),
    Goal(SERVICE, COLD, "textbook", COLD, 8, ("item", "filter", "search")),
    Goal(SERVICE, COLD, "Datasette", COLD, 5),
    Goal(SERVICE, HOT, "Datasette", HOT, 5),
    Goal(SERVICE, HOT, "json-server 1.0 beta", HOT, 4, ("list", "item", "filter")),
    Goal(SERVICE, COLD, "json-server 1.0 beta", COLD, 1, ("list", "item", "filter")),
    Goal(SERVICE, COLD, "json-server 0.17", COLD, 1),
    Goal(IN_ASGI, HOT, "bare uvicorn", HOT, 0.9),
    Goal(SERVICE, HOT, "bare uvicorn", HOT, 2),
    Goal(SERVICE, COLD, "bare uvicorn", HOT, 0.25, ("list",)),
    Goal(SERVICE, HOT, "nginx", HOT, 0.85),
    Goal(SERVICE, HOT, "nginx", HOT, 1),
)

_MOST_UNEVEN = 2.5


def rates(results: Results) -> Iterator[str]:
    """The medians, in requests per second."""
    return _medians(results, lambda m: m.rate)


def processor(results: Results) -> Iterator[str]:
    """The same as time of the server's processor, which other load on the machine changes less."""
    return _medians(results, lambda m: m.cpu)


def _medians(results: Results, of: Callable[[Measured], float]) -> Iterator[str]:
    yield "| program | asked | " + " | ".join(WORKS) + " |"
    yield "|---|---|" + "---:|" * len(WORKS)
    for program, mode in dict.fromkeys((program, mode) for program, _, mode in results):
        cells = [_cell(results.get((program, work, mode)), of) for work in WORKS]
        yield f"| {program} | {mode} | " + " | ".join(cells) + " |"


def ratios(results: Results) -> Iterator[str]:
    """Each goal with the ratio reached: the median over rounds of the ratio within a round."""
    yield "| work | this service | against | ratio | by processor | goal | reached |"
    yield "|---|---|---|---:|---:|---:|---|"
    for goal in GOALS:
        for work in goal.works:
            ours = results.get((goal.ours, work, goal.mode))
            peers = results.get((goal.peer, work, goal.peer_mode))
            if not ours or not peers:
                continue
            ratio = median(o.rate / p.rate for o, p in zip(ours, peers, strict=True))
            reached = "yes" if ratio >= goal.least else "**no**"
            name = f"{goal.ours}, {goal.mode}"
            cpu = median(p.cpu / o.cpu for o, p in zip(ours, peers, strict=True))
            shown = f"{ratio:.2f} | {cpu:.2f} | {goal.least:g}"
            yield f"| {work} | {name} | {goal.peer} | {shown} | {reached} |"
    if uneven := results.get((SERVICE, "list", COLD)):
        ratio = median(m.p99 / m.median for m in uneven)
        reached = "yes" if ratio < _MOST_UNEVEN else "**no**"
        goal_ = f"< {_MOST_UNEVEN}"
        yield f"| list | service, cold | p99 / median | {ratio:.2f} | | {goal_} | {reached} |"
    if beside := results.get(("bare uvicorn", "list", HOT)):
        ratio = median(m.p99 / m.median for m in beside)
        yield f"| list | bare uvicorn | p99 / median | {ratio:.2f} | | | |"


def _cell(measured: list[Measured] | None, of: Callable[[Measured], float]) -> str:
    return f"{median(map(of, measured)):,.0f}" if measured else "–"
