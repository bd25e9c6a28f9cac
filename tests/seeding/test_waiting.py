"""A seeding that waits for another one."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from app.seeding.build import place_of
from tests import forking
from tests.postgres import Postgres
from tests.seeds import INVENTED
from tests.serving import NewDatabase, environment


def _waiting(url: str, folder: Path, held: Callable[[], object]) -> str:
    """What a seeding prints that waits until `held` has returned."""
    log = folder / "seed.log"
    variables = environment(folder, {"DATABASE_URL": url})
    with log.open("wb") as out, place_of(url).alone():
        process = forking.start(("seed", "--seed", str(INVENTED)), variables, out, out)
        end = time.monotonic() + 60
        while "another seeding" not in log.read_text():
            assert time.monotonic() < end
            time.sleep(0.02)
        held()
        assert process.poll() is None
    assert process.wait(60) == 0
    return log.read_text()


def test_a_seeding_says_once_that_it_waits(new_database: NewDatabase, tmp_path: Path) -> None:
    url = new_database(tmp_path)

    printed = _waiting(url, tmp_path, lambda: time.sleep(2.5))

    waits, done = printed.splitlines()
    assert waits.endswith("another seeding is under way; this one waits for its end")
    assert done.startswith("seeded ")
    assert place_of(url).current()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_before_the_service_runs_ends_it(tmp_path: Path, number: int) -> None:
    url, log = f"sqlite:///{tmp_path}/facts.db", tmp_path / "server.log"
    with log.open("wb") as out, place_of(url).alone():
        process = forking.start(("serve", "--port", "0"), environment(tmp_path), out, out)
        while "another seeding" not in log.read_text():
            assert process.poll() is None
        process.send_signal(number)
        assert process.wait(10) == 128 + number
    assert "Traceback" not in log.read_text()


def test_a_seeding_that_waits_leaves_the_connections_to_others(
    postgres: Postgres, tmp_path: Path
) -> None:
    """A pooler may have few, and the other seeding needs two."""
    url, counted = postgres.database(), list[int]()

    def count() -> None:
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        with psycopg.connect(url, autocommit=True) as connection:
            for _ in range(25):
                counted.extend(connection.execute(query).fetchone() or ())
                time.sleep(0.1)

    _waiting(url, tmp_path, count)

    # The one that holds the lock.
    assert sorted(counted)[len(counted) // 2] == 1
