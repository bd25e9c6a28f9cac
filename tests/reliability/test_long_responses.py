"""A long response is refused before it begins, or sent to its end."""

import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from select import select
from statistics import median
from threading import Event

import pytest

from benchmarks import growth_corpus
from tests.abuse.wire import Answer, answers, connect, exchange, received
from tests.reliability.test_turns import seconds
from tests.serving import server, serving

ROOM = 16
"""MiB for responses; those made in pieces may take half of them."""

CLIENTS = 40
COMPRESSED = ("gzip",)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a seed whose files are longer than what systems keep for a client."""
    folder = tmp_path_factory.mktemp("long")
    growth_corpus.write(folder / "seed", 300)
    return folder


def seeded(folder: Path) -> dict[str, str]:
    """The settings of a service with that seed, in a database that all of them share."""
    database = f"sqlite:///{folder}/facts.db"
    return {"ARTICLE_FACTS_SEED": str(folder / "seed"), "DATABASE_URL": database}


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[str]:
    """A service with little room for responses."""
    little = {"ARTICLE_FACTS_LIMIT_UNREAD": str(ROOM), "ARTICLE_FACTS_TIMEOUT_WRITE": "120"}
    with serving(folder, seeded(folder) | little) as address:
        yield address


def _request(path: str, coding: str) -> bytes:
    head = f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: {coding}"
    return f"{head}\r\n\r\n".encode()


FILE, LIVEZ = _request("/dataset.sqlite", "gzip"), _request("/livez", "identity")
ROW = _request("/facts.csv?id=paper-000001-told-0", "identity")
"""One record, of a list that is so long that it needs a thread."""


def _begun(
    address: str, stack: ExitStack, path: str, codings: tuple[str, ...]
) -> list[socket.socket]:
    """Clients that have begun to download."""
    clients = []
    for number in range(CLIENTS):
        client = stack.enter_context(connect(address))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        client.sendall(_request(path, codings[number % len(codings)]))
        client.setblocking(False)
        clients.append(client)
    time.sleep(1)
    return clients


def _read_in_turns(clients: list[socket.socket]) -> list[bytes]:
    """All that each client gets; each reads a little at a time."""
    # Bytes would be copied with each piece.
    found = {client: bytearray() for client in clients}
    open_ = set(clients)
    while open_:
        for client in select(open_, [], [])[0]:
            try:
                piece = client.recv(8192)
            except ConnectionResetError:
                piece = b""
            found[client] += piece
            if not piece:
                open_.remove(client)
    return [*map(bytes, found.values())]


def _complete(data: bytes) -> Answer:
    (answer,) = answers(data)
    assert (answer.status == 503) == ("retry-after" in answer.headers)
    return answer


@pytest.mark.parametrize(
    ("path", "codings", "fit"),
    [
        # An encoder takes 270 KiB, the first pieces of a list 1 MiB, and each buffer 128 KiB. The
        # usual `LIMIT_UNREAD` has eight times as much room.
        ("/dataset.sqlite", COMPRESSED, 20),
        ("/facts.ndjson", ("identity",), 7),
        ("/facts.ndjson", COMPRESSED, 5),
        ("/dataset.sqlite", ("identity",), CLIENTS),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_cut_off(
    service: str, path: str, codings: tuple[str, ...], fit: int
) -> None:
    assert _complete(exchange(service, _request(path, "identity"))).status == 200
    with ExitStack() as stack:
        found = map(_complete, _read_in_turns(_begun(service, stack, path, codings)))
        statuses = Counter(answer.status for answer in found)

    assert statuses == Counter({200: fit, 503: CLIENTS - fit})


def test_clients_that_have_stalled_make_room(service: str) -> None:
    with ExitStack() as stack:
        _begun(service, stack, "/dataset.sqlite", COMPRESSED)
        assert _complete(exchange(service, FILE)).status == 503
        # A list that is longer than a piece, but not made in pieces, still has room.
        listed = _complete(exchange(service, _request("/facts?limit=200", "identity")))
        assert listed.status == 200
        assert len(listed.body) > 1 << 16
        end = time.monotonic() + 60
        while _complete(exchange(service, FILE)).status != 200:
            assert time.monotonic() < end
            time.sleep(0.5)


def test_the_time_limit_is_for_a_query_and_not_for_a_whole_file(
    folder: Path, tmp_path: Path
) -> None:
    own = {"ARTICLE_FACTS_STATEMENT_TIMEOUT": "0.1"}
    with serving(tmp_path, seeded(folder) | own) as address:
        for path in ("/dataset.sqlite", "/dataset.ndjson", "/dataset/facts.csv"):
            assert _complete(exchange(address, _request(path, "identity"))).status == 200


def test_clients_that_wait_for_a_file_leave_threads_to_others(folder: Path, tmp_path: Path) -> None:
    with serving(tmp_path, seeded(folder)) as address, ExitStack() as stack:
        waiting = [stack.enter_context(connect(address)) for _ in range(8)]
        for client in waiting:
            client.sendall(FILE)
        assert len(_complete(exchange(address, ROW)).body.splitlines()) == 2
        assert select(waiting, [], [], 0)[0] == []
        assert {_complete(received(client)).status for client in waiting} == {200}


def test_texts_that_take_long_leave_threads_to_others(folder: Path, tmp_path: Path) -> None:
    text = b"a b " * (1 << 18)
    head = "POST /articles/paper-000001/verification HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    head += f"Content-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n"
    with serving(tmp_path, seeded(folder)) as address, ExitStack() as stack:
        verifying = [stack.enter_context(connect(address)) for _ in range(8)]
        for client in verifying:
            client.sendall(head.encode() + text)
        time.sleep(0.5)
        assert len(_complete(exchange(address, ROW)).body.splitlines()) == 2
        # With four threads for everything, the row would wait for five of them.
        assert len(select(verifying, [], [], 0)[0]) < 3


def test_new_connections_are_answered_beside_200_compressed_downloads(folder: Path) -> None:
    done, spent = Event(), []

    def download(number: int) -> None:
        coding = COMPRESSED[number % len(COMPRESSED)]
        while not done.is_set():
            got = exchange(address, _request("/dataset.sqlite", coding))
            time.sleep(1 if got.startswith(b"HTTP/1.1 503 ") else 0)

    with (
        serving(folder, seeded(folder)) as address,
        ThreadPoolExecutor(200) as pool,
    ):
        downloads = [pool.submit(download, number) for number in range(200)]
        time.sleep(2)
        for _ in range(20):
            began = seconds(server(folder))
            assert _complete(exchange(address, LIVEZ)).status == 200
            spent.append(seconds(server(folder)) - began)
        done.set()
        for one in downloads:
            one.result()

    assert median(spent) < 0.2
