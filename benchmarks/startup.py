"""The time from starting the process to its first response, and its memory then."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.floors import reached
from benchmarks.installation import PROJECT
from benchmarks.programs import BARE, Program, Running, bare, service, start, wait

SEEDED, EMPTY = "the service, seeded", "the service, with no database yet"
MOST = {SEEDED: 7.0, EMPTY: 10.0}
"""Times as long as bare uvicorn."""
MOST_MIB = 90
"""With one article."""


def report(folder: Path, times: int) -> Iterator[str]:
    """Medians over `times` rounds, in which the programs take turns."""
    # Compile as `make` does, even if the environment forbids writing bytecode.
    compile_ = [sys.executable, "-m", "compileall", "-q", "app", "migrations"]
    subprocess.run(compile_, check=True, cwd=PROJECT)
    taken: dict[str, list[tuple[float, float]]] = {}
    for _ in range(times):
        for name, once in _round(folder):
            taken.setdefault(name, []).append(once)
    seconds = {name: median(one for one, _ in values) for name, values in taken.items()}
    yield "| started | first response | against bare uvicorn | at most | reached |"
    yield "|---|---:|---:|---:|---|"
    yield f"| {BARE} | {seconds[BARE]:.2f} s | 1 | | |"
    for name, most in MOST.items():
        ratio = seconds[name] / seconds[BARE]
        yield (
            f"| {name} | {seconds[name]:.2f} s | {ratio:.1f} | {most:g} "
            f"| {reached(yes=ratio <= most)} |"
        )
    memory = median(mib for _, mib in taken[SEEDED])
    yield ""
    yield (
        f"Memory with one article: {memory:.0f} MiB; at most {MOST_MIB}; "
        f"reached: {reached(yes=memory <= MOST_MIB)}."
    )


def _round(folder: Path) -> Iterator[tuple[str, tuple[float, float]]]:
    with tempfile.TemporaryDirectory() as empty:
        # The project's own seed: one article, as in a fresh checkout.
        own = {
            "DATABASE_URL": f"sqlite:///{empty}/facts.db",
            "ARTICLE_FACTS_SEED": str(PROJECT / "seed"),
        }
        yield BARE, _start(bare(folder))
        yield EMPTY, _start(service(folder, settings=own))
        yield SEEDED, _start(service(folder, settings=own))


def _start(program: Program) -> tuple[float, float]:
    """Seconds to the first response, and MiB of memory then."""
    begun = time.perf_counter()
    process = start(program)
    try:
        wait(program, process)
        return time.perf_counter() - begun, Running(program, process.pid).resident
    finally:
        process.terminate()
        process.wait()
