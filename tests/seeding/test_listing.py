"""The files of a seed's articles: many are listed in another process, and told the same."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from app.seeding import listing
from app.seeding.lister import files
from app.seeding.listing import Listing

MANY = 4000
"""Told of so many, a process waits until it is read."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A seed with many files, two of which count as just written however long a test takes."""
    (tmp_path / "articles").mkdir()
    minute = 60_000_000_000
    now = time.time_ns()
    for number in range(MANY):
        path = tmp_path / f"articles/{number}.{'json' if number % 2 else 'toml'}"
        path.write_bytes(b" " * (number % 7))
        os.utime(path, ns=(now, now - minute if number else now + minute))
    (tmp_path / "articles/é.json").touch()
    os.utime(tmp_path / "articles/é.json", ns=(now, now + minute))
    (tmp_path / "articles/README.md").touch()
    return tmp_path


def listers() -> list[int]:
    """The processes of this one that list files."""
    found = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "lister.py"], capture_output=True, check=False
    )
    return [int(one) for one in found.stdout.split()]


def test_another_process_lists_the_same_files(folder: Path) -> None:
    begun = Listing(folder)
    assert len(listers()) == 1
    found = begun.files

    assert found == files(str(folder))
    assert found == sorted(found)
    assert len(found) == MANY + 1
    assert found[0] == ("articles/0.toml", 0, 0)
    assert found[1][:2] == ("articles/1.json", 1)
    assert {name for name, _, modified in found if not modified} == {
        "articles/0.toml",
        "articles/é.json",
    }
    assert not listers()


def test_a_listing_that_is_lost_is_made_again(folder: Path) -> None:
    begun = Listing(folder)
    (lister,) = listers()
    os.kill(lister, signal.SIGKILL)

    assert begun.files == files(str(folder))


def test_few_files_need_no_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_WORTH", MANY + 3)

    assert Listing(folder).files == files(str(folder))
    assert not listers()


def test_no_articles_are_none(tmp_path: Path) -> None:
    assert Listing(tmp_path).files == []
    assert Listing(tmp_path / "nowhere").files == []
