"""How many files, and so connections, the system lets a process have open."""

import sys

_OWN = 100
"""What is kept for the database, for files that are sent, and for connections being refused."""


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
