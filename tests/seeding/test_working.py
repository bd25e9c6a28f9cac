"""Batches that other processes make: the same ones, and a process that is lost is told."""

import os
import signal
import subprocess
from collections.abc import Generator

import pytest

from app.seeding.batching import Batch, Found
from app.seeding.listing import Listing
from app.seeding.loading import Look, look
from app.seeding.working import SIZE, batches
from benchmarks import growth_corpus

ARTICLES = 2 * SIZE + 1


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Look:
    folder = tmp_path_factory.mktemp("corpus") / "seed"
    growth_corpus.write(folder, ARTICLES)
    (folder / f"articles/{growth_corpus.name(7)}.json").write_text('{"article": {}}')
    return look(Listing(folder))


def made(seen: Look, processes: int) -> Generator[Batch, None, None]:
    files = [Found(*file) for file in seen.listing.files]
    return batches(seen.listing.folder, files, seen.shared, processes)


def test_other_processes_make_the_same_batches(seen: Look) -> None:
    here, there = list(made(seen, 0)), list(made(seen, 2))

    assert len(here) == 3
    assert here[0].faults
    # Each process tells the words that it meets first.
    words = [
        {word for batch in way for word in batch.rows.pop("vocabulary")} for way in (here, there)
    ]
    assert words[0] == words[1]
    assert here == there


def test_a_process_that_is_lost_is_told(seen: Look) -> None:
    way = made(seen, 1)
    next(way)
    found = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "seeding.maker"], capture_output=True, check=True
    )
    os.kill(int(found.stdout), signal.SIGKILL)

    with pytest.raises(ChildProcessError, match="ended with code -9"):
        list(way)


def test_no_process_stays_when_no_more_batches_are_wanted(seen: Look) -> None:
    way = made(seen, 2)
    next(way)
    way.close()

    found = subprocess.run(["pgrep", "-P", str(os.getpid()), "-f", "seeding.maker"], check=False)
    assert found.returncode == 1
