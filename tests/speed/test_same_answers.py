"""Every speed-up on or off: the same answers, byte for byte but for `Date` and the request's id."""

import itertools
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.serving import serving

OFF = {"ARTICLE_FACTS_LANE": "false", "ARTICLE_FACTS_MEMORY_MIB": "0"}
WAYS = {
    "lane": {**OFF, "ARTICLE_FACTS_LANE": "true"},
    "asgi": {**OFF, "ARTICLE_FACTS_MEMORY_MIB": "8", "ARTICLE_FACTS_PROTOCOL_MEMORY": "false"},
    "all": {},
}

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
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(serving(tmp_path_factory.mktemp(name), settings))
            for name, settings in {"off": OFF, **WAYS}.items()
        }


def exchange(address: str, sent: bytes, answers: int = 1) -> bytes:
    """What a connection brings back for `sent`, without what differs in every answer."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(sent)
        found = b"".join(_answer(connection) for _ in range(answers))
    found = re.sub(rb"(?m)^date: [^\r]*", b"date: -", found)
    found = re.sub(rb'"ms":[0-9.]+', b"", found)
    return re.sub(rb"(?m)^x-request-id: [0-9a-f]{16}\r", b"x-request-id: -\r", found)


def _answer(connection: socket.socket) -> bytes:
    """One whole answer and no byte more."""
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
    return head + body


def request(target: str, headers: str = "", method: str = "GET", version: str = "1.1") -> bytes:
    return f"{method} {target} HTTP/{version}\r\nHost: example.org\r\n{headers}\r\n".encode()


@pytest.mark.parametrize("way", WAYS)
def test_every_answer_is_the_same(addresses: dict[str, str], way: str) -> None:
    asked = {
        *itertools.product(TARGETS, ["", HEADERS[1]]),
        *itertools.product(TARGETS[1:4], HEADERS),
        *zip(TARGETS, itertools.cycle(HEADERS), strict=False),
    }
    for target, headers in sorted(asked):
        sent = request(target, headers)
        right = exchange(addresses["off"], sent)
        # Made, made and remembered, then answered by the middleware, then by the protocol.
        for turn in range(4):
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
        # What follows a 304 is the next answer: it has no body.
        for _ in range(5):
            assert exchange(addresses[way], sent + sent, 2) == right + right


@pytest.mark.parametrize("way", WAYS)
def test_connections_are_kept_as_they_were(addresses: dict[str, str], way: str) -> None:
    """Pipelining, requests in pieces or after a body, and old HTTP."""
    one, other = request("/quotes?limit=1"), request("/people/xi-jinping")
    for sent in (one, other):
        for _ in range(5):
            exchange(addresses[way], sent)
    body = f"POST /quotes HTTP/1.1\r\nHost: a\r\nContent-Length: {len(one)}\r\n\r\n".encode()
    right = exchange(addresses["off"], one + other + one, 3)
    assert exchange(addresses[way], one + other + one, 3) == right
    # A body that looks like a request is none.
    right = exchange(addresses["off"], body + one + other, 2)
    assert exchange(addresses[way], body + one + other, 2) == right
    old = request("/quotes?limit=1", version="1.0")
    for _ in range(5):
        assert exchange(addresses[way], old) == exchange(addresses["off"], old)


def test_a_body_in_a_segment_of_its_own_is_no_request(addresses: dict[str, str]) -> None:
    one = request("/quotes?limit=1")
    for _ in range(5):
        exchange(addresses["all"], one)
    host, port = addresses["all"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        size = len(one)
        connection.sendall(b"POST /quotes HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size)
        first = _answer(connection)
        assert first.startswith(b"HTTP/1.1 405 ")
        connection.sendall(one)
        connection.sendall(request("/people/xi-jinping"))
        assert b'"id":"xi-jinping"' in _answer(connection)


def test_head_has_no_body_after_get_was_remembered(addresses: dict[str, str]) -> None:
    for _ in range(5):
        exchange(addresses["all"], request("/quotes"))
    host, port = addresses["all"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(request("/quotes", "Connection: close\r\n", "HEAD"))
        said = b""
        while more := connection.recv(65536):
            said += more
    assert said.endswith(b"\r\n\r\n")
    assert said.count(b"\r\n\r\n") == 1


def test_each_answer_has_an_id_and_a_line_of_its_own(tmp_path: Path) -> None:
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
    assert [line.split('"')[3] for line in lines] == ids


@pytest.mark.parametrize("way", ["asgi", "all"])
def test_a_connection_closes_after_a_remembered_answer_where_that_is_wished(
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


@pytest.mark.parametrize("way", ["asgi", "all"])
def test_a_connection_is_kept_while_it_is_asked_and_closed_when_it_rests(
    tmp_path: Path, way: str
) -> None:
    with serving(tmp_path, {**WAYS[way], "ARTICLE_FACTS_TIMEOUT_KEEP_ALIVE": "1"}) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), 10) as connection:
            for _ in range(10):
                connection.sendall(request("/quotes?limit=1"))
                assert _answer(connection).startswith(b"HTTP/1.1 200 ")
                time.sleep(0.3)
            assert connection.recv(1) == b""


@pytest.mark.parametrize("way", WAYS)
def test_remembered_answers_are_counted(tmp_path: Path, way: str) -> None:
    with serving(tmp_path, WAYS[way]) as address:
        for _ in range(20):
            exchange(address, request("/quotes?limit=1"))
        counted = exchange(address, request("/metrics"))
    assert b'http_requests_total{route="/quotes",method="GET",status="200"} 20\n' in counted
    assert b'http_request_duration_seconds_count{route="/quotes"} 20\n' in counted
