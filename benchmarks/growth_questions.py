"""What a question costs as the data grows: in process and over HTTP, as a table and a plot.

python -m benchmarks.growth_questions [--http] 1 1000 100000
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app.api.cursors import encode
from app.api.questions import question
from app.core.collection import LIMIT, Collection
from app.database.database import Database
from app.database.sqlite import SqliteDatabase
from app.queries.finding import find, get
from app.queries.search import search
from app.resources import COLLECTIONS
from benchmarks import growth_corpus, programs
from benchmarks.growth_plot import plot
from benchmarks.load import load

TIMES, _LEAST = 200, 5

_BY_NAME = {collection.name: collection for collection in COLLECTIONS}

QUESTIONS = {
    "first page of facts": "/facts",
    "first page, descending": "/facts?sort=-position",
    "sorted by id": "/facts?sort=id",
    "events sorted by name": "/events?sort=name",
    "commonest filter": "/facts?about=person-0",
    "rare filter": "/facts?about=paper-000000-event",
    "two filters": "/facts?about=person-0&kind=event",
    "alternatives": "/facts?about=person-0,paper-000000-event",
    "one article": "/facts?article=paper-000000",
    "filter, sorted by id": "/facts?about=person-0&sort=id",
    "facets": "/facts?facets=about,kind",
    "leaders": "/leaders",
    "item": "/quotes/paper-000000-said-0",
    "commonest person": "/people/person-0",
    "deep page": "deep:/facts",
    "deep page of a filter": "deep:/facts?about=person-0",
    "search, rare word": "/search?q=quokka",
    "search, commonest word": "/search?q=trade",
    "search, commonest word in quotes": "/search?q=trade&kind=quote",
    "search, one letter": "/search?q=t",
}


def main() -> None:
    """Measure at each size given, and write growth.svg and growth.json beside this file."""
    over_http = "--http" in sys.argv
    sizes = [int(size) for size in sys.argv[1:] if size.isdigit()] or [1, 1000]
    measured: dict[str, dict[str, dict[int, float]]] = {"process": {}}
    rows: dict[str, int] = {}
    for size in sizes:
        folder = growth_corpus.stocked(size)
        database = SqliteDatabase(f"sqlite:///{folder}/facts.db")
        asked = paths(database, rows)
        asyncio.run(database.close())
        for name, path in asked.items():
            cost = _in_process(folder, path)
            measured["process"].setdefault(name, {})[size] = cost
        if not over_http:
            continue
        for name, cost in _over_http(folder, asked):
            measured.setdefault("HTTP", {}).setdefault(name, {})[size] = cost
    for way, costs in measured.items():
        what = f"median of {TIMES}" if way == "process" else "of the server's processor"
        print(f"\n{way}: microseconds, {what}\n")
        print(table(costs, sizes))
    here = Path(__file__).resolve().parent
    (here / "growth.json").write_text(json.dumps(measured, indent=1) + "\n")
    (here / "growth.svg").write_text(plot(measured["process"], sizes))


def paths(database: Database, rows: dict[str, int]) -> dict[str, str]:
    """The questions as paths; those of deep pages with a cursor nine tenths of the way.

    Each asks for as many `rows` as the first corpus has of it, which are counted there.
    """
    asked = dict(QUESTIONS)
    for name, path in QUESTIONS.items():
        if path.startswith("deep:"):
            asked[name] = _deep(database, path.removeprefix("deep:"))
        if "/" in path.removeprefix("deep:")[1:]:
            continue
        if name not in rows:
            rows[name] = max(1, _found(database, asked[name]))
        asked[name] += f"{'&' if '?' in asked[name] else '?'}limit={rows[name]}"
    return asked


def _found(database: Database, path: str) -> int:
    """How many rows the page of a question has."""
    page = _call(database, path)()
    return len(page) if isinstance(page, list) else len(page.documents)


def _deep(database: Database, path: str) -> str:
    collection, _, query = path[1:].partition("?")
    wanted, _ = question(_BY_NAME[collection], query.encode(), database.version)
    (count,) = database.rows("SELECT count(*) FROM fact")[0]
    ((position,),) = database.rows(
        "SELECT position FROM fact ORDER BY position LIMIT 1 OFFSET ?", (int(count * 0.9),)
    )
    cursor = encode((position.decode(),), wanted.identity, database.version)
    return f"{path}{'&' if query else '?'}cursor={cursor}"


def _in_process(folder: Path, path: str) -> float:
    database = SqliteDatabase(f"sqlite:///{folder}/facts.db")
    call = _call(database, path)
    cost = _median(call)
    asyncio.run(database.close())
    return cost


def _over_http(folder: Path, asked: dict[str, str]) -> Iterator[tuple[str, float]]:
    """Microseconds of processor for a request, as the service answers it without its memory."""
    program = programs.service(folder, "growth", {"ARTICLE_FACTS_MEMORY_MIB": "0"})
    with programs.running(program) as started:
        for name, path in asked.items():
            costs = [load(program.port, [path], 2, folder, started.pid).cpu for _ in range(3)]
            yield name, statistics.median(costs)


def _call(database: Database, path: str) -> Callable[[], Any]:
    route, _, query = path[1:].partition("?")
    if route == "search":
        values = dict(part.split("=") for part in query.split("&"))
        kinds = (values["kind"],) if "kind" in values else ()
        most = int(values.get("limit", LIMIT)) + 1
        return lambda: search(database, values["q"], kinds, ()).page(most)
    noun, _, id_ = route.partition("/")
    collection: Collection = _BY_NAME[noun]
    if id_:
        return lambda: get(database, collection, id_)

    def page() -> object:
        database.totals.clear()
        wanted, _ = question(collection, query.encode(), database.version)
        return find(database, wanted)

    return page


def _median(call: Callable[[], object]) -> float:
    call()
    costs = []
    end = time.monotonic() + 2
    while len(costs) < TIMES and (time.monotonic() < end or len(costs) < _LEAST):
        began = time.perf_counter()
        call()
        costs.append(time.perf_counter() - began)
    return statistics.median(costs) * 1e6


def table(costs: dict[str, dict[int, float]], sizes: list[int]) -> str:
    """A table in Markdown of costs by question and number of articles."""
    head = [f"| question | {' | '.join(f'{size:,} articles' for size in sizes)} | last / first |"]
    head.append("|---|" + "---|" * (len(sizes) + 1))
    rows = [
        f"| {name} | {' | '.join(f'{by[size]:,.0f}' for size in sizes)} | "
        f"{by[sizes[-1]] / by[sizes[0]]:.1f} |"
        for name, by in costs.items()
    ]
    return "\n".join(head + rows)


if __name__ == "__main__":
    main()
