"""Seeding into PostgreSQL is killed midway, and the server stops under load."""

import hashlib
import os
import random
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import httpx
import psycopg
from psycopg import sql

from tests.postgres import Postgres, running
from tests.reliability.corpora import corpus
from tests.seeds import INVENTED
from tests.serving import serving
from tests.starting import ran, started

KILLS = int(os.environ.get("SOAK_KILLS", "5"))
ARTICLES = 40
SEED = {"ARTICLE_FACTS_SEED": str(INVENTED)}


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def alone(url: str) -> bool:
    """Whether no other client is connected to the database."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()
    assert row
    return bool(row[0] == 0)


def state(url: str) -> tuple[str, str]:
    """The dataset's version, and a hash of everything in the database."""
    seen = hashlib.sha256()
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        (schema, version) = connection.execute(
            "SELECT schema, version FROM public.article_facts_current"
        ).fetchone() or ("", "")
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema]
        ).fetchall()
        for (table,) in tables:
            # The time of seeding differs each time.
            every = sql.SQL("SELECT md5((to_jsonb(t) - 'seeded')::text) FROM {} AS t ORDER BY 1")
            for (row,) in connection.execute(every.format(sql.Identifier(schema, table))):
                seen.update(row.encode())
    assert version
    return str(version), seen.hexdigest()


def test_a_killed_seeding_leaves_the_old_data_or_the_new(
    tmp_path: Path, postgres: Postgres
) -> None:
    chance = random.Random(9)  # noqa: S311 - must be repeatable, not secret
    url = postgres.database()
    settings = {"DATABASE_URL": url}
    folders = [corpus(tmp_path / name, ARTICLES, name) for name in ("one", "two")]
    states, seconds = [], 0.0
    for folder in folders:
        began = time.monotonic()
        done = ran(tmp_path, "seed", "--seed", str(folder), settings=settings)
        seconds = time.monotonic() - began
        assert done.returncode == 0, done.stderr
        states.append(state(url))
    assert states[0][0] != states[1][0]

    now, killed, found = 1, 0, [0, 0]
    for _ in range(KILLS):
        process = started(tmp_path, "seed", "--seed", str(folders[1 - now]), settings=settings)
        time.sleep(slept := chance.uniform(0, seconds))
        process.kill()
        if process.wait() == -9:
            killed += 1
        else:
            # Seeding is faster now than when it was measured.
            seconds = slept
        assert state(url) in states
        # The server may still be finishing its last statement.
        wait_for(lambda: alone(url))
        now = states.index(state(url))
        found[now] += 1

    assert killed, "every seeding ended before it was killed"
    for folder, expected in zip(folders, states, strict=True):
        done = ran(tmp_path, "seed", "--seed", str(folder), settings=settings)
        assert (done.returncode, done.stderr) == (0, "")
        assert state(url) == expected
    print(f"killed {killed} of {KILLS}; afterwards one {found[0]} times, two {found[1]} times")  # noqa: T201 - for the report


def test_a_server_restarted_under_load_gives_503_and_recovers(tmp_path: Path) -> None:
    paths = [f"/{noun}?limit={n}" for n in (1, 2, 3) for noun in ("quotes", "facts", "people")]
    paths += ["/search?q=lantern", "/facts?facets=kind", "/facts?format=csv", "/events"]
    with running() as postgres:
        settings = {**SEED, "DATABASE_URL": postgres.database()}
        with serving(tmp_path, settings) as address:
            good = {path: httpx.get(f"{address}{path}").content for path in paths}
            stop = Event()
            wrong: list[str] = []
            seen = {200: 0, 503: 0}

            def reached(status: int, number: int) -> bool:
                return seen[status] >= number

            def load() -> None:
                with httpx.Client(base_url=address, timeout=60) as client:
                    for path in cycle(paths):
                        if stop.is_set():
                            return
                        answer = client.get(path)
                        right = (answer.status_code == 200 and answer.content == good[path]) or (
                            answer.status_code == 503
                            and answer.headers["retry-after"] == "1"
                            and answer.headers["content-type"] == "application/problem+json"
                        )
                        if right:
                            seen[answer.status_code] += 1
                        else:
                            wrong.append(f"{path}: {answer.status_code} {answer.text[:200]}")

            threads = [Thread(target=load) for _ in range(4)]
            for thread in threads:
                thread.start()
            try:
                for twice in (1, 2):
                    postgres.stop()
                    wait_for(partial(reached, 503, 20 * twice))
                    assert httpx.get(f"{address}/livez").status_code == 200
                    assert httpx.get(f"{address}/readyz").status_code == 503
                    postgres.start()
                    wait_for(lambda: httpx.get(f"{address}/readyz").status_code == 200)
                    wait_for(partial(reached, 200, seen[200] + 20))
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            assert wrong == []
            assert {path: httpx.get(f"{address}{path}").content for path in paths} == good
    assert "Traceback" not in (tmp_path / "server.log").read_text()
    print(f"stopped twice under load: {seen[200]} right answers, {seen[503]} times 503, none wrong")  # noqa: T201 - for the report
