"""Where the time of a question goes: py-spy's samples, summed up as text."""

import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.installing import VENV

_SHOWN = 25
_RATE = 997
_ALWAYS = 0.97


def begin(pid: int, seconds: int, into: Path) -> subprocess.Popen[bytes]:
    """Sample the process `pid` for some seconds while it is under load."""
    command = [str(VENV / "bin" / "py-spy"), "record", "--pid", str(pid), "--format", "raw"]
    command += ["--duration", str(seconds), "--rate", str(_RATE), "--native", "-o", str(into)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def summary(samples: Path) -> Iterator[str]:
    """The functions that take most time themselves, and those below which most is spent."""
    alone: Counter[str] = Counter()
    below: Counter[str] = Counter()
    for line in samples.read_text().splitlines():
        stack, _, times = line.rpartition(" ")
        frames = stack.split(";")
        alone[_place(frames[-1])] += int(times)
        below.update(dict.fromkeys((_place(f) for f in frames), int(times)))
    every = alone.total()
    # What is nearly always there is the way to the event loop, which tells nothing.
    below = Counter({f: times for f, times in below.items() if times < every * _ALWAYS})
    for title, counts in (("itself", alone), ("with what it calls", below)):
        yield f"| share | {title} |"
        yield "|---:|---|"
        for function, seen in counts.most_common(_SHOWN):
            yield f"| {seen / every:.1%} | `{function}` |"
        yield ""


def _place(frame: str) -> str:
    return frame.rpartition(":")[0] + ")" if ":" in frame else frame
