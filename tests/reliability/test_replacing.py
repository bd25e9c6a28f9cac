"""The database file is replaced: slowly copied files, locked files, and old files closed."""

import resource
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from tests.reliability.corpora import corpus
from tests.seeds import INVENTED
from tests.serving import server, serving
from tests.starting import ran

SEED = {"ARTICLE_FACTS_SEED": str(INVENTED)}


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A database of other articles, under another name in the same folder."""
    folder = tmp_path / "other"
    folder.mkdir()
    seed = corpus(tmp_path / "seed", 2, "Another")
    assert ran(folder, "seed", "--seed", str(seed)).returncode == 0
    return folder / "facts.db"


def soon(true: Callable[[], bool]) -> bool:
    """Whether `what` becomes true within a few seconds."""
    end = time.monotonic() + 60
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    return true()


def _titles(address: str) -> set[str]:
    answer = httpx.get(f"{address}/articles")
    assert answer.status_code == 200
    return {item["title"] for item in answer.json()["items"]}


def _opened(folder: Path) -> list[str]:
    """The database files that the server has open."""
    links = []
    for link in Path(f"/proc/{server(folder)}/fd").iterdir():
        # It may be closed meanwhile.
        with suppress(FileNotFoundError):
            links.append(str(link.readlink()))
    return [link for link in links if "facts.db" in link]


def test_a_file_that_is_still_being_copied_is_used_once_complete(
    tmp_path: Path, other: Path
) -> None:
    with serving(tmp_path, SEED) as address:
        before = _titles(address)
        whole = other.read_bytes()
        (tmp_path / "facts.db").unlink()
        with (tmp_path / "facts.db").open("wb") as file:
            file.write(whole[: len(whole) // 2])
            file.flush()
            time.sleep(1.5)
            assert _titles(address) == before
            file.write(whole[len(whole) // 2 :])
        assert soon(lambda: _titles(address) == {"Another"})
    log = (tmp_path / "server.log").read_text()
    assert log.count("a new database file is not used: ") == 1
    assert "Traceback" not in log


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files here")
def test_replaced_files_are_closed(tmp_path: Path, other: Path) -> None:
    with serving(tmp_path, SEED) as address:
        before = len(_opened(tmp_path))
        other.replace(tmp_path / "facts.db")
        assert soon(lambda: _titles(address) == {"Another"})
        # This must not depend on garbage collection either.
        assert soon(lambda: len(_opened(tmp_path)) == before)
        assert not [link for link in _opened(tmp_path) if link.endswith("(deleted)")]

        (tmp_path / "facts.db").rename(other)
        (tmp_path / "facts.db").write_bytes(b"no database")
        time.sleep(1.5)
        assert len(_opened(tmp_path)) == before


def test_no_request_waits_for_a_locked_file(tmp_path: Path, other: Path) -> None:
    with serving(tmp_path, SEED) as address:
        with closing(sqlite3.connect(other, isolation_level=None)) as writer:
            writer.execute("BEGIN EXCLUSIVE")
            other.replace(tmp_path / "facts.db")
            end = time.monotonic() + 3
            while time.monotonic() < end:
                # No request waits for the locked file.
                assert httpx.get(f"{address}/quotes?limit=1", timeout=10).status_code == 200
                time.sleep(0.1)
            writer.execute("ROLLBACK")
        assert soon(lambda: _titles(address) == {"Another"})


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="no limits of others here")
def test_a_file_for_which_there_was_no_descriptor_is_used_later(
    tmp_path: Path, other: Path
) -> None:
    """A crowd of clients may take them all."""
    log = tmp_path / "server.log"
    with serving(tmp_path, SEED) as address:
        before = resource.prlimit(server(tmp_path), resource.RLIMIT_NOFILE)
        resource.prlimit(server(tmp_path), resource.RLIMIT_NOFILE, (3, before[1]))
        other.replace(tmp_path / "facts.db")
        assert soon(lambda: "is not used: " in log.read_text())
        resource.prlimit(server(tmp_path), resource.RLIMIT_NOFILE, before)
        assert soon(lambda: _titles(address) == {"Another"})
    assert log.read_text().count("is not used: ") == 1


def test_a_file_that_blocks_its_reader_is_not_opened(tmp_path: Path, other: Path) -> None:
    with serving(tmp_path, SEED) as address:
        (tmp_path / "link").symlink_to("/proc/kmsg")
        (tmp_path / "link").replace(tmp_path / "facts.db")
        time.sleep(1.5)
        assert httpx.get(f"{address}/facts?limit=1").status_code == 200
        other.replace(tmp_path / "facts.db")
        assert soon(lambda: _titles(address) == {"Another"})
    log = (tmp_path / "server.log").read_text()
    assert "a new database file is not used: " in log
    assert "Traceback" not in log
