"""`kill -9` during seeding leaves the old or the new data, complete, and nothing else."""

import os
import random
import time
from pathlib import Path

import pytest

from tests.reliability.corpora import corpus, state, version
from tests.starting import ran, started

KILLS = int(os.environ.get("SOAK_KILLS", "5"))
ARTICLES = 40


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    made = tmp_path_factory.mktemp("corpora")
    return corpus(made / "one", ARTICLES, "One"), corpus(made / "two", ARTICLES, "Two")


def test_a_killed_seeding_leaves_the_old_data_or_the_new(
    tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    chance = random.Random(7)  # noqa: S311 - must be repeatable, not secret
    database = tmp_path / "facts.db"
    versions, states, seconds = [], [], 0.0
    for folder in folders:
        began = time.monotonic()
        done = ran(tmp_path, "seed", "--seed", str(folder))
        seconds = time.monotonic() - began
        assert done.returncode == 0, done.stderr
        versions.append(version(database))
        states.append(state(database))
    assert len(set(versions)) == 2

    now, killed, found = 1, 0, [0, 0]
    for _ in range(KILLS):
        process = started(tmp_path, "seed", "--seed", str(folders[1 - now]))
        time.sleep(slept := chance.uniform(0, seconds))
        process.kill()
        if process.wait() == -9:
            killed += 1
        else:
            # Seeding is faster now than when it was measured.
            seconds = slept
        # Read-only, like a running service.
        now = versions.index(version(database))
        found[now] += 1
        assert state(database) == states[now]

    assert killed, "every seeding ended before it was killed"
    for folder, expected in zip(folders, versions, strict=True):
        done = ran(tmp_path, "seed", "--seed", str(folder))
        assert (done.returncode, done.stderr) == (0, "")
        assert version(database) == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.db"]
    print(f"killed {killed} of {KILLS}; afterwards one {found[0]} times, two {found[1]} times")  # noqa: T201 - for the report


def test_a_killed_first_seeding_is_repeated_at_the_next_start(
    tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    chance = random.Random(8)  # noqa: S311 - must be repeatable, not secret
    for number in range(max(2, KILLS // 10)):
        own = tmp_path / str(number)
        own.mkdir()
        process = started(own, "seed", "--seed", str(folders[0]))
        time.sleep(chance.uniform(0, 1))
        process.kill()
        process.wait()

        done = ran(own, "seed", "--seed", str(folders[0]))

        assert (done.returncode, done.stderr) == (0, "")
        state(own / "facts.db")
