"""A PostgreSQL that stops answering without closing a connection."""

import logging
import os
import signal
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from app.database import Database, DatabaseFailure, UnusableDatabase, open_database
from app.queries.find import find
from app.queries.sql import Question
from app.resources.people import PEOPLE
from app.seeding import build, postgres_schema
from app.seeding.build import place_of, seed
from app.seeding.verification import verify_database
from app.settings import Settings
from tests.asking.datasets import make_seed
from tests.postgres import Postgres, running
from tests.seeds import INVENTED, OWN
from tests.serving import serving


@pytest.fixture
def own() -> Iterator[Postgres]:
    """A server that a test may stop."""
    with running() as started:
        yield started


def _processes(server: Postgres) -> list[int]:
    """All processes of the server."""
    first = int(server._server.get_pid() or 0)
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [first, *map(int, children)]


def _asked(database: Database) -> float:
    """After how many seconds a query fails."""
    began = time.monotonic()
    with pytest.raises(DatabaseFailure), database.snapshot() as snapshot:
        find(snapshot, Question(PEOPLE, {}))
    return time.monotonic() - began


def test_a_frozen_server_fails_fast_and_recovers(
    own: Postgres, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = own.database()
    seed(place_of(url), make_seed(tmp_path, {"people": [{"id": "ada", "name": "Ada"}]}, {}))
    database = open_database(Settings(database_url=url, statement_timeout=2))
    database.open()
    with database.snapshot() as snapshot:
        assert find(snapshot, Question(PEOPLE, {})).total == 1
    processes = _processes(own)
    with caplog.at_level(logging.ERROR):
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            first = _asked(database)
            time.sleep(5)
            later = [_asked(database) for _ in range(20)]
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            with database.snapshot() as snapshot:
                total = find(snapshot, Question(PEOPLE, {})).total
            break
        except DatabaseFailure:
            time.sleep(0.1)
    database.close()

    assert first < 6
    assert max(later) < 0.1
    assert len([one for one in caplog.records if one.name == "app.database.postgresql"]) == 1
    assert total == 1


@contextmanager
def _stopped(server: Postgres) -> Iterator[None]:
    """The server while it is frozen."""
    processes = _processes(server)
    _send(signal.SIGSTOP, processes)
    try:
        yield
    finally:
        _send(signal.SIGCONT, processes)


def _send(number: int, processes: Iterable[int]) -> None:
    for process in processes:
        # A session may have ended since the list was made.
        with suppress(ProcessLookupError):
            os.kill(process, number)


@contextmanager
def _locked(url: str) -> Iterator[None]:
    """A database whose tables are locked, so that no other session can read them."""
    with psycopg.connect(url) as connection:
        query = "SELECT schema FROM public.article_facts_current"
        (schema,) = connection.execute(query).fetchone() or ("",)
        for table in ("fact", "tally", "dataset"):
            name = sql.Identifier(schema, table)
            connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(name))
        yield


@pytest.mark.parametrize("hold", ["frozen", "used up"])
def test_the_process_responds_while_requests_wait_for_the_database(
    own: Postgres, tmp_path: Path, hold: str
) -> None:
    url = own.database()
    settings = {
        "ARTICLE_FACTS_SEED": str(INVENTED),
        "DATABASE_URL": url,
        "ARTICLE_FACTS_POOL_SIZE": "2",
        "ARTICLE_FACTS_POOL_TIMEOUT": "3",
        "ARTICLE_FACTS_STATEMENT_TIMEOUT": "3",
    }
    with serving(tmp_path, settings) as address, ThreadPoolExecutor(24) as pool:
        cached = httpx.get(f"{address}/people").content
        chart = httpx.get(f"{address}/statistics?limit=1").json()["items"][0]["url"] + "/chart.png"
        with _stopped(own) if hold == "frozen" else _locked(url):
            paths = [f"/facts?limit={n}" for n in range(1, 7)] + ["/search?q=lantern"]
            asked = [pool.submit(httpx.get, address + one, timeout=60) for one in paths]
            time.sleep(0.2)
            paths = [*["/readyz"] * 3, *["/openapi.json"] * 2, *[chart] * 8]
            asked += [pool.submit(httpx.get, address + one, timeout=60) for one in paths]
            slowest = 0.0
            while not all(one.done() for one in asked):
                began = time.monotonic()
                assert httpx.get(f"{address}/livez", timeout=60).status_code == 200
                assert httpx.get(f"{address}/static/1/a.js", timeout=60).status_code == 404
                slowest = max(slowest, time.monotonic() - began)
                time.sleep(0.05)
            if hold == "used up":
                assert httpx.get(f"{address}/people").content == cached
        assert {one.result().status_code for one in asked} <= {200, 503}
        assert 503 in {one.result().status_code for one in asked}
        # None waits for the database after each of those before it.
        assert max(one.result().elapsed.total_seconds() for one in asked) < 12
    assert slowest < 1.5


def test_seeding_and_verifying_do_not_wait_for_a_frozen_server(
    own: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_schema, "_CONNECT_SECONDS", 2)
    monkeypatch.setattr(postgres_schema.SeedingConnection, "limit", 1.0)
    place = place_of(own.database())
    seed(place, INVENTED)

    with _stopped(own):
        began = time.monotonic()
        (line,) = verify_database(place).lines
        assert "cannot be opened: connection timeout expired" in line
        with pytest.raises(UnusableDatabase, match="cannot be opened: connection timeout expired"):
            seed(place, OWN)

    with ExitStack() as frozen:
        monkeypatch.setattr(build, "rendered", lambda *_: frozen.enter_context(_stopped(own)))
        with pytest.raises(UnusableDatabase, match="nothing was changed"):
            seed(place, OWN)
    assert time.monotonic() - began < 30
    assert seed(place, INVENTED).changed is False


def test_a_seeding_that_waits_for_another_does_not_wait_for_a_frozen_server(
    own: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_schema, "_CONNECT_SECONDS", 2)
    monkeypatch.setattr(postgres_schema.SeedingConnection, "limit", 1.0)
    place = place_of(own.database())
    with ThreadPoolExecutor(1) as pool, place.alone():
        waiting = pool.submit(seed, place, INVENTED)
        time.sleep(2)
        with _stopped(own), pytest.raises(UnusableDatabase, match="nothing was changed"):
            waiting.result(20)


@pytest.fixture
def full(own: Postgres, tmp_path: Path) -> Iterator[Database]:
    """A database whose pool has as many connections as it may have."""
    url = own.database()
    seed(place_of(url), make_seed(tmp_path, {"people": [{"id": "ada", "name": "Ada"}]}, {}))
    database = open_database(Settings(database_url=url, pool_size=1))
    database.open()
    yield database
    database.close()


def _held(database: Database) -> ExitStack:
    """A snapshot on each connection of the pool."""
    with ExitStack() as held:
        for _ in range(5):
            held.enter_context(database.snapshot())
        return held.pop_all()


def _answered(database: Database, patience: float) -> float:
    """After how many seconds a query is answered."""
    began = time.monotonic()
    while True:
        try:
            with database.snapshot() as snapshot:
                assert find(snapshot, Question(PEOPLE, {})).total == 1
        except DatabaseFailure:
            assert time.monotonic() - began < patience
            time.sleep(0.1)
        else:
            return time.monotonic() - began


def test_a_long_outage_does_not_delay_the_next_answer(own: Postgres, full: Database) -> None:
    held = _held(full)
    own.stop()
    with pytest.raises(DatabaseFailure):
        held.close()
    # A pool that tries again after 1, 2, 4 and 8 seconds now waits longest.
    time.sleep(9)
    own.start()

    assert _answered(full, 30) < 3


def test_silent_connections_are_replaced_at_once(own: Postgres, full: Database) -> None:
    """As after a failover that nothing told the old connections about."""
    _held(full).close()
    with psycopg.connect(own.copied("postgresql:///postgres"), autocommit=True) as connection:
        query = (
            "SELECT pid FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        sessions = [pid for (pid,) in connection.execute(query)]
    assert len(sessions) == 6
    _send(signal.SIGSTOP, sessions)
    try:
        # Until the service has noticed it.
        time.sleep(5)
        seconds = [_answered(full, 60) for _ in range(5)]
    finally:
        _send(signal.SIGCONT, sessions)

    assert max(seconds) < 1


def test_an_odd_time_of_seeding_does_not_stop_the_next_one(own: Postgres) -> None:
    url = own.database()
    place = place_of(url)
    seed(place, INVENTED)
    with psycopg.connect(url) as connection:
        (schema,) = connection.execute("SELECT schema FROM article_facts_current").fetchall()[0]
        query = sql.SQL("UPDATE {}.dataset SET seeded = 'yesterday'")
        connection.execute(query.format(sql.Identifier(schema)))

    assert seed(place, OWN).changed
