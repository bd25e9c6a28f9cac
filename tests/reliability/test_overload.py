"""Under overload the service responds with 503 at once, and expensive requests wait."""

import os
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.abuse.wire import answers, connect, received
from tests.reliability.corpora import corpus
from tests.seeds import INVENTED
from tests.serving import server, serving

ARTICLES = int(os.environ.get("SOAK_ARTICLES", "60"))
LONG = 1 << 16
"""Bytes of a text that takes a hundred times as long as a cheap request."""

ARTICLE = "/articles/lantern-fair-2031-0"
MOST = 4
SEED = {"ARTICLE_FACTS_SEED": str(INVENTED)}


def test_requests_beyond_the_limit_are_refused_and_the_service_recovers(
    tmp_path: Path,
) -> None:
    settings = {**SEED, "ARTICLE_FACTS_LIMIT_REQUESTS": "1"}
    with serving(tmp_path, settings) as address, httpx.Client(base_url=address) as client:
        cached = client.get("/people").content
        paths = [f"/explore{fact['url']}/card.png" for fact in client.get("/facts").json()["items"]]

        def draw(path: str) -> httpx.Response:
            return httpx.get(f"{address}{path}", timeout=60)

        with ThreadPoolExecutor(16) as pool:
            drawn = pool.map(draw, paths)
            # Requests that need no thread are answered meanwhile.
            for path in ("/livez", "/readyz", "/metrics", "/quotes"):
                assert client.get(path).status_code == 200
            assert client.get("/people").content == cached
            found = list(drawn)
        assert {answer.status_code for answer in found} == {200, 503}
        for refused in (answer for answer in found if answer.status_code == 503):
            assert refused.headers["retry-after"] == "1"
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.json()["type"] == "/problems/overloaded"
        assert [draw(path).status_code for path in paths[:3]] == [200] * 3


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="no limits of others here")
def test_without_a_thread_a_request_is_refused(tmp_path: Path) -> None:
    """Another thread needs 8 MiB of address space."""
    log = tmp_path / "server.log"
    with serving(tmp_path, SEED) as address:
        process = server(tmp_path)
        # Its file is made, and no thread has sent it.
        httpx.head(f"{address}/dataset.ndjson")
        used = int(Path(f"/proc/{process}/statm").read_text().split()[0]) * resource.getpagesize()
        before = resource.prlimit(process, resource.RLIMIT_AS)
        resource.prlimit(process, resource.RLIMIT_AS, (used + (4 << 20), before[1]))
        refused = [httpx.get(f"{address}{path}") for path in ("/openapi.json", "/explore/facts")]
        with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
            httpx.get(f"{address}/dataset.ndjson")
        resource.prlimit(process, resource.RLIMIT_AS, before)
        answered = httpx.get(f"{address}/explore/facts")

    assert [one.status_code for one in (*refused, answered)] == [503, 503, 200]
    assert {one.headers["retry-after"] for one in refused} == {"1"}
    assert "Traceback" not in log.read_text()


def test_every_request_of_a_burst_is_answered_or_refused(tmp_path: Path) -> None:
    settings = {**SEED, "ARTICLE_FACTS_LIMIT_REQUESTS": str(MOST)}
    with serving(tmp_path, settings) as address, ExitStack() as stack:
        clients = [stack.enter_context(connect(address)) for _ in range(200)]
        for number, client in enumerate(clients):
            path = f"/facts?limit={number % 200 + 1}"
            head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            client.sendall(head.encode())
        found = [answers(received(client)) for client in clients]
        assert {len(one) for one in found} == {1}
        for (answer,) in found:
            assert answer.status in {200, 503}
            assert (answer.status == 503) == ("retry-after" in answer.headers)
        assert sum(answer.status == 200 for (answer,) in found) >= MOST
        assert httpx.get(f"{address}/facts?limit=200").status_code == 200


CROWD = 4
"""How many clients send expensive requests, one after the other."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with thousands of records and no response cache."""
    folder = tmp_path_factory.mktemp("loaded")
    seed = corpus(folder / "seed", ARTICLES, "Many")
    own = {"ARTICLE_FACTS_SEED": str(seed), "ARTICLE_FACTS_CACHE_MIB": "0"}
    with serving(folder, own) as address:
        yield address


def costly(kind: str, number: int) -> tuple[str, str, bytes | None]:
    """The method, path and body of an expensive request, different for each number."""
    if kind == "search":
        return "GET", f"/search?q=lantern&limit={number % 200 + 1}", None
    if kind == "facets":
        return "GET", f"/facts?facets=about,kind,asserted_by,basis&limit={number % 200 + 1}", None
    if kind == "export":
        return "GET", "/facts?format=csv", None
    text = b"lantern %d " % number
    return "POST", f"{ARTICLE}/verification", text * (LONG // len(text))


@pytest.mark.parametrize(
    ("kind", "each"), [("search", 20), ("facets", 20), ("export", 8), ("text", 4)]
)
def test_expensive_requests_do_not_starve_cheap_ones(loaded: str, kind: str, each: int) -> None:
    done: list[int] = []

    def insist(client_number: int) -> None:
        with httpx.Client(base_url=loaded, timeout=120) as client:
            for number in range(each):
                method, path, body = costly(kind, client_number * each + number)
                headers = {"Content-Type": "text/plain"} if body else {}
                answer = client.request(method, path, content=body, headers=headers)
                done.append(answer.status_code)

    threads = [Thread(target=insist, args=(number,)) for number in range(CROWD)]
    cheap = 0
    with httpx.Client(base_url=loaded, timeout=120) as client:
        # It is connected before the others begin.
        assert client.get("/quotes?limit=1").status_code == 200
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert client.get("/quotes?limit=1").status_code == 200
            cheap += 1
    for thread in threads:
        thread.join()

    assert done == [200] * CROWD * each
    # Like the others, this client has one request at a time, so it should get as many responses as
    # each of them; half as many is enough, because the order is random.
    assert cheap >= each // 2
    print(f"{kind}: {cheap} cheap answers to one client while {CROWD} others had {len(done)}")  # noqa: T201 - for the report
