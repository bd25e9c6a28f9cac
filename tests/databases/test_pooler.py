"""A service behind a pooler that lends a connection for one transaction at a time."""

import shutil
from pathlib import Path

import httpx
import psycopg
from psycopg import sql

from tests.databases.pooler import pooled
from tests.databases.test_postgres import seeded, until
from tests.postgres import Postgres
from tests.raw import ask
from tests.seeds import INVENTED
from tests.serving import PROJECT, serving
from tests.starting import ran

PATHS = (
    "/quotes",
    "/facts?about=US&sort=-id",
    "/people/xi-jinping",
    "/search?q=tariffs",
    "/events?facets=kind",
)
UNREMEMBERED = {"ARTICLE_FACTS_CACHE_MIB": "0"}


def test_two_services_can_share_a_connection(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.database()
    seeded(tmp_path, url, PROJECT / "seed")
    with serving(tmp_path, {"DATABASE_URL": url}) as address:
        right = [ask(address, path).body for path in PATHS]
    with pooled(url) as shared:
        settings = {"DATABASE_URL": shared, **UNREMEMBERED}
        with serving(tmp_path, settings) as one, serving(tmp_path, settings) as other:
            # The driver prepares a statement after five uses, and both services would use the same
            # name.
            answers = [
                [ask(address, path).body for path in PATHS]
                for _ in range(12)
                for address in (one, other)
            ]

    assert all(answer == right for answer in answers)


def test_seedings_through_a_pooler_leave_nothing_for_the_next_one(
    tmp_path: Path, postgres: Postgres
) -> None:
    folder = tmp_path / "seed"
    shutil.copytree(INVENTED, folder)
    places = (folder / "places.toml").read_text()
    with pooled(postgres.database(), 3) as shared:
        for number in range(6):
            (folder / "places.toml").write_text(f"{places}# {number}\n")
            done = ran(tmp_path, "seed", "--seed", str(folder), settings={"DATABASE_URL": shared})
            assert done.stdout.startswith("seeded"), done.stderr


def test_a_query_that_waits_too_long_is_cancelled_behind_a_pooler(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.database()
    seeded(tmp_path, url, PROJECT / "seed")
    with pooled(url) as shared:
        settings = {"DATABASE_URL": shared, "ARTICLE_FACTS_STATEMENT_TIMEOUT": "0.3"}
        with serving(tmp_path, settings) as address, psycopg.connect(url) as connection:
            schema = connection.execute("SELECT schema FROM public.article_facts_current")
            (named,) = schema.fetchone() or ("",)
            table = sql.Identifier(named, "quote")
            connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table))
            refused = httpx.get(f"{address}/quotes?limit=3")
            connection.rollback()
            until(address, "/quotes?limit=3", httpx.codes.OK)

    assert refused.status_code == httpx.codes.SERVICE_UNAVAILABLE
