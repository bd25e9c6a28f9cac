"""After SIGTERM under load, the service still answers the requests it has."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.abuse.wire import answers, connect, received
from tests.seeds import INVENTED, TEXT
from tests.serving import command, environment, server, serving

CLIENTS = int(os.environ.get("SOAK_CLIENTS", "40"))
SEED = {"ARTICLE_FACTS_SEED": str(INVENTED), "ARTICLE_FACTS_LIMIT_TEXTS": str(CLIENTS)}
ARTICLE = "/articles/lantern-fair-2031"


def request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def _alive(client: socket.socket) -> None:
    """Read a whole response of /livez."""
    data = b""
    while not data.endswith(b'{"status":"alive"}'):
        data += client.recv(1 << 16)


def _post(length: int) -> bytes:
    return (
        f"POST {ARTICLE}/verification HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


def test_every_request_sent_before_sigterm_is_answered(tmp_path: Path) -> None:
    text = TEXT.read_bytes()
    post = _post(len(text))
    with serving(tmp_path, SEED) as address:
        clients: list[tuple[socket.socket, bytes]] = []
        for _ in range(CLIENTS):
            client = connect(address)
            # A response proves that the service has accepted the connection.
            client.sendall(request("/livez"))
            _alive(client)
            clients.append((client, b""))
        for number, (client, _) in enumerate(clients):
            rest = b""
            if number % 8 == 0:
                client.sendall(post + text[:100])
                rest = text[100:]
            elif number % 8 == 1:
                client.sendall(request("/facts")[:30])
                rest = request("/facts")[30:]
            else:
                client.sendall(request("/quotes") * (number % 3 + 1))
            clients[number] = (client, rest)
        os.kill(server(tmp_path), signal.SIGTERM)
        broken = 0
        for number, (client, rest) in enumerate(clients):
            client.sendall(rest)
            got = answers(received(client))
            client.close()
            broken += not got or got[0].status != 200
            asked = number % 3 + 1 if number % 8 > 1 else 1
            assert len(got) <= asked
        assert not broken, f"{broken} of {CLIENTS} were not answered"
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{address}/livez")
    print(f"{CLIENTS} requests in flight when told to stop, {broken} broken")  # noqa: T201 - for the report


def test_an_idle_connection_does_not_delay_the_stop(tmp_path: Path) -> None:
    with serving(tmp_path, SEED) as address, connect(address) as idle:
        os.kill(server(tmp_path), signal.SIGTERM)
        assert received(idle) == b""


def test_texts_that_wait_for_their_turn_do_not_delay_the_stop(tmp_path: Path) -> None:
    settings = {**SEED, "ARTICLE_FACTS_TIMEOUT_KEEP_ALIVE": "60"}
    text = b"a b c d " * (1 << 17)
    with serving(tmp_path, settings) as address, connect(address) as client:
        client.sendall(_post(len(text)) + text + _post(5) + b"hello")
        time.sleep(0.1)
        os.kill(server(tmp_path), signal.SIGTERM)
        first, second = answers(received(client))
        assert (first.status, second.status) == (200, 200)
        assert second.headers["connection"] == "close"


def test_what_is_not_ready_when_the_service_ends_is_refused_or_broken_off(tmp_path: Path) -> None:
    own = SEED | {"ARTICLE_FACTS_TIMEOUT_STOP": "1"}
    with serving(tmp_path, own) as address, ExitStack() as stack:
        slow = stack.enter_context(connect(address))
        # It reads nothing of a long body in pieces.
        slow.sendall(request("/dataset.ndjson") + request("/dataset.sqlite"))
        series = httpx.get(f"{address}/statistics?limit=1").json()["items"][0]["url"]
        clients = [stack.enter_context(connect(address)) for _ in range(80)]
        for number, client in enumerate(clients):
            wanted = f"GET {series}/chart.png HTTP/1.1\r\nHost: h{number}\r\n\r\n"
            client.sendall(wanted.encode())
        time.sleep(0.5)
        os.kill(server(tmp_path), signal.SIGTERM)
        statuses = [answers(received(client))[0].status for client in clients]

    assert set(statuses) == {200, 503}
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_responses_after_sigterm_have_connection_close(tmp_path: Path) -> None:
    with serving(tmp_path, SEED) as address, connect(address) as client:
        client.sendall(request("/livez"))
        _alive(client)
        os.kill(server(tmp_path), signal.SIGTERM)
        # Once it refuses connections, it has got the signal; it then keeps open ones for half a
        # second.
        with suppress(ConnectionRefusedError):
            while True:
                connect(address).close()
                time.sleep(0.01)
        client.sendall(request("/livez"))
        (answer,) = answers(received(client))
        assert answer.status == 200
        assert answer.headers["connection"] == "close"


@contextmanager
def _in_a_terminal(
    folder: Path, workers: int, *before: str
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A service that has the whole group of its process, and its address."""
    own = environment(folder, SEED | {"ARTICLE_FACTS_WORKERS": str(workers)})
    log = folder / "log"
    serve = [*before, *command("serve", "--port", "0")]
    with log.open("wb") as out:
        process = subprocess.Popen(serve, env=own, stdout=out, stderr=out, start_new_session=True)
    try:
        while "running on" not in (said := log.read_text()) or said.count("complete") < workers:
            assert process.poll() is None, said
            time.sleep(0.05)
        yield process, said.partition("running on ")[2].split()[0]
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(
    ("workers", "sent"),
    [
        # A user who presses Ctrl-C again, a supervisor, and a terminal that is closed.
        (1, [signal.SIGINT, signal.SIGINT]),
        (1, [signal.SIGTERM, signal.SIGINT]),
        (1, [signal.SIGHUP]),
        (2, [signal.SIGINT, signal.SIGINT]),
        (2, [signal.SIGTERM]),
        # The first signal restarts the workers.
        (2, [signal.SIGHUP, signal.SIGTERM]),
    ],
)
def test_any_signal_lets_requests_end_and_the_status_is_0(
    tmp_path: Path, workers: int, sent: list[signal.Signals]
) -> None:
    text = TEXT.read_bytes()
    with _in_a_terminal(tmp_path, workers) as (process, address):
        with connect(address) as client:
            client.sendall(_post(len(text)) + text[:100])
            time.sleep(0.5)
            for number in sent:
                os.killpg(process.pid, number)
                time.sleep(0.5)
            client.sendall(text[100:])
            assert [answer.status for answer in answers(received(client))] == [200]
        assert process.wait(60) == 0


def test_a_service_behind_nohup_goes_on_when_its_terminal_is_closed(tmp_path: Path) -> None:
    with _in_a_terminal(tmp_path, 1, "nohup") as (process, address):
        os.killpg(process.pid, signal.SIGHUP)
        time.sleep(1)
        assert httpx.get(f"{address}/livez").status_code == httpx.codes.OK
        process.terminate()
        assert process.wait(60) == 0
