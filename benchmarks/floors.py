"""The floors of speed and the figures of a run, as Markdown."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from benchmarks.load import Measured
from benchmarks.programs import BARE, HONO, JSON_SERVER, NGINX, SERVICE, TEXTBOOK
from benchmarks.questions import WORKS

HOT, COLD = "hot", "cold"
Key = tuple[str, str, str]
"""Program, work, hot or cold."""
Results = Mapping[Key, list[Measured]]


@dataclass(frozen=True, slots=True)
class Floor:
    """How many times as fast as a peer the service must be, for each work."""

    mode: str
    peer: str
    least: float
    works: tuple[str, ...]
    peer_mode: str = COLD
    aim: float | None = None
    processor: bool = False
    """Compare processor time for each request instead of requests a second."""


FLOORS = (
    Floor(HOT, BARE, 1, WORKS, HOT, aim=1.5),
    Floor(HOT, NGINX, 0.4, WORKS, HOT, aim=0.6),
    Floor(COLD, TEXTBOOK, 10, ("list",)),
    Floor(COLD, TEXTBOOK, 8, ("item", "filter", "search")),
    Floor(COLD, JSON_SERVER, 1, ("list", "item", "filter")),
    Floor(COLD, HONO, 0.7, ("list",), processor=True),
    Floor(COLD, HONO, 0.4, ("item",), processor=True),
    Floor(COLD, HONO, 2, ("search",), processor=True),
)


def ratios(results: Results) -> Iterator[str]:
    """Each floor next to its figure: the median over the rounds of the ratio in each round."""
    yield "| work | against | by | floor | aim | this run | reached |"
    yield "|---|---|---|---:|---:|---:|---|"
    for floor in FLOORS:
        for work in floor.works:
            ours = results.get((SERVICE, work, floor.mode), [])
            peers = results.get((floor.peer, work, floor.peer_mode), [])
            if not ours or not peers:
                continue
            ratio = median(_ratio(floor, o, p) for o, p in zip(ours, peers, strict=True))
            by = "processor" if floor.processor else "rate"
            aim = f"{floor.aim:g}" if floor.aim else ""
            yield (
                f"| {floor.mode} {work} | {floor.peer} | {by} | {floor.least:g} | {aim} "
                f"| {ratio:.2f} | {reached(yes=ratio >= floor.least)} |"
            )


def _ratio(floor: Floor, ours: Measured, peer: Measured) -> float:
    return peer.cpu / ours.cpu if floor.processor else ours.rate / peer.rate


def reached(*, yes: bool) -> str:
    """The last cell of a row."""
    return "yes" if yes else "**no**"


def rates(results: Results) -> Iterator[str]:
    """The medians, in requests a second."""
    return _medians(results, lambda measured: measured.rate)


def processor(results: Results) -> Iterator[str]:
    """The medians of the server's processor time for each request, in microseconds."""
    return _medians(results, lambda measured: measured.cpu)


def _medians(results: Results, of: Callable[[Measured], float]) -> Iterator[str]:
    yield "| program | requests | " + " | ".join(WORKS) + " |"
    yield "|---|---|" + "---:|" * len(WORKS)
    for program, mode in dict.fromkeys((program, mode) for program, _, mode in results):
        found = [results.get((program, work, mode)) for work in WORKS]
        cells = [f"{median(map(of, each)):,.0f}" if each else "–" for each in found]
        yield f"| {program} | {mode} | " + " | ".join(cells) + " |"
