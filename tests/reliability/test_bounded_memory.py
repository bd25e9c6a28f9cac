"""Clients that read nothing or send a lot take bounded memory and block no one else."""

import re
import socket
import time
from pathlib import Path

import httpx

from tests.abuse.wire import connect, exchange
from tests.reliability.hostile import PATH, POST, SOON, asking, memory, one
from tests.seeds import INVENTED
from tests.serving import server, serving


def test_clients_that_read_nothing_of_a_file_share_it(tmp_path: Path) -> None:
    with serving(tmp_path, {"ARTICLE_FACTS_SEED": str(INVENTED)}) as address:
        httpx.get(f"{address}/dataset.sqlite")
        files = Path(f"/proc/{server(tmp_path)}/fd")
        before = len([*files.iterdir()])
        host, port = address.removeprefix("http://").split(":")
        clients = [socket.socket() for _ in range(40)]
        try:
            for client in clients:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.connect((host, int(port)))
                client.sendall(b"GET /dataset.sqlite HTTP/1.1\r\nHost: a\r\n\r\n" * 40)
            time.sleep(2)
            assert len([*files.iterdir()]) - before < 40 + 10
        finally:
            for client in clients:
                client.close()


def test_results_for_long_texts_are_not_cached(service: tuple[str, Path], hostile: str) -> None:
    with asking(hostile) as asked:
        for number in range(1600):
            if number == 100:
                before = memory(service[1])
            asked(f"/facts?about={number}-{'a' * 15_000}")
    assert memory(service[1]) - before < 12


def test_silent_senders_do_not_block_verification(hostile: str) -> None:
    silent = [connect(hostile) for _ in range(30)]
    try:
        for client in silent:
            client.sendall(POST + b"Content-Length: 9\r\n\r\nabc")
        time.sleep(0.2)
        text = {"content": b"abc", "headers": {"Content-Type": "text/plain"}}
        assert httpx.post(f"{hostile}{PATH}", timeout=SOON, **text).status_code == 200  # type: ignore[arg-type]  # three keywords
    finally:
        for client in silent:
            client.close()


def test_arriving_texts_take_bounded_memory(service: tuple[str, Path], hostile: str) -> None:
    before = memory(service[1])
    clients = [connect(hostile) for _ in range(80)]
    try:
        for client in clients:
            client.settimeout(2)
            try:
                client.sendall(POST + b"Content-Length: 1048576\r\n\r\n" + b"a" * 1_000_000)
            except OSError:
                continue
        assert memory(service[1]) - before < 64
        # 32 MiB are arriving.
        refused = one(hostile, POST + b"Content-Length: 1048576\r\n\r\n" + b"a" * 1_048_576)
        assert refused.status == 503
        assert refused.headers["retry-after"] == "1"
        assert httpx.get(f"{hostile}/livez", timeout=SOON).status_code == 200
    finally:
        for client in clients:
            client.close()


def _read_nothing(address: str, sent: bytes, folder: Path) -> None:
    """200 clients send this and read nothing: memory stays bounded, and others get responses."""
    before = memory(folder)
    clients = [connect(address) for _ in range(200)]
    try:
        for client in clients:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.sendall(sent)
        time.sleep(2)
        assert memory(folder) - before < 48
        assert httpx.get(f"{address}/livez", timeout=SOON).status_code == 200
    finally:
        for client in clients:
            client.close()


def test_clients_that_read_nothing_take_bounded_memory(tmp_path: Path) -> None:
    own = {"ARTICLE_FACTS_SEED": str(INVENTED), "ARTICLE_FACTS_LIMIT_UNREAD": "8"}
    with serving(tmp_path, own) as address:
        path = max(_static(address), key=len)
        assert len(httpx.get(f"{address}{path}").content) > 1_000_000
        _read_nothing(address, f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), tmp_path)


def test_pipelined_requests_take_bounded_memory(tmp_path: Path) -> None:
    own = {"ARTICLE_FACTS_SEED": str(INVENTED), "ARTICLE_FACTS_LIMIT_UNREAD": "8"}
    headers = "".join(f"h{n}:v{n}\r\n" for n in range(98))
    ahead = f"GET /livez HTTP/1.1\r\nHost: a\r\n{headers}\r\n".encode() * 55
    with serving(tmp_path, own) as address:
        first = f"GET {_static(address)[0]} HTTP/1.1\r\nHost: a\r\n\r\n".encode() * 7
        _read_nothing(address, first + ahead, tmp_path)


def test_short_responses_that_are_not_read_are_counted_as_well(tmp_path: Path) -> None:
    own = {"ARTICLE_FACTS_LIMIT_UNREAD": "1", "ARTICLE_FACTS_TIMEOUT_WRITE": "60"}
    with serving(tmp_path, own) as address:
        path = "/facts?limit=50"
        assert 40_000 < len(httpx.get(address + path).content) < 1 << 16
        host, port = address.removeprefix("http://").split(":")
        clients = [socket.socket() for _ in range(60)]
        try:
            for client in clients:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.connect((host, int(port)))
                client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode() * 200)
            time.sleep(2)
            # The service holds part or all of one response.
            assert 10 < _connections(address) < 50
        finally:
            for client in clients:
                client.close()


def test_short_responses_after_a_long_one_are_counted_as_well(tmp_path: Path) -> None:
    own = {"ARTICLE_FACTS_LIMIT_UNREAD": "1", "ARTICLE_FACTS_TIMEOUT_WRITE": "60"}
    with serving(tmp_path, own) as address:
        long, short = "/facts?limit=100", "/facts?limit=50"
        first = len(exchange(address, _closing(long))) - len("connection: close\r\n")
        assert first > 1 << 16 > len(exchange(address, _closing(short)))
        ahead = b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n" % long.encode()
        ahead += b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n" % short.encode() * 200
        host, port = address.removeprefix("http://").split(":")
        clients = [socket.socket() for _ in range(120)]
        for client in clients:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(SOON)
            client.connect((host, int(port)))
            client.sendall(ahead)
            left = first
            while left > 0:
                left -= len(client.recv(min(left, 4096))) or left
        time.sleep(1)
        kept = _connections(address)
        for client in clients:
            client.close()
    # The service holds part or all of one response for each; there is room for 18 of them.
    assert kept < 32


def _closing(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()


def _connections(address: str) -> int:
    """How many connections the service has."""
    metrics = httpx.get(f"{address}/metrics", timeout=SOON).text
    (kept,) = re.findall(r"^http_connections ([0-9]+)", metrics, re.MULTILINE)
    return int(kept)


def _static(address: str) -> list[str]:
    """The path of a file of more than 1 MB."""
    page = httpx.get(f"{address}/docs").text
    return [part for part in page.split('"') if part.startswith("/static/") and "bundle" in part]


def test_a_client_that_reads_slowly_but_steadily_is_served_to_the_end(tmp_path: Path) -> None:
    own = {"ARTICLE_FACTS_SEED": str(INVENTED), "ARTICLE_FACTS_TIMEOUT_WRITE": "2"}
    with serving(tmp_path, own) as address:
        path = _static(address)[0]
        size = len(httpx.get(f"{address}{path}").content)
        with socket.socket() as client:
            # A small buffer, so that the server has to wait for the client.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
            host, port = address.removeprefix("http://").split(":")
            client.connect((host, int(port)))
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
            got = 0
            end = time.monotonic() + 6
            while time.monotonic() < end:
                got += len(client.recv(8192))
                time.sleep(0.2)
            while part := client.recv(1 << 16):
                got += len(part)

    assert got > size


def test_long_requests_that_all_differ_are_not_cached(
    service: tuple[str, Path], hostile: str
) -> None:
    with httpx.Client(base_url=hostile) as client:

        def asked(number: int) -> None:
            names = [f"a{number}x{k}" for k in range(4000)]
            client.get("/quotes", headers={"Accept": "/b,".join(names) + ",*/*"})
            client.get("/quotes", headers={"Accept-Encoding": ",".join(names)})
            # The same words each time, in a different order.
            words = " ".join(f"w{(k + number) % 1500}" for k in range(1500))
            client.get("/explore/search", params={"q": words})
            client.get("/search", params={"q": "a" * 9000 + str(number)})

        for number in range(5):
            asked(number)
        before = memory(service[1])
        for number in range(5, 35):
            asked(number)
        assert memory(service[1]) - before < 16
