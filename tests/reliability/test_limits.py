"""What each setting for limits does in a real service."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.api.http import Request
from app.main import create_service
from app.settings import Settings
from tests.abuse.wire import Answer, answers, connect, exchange, received
from tests.seeds import INVENTED
from tests.serving import serving

TIGHT = {
    "ARTICLE_FACTS_SEED": str(INVENTED),
    "ARTICLE_FACTS_ALLOWED_HOSTS": "127.0.0.1, *.example.org",
    "ARTICLE_FACTS_TRUSTED_PROXIES": "127.0.0.1",
    "ARTICLE_FACTS_RATE_LIMIT": "3",
    "ARTICLE_FACTS_LIMIT_TEXTS": "1",
    "ARTICLE_FACTS_LIMIT_CONNECTIONS": "20",
    "ARTICLE_FACTS_TIMEOUT_HEAD": "1",
    "ARTICLE_FACTS_TIMEOUT_BODY": "2",
    "ARTICLE_FACTS_TIMEOUT_WRITE": "1",
    "ARTICLE_FACTS_TIMEOUT_KEEP_ALIVE": "1",
}
TEXT = (
    b"POST /articles/lantern-fair-2031/verification HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: text/plain\r\nX-Forwarded-For: 192.0.2.%d\r\n"
)


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("tight"), TIGHT) as address:
        yield address


def one(address: str, *pieces: bytes) -> Answer:
    (answer,) = answers(exchange(address, *pieces))
    return answer


@pytest.mark.parametrize(
    ("request_", "status", "slug"),
    [
        (b"GET /livez HTTP/1.1\r\n\r\n", 400, "bad-request"),
        (b"GET /livez HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "bad-request"),
        (b"GET /livez HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "bad-request"),
        (b"GET /livez HTTP/2.0\r\nHost: a\r\n\r\n", 400, "bad-request"),
        (b"GET /livez HTTP/1.1\nHost: a\n\n", 400, "bad-request"),
        (b"GET /livez HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400, "bad-request"),
        (b"GET /" + b"a" * 17_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "uri-too-long"),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
            431,
            "request-header-fields-too-large",
        ),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 101 + b"\r\n",
            431,
            "request-header-fields-too-large",
        ),
    ],
)
def test_broken_http_and_exceeded_limits_are_problems(
    address: str, request_: bytes, status: int, slug: str
) -> None:
    answer = one(address, request_)

    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert f'"type":"/problems/{slug}"'.encode() in answer.body
    assert answer.headers["connection"] == "close"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert httpx.get(f"{address}/problems/{slug}").status_code == 200


def test_earlier_requests_are_answered_before_the_refusal(address: str) -> None:
    good = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"

    statuses = [a.status for a in answers(exchange(address, good * 3 + b"?\r\n\r\n"))]

    assert statuses == [200, 200, 200, 400]


def test_a_head_that_comes_too_slowly_is_refused(tight: str) -> None:
    with connect(tight) as client:
        client.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n")
        for _ in range(40):
            time.sleep(0.1)
            try:
                client.sendall(b"X: a\r\n")
            except OSError:
                break
        else:
            pytest.fail("the connection stays open")


def test_an_incomplete_head_is_refused(tight: str) -> None:
    assert one(tight, b"GET /livez HTTP/1.1\r\n").status == 408


def test_an_incomplete_body_is_refused(tight: str) -> None:
    assert one(tight, TEXT % 1 + b"Content-Length: 9\r\n\r\nabc").status == 408


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"])
def test_an_idle_connection_is_closed(tight: str, sent: bytes) -> None:
    with connect(tight) as client:
        client.sendall(sent)
        received(client)


def test_a_client_that_reads_nothing_is_disconnected(tmp_path: Path) -> None:
    with serving(tmp_path, {"ARTICLE_FACTS_TIMEOUT_WRITE": "1"}) as address:
        with connect(address) as client:
            # More than the system's socket buffers hold.
            client.sendall(b"GET /dataset.sqlite HTTP/1.1\r\nHost: a\r\n\r\n" * 30)
            for _ in range(150):
                time.sleep(0.1)
                try:
                    client.send(b"G")
                except OSError:
                    break
            else:
                pytest.fail("the client is never disconnected")
        assert httpx.get(f"{address}/livez").status_code == 200
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_a_refused_request_is_not_refused_again_by_a_timeout(tmp_path: Path) -> None:
    # The shortest timeout sets how often a connection is checked.
    own = {"ARTICLE_FACTS_TIMEOUT_HEAD": "1", "ARTICLE_FACTS_TIMEOUT_WRITE": "0.1"}
    with serving(tmp_path, own) as address:
        with connect(address) as client:
            client.sendall(b"GET /livez HTTP/1.1\r\n")
            time.sleep(0.8)
            client.sendall(b"no header\r\n\r\n")
            (answer,) = answers(received(client))
            assert answer.status == 400
            # It lingers for half a second, and meanwhile the time for the head runs out.
            time.sleep(0.8)
        assert httpx.get(f"{address}/livez").status_code == 200
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_texts_beyond_the_limit_are_refused_early(tight: str) -> None:
    text = b"word " * 200_000

    def status(number: int) -> int:
        head = TEXT % number + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(text)
        answer = one(tight, head + text)
        if answer.status == 503:
            assert answer.headers["retry-after"] == "1"
            assert b'"type":"/problems/overloaded"' in answer.body
        return answer.status

    with ThreadPoolExecutor(12) as pool:
        statuses = set(pool.map(status, range(100, 112)))

    assert statuses == {200, 503}


def test_connections_beyond_the_limit_are_refused_early(tight: str) -> None:
    held = [connect(tight) for _ in range(20)]
    try:
        with connect(tight) as one_more:
            answer = answers(received(one_more))[0]
    finally:
        for client in held:
            client.close()

    assert answer.status == 503
    assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:80", 200), ("A.Example.org", 200), ("a.example.org.", 200),
        ("example.org", 421), ("evil.test", 421), ("evil-example.org", 421), ("[::1]", 421),
    ],
)  # fmt: skip
def test_only_allowed_hosts_are_served(tight: str, host: str, status: int) -> None:
    headers = {"Host": host, "X-Forwarded-For": f"2001:db8:{abs(hash(host)) % 9999}::1"}

    assert httpx.get(f"{tight}/countries", headers=headers).status_code == status


def test_an_address_has_a_limited_number_of_requests_in_a_window(tight: str) -> None:
    def asked(address: str) -> httpx.Response:
        return httpx.get(f"{tight}/countries", headers={"X-Forwarded-For": address})

    several = [asked("198.51.100.7") for _ in range(4)]

    assert [answer.status_code for answer in several] == [200, 200, 200, 429]
    assert several[0].headers["ratelimit-policy"] == '"default";q=3;w=60'
    assert [re.sub(r"t=\d+", "t=", a.headers["ratelimit"]) for a in several] == [
        f'"default";r={left};t=' for left in (2, 1, 0, 0)
    ]
    assert 1 <= int(several[3].headers["retry-after"]) <= 60
    assert several[3].json()["type"] == "/problems/too-many-requests"
    assert asked("198.51.100.8").status_code == 200
    assert [asked(f"2001:db8::{n}").status_code for n in range(4)] == [200, 200, 200, 429]
    # An IPv6 socket sees every IPv4 address in this form.
    mapped = [asked(f"::ffff:198.51.100.{n}").status_code for n in (9, 10, 11, 12, 9, 9, 9)]
    assert mapped == [200] * 6 + [429]
    # Some proxies add the client's port, which differs for each connection.
    ported = [asked(f"198.51.100.20:{port}").status_code for port in range(50_000, 50_004)]
    ported += [asked(f"[2001:db8:7::1]:{port}").status_code for port in range(50_000, 50_004)]
    assert ported == [200, 200, 200, 429] * 2
    assert httpx.get(f"{tight}/livez").status_code == 200


def test_many_addresses_from_a_proxy_cost_little() -> None:
    own = Settings(database_url="sqlite:////facts.db", trusted_proxies=("127.0.0.1", "10.0.0.0/8"))
    service = create_service(own)
    sent = b"192.0.2.1," + ",".join(f"10.{n >> 8}.{n & 255}.1" for n in range(5000)).encode()
    began = time.process_time()
    for _ in range(20):
        headers = {b"host": b"a", b"x-forwarded-for": sent}
        assert Request("GET", b"/", b"", headers, service, client="127.0.0.1").client
    assert time.process_time() - began < 20 * 0.005

    headers = {b"host": b"a", b"x-forwarded-for": b",".join(sent.split(b",")[:100])}
    assert Request("GET", b"/", b"", headers, service, client="127.0.0.1").client == "192.0.2.1"


@pytest.mark.parametrize("trusted", ["127.0.0.1", "*"])
def test_no_client_can_make_up_its_address(trusted: str) -> None:
    own = Settings(database_url="sqlite:////facts.db", trusted_proxies=(trusted,))
    service = create_service(own)
    headers = {b"host": b"a", b"x-forwarded-for": b"203.0.113.9, 192.0.2.7"}

    request = Request("GET", b"/", b"", headers, service, client="127.0.0.1")
    assert request.client == "192.0.2.7"


def test_proxies_are_trusted_only_if_configured(address: str) -> None:
    answer = httpx.get(f"{address}/countries", headers={"X-Forwarded-For": '"x", 9.9.9.9.9'})

    assert answer.status_code == 200
    assert "ratelimit" not in answer.headers


def test_the_scheme_that_a_client_used_comes_from_trusted_proxies_only(
    tight: str, address: str
) -> None:
    def sitemap(service: str, scheme: str) -> str:
        headers = {"X-Forwarded-Proto": scheme, "X-Forwarded-For": "203.0.113.9"}
        return httpx.get(f"{service}/robots.txt", headers=headers).text

    assert f"https{tight.removeprefix('http')}/sitemap.xml" in sitemap(tight, "HTTPS")
    assert f"{tight}/sitemap.xml" in sitemap(tight, "ftp")
    assert f"{address}/sitemap.xml" in sitemap(address, "https")


def test_the_rate_limit_forgets_the_address_that_was_silent_longest() -> None:
    service = create_service(Settings(rate_limit=1, rate_window=3600))

    def ask_from(number: int) -> int:
        client = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        answer = service.respond(Request("OPTIONS", b"/facts", b"", {}, service, client=client))
        assert answer
        return answer.status

    assert [ask_from(0), ask_from(0)] == [204, 429]
    for number in range(1, 65_536):
        ask_from(number)
    assert [ask_from(0), ask_from(1)] == [429, 429]
    ask_from(65_536)
    ask_from(65_537)
    assert [ask_from(1), ask_from(2)] == [429, 204]


@pytest.mark.parametrize("line", [b"GET   /livez HTTP/1.1", b"GET /livez RTSP/1.0"])
def test_what_the_parser_accepts_although_it_is_not_http(address: str, line: bytes) -> None:
    assert one(address, line + b"\r\nHost: a\r\nConnection: close\r\n\r\n").status == 200
