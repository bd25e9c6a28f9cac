"""What clients can make the service keep in memory, beyond what one request needs."""

import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from benchmarks import growth_corpus
from tests.raw import ask
from tests.reliability.hostile import asking, memory
from tests.seeds import INVENTED
from tests.serving import PROJECT, serving

UNCACHED = {"ARTICLE_FACTS_CACHE_MIB": "0"}
PATH = "/articles/lantern-fair-2031/verification"
CROWD = 72
"""How many clients send a request at once, after which memory goes back to the system."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a seed whose files are longer than what systems keep for a client."""
    folder = tmp_path_factory.mktemp("large")
    growth_corpus.write(folder / "seed", 1200)
    return folder


def test_long_responses_count_as_unread_whatever_they_are_made_with(large: Path) -> None:
    own = {"ARTICLE_FACTS_SEED": str(large / "seed"), "ARTICLE_FACTS_LIMIT_UNREAD": "8"}
    own["ARTICLE_FACTS_STATEMENT_TIMEOUT"] = "120"
    with serving(large, own | UNCACHED) as address:
        host, port = address.removeprefix("http://").split(":")
        requests = [("/dataset.sqlite", coding) for coding in ("identity", "gzip")]
        requests += [("/facts.ndjson", "identity"), ("/facts.ndjson", "gzip")]
        for path, coding in requests:
            ask(address, path, {"Accept-Encoding": coding})
            before = memory(large)
            clients = [socket.socket() for _ in range(60)]
            head = f"GET {path} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: {coding}\r\n\r\n"
            for client in clients:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.connect((host, int(port)))
                client.sendall(head.encode())
            end = time.monotonic() + 2
            while time.monotonic() < end:
                assert memory(large) - before < 40, (path, coding)
                time.sleep(0.1)
            for client in clients:
                client.close()
        assert httpx.get(f"{address}/livez", timeout=60).status_code == 200
        # A client that is gone is no error.
        assert (large / "server.log").read_text().count("without completing") == 0


def test_a_connection_keeps_nothing_of_what_it_has_sent(large: Path) -> None:
    own = {"ARTICLE_FACTS_SEED": str(large / "seed")} | UNCACHED
    with serving(large, own) as address, ExitStack() as opened:
        size = len(ask(address, "/facts.jsonld?limit=200").body)
        before = memory(large)
        for number in range(300):
            client = opened.enter_context(httpx.Client(base_url=address))
            path = f"/facts.jsonld?limit=200&sort={'-' * (number % 2)}id"
            assert client.get(path, headers={"Host": f"h{number}"}).status_code == 200
        assert memory(large) - before < 300 * size / 3 / (1 << 20)


def test_the_system_keeps_little_for_a_client_that_reads_nothing(large: Path) -> None:
    with serving(large, {"ARTICLE_FACTS_SEED": str(large / "seed")}) as address:
        assert len(ask(address, "/facts.ndjson").body) > 3_000_000
        host, port = address.removeprefix("http://").split(":")
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect((host, int(port)))
            client.sendall(b"GET /facts.ndjson HTTP/1.1\r\nHost: a\r\n\r\n")
            time.sleep(2)
            ends = f":{int(port):04X} 0100007F:{client.getsockname()[1]:04X} "
            (line,) = [one for one in Path("/proc/net/tcp").read_text().splitlines() if ends in one]
        assert 0 < int(line.split()[4].partition(":")[0], 16) < 1 << 18


@pytest.mark.parametrize("words", ["a b ", "\N{MUSICAL SYMBOL EIGHTH NOTE}"])
def test_a_text_with_a_word_at_each_character_takes_little(tmp_path: Path, words: str) -> None:
    with serving(tmp_path, {"ARTICLE_FACTS_SEED": str(INVENTED)}) as address:
        text = words.encode() * ((1 << 20) // len(words.encode()))

        def verified(text: bytes) -> None:
            headers = {"Content-Type": "text/plain"}
            answer = httpx.post(f"{address}{PATH}", content=text, headers=headers, timeout=120)
            assert answer.status_code == 200

        verified(b"a")
        before = _peak(tmp_path)
        verified(text)
        assert _peak(tmp_path) - before < 40


def _peak(folder: Path) -> int:
    """The most MiB that the server has had in memory."""
    status = Path(f"/proc/{(folder / 'server.pid').read_text()}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def test_pages_of_long_queries_are_not_remembered(tmp_path: Path) -> None:
    with (
        serving(tmp_path, {"ARTICLE_FACTS_SEED": str(INVENTED), **UNCACHED}) as address,
        asking(address) as asked,
    ):
        about = json.loads(asked("/facts?facets=about"))["facets"]["about"]["values"]
        ids = [one["value"] for one in about]

        def ask_for(number: int) -> None:
            places = [number // len(ids) ** (k % 4) % len(ids) for k in range(40)]
            values = [",".join(ids[place:] + ids[:place]) for place in places]
            page = asked("/facts?limit=1&" + "&".join(f"about={one}" for one in values))
            assert json.loads(page)["next"]

        for number in range(50):
            ask_for(number)
        before = memory(tmp_path)
        for number in range(50, 1200):
            ask_for(number)
        assert memory(tmp_path) - before < 12


@pytest.mark.parametrize("trusted", ["*", "127.0.0.1"])
def test_what_a_proxy_sends_for_an_address_is_kept_in_short(tmp_path: Path, trusted: str) -> None:
    own = {"ARTICLE_FACTS_TRUSTED_PROXIES": trusted, "ARTICLE_FACTS_RATE_LIMIT": "100000"}
    with serving(tmp_path, own) as address, httpx.Client(base_url=address) as client:
        client.get("/robots.txt")
        before = memory(tmp_path)
        for number in range(500):
            forwarded = {"X-Forwarded-For": f"{number}{'x' * 60_000}"}
            assert client.get("/robots.txt", headers=forwarded).status_code == 200
        assert memory(tmp_path) - before < 12


def test_memory_goes_back_to_the_system_after_a_crowd(large: Path) -> None:
    own = {"ARTICLE_FACTS_SEED": str(large / "seed"), "ARTICLE_FACTS_LIMIT_TEXTS": "20"}
    own |= dict(re.findall(r"export (MALLOC_\w+)=(\d+)", (PROJECT / "Makefile").read_text()))
    with serving(large, own | UNCACHED) as address, ThreadPoolExecutor(CROWD) as pool:
        path = "/articles/paper-000001/verification"
        text = {"content": b"trade " * 170_000, "headers": {"Content-Type": "text/plain"}}

        def ask_for(number: int) -> int:
            coding = {"Accept-Encoding": ("br", "gzip")[number // 2 % 2]}
            if number % 12 == 0:
                return httpx.post(f"{address}{path}", timeout=120, **text).status_code  # type: ignore[arg-type]  # two keywords
            if number % 6 == 1:
                return ask(address, f"/facts?limit={100 + number % 100}", coding).status
            return ask(address, ("/dataset.sqlite", "/facts.ndjson")[number % 2], coding).status

        assert [ask_for(number) for number in range(6)] == [200] * 6
        before = memory(large)
        found = set(pool.map(ask_for, range(CROWD)))
        assert found <= {200, 503}
        time.sleep(2)
        assert memory(large) - before < 64


def test_the_cache_takes_no_more_than_its_size(tmp_path: Path) -> None:
    size = {"ARTICLE_FACTS_SEED": str(INVENTED), "ARTICLE_FACTS_CACHE_MIB": "24"}
    with serving(tmp_path, size) as address, asking(address) as asked:
        (id_,) = (one["id"] for one in json.loads(asked("/articles?fields=id"))["items"][:1])
        for number in range(8000):
            if number == 100:
                before = memory(tmp_path)
            padding = "&" * (number % 100) + "format=json" + "&" * (number // 100)
            asked(f"/articles/{id_}?fields=id&{padding}")
        assert memory(tmp_path) - before < 24 + 8
