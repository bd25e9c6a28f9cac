"""The fast path, the cache and FastAPI's routes give the same responses, byte for byte.

Only `Date`, the request's id and the order of headers differ.
"""

import itertools
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.serving import PROJECT, environment, free_port, serving

OFF = {"ARTICLE_FACTS_CACHE_MIB": "0"}
WAYS = ("fast path", "FastAPI")
"""With the cache, and under another ASGI server; both are compared with the uncached fast path."""


@contextmanager
def uvicorn_serving(folder: Path) -> Iterator[str]:
    """The application under plain uvicorn, so that every request goes through FastAPI."""
    port = str(free_port())
    options = ["--port", port, "--http", "httptools", "--no-server-header", "--log-level", "error"]
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "app.main:create_app", "--factory", *options],
        env=environment(folder),
        cwd=PROJECT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{address}/livez")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(60)


TARGETS = [
    "/",
    "/quotes",
    "/quotes?limit=2",
    "/quotes?limit=2&sort=-id",
    "/quotes?sort=text,id&limit=3&fields=id,text",
    "/quotes?speaker=cui-hongjian,xi-jinping&format=csv",
    "/quotes?format=ndjson",
    "/quotes?format=jsonld",
    "/quotes?limit=0",
    "/quotes?contry=CN",
    "/quotes?limit=2&limit=3",
    "/quotes?cursor=AAAA",
    "/quotes/putin-on-xi-main-guest",
    "/quotes/putin%2Don-xi-main-guest",
    "/quotes/putin-on-xi-main-guest?fields=text",
    "/quotes/putin-on-xi-main-gues",
    "/quotes/",
    "/quotes/a/b",
    "/quotes?",
    "/quotes?limit=2?",
    "/quotes?limit=2#here",
    "/quotes?limit=%32",
    "/quotes?limit=%zz",
    "/quotes?speaker=" + "a" * 9000,
    "//quotes",
    "http://example.org/quotes?limit=2",
    "/leaders?country=CN",
    "/people/xi-jinping",
    "/events?date_from=2022&date_to=2025-05",
    "/statistics/parade-attendance/observations?value_gte=9&match=possible",
    "/statistics/parade-attendance",
    "/facts?about=xi-jinping&limit=5",
    "/facts/no-such-fact",
    "/search?q=tariffs",
    "/search?q=tariffs&kind=statistic&limit=1",
    "/search",
    "/articles",
    "/countries",
    "/places",
    "/organisations",
    "/livez",
    "/readyz",
    "/openapi.json",
    "/nothing/here",
]

HEADERS = [
    "",
    "Accept: text/csv\r\n",
    "Accept: application/pdf\r\n",
    "Accept-Encoding: gzip\r\n",
    "Accept-Encoding: br, zstd;q=0.5\r\n",
    "Origin: https://example.org\r\n",
    "If-None-Match: *\r\n",
    "X-Request-ID: mine\r\n",
    "Range: bytes=0-9\r\n",
    "Connection: close\r\n",
]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("same")
    with ExitStack() as stack:
        yield {
            "off": stack.enter_context(serving(folder, OFF)),
            "fast path": stack.enter_context(serving(folder)),
            "FastAPI": stack.enter_context(uvicorn_serving(folder)),
        }


def exchange(address: str, sent: bytes, answers: int = 1) -> bytes:
    """The responses to `sent`, without what differs in every response."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(sent)
        found = b"".join(_answer(connection) for _ in range(answers))
    found = re.sub(rb"(?m)^date: [^\r]*", b"date: -", found)
    return re.sub(rb"(?m)^x-request-id: [0-9a-f]{16}\r", b"x-request-id: -\r", found)


def _sorted(head: bytes) -> bytes:
    status, *headers = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    return b"\r\n".join([status, *sorted(headers), b"", b""])


def _answer(connection: socket.socket) -> bytes:
    """One whole response and not a byte more."""
    while b"\r\n\r\n" not in (seen := connection.recv(65536, socket.MSG_PEEK)):
        assert seen
    head = connection.recv(seen.index(b"\r\n\r\n") + 4)
    body = b""
    if length := re.search(rb"content-length: (\d+)", head):
        unsent = b" 304 " in head.splitlines()[0]
        while not unsent and len(body) < int(length[1]):
            body += connection.recv(int(length[1]) - len(body))
    elif b"transfer-encoding: chunked" in head:
        while not body.endswith(b"0\r\n\r\n"):
            body += connection.recv(1)
    return _sorted(head) + body


def request(target: str, headers: str = "", method: str = "GET", version: str = "1.1") -> bytes:
    return f"{method} {target} HTTP/{version}\r\nHost: example.org\r\n{headers}\r\n".encode()


@pytest.mark.parametrize("way", WAYS)
def test_every_response_is_the_same(addresses: dict[str, str], way: str) -> None:
    asked = {
        *itertools.product(TARGETS, ["", HEADERS[1]]),
        *itertools.product(TARGETS[1:4], HEADERS),
        *zip(TARGETS, itertools.cycle(HEADERS), strict=False),
    }
    for target, headers in sorted(asked):
        sent = request(target, headers)
        right = exchange(addresses["off"], sent)
        # First made, then taken from the cache.
        for turn in range(2):
            assert exchange(addresses[way], sent) == right, (target, headers, turn)


@pytest.mark.parametrize("way", WAYS)
def test_validators_answer_304(addresses: dict[str, str], way: str) -> None:
    for target in ("/quotes", "/quotes/putin-on-xi-main-guest", "/search?q=tariffs"):
        etag = re.search(rb'etag: ("[^"]*")', exchange(addresses["off"], request(target)))
        assert etag
        sent = request(target, f"If-None-Match: {etag[1].decode()}\r\n")
        right = exchange(addresses["off"], sent)
        assert right.startswith(b"HTTP/1.1 304 ")
        for _ in range(5):
            assert exchange(addresses[way], sent) == right
        # A 304 has no body, so the next response follows it directly.
        for _ in range(5):
            assert exchange(addresses[way], sent + sent, 2) == right + right


@pytest.mark.parametrize("way", WAYS)
def test_connections_are_kept_or_closed_alike(addresses: dict[str, str], way: str) -> None:
    """Pipelining and HTTP/1.0."""
    one, other = request("/quotes?limit=1"), request("/people/xi-jinping")
    for sent in (one, other):
        for _ in range(5):
            exchange(addresses[way], sent)
    right = exchange(addresses["off"], one + other + one, 3)
    assert exchange(addresses[way], one + other + one, 3) == right
    old = request("/quotes?limit=1", version="1.0")
    for _ in range(5):
        assert exchange(addresses[way], old) == exchange(addresses["off"], old)


@pytest.mark.parametrize("apart", [False, True])
def test_a_body_that_looks_like_a_request_is_not_a_request(
    addresses: dict[str, str], apart: bool
) -> None:
    one = request("/quotes?limit=1")
    exchange(addresses["fast path"], one)
    host, port = addresses["fast path"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = b"POST /quotes HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(one)
        connection.sendall(head if apart else head + one + one)
        first = _answer(connection)
        assert first.startswith(b"HTTP/1.1 405 ")
        assert b"\r\nconnection: close\r\n" in first
        if apart:
            connection.sendall(one + one)
        assert connection.recv(1) == b""


def test_head_has_no_body_after_a_cached_get(addresses: dict[str, str]) -> None:
    for _ in range(5):
        exchange(addresses["fast path"], request("/quotes"))
    host, port = addresses["fast path"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(request("/quotes", "Connection: close\r\n", "HEAD"))
        said = b""
        while more := connection.recv(65536):
            said += more
    assert said.endswith(b"\r\n\r\n")
    assert said.count(b"\r\n\r\n") == 1


def test_each_response_has_its_own_id_and_log_line(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        host, port = address.removeprefix("http://").split(":")
        ids = []
        with socket.create_connection((host, int(port)), 10) as connection:
            for _ in range(20):
                connection.sendall(request("/quotes?limit=1"))
                found = re.search(rb"x-request-id: ([0-9a-f]{16})\r", _answer(connection))
                assert found
                ids.append(found[1].decode())
    assert len(set(ids)) == len(ids)
    log = (tmp_path / "server.log").read_text()
    lines = [line for line in log.splitlines() if '"route":"/quotes"' in line]
    assert [json.loads(line)["id"] for line in lines] == ids


@pytest.mark.parametrize("way", WAYS)
def test_a_connection_closes_after_a_cached_response_on_request(
    addresses: dict[str, str], way: str
) -> None:
    for sent in (
        request("/quotes?limit=3", "Connection: close\r\n"),
        request("/quotes?limit=3", version="1.0"),
    ):
        for _ in range(5):
            host, port = addresses[way].removeprefix("http://").split(":")
            with socket.create_connection((host, int(port)), 10) as connection:
                connection.sendall(sent)
                assert b"\r\nconnection: close\r\n" in _answer(connection)
                assert connection.recv(1) == b""


def test_a_busy_connection_is_kept_and_an_idle_one_closed(tmp_path: Path) -> None:
    with serving(tmp_path, {"ARTICLE_FACTS_TIMEOUT_KEEP_ALIVE": "1"}) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), 10) as connection:
            for _ in range(10):
                connection.sendall(request("/quotes?limit=1"))
                assert _answer(connection).startswith(b"HTTP/1.1 200 ")
                time.sleep(0.3)
            assert connection.recv(1) == b""


def test_cached_responses_are_counted(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        for _ in range(20):
            exchange(address, request("/quotes?limit=1"))
        counted = exchange(address, request("/metrics"))
    assert b'http_requests_total{method="GET",route="/quotes",status="200"} 20.0\n' in counted
    assert b'http_request_duration_seconds_count{route="/quotes"} 20.0\n' in counted
