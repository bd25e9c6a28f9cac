"""Load a server with wrk from the client's core, and read what it reports."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.programs import CLIENT_CORE

CONNECTIONS = 32
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests per second, and latencies in milliseconds."""

    rate: float
    median: float
    p99: float
    requests: int
    cpu: float
    """Microseconds of the server's processor for each request."""


class WrongAnswers(Exception):
    """Some requests under load failed."""


def load(port: int, targets: list[str], seconds: float, folder: Path, pid: int) -> Measured:
    """Ask one target again and again, or each of several in turn; raises `WrongAnswers`."""
    command = ["taskset", "-c", str(CLIENT_CORE), "wrk", "-t1", f"-c{CONNECTIONS}", "--latency"]
    command += [f"-d{seconds}s", "--timeout", "30s"]
    url = f"http://127.0.0.1:{port}"
    if len(targets) == 1:
        command.append(url + targets[0])
    else:
        asked = folder / "targets.txt"
        asked.write_text("\n".join(targets))
        script = Path(__file__).with_name("questions.lua")
        command += ["-s", str(script), url, "--", str(asked)]
    spent = processor(pid)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return _read(done.stdout, processor(pid) - spent)


def processor(pid: int) -> float:
    """Microseconds that the process has run so far, in user and kernel mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")


def _read(report: str, spent: float) -> Measured:
    if "Non-2xx" in report or "Socket errors" in report:
        raise WrongAnswers(report)
    requests = int(_found(r"(\d+) requests in", report))
    return Measured(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", report)),
        median=_latency("50%", report),
        p99=_latency("99%", report),
        requests=requests,
        cpu=spent / requests,
    )


def _latency(share: str, report: str) -> float:
    value = _found(rf"\s{share}\s+([\d.]+[a-z]+)", report)
    number, unit = re.match(r"([\d.]+)([a-z]+)", value).groups()  # type: ignore[union-attr]  # just matched
    return float(number) * _UNITS[unit]


def _found(pattern: str, report: str) -> str:
    match = re.search(pattern, report)
    if not match:
        message = f"wrk reported something else than expected:\n{report}"
        raise ValueError(message)
    return match.group(1)
