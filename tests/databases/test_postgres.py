"""A PostgreSQL server that is shared, slow, full or unreachable."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote, urlsplit

import httpx
import psycopg
import pytest
from psycopg import sql

from app.database import DatabaseFailure, open_database
from app.queries.export import write_ndjson
from app.seeding.build import place_of
from app.settings import Settings
from tests.postgres import Postgres, running
from tests.seeds import INVENTED, edit
from tests.serving import PROJECT, serving
from tests.starting import ran, started


@pytest.fixture
def own() -> Iterator[Postgres]:
    """A server that a test may stop."""
    with running() as started:
        yield started


def seeded(folder: Path, url: str, seed: Path) -> None:
    ran(folder, "seed", "--seed", str(seed), settings={"DATABASE_URL": url}).check_returncode()


def _in_dataset(connection: psycopg.Connection[Any], statement: LiteralString) -> sql.Composed:
    """The statement, with the schema of the current dataset filled in."""
    row = connection.execute("SELECT schema FROM article_facts_current").fetchone()
    assert row
    return sql.SQL(statement).format(sql.Identifier(row[0]))


def until(address: str, path: str, status: int) -> httpx.Response:
    """The first response with this status; all before are 503 with `Retry-After`."""
    end = time.monotonic() + 30
    while True:
        answer = httpx.get(address + path)
        if answer.status_code == status:
            return answer
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert answer.headers["retry-after"] == "1"
        assert time.monotonic() < end
        time.sleep(0.02)


def test_connections_that_were_cut_while_idle_are_replaced(tmp_path: Path, own: Postgres) -> None:
    settings = {"DATABASE_URL": own.database(), "ARTICLE_FACTS_CACHE_MIB": "0"}
    with serving(tmp_path, settings) as address:

        def status(_: int) -> int:
            return httpx.get(f"{address}/facts").status_code

        with ThreadPoolExecutor(30) as pool:
            assert set(pool.map(status, range(60))) == {200}
        own.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'article-facts'"
        )
        # It notices within a second.
        time.sleep(2)

        assert [status(number) for number in range(12)] == [200] * 12


def test_a_lost_server_is_reported_and_found_again(tmp_path: Path, own: Postgres) -> None:
    with serving(tmp_path, {"DATABASE_URL": own.database()}) as address:
        before = httpx.get(f"{address}/quotes").content
        own.stop()
        # `/quotes` may still be in the cache. A request may wait for `POOL_TIMEOUT`, 5 s.
        paths = ("/facts", "/search?q=a", "/readyz", "/")
        lost = [httpx.get(address + path, timeout=10) for path in paths]
        own.start()
        found = until(address, "/quotes", httpx.codes.OK).content
        alive = httpx.get(f"{address}/livez").status_code

    assert {answer.status_code for answer in lost} == {httpx.codes.SERVICE_UNAVAILABLE}
    assert {answer.headers["retry-after"] for answer in lost} == {"1"}
    assert {answer.headers["content-type"] for answer in lost} == {"application/problem+json"}
    assert (found, alive) == (before, httpx.codes.OK)


def test_a_new_dataset_is_noticed_within_a_second(
    tmp_path: Path, seed_folder: Path, postgres: Postgres
) -> None:
    folder = tmp_path / "seed"
    shutil.copytree(seed_folder, folder)
    url = postgres.database()
    settings = {"DATABASE_URL": url, "ARTICLE_FACTS_SEED": str(folder)}
    with serving(tmp_path, settings) as one, serving(tmp_path, settings) as other:
        names = {httpx.get(f"{a}/people/xi-jinping").json()["name"] for a in (one, other) * 3}
        assert names == {"Xi Jinping"}
        edit(folder, "people.toml", "Xi Jinping", "Xi J.")
        seeded(tmp_path, url, folder)
        time.sleep(1)
        names = {httpx.get(f"{a}/people/xi-jinping").json()["name"] for a in (one, other) * 3}

    assert names == {"Xi J."}


def test_no_response_mixes_two_datasets(
    tmp_path: Path, seed_folder: Path, postgres: Postgres
) -> None:
    """Each page of people has the names of one dataset, even while the data is replaced."""
    folder = tmp_path / "seed"
    shutil.copytree(seed_folder, folder)
    url = postgres.database()
    settings = {"DATABASE_URL": url, "ARTICLE_FACTS_SEED": str(folder)}
    people = folder / "people.toml"
    text = people.read_text()
    first, second = text.replace('name = "', 'name = "A '), text.replace('name = "', 'name = "B ')
    people.write_text(first)
    seen: list[set[str]] = []
    done = threading.Event()
    with serving(tmp_path, settings) as address:

        def look() -> None:
            number = 0
            while not done.is_set():
                number += 1
                # A different query each time: a cached response would prove nothing.
                asked = f"{address}/people?limit={2 + number % 199}&sort=-name"
                items = httpx.get(asked).json()["items"]
                seen.append({item["name"][:2] for item in items})

        looking = threading.Thread(target=look)
        looking.start()
        for content in (second, first, second):
            people.write_text(content)
            seeded(tmp_path, url, folder)
        done.set()
        looking.join()

    assert {frozenset(names) for names in seen} == {frozenset({"A "}), frozenset({"B "})}


@pytest.mark.parametrize(
    "made",
    [
        "SELECT 1",
        "CREATE SCHEMA nowhere CREATE TABLE alembic_version (x int) CREATE TABLE dataset (y int)",
        (
            "CREATE SCHEMA nowhere CREATE TABLE alembic_version (version_num int) "
            "CREATE TABLE dataset (version int, complete text)"
        ),
    ],
    ids=["no schema", "other columns", "other types"],
)
def test_a_pointer_to_another_schema_changes_nothing(
    tmp_path: Path, own: Postgres, made: LiteralString
) -> None:
    url = own.database()
    with serving(tmp_path, {"DATABASE_URL": url, "ARTICLE_FACTS_CACHE_MIB": "0"}) as address:
        before = httpx.get(f"{address}/quotes").content
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(made)
            connection.execute("UPDATE public.article_facts_current SET schema = 'nowhere'")
        time.sleep(2)

        assert httpx.get(f"{address}/quotes").content == before
    assert "a new dataset is not used: nowhere" in (tmp_path / "server.log").read_text()


def test_a_role_that_reads_is_enough_with_the_grants_of_the_readme(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.database()
    [grants] = re.findall(r"```sql\n(.*?)```", (PROJECT / "README.md").read_text(), re.DOTALL)
    name = urlsplit(url).path.strip("/")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE writer LOGIN; CREATE ROLE reader LOGIN")
        connection.execute(grants.replace("DATABASE facts", f"DATABASE {name}").encode())
    writing, reading = (url.replace("postgres:@", f"{role}:@") for role in ("writer", "reader"))
    seeded(tmp_path, writing, INVENTED)
    with serving(
        tmp_path,
        {
            "DATABASE_URL": reading.replace("postgresql:", "postgres:"),
            "ARTICLE_FACTS_SEED": str(INVENTED),
        },
    ) as address:
        before = httpx.get(f"{address}/readyz").json()["version"]
        seeded(tmp_path, writing, PROJECT / "seed")
        while httpx.get(f"{address}/readyz").json()["version"] == before:
            time.sleep(0.1)
        assert httpx.get(f"{address}/search?q=tariffs").json()["total"] > 0


def test_a_new_dataset_that_may_not_be_read_changes_nothing(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.database()
    seeded(tmp_path, url, PROJECT / "seed")
    role = sql.Identifier(f"reader_of_{url.partition('?')[0].rpartition('_')[2]}")
    grants: tuple[LiteralString, ...] = (
        "GRANT USAGE ON SCHEMA {} TO ",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {} TO ",
    )

    def allow(connection: psycopg.Connection[Any]) -> None:
        for grant in grants:
            connection.execute(_in_dataset(connection, grant) + role)

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO ") + role)
        allow(connection)
        reading = url.replace("postgres:@", f"{role.as_string(connection)[1:-1]}:@")
        settings = {"DATABASE_URL": reading, "ARTICLE_FACTS_CACHE_MIB": "0"}
        with serving(tmp_path, settings) as address:
            before = httpx.get(f"{address}/readyz").json()["version"]
            seeded(tmp_path, url, INVENTED)
            time.sleep(2)
            old = httpx.get(f"{address}/people/xi-jinping")
            allow(connection)
            time.sleep(1)
            new = httpx.get(f"{address}/people/mara-nunez")
            after = httpx.get(f"{address}/readyz").json()["version"]

    assert (old.status_code, new.status_code) == (httpx.codes.OK, httpx.codes.OK)
    assert after != before


def test_the_service_is_not_ready_while_its_dataset_cannot_be_read(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.database()
    with (
        serving(tmp_path, {"DATABASE_URL": url, "ARTICLE_FACTS_SEED": str(INVENTED)}) as address,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        rename = _in_dataset(connection, "ALTER SCHEMA {} RENAME TO elsewhere")
        back = _in_dataset(connection, "ALTER SCHEMA elsewhere RENAME TO {}")
        connection.execute(rename)
        found = [httpx.get(address + path) for path in ("/readyz", "/facts", "/livez")]
        connection.execute(back)
        after = until(address, "/readyz", httpx.codes.OK)

    assert [answer.status_code for answer in found] == [503, 503, 200]
    assert found[0].headers["retry-after"] == "1"
    assert after.json()["status"] == "ready"


def test_a_dataset_file_leaves_queries_their_connections(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.database()
    settings = {
        "DATABASE_URL": url,
        "ARTICLE_FACTS_SEED": str(INVENTED),
        "ARTICLE_FACTS_POOL_SIZE": "1",
        "ARTICLE_FACTS_POOL_TIMEOUT": "0.3",
    }
    with (
        serving(tmp_path, settings) as address,
        psycopg.connect(url) as connection,
        ThreadPoolExecutor(1) as pool,
    ):
        lock = "LOCK TABLE {}.statistic IN ACCESS EXCLUSIVE MODE"
        connection.execute(_in_dataset(connection, lock))
        # It is written as long as another session holds the lock.
        file = pool.submit(httpx.get, f"{address}/dataset.ndjson", timeout=60)
        time.sleep(0.5)
        found = [httpx.get(address + path).status_code for path in ("/quotes?limit=3", "/readyz")]
        waiting = not file.done()
        connection.rollback()

    assert waiting
    assert found == [httpx.codes.OK] * 2
    assert file.result().status_code == httpx.codes.OK


def test_sessions_that_answer_requests_cannot_write(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.database()
    seeded(tmp_path, url, PROJECT / "seed")

    database = open_database(Settings(database_url=url))
    database.open()
    try:
        with (
            pytest.raises(DatabaseFailure, match="read-only transaction"),
            database.snapshot() as snapshot,
        ):
            snapshot.rows("DELETE FROM quote")
    finally:
        database.close()


def test_a_query_that_waits_too_long_is_cancelled(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.database()
    settings = {
        "DATABASE_URL": url,
        "ARTICLE_FACTS_STATEMENT_TIMEOUT": "0.3",
        "ARTICLE_FACTS_POOL_SIZE": "1",
        "ARTICLE_FACTS_POOL_TIMEOUT": "0.1",
    }
    with serving(tmp_path, settings) as address, psycopg.connect(url) as connection:
        lock = "LOCK TABLE {}.quote IN ACCESS EXCLUSIVE MODE"
        connection.execute(_in_dataset(connection, lock))
        refused = [httpx.get(f"{address}/quotes?limit={n}") for n in (3, 4)]
        elsewhere = httpx.get(f"{address}/people")
        connection.rollback()
        after = until(address, "/quotes?limit=3", httpx.codes.OK)

    assert {answer.status_code for answer in refused} == {httpx.codes.SERVICE_UNAVAILABLE}
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert (elsewhere.status_code, len(after.json()["items"])) == (httpx.codes.OK, 3)


def test_the_queries_of_a_request_have_one_time_limit(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.database()
    seeded(tmp_path, url, INVENTED)
    database = open_database(Settings(database_url=url, statement_timeout=1))
    database.open()
    with closing(database), database.snapshot() as snapshot:
        for _ in range(4):
            snapshot.rows("SELECT pg_sleep(0.3)")
        with pytest.raises(DatabaseFailure, match="too long"):
            snapshot.rows("SELECT 1")


@pytest.mark.parametrize("limit", ["2", "60"])
def test_a_cancelled_statement_fails_no_other_request(
    tmp_path: Path, postgres: Postgres, limit: str
) -> None:
    """Not even those that wait for a thread, if it was cancelled at its time limit or before."""
    url = postgres.database()
    settings = {
        "DATABASE_URL": url,
        "ARTICLE_FACTS_STATEMENT_TIMEOUT": limit,
        "ARTICLE_FACTS_POOL_SIZE": "1",
    }
    with (
        serving(tmp_path, settings) as address,
        psycopg.connect(url) as holder,
        psycopg.connect(url, autocommit=True) as other,
        ThreadPoolExecutor(8) as pool,
    ):
        holder.execute(_in_dataset(holder, "LOCK TABLE {}.quote IN ACCESS EXCLUSIVE MODE"))
        slow = pool.submit(httpx.get, f"{address}/quotes", timeout=60)
        time.sleep(0.5)
        waiting = [
            pool.submit(httpx.get, f"{address}/people?limit={n}", timeout=60) for n in range(1, 7)
        ]
        time.sleep(0.5)
        if limit == "60":
            other.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity "
                "WHERE wait_event = 'relation' AND datname = current_database()"
            )
        assert slow.result().status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert [one.result().status_code for one in waiting] == [httpx.codes.OK] * 6


def test_a_damaged_record_fails_no_other_request(tmp_path: Path, postgres: Postgres) -> None:
    """Not even those that wait for a thread meanwhile."""
    url = postgres.database()
    settings = {"DATABASE_URL": url, "ARTICLE_FACTS_SEED": str(INVENTED)}
    waiting = {"ARTICLE_FACTS_CACHE_MIB": "0", "ARTICLE_FACTS_POOL_SIZE": "1"}
    with (
        serving(tmp_path, settings | waiting) as address,
        psycopg.connect(url, autocommit=True) as database,
        ThreadPoolExecutor(16) as pool,
    ):
        database.execute(_in_dataset(database, "UPDATE {}.quote SET document = '{{x'"))

        def status(path: str) -> int:
            return httpx.get(address + path).status_code

        found = pool.map(status, ["/explore/facts", *["/explore/people"] * 3] * 16)

    assert list(found) == [503, 200, 200, 200] * 16


def test_parallel_seedings_run_one_after_the_other(tmp_path: Path, postgres: Postgres) -> None:
    settings = {"DATABASE_URL": postgres.database()}
    seedings = [started(tmp_path, "seed", settings=settings) for _ in range(3)]

    assert [process.wait(60) for process in seedings] == [0, 0, 0]


def test_a_seeding_may_take_longer_than_a_session_may_be_idle(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.database()
    with psycopg.connect(url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        limit = sql.SQL("ALTER DATABASE {} SET idle_in_transaction_session_timeout = 150")
        connection.execute(limit.format(name))
    seeded(tmp_path, url, INVENTED)


def test_a_seeding_that_loses_its_lock_at_the_end_has_not_failed(postgres: Postgres) -> None:
    url = postgres.database()
    with place_of(url).alone(), psycopg.connect(url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchall()
    assert ended == [(True,)]


def test_an_unreachable_server_gives_one_line(tmp_path: Path) -> None:
    settings = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/facts"}
    done = ran(tmp_path, "seed", settings=settings)

    assert done.returncode == 2
    assert "cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_password_may_have_any_characters(tmp_path: Path, own: Postgres) -> None:
    password, wrong = "se cret+'\\ @:/?#%é", "s3cr3t s3cr3t"
    url = own.database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE af LOGIN SUPERUSER")
        new = sql.SQL("ALTER ROLE af PASSWORD {}").format(sql.Literal(password))
        connection.execute(new)
        rules = sql.Literal(["local all af scram-sha-256", "local all all trust"])
        (place,) = connection.execute("SHOW hba_file").fetchone() or ("",)
        put = sql.SQL("COPY (SELECT unnest({}::text[])) TO {}")
        connection.execute(put.format(rules, sql.Literal(place)))
        connection.execute("SELECT pg_reload_conf()")
    settings = {
        "DATABASE_URL": url.replace("postgres:@", f"af:{quote(password, safe='')}@"),
        "ARTICLE_FACTS_SEED": str(INVENTED),
    }

    refused = ran(
        tmp_path,
        "seed",
        settings={"DATABASE_URL": url.replace("postgres:@", f"af:{quote(wrong)}@")},
    )
    with serving(tmp_path, settings) as address:
        assert httpx.get(f"{address}/facts").status_code == httpx.codes.OK

    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "password authentication failed" in refused.stderr
    assert "s3cr3t" not in refused.stderr


def test_a_dataset_file_is_not_written_on_when_the_service_stops(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.database()
    seeded(tmp_path, url, INVENTED)
    opened = open_database(Settings(database_url=url))
    opened.open()
    with opened.snapshot() as snapshot:
        opened.close()
        with pytest.raises(DatabaseFailure, match="stops"):
            write_ndjson(snapshot, tmp_path / "dataset.ndjson", {})
