"""What is remembered stays within its bound, and is of the dataset that there is."""

import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import httpx

from app.api.memory import Memory
from app.api.wire import Answer
from tests.seeds import edit
from tests.serving import PROJECT, command, environment, serving


def answer(size: int) -> Answer:
    return Answer(200, [(b"etag", b"1")], bytes(size), None)


def test_a_flood_of_questions_stays_within_the_bound() -> None:
    memory = Memory(200_000)
    for number in range(10_000):
        memory.keep((b"/quotes", b"%d" % number), answer(number % 5000))
        assert memory.size <= memory.bound


def test_only_what_is_asked_again_is_worth_keeping() -> None:
    memory = Memory(100_000)
    assert [memory.again(b"asked"), memory.again(b"asked"), memory.again(b"other")] == [
        False,
        True,
        False,
    ]
    for number in range(100_000):
        assert not memory.again(number)
    assert not memory.again(b"asked"), "nobody remembers for ever what was asked once"


def test_what_is_too_large_is_not_kept() -> None:
    memory = Memory(100_000)
    memory.keep(b"large", answer(50_000))
    assert memory.size == 0


def test_all_workers_see_a_new_seeding(tmp_path: Path, seed_folder: Path) -> None:
    """A server that has the old answer in memory gives the new one once it is seeded."""
    folder = tmp_path / "seed"
    shutil.copytree(seed_folder, folder)
    own = {"ARTICLE_FACTS_SEED": str(folder)}
    with serving(tmp_path, own) as one, serving(tmp_path, own) as other:
        for address in (one, other):
            page = httpx.get(f"{address}/people").json()["items"]
            assert "Xi Jinping" in {person["name"] for person in page}
        before = [httpx.get(f"{one}/people/xi-jinping").json()["name"] for _ in range(4)]
        before += [httpx.get(f"{other}/people/xi-jinping").json()["name"] for _ in range(4)]
        assert set(before) == {"Xi Jinping"}
        edit(folder, "people.toml", "Xi Jinping", "Xi J.")
        subprocess.run(
            command("seed", "--seed", str(folder)),
            check=True,
            cwd=PROJECT,
            env=environment(tmp_path),
        )
        for address in (one, other):
            after = {httpx.get(f"{address}/people/xi-jinping").json()["name"] for _ in range(4)}
            assert after == {"Xi J."}
            page = httpx.get(f"{address}/people").json()["items"]
            assert "Xi J." in {person["name"] for person in page}


def test_rows_that_were_only_moved_still_show_their_own_documents(
    tmp_path: Path, seed_folder: Path
) -> None:
    """As a seeding by other code or a `VACUUM` does it: all is the same, but for row numbers."""
    with serving(tmp_path, {"ARTICLE_FACTS_SEED": str(seed_folder)}) as address:
        before = httpx.get(f"{address}/quotes?limit=100").json()["items"]
        with sqlite3.connect(tmp_path / "facts.db") as connection:
            rows = connection.execute("SELECT * FROM quote ORDER BY position DESC").fetchall()
            connection.execute("DELETE FROM quote")
            marks = ", ".join("?" for _ in rows[0])
            insert = f"INSERT INTO quote VALUES ({marks})"  # noqa: S608 - question marks only
            connection.executemany(insert, rows)
        time.sleep(0.1)
        after = httpx.get(f"{address}/quotes?limit=99").json()["items"]
    assert len(after) > 1
    assert after == before
