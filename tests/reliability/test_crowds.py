"""Thousands of idle clients, and more clients than the system allows open files."""

import os
import re
import resource
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.abuse.test_nastiness import resident
from tests.abuse.wire import answers, connect, received
from tests.seeds import INVENTED
from tests.serving import server, serving
from tests.starting import served

IDLE = int(os.environ.get("SOAK_IDLE", "1500"))
EACH = 24 << 10
"""How many bytes of memory an idle connection may cost."""

PATIENT = {
    "ARTICLE_FACTS_SEED": str(INVENTED),
    "ARTICLE_FACTS_TIMEOUT_HEAD": "600",
    "ARTICLE_FACTS_TIMEOUT_KEEP_ALIVE": "600",
}
WHOLE = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
SENT = (b"", WHOLE, WHOLE[:30])
"""What a client sends before it goes idle: nothing, a request, or part of one."""


@contextmanager
def at_most(files: int) -> Iterator[None]:
    """Processes started here may open this many files, unless they raise the limit."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def crowd(address: str, size: int, stack: ExitStack) -> list[socket.socket]:
    """That many idle connections; `stack` closes them."""
    clients = [stack.enter_context(connect(address)) for _ in range(size)]
    for number, client in enumerate(clients):
        client.sendall(SENT[number % len(SENT)])
    return clients


def gauge(client: httpx.Client, name: str) -> int:
    found = re.search(rf"(?m)^{name} (\d+)", client.get("/metrics").text)
    assert found
    return int(found[1])


def connections(client: httpx.Client) -> int:
    return gauge(client, "http_connections")


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not what():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_thousands_of_idle_connections_cost_little_and_block_no_client(tmp_path: Path) -> None:
    with ExitStack() as stack, at_most(resource.getrlimit(resource.RLIMIT_NOFILE)[1]):
        # The usual limit of a login shell; the service has to raise it.
        with at_most(1024):
            address = stack.enter_context(serving(tmp_path, PATIENT))
        client = stack.enter_context(httpx.Client(base_url=address, timeout=120))
        asked = [
            f"/{noun}?limit={n}" for n in range(1, 31) for noun in ("quotes", "facts", "people")
        ]
        expected = [client.get(path).json() for path in asked]
        before = resident(server(tmp_path))

        clients = crowd(address, IDLE, stack)

        # All are connected, and their burst of requests has been answered.
        wait_for(lambda: connections(client) > IDLE)
        wait_for(lambda: gauge(client, "http_requests_in_flight") == 0)
        assert [client.get(path).json() for path in asked] == expected
        for _ in range(50):
            assert httpx.get(f"{address}/events", timeout=120).status_code == 200
        grown = resident(server(tmp_path)) - before
        assert grown < IDLE * EACH
        # No connection was dropped: clients can complete the requests that they began.
        for number, one in enumerate(clients[:300]):
            one.sendall(WHOLE[len(SENT[number % len(SENT)]) % len(WHOLE) :])
            assert one.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
    assert "Traceback" not in (tmp_path / "server.log").read_text()
    print(f"{IDLE} idle connections cost {grown / IDLE / 1024:.1f} KiB each")  # noqa: T201 - for the report


def test_a_crowd_beyond_the_file_limit_is_refused_and_other_clients_are_served(
    tmp_path: Path,
) -> None:
    log = tmp_path / "server.log"
    with ExitStack() as stack:
        few = ("RLIMIT_NOFILE", 256)
        address = stack.enter_context(served(tmp_path, log, PATIENT, limit=few))
        client = stack.enter_context(httpx.Client(base_url=address, timeout=120))
        assert client.get("/quotes").status_code == 200
        with ExitStack() as crowded:
            clients = crowd(address, 400, crowded)
            # This also opens a file.
            assert client.get("/dataset.ndjson").status_code == 200
            # Connections beyond the limit get a 503; in a crowd, only some of them do.
            said = [answers(received(one)) for one in clients[200:]]
            assert {answer.status for one in said for answer in one} == {503}
            wait_for(lambda: connections(client) <= 156)
            with connect(address) as late:
                (refused,) = answers(received(late))
            assert refused.status == 503
            assert refused.headers["retry-after"] == "1"
            assert client.get("/facts").status_code == 200
        assert httpx.get(f"{address}/people").status_code == 200
    assert "Traceback" not in log.read_text()
    assert "Too many open files" not in log.read_text()
