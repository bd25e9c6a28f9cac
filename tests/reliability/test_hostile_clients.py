"""Requests and clients that try to break or block the server."""

import os
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.abuse.wire import Answer, answers, connect, exchange, received
from tests.seeds import INVENTED
from tests.serving import server, serving
from tests.starting import ran

PATH = "/articles/lantern-fair-2031/verification"
POST = f"POST {PATH} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n".encode()
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
SOON = 5
"""Seconds within which other clients must get a response."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A service with the invented seed, and the folder of its log."""
    folder = tmp_path_factory.mktemp("hostile")
    # Without a response cache, which would grow up to its limit.
    own = {"ARTICLE_FACTS_SEED": str(INVENTED), "ARTICLE_FACTS_CACHE_MIB": "0"}
    with serving(folder, own) as address:
        yield address, folder


@pytest.fixture
def hostile(service: tuple[str, Path]) -> Iterator[str]:
    """The service's address; afterwards, checks that it still responds and logged no traceback."""
    address, folder = service
    yield address
    assert httpx.get(f"{address}/livez", timeout=SOON).status_code == 200
    assert "Traceback" not in (folder / "server.log").read_text()


def one(address: str, *pieces: bytes) -> Answer:
    """The only response to `pieces`, after which the server closes the connection."""
    (answer,) = answers(exchange(address, *pieces))
    return answer


def memory(folder: Path) -> int:
    """The MiB that the server has in memory."""
    status = Path(f"/proc/{server(folder)}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (b"text/plain", 200),
        (b"Text/Plain; Charset=UTF-8", 200),
        (b'text/plain;charset="utf-8"; format=flowed', 200),
        (b"text/plain; charset=latin-1", 415),
        (b"text/plain; charset*=utf-8; charset*0=utf-8", 415),
        (b"text/plain; charset=utf-8; charset=utf-8", 415),
        (b"text/plain; format=flowed; format=flowed", 415),
        (b"text/plain; format*=flowed", 415),
        (b"text/plain\r\nContent-Type: text/plain", 415),
        (b"text/plain, text/plain", 415),
        (b"text/plain; charset", 415),
        (b'text/plain; charset="utf-8', 415),
        (b"text/plain" + b";" * 60_000, 415),
        (b"text/plain; a=" + b"b" * 250, 415),
        (b"foo", 415),
        (b"", 415),
        (b"text/plain\r\nContent-Encoding: identity", 200),
        (b"text/plain\r\nContent-Encoding: gzip", 415),
        (b"text/plain\r\nContent-Encoding: identity, gzip", 415),
    ],
)
def test_only_a_plain_content_type_is_read(hostile: str, content_type: bytes, status: int) -> None:
    began = time.monotonic()
    sent = f"POST {PATH} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n".encode()
    sent += b"Content-Type: " + content_type + b"\r\nContent-Length: 3\r\n\r\nabc"

    assert one(hostile, sent).status == status
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "endless",
    [
        b"0\r\nX: " + b"a" * 1000,
        b"0\r\n" + b"X: a\r\n" * 200,
        b"3;" + b"a" * 1000,
        b"1\r\na\r\n" * 200,
    ],
    ids=["a long trailer", "many trailers", "an extension", "one byte at a time"],
)
def test_everything_in_a_chunked_body_counts(
    service: tuple[str, Path], hostile: str, endless: bytes
) -> None:
    before = memory(service[1])
    first, rest = endless[:3], endless[3:]

    answer = one(
        hostile, CHUNKED + first, *([rest * 20 if first == b"0\r\n" else endless * 20] * 500)
    )

    assert answer.status in {400, 413, 431}
    assert answer.headers["connection"] == "close"
    assert memory(service[1]) - before < 32


def test_a_body_of_a_get_is_not_the_next_request(hostile: str) -> None:
    hidden = b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"
    for head in (b"Content-Length: %d" % len(hidden), b"Transfer-Encoding: chunked"):
        body = hidden if b"Length" in head else b"%x\r\n%b\r\n0\r\n\r\n" % (len(hidden), hidden)

        answer = one(hostile, b"GET /livez HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n\r\n" + body)

        assert answer.status == 200
        assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("coding", [b"gzip, chunked", b"gzip", b"identity"])
def test_another_transfer_coding_is_not_implemented(hostile: str, coding: bytes) -> None:
    answer = one(hostile, POST + b"Transfer-Encoding: " + coding + b"\r\n\r\n0\r\n\r\n")

    assert answer.status == 501
    assert b"/problems/not-implemented" in answer.body


@pytest.mark.parametrize(("version", "continues"), [(b"1.1", True), (b"1.0", False)])
def test_only_clients_that_expect_100_get_it(hostile: str, version: bytes, continues: bool) -> None:
    with connect(hostile) as client:
        head = POST.replace(b"HTTP/1.1", b"HTTP/" + version)
        client.sendall(
            head + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
        )
        time.sleep(0.3)
        client.sendall(b"abc")
        sent = received(client)

    assert sent.startswith(b"HTTP/1.1 100 ") == continues
    assert [answer.status for answer in answers(sent)] == [200]


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"http://a", 200),
        (b"http://a/", 200),
        (b"http://a/livez", 200),
        (b"http://a?", 200),
        (b"http://a/nothing", 404),
        (b"http:///livez", 400),
        (b"http://a:99999/livez", 400),
        (b"http://me@a/livez", 400),
        (b"http://me:secret@a/livez", 400),
        (b"http://@a/livez", 400),
        (b"http://:@a/livez", 400),
        (b"http://me@/livez", 400),
        (b"http://:80/livez", 400),
        (b"http://a:/livez", 400),
        (b"http://a:x/livez", 400),
        (b"http://a:-1/livez", 400),
        (b"http://a:65535/livez", 200),
        (b"HTTP://a/livez", 200),
        (b"https://a/livez", 200),
        (b"ftp://a/livez", 400),
        (b"ws://a/livez", 400),
        (b"file:///livez", 400),
        (b"javascript://a/livez", 400),
        (b"a:443", 400),
        (b"http://a/livez?url=ftp://@b", 422),
    ],
)
def test_an_absolute_url_has_a_path(hostile: str, target: bytes, status: int) -> None:
    request = b"GET " + target + b" HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n"

    answer = one(hostile, request)

    assert answer.status == status
    assert status != 400 or b"URL" in answer.body


@pytest.mark.parametrize("host", ["a", "a:0", "a:80", "[::1]", "[::1]:8000"])
def test_the_host_of_an_absolute_url_is_kept_with_its_port(hostile: str, host: str) -> None:
    request = f"GET http://{host}/robots.txt HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n"

    assert f"http://{host}/sitemap.xml".encode() in one(hostile, request.encode()).body


@pytest.mark.parametrize(("length", "status"), [(255, 200), (301, 400)])
def test_a_host_that_pages_repeat_is_not_long(hostile: str, length: int, status: int) -> None:
    request = b"GET /sitemap.xml HTTP/1.1\r\nConnection: close\r\nHost: " + b"a" * length

    assert one(hostile, request + b"\r\n\r\n").status == status


@pytest.mark.parametrize(
    "hosts", [b"Host: b\r\nHost: c\r\n", b"Host: b c\r\n", b"Host: b\r\nHost:\r\n"]
)
def test_an_absolute_url_still_needs_a_valid_host_header(hostile: str, hosts: bytes) -> None:
    answer = one(hostile, b"GET http://a/livez HTTP/1.1\r\n" + hosts + b"\r\n")

    assert answer.status == 400
    assert b"one valid Host" in answer.body


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
    with httpx.Client(base_url=hostile) as client:
        for number in range(1600):
            if number == 100:
                before = memory(service[1])
            client.get(f"/facts?about={number}-{'a' * 15_000}")
    assert memory(service[1]) - before < 12


@pytest.mark.parametrize("accept", ["html" + ";" * 60_000, "a/b;q=0.1," * 6000 + "text/csv"])
def test_a_long_accept_takes_no_longer_than_a_short_one(
    service: tuple[str, Path], hostile: str, accept: str
) -> None:
    def seconds() -> float:
        user, system = Path(f"/proc/{server(service[1])}/stat").read_text().split()[13:15]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    with httpx.Client(base_url=hostile, headers={"Accept": accept}) as client:
        assert client.get("/facts").status_code == 406
        before = seconds()
        for _ in range(20):
            client.get("/facts")
        assert seconds() - before < 20 * 0.02


def test_a_search_has_a_limited_number_of_phrases(hostile: str) -> None:
    def searched(number: int) -> httpx.Response:
        phrases = " ".join(f'"lantern {k}"' for k in range(number))
        return httpx.get(f"{hostile}/search", params={"q": f"lantern -{number} {phrases}"})

    assert searched(49).status_code == 200
    assert searched(50).status_code == 422
    assert "more than 50 phrases" in searched(50).text


@pytest.mark.parametrize(
    ("text", "word", "most"),
    [
        ('"{}"', "lantern ", 120),
        ("lantern -{}a", "fair-", 119),
        ('"{}" "fair fair"', "lantern ", 118),
    ],
)
def test_a_search_has_a_limited_number_of_words_that_follow_one_another(
    hostile: str, text: str, word: str, most: int
) -> None:
    def searched(number: int) -> httpx.Response:
        return httpx.get(f"{hostile}/search", params={"q": text.format(word * number)})

    assert searched(most).status_code == 200
    assert searched(most + 1).status_code == 422
    assert "more than 120 words" in searched(most + 1).text


@pytest.mark.parametrize("word", ["lantern-", "\N{CJK UNIFIED IDEOGRAPH-4E2D}"])
def test_a_long_word_is_searched_for_by_its_beginning(hostile: str, word: str) -> None:
    found = httpx.get(f"{hostile}/search", params={"q": f"{word * 1200} lantern"})

    assert found.status_code == 200
    assert found.json()["total"] > 0


def test_the_printed_address_has_the_requested_port(tmp_path: Path) -> None:
    with serving(tmp_path, {"ARTICLE_FACTS_ALLOWED_HOSTS": "facts.example"}) as address:
        for port in ("", ":81", ":82", ":81"):
            host = f"facts.example{port}"
            found = httpx.get(f"{address}/robots.txt", headers={"Host": host})
            assert f"http://{host}/sitemap.xml" in found.text


@pytest.mark.parametrize("url", ["/people/josé", "http://a:99999/", "http://[a/", "http:///"])
def test_an_invalid_url_is_refused_with_the_way_to_write_it(hostile: str, url: str) -> None:
    answer = one(hostile, f"GET {url} HTTP/1.1\r\nHost: a\r\n\r\n".encode())

    assert answer.status == 400
    assert b"percent-encoded" in answer.body


@pytest.mark.parametrize("row", ["\u0300" * 20_000 + "\u0316" * 20_000, "\u0f73" * 60_000])
def test_combining_marks_are_refused_before_they_are_ordered(
    hostile: str, tmp_path: Path, row: str
) -> None:
    marks = f"a{row}".encode()
    began = time.monotonic()
    answer = one(
        hostile, POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(marks), marks)
    )
    assert answer.status == 400
    assert b"combining marks" in answer.body
    assert time.monotonic() - began < SOON

    copy = tmp_path / "copy.txt"
    copy.write_bytes(marks)
    for arguments in (["verify"], ["cite"], ["check", "--text"]):
        words = ["a"] if arguments == ["cite"] else []
        done = ran(tmp_path, *arguments, str(copy), *words)
        assert done.returncode in {1, 2}
        (line,) = done.stderr.splitlines()
        assert "more than 30 combining marks in a row" in line


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


def test_pipelined_requests_are_answered_in_order(hostile: str) -> None:
    text = b"a\r\n\r\n" * 9
    post = POST + b"Content-Length: %d\r\n\r\n%b" % (len(text), text)
    chunked = CHUNKED + b"%x\r\n%b\r\n0\r\n\r\n" % (len(text), text)
    slow, fast = (f"GET {p} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for p in ("/dataset.ndjson", "/"))
    last = b"GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    sent = slow + fast + post + fast + chunked + slow + post + post + chunked + chunked + last
    expected = [*[200] * 10, 404]

    for pieces in ([sent], [sent[n : n + 7] for n in range(0, len(sent), 7)]):
        statuses = [one.status for one in answers(exchange(hostile, *pieces))]
        assert statuses == expected


def test_no_more_than_a_head_is_kept_for_later(hostile: str) -> None:
    slow = b"GET /dataset.ndjson HTTP/1.1\r\nHost: a\r\n\r\n"

    assert [one.status for one in answers(exchange(hostile, slow * 3000))] == [200]


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


def test_a_flood_of_malformed_requests_is_logged_in_json_only(
    service: tuple[str, Path], hostile: str
) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: exchange(hostile, os.urandom(50) + b"\r\n\r\n"), range(50)))

    time.sleep(0.2)
    lines = (service[1] / "server.log").read_text().splitlines()
    assert all(line.startswith('{"time":"') and '"level":"' in line for line in lines)


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
