"""The database file is removed, cut off, replaced, read-only, or on a full disk."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.commanding import held
from tests.raw import ask
from tests.reliability.corpora import corpus, state, version
from tests.seeds import INVENTED
from tests.serving import environment, serving
from tests.starting import as_anybody, ran, served

SEED = {"ARTICLE_FACTS_SEED": str(INVENTED)}
EXPORTS = ("/dataset.ndjson", "/dataset.sqlite")


def test_a_removed_file_is_still_served_and_rebuilt_at_the_next_start(tmp_path: Path) -> None:
    with serving(tmp_path, SEED) as address:
        before = httpx.get(f"{address}/quotes").content
        for path in tmp_path.glob("facts.db*"):
            path.unlink()
        time.sleep(1.5)

        assert httpx.get(f"{address}/quotes?limit=100").status_code == 200
        assert httpx.get(f"{address}/quotes").content == before
        for export in EXPORTS:
            assert httpx.get(f"{address}{export}").status_code == 200
    assert "Traceback" not in (tmp_path / "server.log").read_text()
    with serving(tmp_path, SEED) as address:
        assert httpx.get(f"{address}/quotes").content == before


@pytest.mark.parametrize("left", [0.0, 0.3, 0.9])
def test_a_truncated_file_is_reported_at_the_start_or_rebuilt(tmp_path: Path, left: float) -> None:
    assert ran(tmp_path, "seed", settings=SEED).returncode == 0
    file = tmp_path / "facts.db"
    whole = state(file)
    os.truncate(file, int(file.stat().st_size * left))

    done = ran(tmp_path, "seed", settings=SEED)

    if left:
        (line,) = done.stderr.splitlines()
        assert done.returncode == 2
        assert "is malformed" in line
        assert "remove it" in line
        file.unlink()
        assert ran(tmp_path, "seed", settings=SEED).returncode == 0
    assert version(file)
    assert state(file) == whole


def test_a_file_truncated_while_served_gives_503_and_no_wrong_data(tmp_path: Path) -> None:
    with serving(tmp_path, SEED) as address:
        paths = ["/quotes", "/facts", "/people", "/search?q=lantern", "/events"]
        good = {path: httpx.get(f"{address}{path}").content for path in paths}
        os.truncate(tmp_path / "facts.db", 4096)
        for path in paths:
            for more in ("", "&limit=99" if "?" in path else "?limit=99"):
                answer = httpx.get(f"{address}{path}{more}")
                assert answer.status_code in {200, 503}
                if answer.status_code == 200:
                    assert answer.content == good[path]
                else:
                    assert answer.headers["retry-after"]
        assert httpx.get(f"{address}/livez").status_code == 200
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_a_file_replaced_by_another_seeding_is_served(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    folder = corpus(tmp_path / "seed", 2, "Another")
    assert ran(other, "seed", "--seed", str(folder)).returncode == 0
    with serving(tmp_path, SEED) as address:
        before = httpx.get(f"{address}/readyz").json()["version"]
        shutil.move(other / "facts.db", tmp_path / "facts.db")
        end = time.monotonic() + 20
        while httpx.get(f"{address}/readyz").json()["version"] == before:
            assert time.monotonic() < end, "the other file is not served"
            time.sleep(0.1)

        answer = httpx.get(f"{address}/articles").json()
        assert {item["title"] for item in answer["items"]} == {"Another"}
        answer = httpx.get(f"{address}/articles?limit=1").json()
        assert {item["title"] for item in answer["items"]} == {"Another"}


def test_a_dataset_file_needs_a_temporary_folder_only_while_it_is_made(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with serving(tmp_path, {**SEED, "TMPDIR": str(scratch)}) as address:
        assert httpx.get(f"{address}/dataset/facts.csv").status_code == 200
        # A file in the place of the folder leaves no room for new files.
        scratch.rmdir()
        scratch.touch()
        for path in EXPORTS:
            answer = httpx.get(f"{address}{path}")
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "1"
        scratch.unlink()
        scratch.mkdir()
        before = [httpx.get(f"{address}{path}").content for path in EXPORTS]
        scratch.rmdir()
        assert [httpx.get(f"{address}{path}").content for path in EXPORTS] == before
    assert not scratch.exists()
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_both_files_are_made_at_once(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    settings = {**SEED, "TMPDIR": str(scratch)}
    for _ in range(3):
        with serving(tmp_path, settings) as address, ThreadPoolExecutor(4) as pool:
            answers = pool.map(partial(ask, address), EXPORTS * 2)
            assert [answer.status for answer in answers] == [200] * 4
            assert list(scratch.iterdir()) == []
        assert "Traceback" not in (tmp_path / "server.log").read_text()


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Path]:
    """A seeded read-only database in a read-only folder."""
    folder = tmp_path / "sealed"
    folder.mkdir()
    held(folder, INVENTED)
    (folder / "facts.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


def test_a_seeded_read_only_database_is_served(sealed: Path, tmp_path: Path) -> None:
    first = ran(sealed, "seed", settings=SEED, before=as_anybody())
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("already held")
    files = sorted(path.name for path in sealed.iterdir())
    assert files == ["facts.db"]

    with served(sealed, tmp_path / "server.log", SEED, as_anybody()) as address:
        assert httpx.get(f"{address}/readyz").status_code == 200
        assert httpx.get(f"{address}/quotes").json()["total"] == 3
    assert sorted(path.name for path in sealed.iterdir()) == files


def test_a_database_that_cannot_be_written_gives_one_line(sealed: Path, seed_folder: Path) -> None:
    before = state(sealed / "facts.db")

    done = ran(sealed, "seed", "--seed", str(seed_folder), before=as_anybody())

    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "cannot be written" in line
    assert state(sealed / "facts.db") == before


def test_a_database_that_may_not_be_read_is_not_called_broken(tmp_path: Path) -> None:
    held(tmp_path, INVENTED).path.chmod(0)

    for command in (("seed",), ("verify", "--database")):
        done = ran(tmp_path, *command, settings=SEED, before=as_anybody())

        assert (done.returncode, done.stdout) == (2 if command == ("seed",) else 1, "")
        assert done.stderr == f"{tmp_path}/facts.db cannot be opened: Permission denied\n"


def test_a_locked_database_is_not_called_broken(tmp_path: Path) -> None:
    with closing(sqlite3.connect(held(tmp_path, INVENTED).path)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        done = ran(tmp_path, "verify", "--database")

    assert done.returncode == 1
    assert done.stderr == f"{tmp_path}/facts.db cannot be opened: database is locked\n"


def test_a_full_disk_gives_one_line_and_keeps_the_data(tmp_path: Path) -> None:
    file = held(tmp_path, INVENTED).path
    before = state(file)
    folder = corpus(tmp_path / "seed", 20, "Too much")

    for free in (4_096, 100_000, 400_000):
        full = ("RLIMIT_FSIZE", free)
        done = ran(tmp_path, "seed", "--seed", str(folder), limit=full)

        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert "cannot be" in line
        assert state(file) == before
    assert ran(tmp_path, "seed", settings=SEED).stdout.startswith("already held")
    assert ran(tmp_path, "seed", "--seed", str(folder)).returncode == 0


def test_a_download_without_disk_space_gives_503_and_the_rest_is_served(tmp_path: Path) -> None:
    held(tmp_path, INVENTED)
    log = tmp_path / "server.log"
    with served(tmp_path, log, SEED, limit=("RLIMIT_FSIZE", 16_384)) as address:
        for path in ("/dataset.sqlite", "/dataset.ndjson"):
            answer = httpx.get(f"{address}{path}")
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "1"
        assert httpx.get(f"{address}/quotes").status_code == 200
    assert "Traceback" not in log.read_text()
    # One line for each: what has failed is not retried.
    assert log.read_text().count("cannot be written") == 2


def test_a_first_seeding_that_fails_leaves_no_tables(tmp_path: Path) -> None:
    for free in (8_192, 80_000):
        full = ("RLIMIT_FSIZE", free)
        assert ran(tmp_path, "seed", settings=SEED, limit=full).returncode == 2

    done = ran(tmp_path, "seed", settings=SEED)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_that_is_damaged_after_seeding_is_one_line(tmp_path: Path, workers: int) -> None:
    (tmp_path / "facts.db").write_bytes(b"damaged")
    code = (
        "from app.server import run; from app.settings import settings; "
        f"run(settings(), '127.0.0.1', 0, {workers})"
    )
    start = [sys.executable, "-c", code]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(start, env=environment(tmp_path), stdout=log, stderr=log)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and b"cannot be opened" not in (tmp_path / "log").read_bytes():
            time.sleep(0.1)
        if workers == 1:
            assert process.wait(60) == 3
    finally:
        process.terminate()
        process.wait(60)
    log_text = (tmp_path / "log").read_text()
    assert "facts.db cannot be opened: " in log_text
    assert "Traceback" not in log_text
