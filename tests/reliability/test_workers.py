"""Several worker processes stop with their parent and are counted together."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from tests.abuse.wire import connect
from tests.postgres import Postgres
from tests.seeds import INVENTED
from tests.serving import environment, free_port, server, serving
from tests.starting import as_anybody, ran, served

WORKERS = 2
OWN = {"ARTICLE_FACTS_SEED": str(INVENTED), "ARTICLE_FACTS_WORKERS": str(WORKERS)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the service of `lasting`."""
    return tmp_path_factory.mktemp("workers")


@pytest.fixture(scope="module")
def lasting(folder: Path) -> Iterator[str]:
    """A service for the tests that leave it running with all its workers."""
    with _serving(folder) as started:
        yield started


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A service of its own, in `tmp_path`."""
    with _serving(tmp_path) as started:
        yield started


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """A service with several workers, all started; its temporary folder is `folder`."""
    with serving(folder, OWN | {"TMPDIR": str(folder)}) as started:
        _until(lambda: _started(folder) == WORKERS)
        yield started


def _started(folder: Path) -> int:
    """How many workers have started so far."""
    return (folder / "server.log").read_text().count("startup complete")


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def _refused(address: str) -> bool:
    """Whether the port is closed; a connection that is accepted must get a response.

    The system resets one that still waits to be accepted when the port closes.
    """
    try:
        with connect(address) as client:
            client.settimeout(2)
            client.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert client.recv(12) == b"HTTP/1.1 200"
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    return False


_STOPPED_WHILE_STARTING = """
import os, signal
from multiprocessing import util
spawn = util.spawnv_passfds

def spawn_and_stop(path, arguments, descriptors):
    child = spawn(path, arguments, descriptors)
    if "--multiprocessing-fork" in map(os.fsdecode, arguments):
        os.kill(os.getpid(), signal.SIGTERM)
    return child

util.spawnv_passfds = spawn_and_stop
import app.__main__
"""


def test_a_stop_while_a_worker_starts_is_silent(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _STOPPED_WHILE_STARTING, "serve", "--port", str(free_port())]
    own = environment(tmp_path, OWN)
    done = subprocess.run(command, env=own, capture_output=True, text=True, timeout=60, check=True)

    assert "Started parent process" in done.stderr
    assert "Traceback" not in done.stderr


def test_slow_requests_of_every_worker_are_answered_after_sigterm(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.database()
    number = 12
    own = OWN | {"DATABASE_URL": url, "ARTICLE_FACTS_STATEMENT_TIMEOUT": "60"}
    # A third of the threads runs lists.
    own["ARTICLE_FACTS_POOL_SIZE"] = str(3 * number)
    with serving(tmp_path, own) as address, ThreadPoolExecutor(number) as pool:
        _until(lambda: _started(tmp_path) == WORKERS)
        with psycopg.connect(url) as holder:
            row = holder.execute("SELECT schema FROM article_facts_current").fetchone()
            assert row
            lock = sql.SQL("LOCK TABLE {}.fact IN ACCESS EXCLUSIVE MODE")
            holder.execute(lock.format(sql.Identifier(row[0])))
            waiting = [
                pool.submit(httpx.get, f"{address}/facts?limit={n + 1}", timeout=60)
                for n in range(number)
            ]
            _until(lambda: _blocked(url) == number)
            os.kill(server(tmp_path), signal.SIGTERM)
            began = time.monotonic()
            _until(lambda: _refused(address))
            assert time.monotonic() - began < 3
            assert not any(one.done() for one in waiting)
        answered = [one.result() for one in waiting]
    assert [one.status_code for one in answered] == [200] * number
    assert [len(one.json()["items"]) for one in answered] == [*range(1, number + 1)]
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def _blocked(url: str) -> int:
    """How many queries wait for a lock."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            "AND datname = current_database()"
        ).fetchone()
    return int(row[0]) if row else 0


def test_workers_stop_when_their_parent_is_killed(tmp_path: Path, address: str) -> None:
    children = _children(server(tmp_path))
    assert len(children) >= WORKERS
    os.kill(server(tmp_path), signal.SIGKILL)

    _until(lambda: not any(_running(child) for child in children))
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{address}/livez")


def test_connections_of_a_killed_worker_are_no_longer_counted(folder: Path, lasting: str) -> None:
    parent, clients = server(folder), [connect(lasting) for _ in range(20)]
    started = _started(folder)
    _until(lambda: _metric(lasting, "http_connections") > len(clients))
    for child in _children(parent)[-WORKERS:]:
        os.kill(child, signal.SIGKILL)
    _until(lambda: _started(folder) == started + WORKERS)
    for client in clients:
        client.close()
    _until(lambda: _metric(lasting, "http_connections") <= 2)


def test_others_serve_while_a_killed_worker_cannot_start_again(folder: Path, lasting: str) -> None:
    parent, database, log = server(folder), folder / "facts.db", folder / "server.log"
    started = _started(folder)
    hidden = database.rename(folder / "hidden.db")
    os.kill(_children(parent)[-1], signal.SIGKILL)
    _until(lambda: "the others serve" in log.read_text())
    assert httpx.get(f"{lasting}/quotes").status_code == httpx.codes.OK

    hidden.rename(database)
    _until(lambda: _started(folder) == started + 1)
    assert httpx.get(f"{lasting}/quotes").status_code == httpx.codes.OK


def test_workers_killed_while_they_start_are_replaced_at_once(folder: Path, lasting: str) -> None:
    parent, started = server(folder), _started(folder)
    first = _children(parent)
    for child in first[-WORKERS:]:
        os.kill(child, signal.SIGKILL)
    _until(lambda: len(set(_children(parent)) - set(first)) == WORKERS)
    replacing = set(_children(parent)) - set(first)
    for child in replacing:
        os.kill(child, signal.SIGSTOP)
    # Until the parent waits for the answer of one of them.
    time.sleep(2)
    for child in replacing:
        os.kill(child, signal.SIGKILL)

    began = time.monotonic()
    _until(lambda: _started(folder) == started + WORKERS)
    # It would wait for 30 seconds for one that hangs.
    assert time.monotonic() - began < 20
    assert httpx.get(f"{lasting}/livez").status_code == httpx.codes.OK


def test_a_full_disk_cannot_kill_a_worker_that_counts(tmp_path: Path, address: str) -> None:
    (folder,) = tmp_path.glob("article-facts-metrics-*")
    files = [file.stat() for file in folder.iterdir()]
    # A process dies when it writes into a part of a file that has no block yet, and gets none.
    assert all(one.st_blocks * 512 >= one.st_size for one in files)
    assert len(files) == 3 * WORKERS
    os.kill(_children(server(tmp_path))[-1], signal.SIGKILL)
    _until(lambda: _started(tmp_path) == WORKERS + 1)
    assert sum(file.stat().st_size for file in folder.iterdir()) < WORKERS * (4 << 20)
    assert httpx.get(f"{address}/metrics").status_code == httpx.codes.OK


def test_a_worker_without_room_for_its_metrics_says_so(tmp_path: Path) -> None:
    assert ran(tmp_path, "seed", settings=OWN).returncode == 0
    done = ran(tmp_path, "serve", "--port", "0", settings=OWN, limit=("RLIMIT_FSIZE", 99999))

    assert done.returncode == 3
    assert "cannot hold the metrics: File too large" in done.stderr
    assert "Traceback" not in done.stderr


def test_workers_start_again_though_the_folder_of_the_metrics_is_gone(
    tmp_path: Path, address: str
) -> None:
    (folder,) = tmp_path.glob("article-facts-metrics-*")
    shutil.rmtree(folder)
    assert httpx.get(f"{address}/metrics").status_code == httpx.codes.SERVICE_UNAVAILABLE
    os.kill(_children(server(tmp_path))[-1], signal.SIGKILL)
    _until(lambda: _started(tmp_path) == WORKERS + 1)
    assert httpx.get(f"{address}/metrics").status_code == httpx.codes.OK
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_others_serve_while_the_folder_of_the_metrics_is_read_only(tmp_path: Path) -> None:
    log, own = tmp_path / "server.log", OWN | {"TMPDIR": str(tmp_path)}
    with served(tmp_path, log, own, as_anybody()) as address:
        _until(lambda: _started(tmp_path) == WORKERS)
        (folder,) = tmp_path.glob("article-facts-metrics-*")
        folder.chmod(0o555)
        killed = int(next(folder.glob("gauge*.db")).stem.rpartition("_")[2])
        os.kill(killed, signal.SIGKILL)
        _until(lambda: "the others serve" in log.read_text())
        assert httpx.get(f"{address}/quotes").status_code == httpx.codes.OK

        folder.chmod(0o755)
        _until(lambda: _started(tmp_path) == WORKERS + 1)
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize("before", [None, signal.SIGHUP, signal.SIGTTOU])
def test_a_worker_that_hangs_does_not_keep_the_others_from_stopping(
    tmp_path: Path, before: signal.Signals | None
) -> None:
    with serving(tmp_path, OWN | {"ARTICLE_FACTS_TIMEOUT_STOP": "1"}) as address:
        _until(lambda: _started(tmp_path) == WORKERS)
        parent = server(tmp_path)
        hanging = _children(parent)[-1]
        os.kill(hanging, signal.SIGSTOP)
        if before:
            # To restart the workers, or to have one less.
            os.kill(parent, before)
        # Until the parent waits for its answer, or for its end.
        time.sleep(5 if before else 2)
        os.kill(parent, signal.SIGTERM)
        began = time.monotonic()
        others = [child for child in _children(parent) if child != hanging][-WORKERS + 1 :]
        _until(lambda: not any(_running(child) for child in others))
        assert time.monotonic() - began < 15
        _until(lambda: not _running(parent))
        assert not _running(hanging)
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{address}/livez")


def test_workers_respond_alike_count_together_and_refuse_connections_after_sigterm(
    tmp_path: Path, address: str
) -> None:
    number = 40
    # Each request uses a new connection, which any worker may accept.
    assert {httpx.get(f"{address}/livez").status_code for _ in range(number)} == {200}
    assert len({httpx.get(f"{address}/quotes").content for _ in range(8)}) == 1
    answered = 'http_requests_total{method="GET",route="/livez",status="200"}'
    _until(lambda: _metric(address, answered) == number)
    metrics = httpx.get(f"{address}/metrics").text
    for name in ("process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds"):
        assert f"\n{name} " in metrics
    assert "article_facts_build_info{" in metrics
    assert "article_facts_dataset_info{" in metrics
    assert _metric(address, "process_open_fds") > WORKERS * 5

    with connect(address) as busy:
        # A request in progress must not delay the refusal of new connections.
        busy.sendall(b"GET /livez HTTP/1.1\r\n")
        os.kill(server(tmp_path), signal.SIGTERM)
        began = time.monotonic()
        _until(lambda: _refused(address))
        assert time.monotonic() - began < 3
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def _metric(address: str, name: str) -> float:
    lines = httpx.get(f"{address}/metrics").text.splitlines()
    return float(next(line for line in lines if line.startswith(f"{name} ")).split()[-1])


def _children(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(child) for child in tasks.split()]


def _running(process: int) -> bool:
    try:
        return "zombie" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False
