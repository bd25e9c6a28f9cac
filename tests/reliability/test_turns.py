"""However much one client sends at once, others are answered in between."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from timeit import repeat

import httpx
import pytest

from app.database import open_database
from app.queries.find import find
from app.queries.sql import Question
from app.resources.facts import FACTS
from app.seeding.build import place_of, seed
from app.settings import Settings
from tests.abuse.wire import answers, connect, exchange, received
from tests.reliability.corpora import corpus
from tests.seeds import INVENTED
from tests.serving import server, serving

NUMBER = 600
AHEAD = b"".join(
    b"HEAD /explore/search?q=lantern+fair&x=%d HTTP/1.1\r\nHost: a\r\n\r\n" % number
    for number in range(NUMBER)
)
"""Requests of pages that no cache has."""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A service and its process; on a busy machine, pictures wait long for their thread."""
    own = {"ARTICLE_FACTS_SEED": str(INVENTED), "ARTICLE_FACTS_POOL_TIMEOUT": "120"}
    with serving(tmp_path, own) as address:
        yield address, server(tmp_path)


def seconds(process: int) -> float:
    """The processor time of a process, however busy the machine is."""
    user, system = Path(f"/proc/{process}/stat").read_text().split()[13:15]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def head_of_text(address: str) -> bytes:
    """The head of a request that verifies a text, whose chunks follow."""
    path = httpx.get(f"{address}/articles?limit=1").json()["items"][0]["url"]
    return (
        f"POST {path}/verification HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
    ).encode()


def test_requests_sent_ahead_take_turns_with_those_of_others(service: tuple[str, int]) -> None:
    address, process = service
    last = b"GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    spent = []
    with connect(address) as client, ThreadPoolExecutor(1) as pool:
        client.settimeout(120)
        start = seconds(process)
        found = pool.submit(received, client)
        client.sendall(AHEAD + last)
        while not found.done():
            began = seconds(process)
            assert httpx.get(f"{address}/livez", timeout=120).status_code == 200
            spent.append(seconds(process) - began)

    statuses = [one.status for one in answers(found.result(), ("HEAD",) * NUMBER)]
    assert statuses == [*[200] * NUMBER, 404]
    assert max(spent) < (seconds(process) - start) / 4


def test_a_text_of_empty_lines_takes_no_longer_than_others(service: tuple[str, int]) -> None:
    """An empty line in a chunk looks like the end of the body."""
    address, process = service
    head = head_of_text(address)
    size = 1 << 20
    spent = []
    # Short words take long to compare with the article.
    for line in (b"a ", b"\r\n\r\n"):
        began = seconds(process)
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (size, line * (size // len(line)))
        (answer,) = answers(exchange(address, head + body))
        assert answer.status == 200
        spent.append(seconds(process) - began)

    assert spent[1] < 3 * spent[0]


def test_texts_of_tiny_chunks_take_turns_with_the_requests_of_others(
    service: tuple[str, int],
) -> None:
    address, process = service
    head = head_of_text(address)
    # It is not UTF-8, so that none of the time is for its verification.
    text = b"1\r\n\xff\r\n" * 120_000 + b"0\r\n\r\n"

    def sent() -> bytes:
        with connect(address) as client:
            client.settimeout(120)
            client.sendall(head + text)
            return received(client)

    spent = []
    with ThreadPoolExecutor(8) as pool:
        found = [pool.submit(sent) for _ in range(8)]
        while not all(one.done() for one in found):
            began = seconds(process)
            assert httpx.get(f"{address}/livez", timeout=120).status_code == 200
            spent.append(seconds(process) - began)

    assert {answers(one.result())[0].status for one in found} <= {400, 503}
    assert max(spent) < 0.5


@pytest.mark.parametrize("path", ["/facts?about=", "/search?q=", "/explore/search?q="])
def test_long_questions_take_turns_with_the_requests_of_others(
    service: tuple[str, int], path: str
) -> None:
    """A thousand unknown ids, or words, take a tenth of a second."""
    address, process = service

    def url(number: int) -> str:
        names = [f"a{number}b{k}" for k in range(1500)]
        if "about" in path:
            lists = [",".join(names[at : at + 50]) for at in range(0, len(names), 50)]
            return f"{address}{path}{'&about='.join(lists)}"
        return f"{address}{path}{'+'.join(names)[:9900]}"

    spent = []
    with ThreadPoolExecutor(16) as pool:
        found = [pool.submit(httpx.get, url(number), timeout=120) for number in range(16)]
        while not all(one.done() for one in found):
            began = seconds(process)
            assert httpx.get(f"{address}/livez", timeout=120).status_code == 200
            spent.append(seconds(process) - began)

    assert {one.result().status_code for one in found} <= {200, 422}
    assert max(spent) < 0.5


def test_pictures_of_many_clients_take_turns_with_the_requests_of_others(
    service: tuple[str, int],
) -> None:
    """To draw one takes a tenth of a second, in which no other thread can run.

    A new connection needs several turns of the event loop, each between two pictures.
    """
    address, process = service
    series = httpx.get(f"{address}/statistics?limit=1").json()["items"][0]["url"]
    chart = f"{address}{series}/chart.png"
    httpx.get(chart, timeout=120)
    began = seconds(process)
    httpx.get(chart, headers={"Host": "alone.example"}, timeout=120)
    drawn = seconds(process) - began
    # It has the address of the service, so that no two are the same.
    hosts = [{"Host": f"host-{number}.example"} for number in range(16)]
    spent = []
    with ThreadPoolExecutor(len(hosts)) as pool:
        found = [pool.submit(httpx.get, chart, headers=host, timeout=120) for host in hosts]
        while not any(one.done() for one in found):
            time.sleep(0.01)
        began = seconds(process)
        with ExitStack() as stack:
            many = [stack.enter_context(connect(address)) for _ in range(100)]
            for client in many:
                client.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            assert {client.recv(12) for client in many} == {b"HTTP/1.1 200"}
        new = seconds(process) - began
        while not all(one.done() for one in found):
            began = seconds(process)
            assert httpx.get(f"{address}/livez", timeout=120).status_code == 200
            spent.append(seconds(process) - began)

    assert {one.result().status_code for one in found} == {200}
    assert new < 4 * drawn
    # While four were drawn at once, it waited for all four.
    assert median(spent) < 2.5 * drawn


@pytest.mark.parametrize("name", ["swagger-ui-bundle.js", "openapi.json"])
def test_long_documents_take_turns_with_the_requests_of_others(
    service: tuple[str, int], name: str
) -> None:
    """To compress one takes up to a tenth of a second."""
    address, process = service
    docs = httpx.get(f"{address}/docs").text
    path = next(one for one in docs.split('"') if one.endswith(name))
    # The cache has an entry for each host.
    hosts = [{"Host": f"host-{number}.example", "Accept-Encoding": "br"} for number in range(24)]
    spent = []
    with ThreadPoolExecutor(len(hosts)) as pool:
        found = [
            pool.submit(httpx.get, f"{address}{path}", headers=host, timeout=120) for host in hosts
        ]
        while not all(one.done() for one in found):
            began = seconds(process)
            assert httpx.get(f"{address}/livez", timeout=120).status_code == 200
            spent.append(seconds(process) - began)

    assert {one.result().status_code for one in found} == {200}
    assert max(spent) < 0.3


def test_a_new_client_does_not_wait_for_many_that_ask_for_slow_responses(tmp_path: Path) -> None:
    """A long list takes milliseconds, and a new connection several turns of the loop."""
    path = "/facts?limit=200&include=about,record,asserted_by&facets=about,kind,asserted_by"
    with serving(tmp_path) as address, ExitStack() as stack:
        process = server(tmp_path)
        began = seconds(process)
        for number in range(20):
            # The cache has an entry for each host.
            httpx.head(f"{address}{path}", headers={"Host": f"first-{number}"})
        one = (seconds(process) - began) / 20
        busy = [stack.enter_context(connect(address)) for _ in range(128)]
        for number, client in enumerate(busy):
            heads = (f"HEAD {path} HTTP/1.1\r\nHost: h{number}-{n}\r\n\r\n" for n in range(30))
            client.sendall("".join(heads).encode())
        for client in busy:
            client.recv(1)
        spent = []
        for _ in range(5):
            began = seconds(process)
            assert httpx.get(f"{address}/livez", timeout=60).status_code == 200
            spent.append(seconds(process) - began)

    assert median(spent) < len(busy) * one / 4, (spent, one)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with sixty articles."""
    folder = tmp_path_factory.mktemp("copies")
    own = {"ARTICLE_FACTS_SEED": str(corpus(folder / "seed", 60, "Copies"))}
    with serving(folder, own | {"ARTICLE_FACTS_POOL_TIMEOUT": "3"}) as address:
        yield address


def slow_list(address: str) -> str:
    """The path of a list with many filters and facets, in less than a thousand bytes."""
    found = httpx.get(f"{address}/facts?facets=about&limit=1").json()["facets"]["about"]["values"]
    ids = sorted((one["value"] for one in found), key=len)[:4]
    about = "&".join([f"about={','.join(ids)}"] * 15)
    return f"/facts?{about}&facets=about,asserted_by,article,voice,certainty,basis,restates"


def test_slow_lists_take_turns_with_the_requests_of_others(copies: str) -> None:
    path = slow_list(copies)
    began = time.perf_counter()
    httpx.get(f"{copies}{path}", headers={"Host": "alone.example"}, timeout=120)
    alone = time.perf_counter() - began
    # The cache has an entry for each host.
    hosts = [{"Host": f"host-{number}.example"} for number in range(8)]
    waited = []
    with ThreadPoolExecutor(len(hosts)) as pool:
        found = [pool.submit(httpx.get, copies + path, headers=one, timeout=120) for one in hosts]
        while not all(one.done() for one in found):
            began = time.perf_counter()
            assert httpx.get(f"{copies}/livez", timeout=120).status_code == 200
            waited.append(time.perf_counter() - began)

    assert {one.result().status_code for one in found} <= {200, 503}
    assert median(waited) < alone / 2


def test_values_whose_records_come_last_are_found_as_fast_as_those_that_come_first(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    seed(place_of(url), corpus(tmp_path / "seed", 60, "Copies"))
    database = open_database(Settings(database_url=url))
    database.open()
    with closing(database), database.snapshot() as snapshot:
        ids = [one[0].decode() for one in snapshot.rows("SELECT id FROM article ORDER BY position")]

        def fastest(*articles: str) -> float:
            asked = Question(FACTS, {"article": articles}, limit=1)
            return min(repeat(lambda: find(snapshot, asked), number=1, repeat=30))

        assert fastest(*ids[-5:]) < 3 * fastest(*ids[:5])


def test_what_waits_for_a_thread_too_long_is_refused_and_pages_do_not_wait_for_lists(
    copies: str,
) -> None:
    path = slow_list(copies)
    with ExitStack() as stack:
        waiting = [stack.enter_context(connect(copies)) for _ in range(500)]
        for number, one in enumerate(waiting):
            head = f"GET {path} HTTP/1.1\r\nHost: late-{number}\r\nConnection: close\r\n\r\n"
            one.sendall(head.encode())
        other = httpx.get(f"{copies}/explore/search?q=lantern", timeout=120)
        # The last one still waits.
        waiting[-1].setblocking(False)
        with pytest.raises(BlockingIOError):
            waiting[-1].recv(1)
        waiting[-1].settimeout(60)
        statuses = {received(one)[9:12] for one in waiting}

    assert other.status_code == 200
    assert statuses == {b"200", b"503"}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_new_connections_do_not_wait_for_busy_ones(tmp_path: Path, workers: str) -> None:
    own = {"ARTICLE_FACTS_SEED": str(INVENTED), "ARTICLE_FACTS_WORKERS": workers}
    with serving(tmp_path, own) as address, ExitStack() as stack:
        parent = server(tmp_path)
        workers_of = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        pids = [parent, *map(int, workers_of)]
        began = sum(map(seconds, pids))
        exchange(address, AHEAD, end=True)
        one = sum(map(seconds, pids)) - began
        busy = [stack.enter_context(connect(address)) for _ in range(20)]
        for number, client in enumerate(busy):
            client.sendall(AHEAD.replace(b"Host: a", b"Host: a%d" % number))
        began = sum(map(seconds, pids))
        many = [stack.enter_context(connect(address)) for _ in range(100)]
        for client in many:
            client.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
        assert {client.recv(12) for client in many} == {b"HTTP/1.1 200"}
        assert sum(map(seconds, pids)) - began < one


def test_requests_sent_ahead_of_the_end_are_all_answered(service: tuple[str, int]) -> None:
    found = answers(exchange(service[0], AHEAD, end=True), ("HEAD",) * NUMBER)

    assert [one.status for one in found] == [200] * NUMBER
