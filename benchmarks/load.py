"""Load a server with wrk on the client's core, and read its report."""

import os
import re
import subprocess
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.programs import CLIENT_CORE

CONNECTIONS = 32
_CLIENTS = Path(__file__).with_name("clients.lua")
_runs = count()
_AGENTS_A_RUN = 7919
"""Each run begins with a different client."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one run."""

    rate: float
    """Requests a second."""
    cpu: float
    """Microseconds of the server's processor time for each request."""
    requests: int


class FailedRequests(Exception):
    """Some requests under load failed."""


def load(port: int, targets: list[str], seconds: float, folder: Path, pid: int) -> Measured:
    """Request the targets in turn, from 20,000 different clients; raises `FailedRequests`.

    If no response arrives in time, it tries again for ten times as long.
    """
    file = folder / "targets.txt"
    file.write_text("\n".join(targets))
    command = ["taskset", "-c", str(CLIENT_CORE), "wrk", "-t1", f"-c{CONNECTIONS}"]
    command += [f"-d{seconds}s", "--timeout", "30s", "-s", str(_CLIENTS)]
    command += [f"http://127.0.0.1:{port}", "--", str(file), str(next(_runs) * _AGENTS_A_RUN)]
    before = processor(pid)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    spent = processor(pid) - before
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise FailedRequests(done.stdout)
    requests = int(_found(r"(\d+) requests in", done.stdout))
    if not requests:
        return load(port, targets, 10 * seconds, folder, pid)
    rate = float(_found(r"Requests/sec:\s+([\d.]+)", done.stdout))
    return Measured(rate, spent / requests, requests)


def processor(pid: int) -> float:
    """Microseconds of processor time that the process has used, in user and kernel mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")


def _found(pattern: str, report: str) -> str:
    match = re.search(pattern, report)
    if not match:
        message = f"wrk reported something else than expected:\n{report}"
        raise ValueError(message)
    return match.group(1)
