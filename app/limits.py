"""What a process takes on at most, and how many connections the system lets it have."""

import sys
from dataclasses import dataclass

_OWN = 100
"""What is kept for the database, for files that are sent, and for connections being refused."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, seconds, and numbers for each process."""

    url: int = 16_384
    head: int = 65_536
    connections: int = 10_000
    requests: int = 512
    timeout_head: float = 10
    timeout_body: float = 30
    timeout_write: float = 30


def room(connections: int) -> int:
    """Ask the system for so many connections; how many there may be, at most `connections`."""
    if sys.platform == "win32":
        return connections
    import resource  # noqa: PLC0415 - not on every system

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OWN
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return connections if soft == resource.RLIM_INFINITY else max(1, min(connections, soft - _OWN))
