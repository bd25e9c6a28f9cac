"""Compare the service with its peers: `python -m benchmarks.run`, or `make bench`."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks import agreement, floors, installation, programs, questions, startup
from benchmarks.corpus import quotes
from benchmarks.floors import COLD, HOT
from benchmarks.installation import BENCH
from benchmarks.load import Measured, load
from benchmarks.programs import BARE, HONO, JSON_SERVER, NGINX, SERVICE, TEXTBOOK, Running
from benchmarks.questions import WORKS, Targets
from benchmarks.stocking import seed_service, stock

_CORES = 2
_HOT = (NGINX, BARE, SERVICE)
_COLD = (SERVICE, HONO, JSON_SERVER, TEXTBOOK)


def main() -> None:
    """Install, load the data, start, check, measure, print."""
    options = _options()
    if (os.cpu_count() or 1) < _CORES:
        sys.exit("error: two cores are needed, one for the server and one for the client")
    installation.install()
    folder = BENCH / f"data-{options.quotes}"
    stock(folder, options.quotes)
    seed_service(folder)
    with ExitStack() as stack:
        started = _start(stack, folder, options)
        results = _measure(started, folder, options)
        memory = list(_memory(started))
    lines = ["## Floors", "", *floors.ratios(results)]
    if "startup" not in options.skip:
        lines += ["", *startup.report(folder, options.rounds)]
    lines += ["", "## Requests a second", "", *floors.rates(results)]
    lines += ["", "## Microseconds of processor for a request", "", *floors.processor(results)]
    lines += ["", "## Memory", "", *memory]
    versions = ", ".join(f"{name} {value}" for name, value in installation.versions().items())
    report = "\n".join([f"# Benchmark, {options.quotes} quotes", "", versions, "", *lines])
    (BENCH / "report.md").write_text(report + "\n")
    print(report)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quotes", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2, help="for each program and question")
    parser.add_argument("--works", nargs="+", choices=WORKS, default=WORKS)
    parser.add_argument("--only", nargs="+", choices=sorted({*_HOT, *_COLD}))
    parser.add_argument("--skip", nargs="+", choices=("startup",), default=())
    return parser.parse_args()


def _start(
    stack: ExitStack, folder: Path, options: argparse.Namespace
) -> dict[str, tuple[Running, Targets]]:
    """Start and check every chosen program; returns each with its requests."""
    sayings = quotes(options.quotes)
    own = stack.enter_context(programs.running(programs.service(folder)))
    asked = questions.of_service(sayings, own.program.port)
    right = agreement.bodies(own.program.port, asked)
    (folder / "files").mkdir(exist_ok=True)
    for work, body in right.items():
        (folder / "files" / f"{work}.json").write_bytes(body)
    started = {SERVICE: (own, asked)}
    peers = [
        (programs.nginx(folder), questions.of_files()),
        (programs.bare(folder), questions.of_files()),
        (programs.json_server(folder), questions.of_json_server(sayings)),
        (programs.textbook(folder), questions.of_textbook(sayings)),
        (programs.hono(folder), questions.of_textbook(sayings)),
    ]
    for program, targets in peers:
        if options.only and program.name not in options.only:
            continue
        running = stack.enter_context(programs.running(program))
        check = agreement.check_bytes if program.name in {NGINX, BARE} else agreement.check_ids
        check(program.name, program.port, targets, right)
        started[program.name] = running, targets
    return started


def _measure(
    started: dict[str, tuple[Running, Targets]], folder: Path, options: argparse.Namespace
) -> floors.Results:
    results: dict[floors.Key, list[Measured]] = {}
    for number in range(options.rounds):
        for work, mode, name in _turns(started, options.works):
            running, targets = started[name]
            if work not in targets:
                continue
            # Each round has different cold requests, because the service caches its responses.
            asked = (
                targets[work][:1] if mode == HOT else targets[work][1 + number :: options.rounds]
            )
            measured = load(running.program.port, asked, options.seconds, folder, running.pid)
            results.setdefault((name, work, mode), []).append(measured)
            if mode == COLD and name == SERVICE and measured.requests > len(asked):
                print(f"note: only {len(asked)} cold questions of {work}, asked again")
        print(f"round {number + 1} of {options.rounds} done", file=sys.stderr, flush=True)
    return results


def _turns(
    started: dict[str, tuple[Running, Targets]], works: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    for work in works:
        yield from ((work, HOT, name) for name in _HOT if name in started)
        yield from ((work, COLD, name) for name in _COLD if name in started)


def _memory(started: dict[str, tuple[Running, Targets]]) -> Iterator[str]:
    yield "| program | MiB resident after the run |"
    yield "|---|---:|"
    for name, (running, _) in started.items():
        yield f"| {name} | {running.resident:.0f} |"


if __name__ == "__main__":
    main()
