"""From the start of the process to its first answer, and what each import costs of that."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from benchmarks.installing import PROJECT
from benchmarks.load import processor
from benchmarks.programs import SERVER_CORE, Program, Running, bare, service, start, wait
from benchmarks.stocking import environment

_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|( +)(\S+)")
_SHOWN = 12
_GOALS = {"service, seeded": 0.7, "service, nothing there yet": 1.2}
_MOST_MIB = 80
"""With one article and no answer remembered."""


def report(folder: Path, times: int) -> Iterator[str]:
    """Medians in seconds, started in turn, then the share of each package imported."""
    # As `make` leaves it, also where the environment forbids to write bytecode.
    compile_ = [sys.executable, "-m", "compileall", "-q", "app", "migrations"]
    subprocess.run(compile_, check=True, cwd=PROJECT)
    taken: dict[str, list[tuple[float, float, float]]] = {}
    for _ in range(times):
        for name, once in _once(folder).items():
            taken.setdefault(name, []).append(once)
    yield "| started | first answer after | of that processor | goal | reached | MiB resident |"
    yield "|---|---:|---:|---:|---|---:|"
    for name, values in taken.items():
        seconds, ran, memory = (median(column) for column in zip(*values, strict=True))
        most = _GOALS.get(name)
        goal = f"< {most} s | {_reached(seconds < most)}" if most else "|"
        yield f"| {name} | {seconds:.2f} s | {ran:.2f} s | {goal} | {memory:.0f} |"
    memory = median(memory for _, _, memory in taken["service, seeded"])
    yield ""
    yield (
        f"Resident with one article, without remembered answers: {memory:.0f} MiB; goal: at most "
        f"{_MOST_MIB}; reached: {_reached(memory <= _MOST_MIB)}."
    )
    yield ""
    yield "| import | ms |"
    yield "|---|---:|"
    spent = imports()
    for package, milliseconds in spent.most_common(_SHOWN):
        yield f"| {package} | {milliseconds:.0f} |"
    rest = spent.total() - sum(v for _, v in spent.most_common(_SHOWN))
    yield f"| all others | {rest:.0f} |"


def _reached(yes: bool) -> str:
    return "yes" if yes else "**no**"


def _once(folder: Path) -> dict[str, tuple[float, float, float]]:
    with tempfile.TemporaryDirectory() as empty:
        # The project's own seed: one article, as it is after a checkout.
        own: Mapping[str, str] = {
            "DATABASE_URL": f"sqlite:///{empty}/facts.db",
            "ARTICLE_FACTS_SEED": str(PROJECT / "seed"),
        }
        return {
            "bare uvicorn": _start(bare(folder)),
            "service, nothing there yet": _start(service(folder, settings=own)),
            "service, seeded": _start(service(folder, settings=own)),
        }


def _start(program: Program) -> tuple[float, float, float]:
    """Seconds to the first answer, those of processor, and MiB then."""
    begun = time.perf_counter()
    process = start(program)
    try:
        wait(program, process)
        taken = time.perf_counter() - begun
        return taken, processor(process.pid) / 1e6, Running(program, process.pid).resident
    finally:
        process.terminate()
        process.wait()


def imports() -> Counter[str]:
    """Milliseconds spent in each package while the server's modules are imported."""
    code = "import gc; gc.disable(); import app.cli, app.seeding.settling, app.serving"
    done = subprocess.run(
        ["taskset", "-c", str(SERVER_CORE), sys.executable, "-X", "importtime", "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env={**os.environ, **environment(PROJECT)},
    )
    spent: Counter[str] = Counter()
    for own, _, _, module in _LINE.findall(done.stderr):
        spent[module.partition(".")[0]] += int(own) / 1000  # type: ignore[assignment]  # a sum of ms
    return spent
