"""What seeding and requests cost as data grows: `python -m benchmarks.growth 1 1000 100000`.

Each size is a number of articles with ten facts each. Requests go over HTTP, with the response
cache off, and ask for as many rows as the smallest size has.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks import growth_corpus, programs
from benchmarks.floors import reached
from benchmarks.load import load
from benchmarks.programs import Running, fetch
from benchmarks.stocking import environment, quotes, seed_command

QUESTIONS = {
    "first page of facts": "/facts",
    "facts, descending": "/facts?sort=-position",
    "events by name": "/events?sort=name",
    "commonest person": "/facts?about=person-0",
    "rare filter": "/facts?about=paper-000000-event",
    "two filters": "/facts?about=person-0&kind=event",
    "one article": "/facts?article=paper-000000",
    "item": "/quotes/paper-000000-said-0",
    "deep page": "/facts",
    "deep page of a filter": "/facts?about=person-0",
    "facets": "/facts?facets=about,kind",
    "search, rare word": "/search?q=quokka",
    "search, commonest word": "/search?q=trade",
}
NO_FLOOR = ("facets", "search, rare word", "search, commonest word")
MOST_RATIO = 2.0
"""The largest size against the smallest."""
LEAST_FACTS = 5_000
"""Facts a second, end to end."""
MOST_GROWTH = 1.5
"""The ratio of seeding's memory at the largest size to the second largest."""
_ADDED = 30_000
"""How many quotes `add_all` loads at most."""
_DEEP_PAGES = 500
"""How many pages of 200 come before a deep page, or all but the last if there are fewer."""


@dataclass(frozen=True, slots=True)
class Seeding:
    """How long `article-facts seed` took, and its peak memory."""

    facts: int
    seconds: float
    mib: float


def main() -> None:
    """Seed each size, send every request, and print each cost next to its floor."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[1, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sizes = sorted(options.sizes)
    seedings = [_seeded(size) for size in sizes]
    print("\n".join(_loading(seedings, _added(sizes[-1]))))
    with ExitStack() as stack:
        started = {size: stack.enter_context(programs.running(_service(size))) for size in sizes}
        paths = _paths(started)
        costs: dict[str, dict[int, float]] = {}
        for name in QUESTIONS:
            for size, running in started.items():
                path, folder = paths[name][size], growth_corpus.written(size)
                port = running.program.port
                found = [load(port, [path], 1, folder, running.pid) for _ in range(options.rounds)]
                costs.setdefault(name, {})[size] = median(one.cpu for one in found)
    print("\n".join(_table(costs, sizes)))


def _seeded(articles: int) -> Seeding:
    """Seed a new database of that many articles."""
    folder = growth_corpus.written(articles)
    for file in folder.glob("facts.db*"):
        file.unlink()
    begun = time.perf_counter()
    process = subprocess.Popen(
        seed_command(folder), env=environment(folder), stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"error: seeding {articles} articles failed")
    seconds = time.perf_counter() - begun
    return Seeding(articles * growth_corpus.FACTS, seconds, usage.ru_maxrss / 1024)


def _added(articles: int) -> float:
    """The quotes of a corpus that is seeded, loaded with `add_all`: how many a second."""
    folder = growth_corpus.written(articles)
    file, database = folder / "quotes.ndjson", folder / "added.db"
    database.unlink(missing_ok=True)
    documents = quotes(folder / "facts.db", _ADDED)
    file.write_text("".join(f"{json.dumps(one)}\n" for one in documents))
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "benchmarks.peers.add_all", str(file)],
        check=True,
        env={**os.environ, "BENCH_DATABASE": f"sqlite:///{database}"},
    )
    return len(documents) / (time.perf_counter() - begun)


def _loading(seedings: list[Seeding], added: float) -> Iterator[str]:
    yield "| facts | seeded in | facts a second | MiB at most |"
    yield "|---:|---:|---:|---:|"
    for one in seedings:
        rate = one.facts / one.seconds
        yield f"| {one.facts:,} | {one.seconds:.1f} s | {rate:,.0f} | {one.mib:,.0f} |"
    last = seedings[-1]
    rate = last.facts / last.seconds
    yield ""
    yield (
        f"Floor: {LEAST_FACTS:,} facts a second; reached: {reached(yes=rate >= LEAST_FACTS)}. "
        f"SQLModel's `add_all` loads {added:,.0f} quotes a second: {rate / added:.2f} times that."
    )
    if len(seedings) > 1:
        growth = last.mib / seedings[-2].mib
        yield (
            f"Memory of the largest against the next: {growth:.1f} times, at most {MOST_GROWTH}; "
            f"reached: {reached(yes=growth <= MOST_GROWTH)}."
        )
    yield ""


def _service(articles: int) -> programs.Program:
    # Cached responses would hide the cost of a request.
    settings = {"ARTICLE_FACTS_CACHE_MIB": "0"}
    return programs.service(growth_corpus.written(articles), f"growth {articles}", settings)


def _paths(started: dict[int, Running]) -> dict[str, dict[int, str]]:
    """The path of each request at each size, with a limit that every size can fill."""
    paths: dict[str, dict[int, str]] = {}
    smallest = started[min(started)].program.port
    for name, path in QUESTIONS.items():
        if name == "item":
            paths[name] = dict.fromkeys(started, path)
            continue
        rows = len(_json(smallest, path)["items"])
        # One row fewer on a deep page, so that there is a page before it.
        rows -= name.startswith("deep") and rows > 1
        limited = f"{path}{'&' if '?' in path else '?'}limit={max(1, rows)}"
        paths[name] = {
            size: _deep(running.program.port, path, limited) if name.startswith("deep") else limited
            for size, running in started.items()
        }
    return paths


def _deep(port: int, path: str, limited: str) -> str:
    """`limited` with the cursor of a deep page."""
    page = _json(port, f"{limited.rpartition('limit=')[0]}limit=1")
    cursor = _cursor(page["next"])
    for _ in range(_DEEP_PAGES):
        separator = "&" if "?" in path else "?"
        page = _json(port, f"{path}{separator}limit=200&cursor={cursor}")
        if not page["next"]:
            break
        cursor = _cursor(page["next"])
    return f"{limited}&cursor={cursor}"


def _cursor(following: str) -> str:
    return following.partition("cursor=")[2].partition("&")[0]


def _json(port: int, path: str) -> dict[str, Any]:
    status, body = fetch(port, path)
    if status != 200:
        sys.exit(f"error: {path}: {status} {body[:200]!r}")
    found: dict[str, Any] = json.loads(body)
    return found


def _table(costs: dict[str, dict[int, float]], sizes: list[int]) -> Iterator[str]:
    """Microseconds of processor time for each request, by number of articles."""
    yield f"| question | {' | '.join(f'{size:,}' for size in sizes)} | ratio | at most | reached |"
    yield "|---|" + "---:|" * (len(sizes) + 2) + "---|"
    for name, by in costs.items():
        cells = " | ".join(f"{by[size]:,.0f}" for size in sizes)
        ratio = by[sizes[-1]] / by[sizes[0]]
        floor = f"{MOST_RATIO:g} | {reached(yes=ratio <= MOST_RATIO)}"
        yield f"| {name} | {cells} | {ratio:.1f} | {' | ' if name in NO_FLOOR else floor} |"


if __name__ == "__main__":
    main()
