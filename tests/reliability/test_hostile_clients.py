"""Requests that try to break or block the server."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.abuse.wire import answers, connect, exchange, received
from tests.reliability.hostile import CHUNKED, PATH, POST, SOON, memory, one
from tests.serving import server, serving
from tests.starting import ran


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (b"text/plain", 200),
        (b"Text/Plain; Charset=UTF-8", 200),
        (b'text/plain;charset="utf-8"', 200),
        (b"text/plain; format=flowed", 415),
        (b"text/plain; charset=latin-1", 415),
        (b"text/plain; charset*=utf-8; charset*0=utf-8", 415),
        (b"text/plain; charset=utf-8; charset=utf-8", 415),
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
    host = b"a" * length

    for url, header in ((b"", host), (b"http://" + host, b"b")):
        request = b"GET %b/sitemap.xml HTTP/1.1\r\nConnection: close\r\nHost: %b\r\n\r\n"
        assert one(hostile, request % (url, header)).status == status


@pytest.mark.parametrize(
    "hosts", [b"Host: b\r\nHost: c\r\n", b"Host: b c\r\n", b"Host: b\r\nHost:\r\n"]
)
def test_an_absolute_url_still_needs_a_valid_host_header(hostile: str, hosts: bytes) -> None:
    answer = one(hostile, b"GET http://a/livez HTTP/1.1\r\n" + hosts + b"\r\n")

    assert answer.status == 400
    assert b"one valid Host" in answer.body


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


def test_a_flood_of_malformed_requests_is_logged_in_json_only(
    service: tuple[str, Path], hostile: str
) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: exchange(hostile, os.urandom(50) + b"\r\n\r\n"), range(50)))

    time.sleep(0.2)
    lines = (service[1] / "server.log").read_text().splitlines()
    assert all(line.startswith('{"time":"') and '"level":"' in line for line in lines)
