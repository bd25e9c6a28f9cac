"""Does a question cost more where there are more facts? Measured on a small and a large dataset."""

import argparse
import threading
import time
from statistics import median

from benchmarks import programs
from benchmarks.installing import BENCH
from benchmarks.programs import fetch
from benchmarks.stocking import seed_service, write_seed

_ASKED = {
    "list": "/facts?limit=20&sort=-id",
    "item": "/facts/invented-00003-1",
    "filter": "/facts?about=speaker-007&limit=20",
    "rare search": "/search?q=saying&limit=20",
    "common search": "/search?q=common&limit=20",
}
_LONGEST = 100.0


def main() -> None:
    """Print the medians of one client, and the longest wait beside a search for a common word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=1_000_000)
    large = parser.parse_args().facts
    small = _measure(2000)
    big = _measure(large)
    print(f"| question | 2,000 facts | {large:,} facts |")
    print("|---|---:|---:|")
    for name in small:
        print(f"| {name} | {small[name]:.2f} ms | {big[name]:.2f} ms |")
    print(f"\nGoal: no request over {_LONGEST:.0f} ms beside the search for the commonest word.")


def _measure(facts: int) -> dict[str, float]:
    folder = BENCH / f"growth-{facts}"
    if not (folder / "seed").exists():
        write_seed(folder, 1000, facts)
    seed_service(folder)
    # Remembered answers would hide what a question costs.
    program = programs.service(folder, "growth", {"ARTICLE_FACTS_MEMORY_MIB": "0"})
    with programs.running(program) as started:
        port = started.program.port
        found = {name: median(_times(port, path, 50)) for name, path in _ASKED.items()}
        found["longest wait of an item beside common searches"] = _beside(port)
    return found


def _times(port: int, target: str, number: int) -> list[float]:
    """Milliseconds of each of a number of requests, one after the other."""
    times = []
    for _ in range(number):
        begun = time.perf_counter()
        fetch(port, target)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _beside(port: int) -> float:
    asking = threading.Thread(target=_times, args=(port, _ASKED["common search"], 50))
    asking.start()
    longest = 0.0
    while asking.is_alive():
        longest = max(longest, *_times(port, _ASKED["item"], 5))
    return longest


if __name__ == "__main__":
    main()
