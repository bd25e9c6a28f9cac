"""Does a question cost more where there are more facts? Measured on a small and a large dataset."""

import argparse
import threading
import time
from statistics import median

from benchmarks import growth_corpus, programs
from benchmarks.programs import fetch

_ASKED = {
    "list": "/facts?limit=20&sort=-id",
    "item": "/quotes/paper-000000-said-0",
    "filter": "/facts?about=person-0&limit=20",
    "rare search": "/search?q=quokka&limit=20",
    "common search": "/search?q=trade&limit=20",
}
_LONGEST = 100.0
_BESIDE = "longest wait of an item beside common searches"


def main() -> None:
    """Print the medians of one client, and the longest wait beside a search for a common word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    large = parser.parse_args().articles
    small = _measure(200)
    big = _measure(large)
    print(f"| question | 200 articles | {large:,} articles |")
    print("|---|---:|---:|")
    for name in small:
        print(f"| {name} | {small[name]:.2f} ms | {big[name]:.2f} ms |")
    reached = "yes" if big[_BESIDE] <= _LONGEST else "**no**"
    print(
        f"\nGoal: no request over {_LONGEST:.0f} ms beside the search for the commonest word: "
        f"{big[_BESIDE]:.1f} ms; reached: {reached}."
    )


def _measure(articles: int) -> dict[str, float]:
    folder = growth_corpus.stocked(articles)
    # Remembered answers would hide what a question costs.
    program = programs.service(folder, "growth", {"ARTICLE_FACTS_MEMORY_MIB": "0"})
    with programs.running(program) as started:
        port = started.program.port
        found = {name: median(_times(port, path, 50)) for name, path in _ASKED.items()}
        found[_BESIDE] = _beside(port)
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
