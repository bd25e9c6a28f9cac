"""What a core can answer with and without a cache in front: `python -m benchmarks.scaling`.

The figures of docs/scaling.md. What counts is the processor time of each request, which other
work on the machine changes little; a core has a million microseconds a second.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg

from benchmarks import questions
from benchmarks.corpus import quotes
from benchmarks.load import load, processor
from benchmarks.programs import SERVER_CORE, running, service
from benchmarks.stocking import seed_service, write_seed
from tests import postgres
from tests.scaling.caching import cached

QUOTES = 2000
ROUNDS, SECONDS = 3, 3
_LIST = "/quotes?limit=20"


def main() -> None:
    """Seed, start, measure in turns, print."""
    with TemporaryDirectory(prefix="article-facts-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        write_seed(folder, QUOTES)
        seed_service(folder)
        with running(service(folder)) as own, cached(folder, _address(own.program.port)) as front:
            print("\n".join(_report(own.program.port, own.pid, front, folder)))
        with postgres.running() as server:
            print("\n".join(_over_postgresql(server.database(), folder)))


def _report(port: int, pid: int, front: str, folder: Path) -> Iterator[str]:
    nginx = int((folder / "nginx.pid").read_text())
    os.sched_setaffinity(nginx, {SERVER_CORE})
    asked = questions.of_service(quotes(QUOTES), port)
    works = {
        "the service, never asked before": (port, pid, asked["list"][1:]),
        "the service, asked before": (port, pid, asked["list"][:1]),
        "nginx, kept": (int(front.rpartition(":")[2]), nginx, asked["list"][:1]),
    }
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, (at, process, targets) in works.items():
            found[name].append(load(at, targets, SECONDS, folder, process).cpu)
    yield "| a list of 20 quotes by | processor time | by one core |"
    yield "|---|---:|---:|"
    for name, spent in found.items():
        middle = sorted(spent)[ROUNDS // 2]
        yield f"| {name} | {middle:,.0f} µs | {1e6 / middle:,.0f}/s |"
    yield ""
    for coding in ("identity", "gzip", "br", "zstd"):
        headers = {"Accept-Encoding": coding}
        with httpx.stream("GET", _address(port) + _LIST, headers=headers) as answer:
            yield f"{coding}: {len(b''.join(answer.iter_raw())):,} bytes"
    with httpx.Client() as client:
        tag = client.get(_address(port) + _LIST).headers["etag"]
        answer = client.get(_address(port) + _LIST, headers={"If-None-Match": tag})
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
        yield f"{answer.status_code}: {head:,} bytes"


def _over_postgresql(url: str, folder: Path) -> Iterator[str]:
    """What a question costs the service over PostgreSQL, and PostgreSQL itself."""
    settings = {"DATABASE_URL": url, "ARTICLE_FACTS_SEED": str(folder / "seed")}
    with running(service(folder, "service over PostgreSQL", settings)) as own:
        asked = questions.of_service(quotes(QUOTES), own.program.port)["list"][1:]
        postmaster, found = _postmaster(url), []
        for _ in range(ROUNDS):
            before = _servers(postmaster)
            measured = load(own.program.port, asked, SECONDS, folder, own.pid)
            found.append((measured.cpu, (_servers(postmaster) - before) / measured.requests))
        process, server = sorted(found)[ROUNDS // 2]
        yield f"over PostgreSQL, never asked before: {process:,.0f} µs, and {server:,.0f} µs there"


def _postmaster(url: str) -> int:
    """The process whose children answer for the database at `url`."""
    with psycopg.connect(url) as connection:
        return _parent(Path(f"/proc/{connection.info.backend_pid}/stat"))


def _servers(postmaster: int) -> float:
    """Microseconds that the children of `postmaster` have run."""
    spent = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if _parent(stat) == postmaster:
                spent += processor(int(stat.parent.name))
    return spent


def _parent(stat: Path) -> int:
    return int(stat.read_text().rpartition(")")[2].split()[1])


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    main()
