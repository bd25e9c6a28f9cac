"""A service on a hot standby: a read-only replica of another PostgreSQL server."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from tests.databases.test_postgres import seeded, until
from tests.postgres import Postgres, running
from tests.raw import ask
from tests.seeds import INVENTED, edit
from tests.serving import PROJECT, serving
from tests.starting import ran

PATHS = (
    "/quotes",
    "/facts?about=US&sort=-id",
    "/events?facets=kind",
    "/people/xi-jinping",
    "/search?q=tariffs",
    "/dataset.ndjson",
)


CANCELLED = (
    "canceling statement due to conflict with recovery",
    "terminating connection due to conflict with recovery",
)
"""PostgreSQL's messages when a standby cancels a query, or ends a session between two queries."""


@pytest.fixture(scope="module")
def primary() -> Iterator[Postgres]:
    """The server that accepts writes."""
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def standby(primary: Postgres) -> Iterator[Postgres]:
    """Its replica."""
    with primary.standby() as started:
        yield started


def until_copied(url: str, copy: str) -> None:
    """Return when the replica of a database has the primary's dataset."""
    version = "SELECT version FROM public.article_facts_current"
    end = time.monotonic() + 30
    with psycopg.connect(url) as one, psycopg.connect(copy, autocommit=True) as other:
        wanted = one.execute(version).fetchone()
        while True:
            with suppress(psycopg.errors.UndefinedTable):
                if other.execute(version).fetchone() == wanted:
                    return
            assert time.monotonic() < end
            time.sleep(0.01)


def test_it_gives_the_same_responses_and_notices_a_new_dataset_within_a_second(
    tmp_path: Path, seed_folder: Path, primary: Postgres, standby: Postgres
) -> None:
    folder = tmp_path / "seed"
    shutil.copytree(seed_folder, folder)
    url = primary.database()
    copy = standby.copied(url)
    seeded(tmp_path, url, folder)
    until_copied(url, copy)
    at = {"ARTICLE_FACTS_SEED": str(folder)}
    with (
        serving(tmp_path, {**at, "DATABASE_URL": url}) as one,
        serving(tmp_path, {**at, "DATABASE_URL": copy}) as other,
    ):
        assert [ask(one, path).body for path in PATHS] == [ask(other, path).body for path in PATHS]
        edit(folder, "people.toml", "Xi Jinping", "Xi J.")
        seeded(tmp_path, url, folder)
        until_copied(url, copy)
        time.sleep(1)
        assert httpx.get(f"{other}/people/xi-jinping").json()["name"] == "Xi J."
        assert [ask(one, path).body for path in PATHS] == [ask(other, path).body for path in PATHS]


def test_a_query_that_the_standby_cancels_is_503_and_recovers(
    tmp_path: Path, primary: Postgres, standby: Postgres
) -> None:
    url = primary.database()
    seeded(tmp_path, url, PROJECT / "seed")
    copy = standby.copied(url)
    standby.run("ALTER SYSTEM SET max_standby_streaming_delay = 0")
    standby.run("SELECT pg_reload_conf()")
    settings = {"DATABASE_URL": copy, "ARTICLE_FACTS_CACHE_MIB": "0"}
    until_copied(url, copy)
    log = tmp_path / "server.log"
    stop = threading.Event()

    def disturb() -> None:
        with psycopg.connect(url) as connection:
            schema = connection.execute("SELECT schema FROM public.article_facts_current")
            (named,) = schema.fetchone() or ("",)
            table = sql.Identifier(named, "quote")
            while not stop.is_set():
                connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table))
                connection.commit()

    with serving(tmp_path, settings) as address, httpx.Client(base_url=address) as client:
        disturbing = threading.Thread(target=disturb)
        disturbing.start()
        answers: list[httpx.Response] = []
        end = time.monotonic() + 60
        try:
            while not all(told in log.read_text() for told in CANCELLED):
                assert time.monotonic() < end
                answers += [client.get(f"/quotes?limit={n}") for n in range(1, 200)]
        finally:
            stop.set()
            disturbing.join()
        until(address, "/quotes?limit=3", httpx.codes.OK)

    refused = [answer for answer in answers if answer.status_code != httpx.codes.OK]
    assert {answer.status_code for answer in refused} == {httpx.codes.SERVICE_UNAVAILABLE}
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert "Traceback" not in log.read_text()


def test_a_promoted_standby_is_still_served(
    tmp_path: Path, seed_folder: Path, primary: Postgres
) -> None:
    folder = tmp_path / "seed"
    shutil.copytree(seed_folder, folder)
    url = primary.database()
    seeded(tmp_path, url, folder)
    with primary.standby() as own:
        copy = own.copied(url)
        settings = {"DATABASE_URL": copy, "ARTICLE_FACTS_SEED": str(folder)}
        with serving(tmp_path, settings) as address:
            before = httpx.get(f"{address}/quotes").content
            own.stop()
            # Not requested before, so it is in no cache.
            lost = httpx.get(f"{address}/quotes?limit=7")
            assert lost.status_code == httpx.codes.SERVICE_UNAVAILABLE
            own.start()
            assert until(address, "/quotes", httpx.codes.OK).content == before
            own.run("SELECT pg_promote()")
            assert httpx.get(f"{address}/quotes?limit=200").status_code == httpx.codes.OK
            edit(folder, "people.toml", "Xi Jinping", "Xi J.")
            seeded(tmp_path, copy, folder)
            time.sleep(1)
            assert httpx.get(f"{address}/people/xi-jinping").json()["name"] == "Xi J."


def test_a_seed_that_a_standby_lacks_gives_one_line(
    tmp_path: Path, primary: Postgres, standby: Postgres
) -> None:
    url = primary.database()
    seeded(tmp_path, url, PROJECT / "seed")
    copy = standby.copied(url)
    until_copied(url, copy)
    settings = {"DATABASE_URL": copy, "ARTICLE_FACTS_SEED": str(INVENTED)}
    done = ran(tmp_path, "serve", settings=settings, patience=60)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
