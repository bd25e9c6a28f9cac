"""SQLite files that are damaged, replaced, or no dataset at all."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from app.database import INTERVAL, DatabaseFailure, UnusableDatabase
from app.database.sqlite import SQLiteDatabase, seal
from app.queries.find import get
from app.resources.people import PEOPLE
from app.seeding.build import place_of, seed
from app.settings import Settings
from tests.asking.datasets import make_seed

FLIPS = 60


def _dataset(folder: Path, name: str) -> Path:
    shared = {"people": [{"id": "ada", "name": name}]}
    make_seed(folder / f"seed-{name}", shared, {})
    seed(place_of(f"sqlite:///{folder}/{name}.db"), folder / f"seed-{name}")
    return folder / f"{name}.db"


@pytest.fixture(scope="module")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("datasets")
    return _dataset(folder, "Ada"), _dataset(folder, "Bea")


@pytest.fixture
def file(datasets: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(datasets[0], tmp_path / "facts.db"))


def _database(file: Path, **more: float) -> SQLiteDatabase:
    return SQLiteDatabase(Settings(database_url=f"sqlite:///{file}", **more))  # type: ignore[arg-type]  # known fields


@pytest.fixture
def served(file: Path) -> Iterator[SQLiteDatabase]:
    database = _database(file)
    database.open()
    yield database
    database.close()


def _name(database: SQLiteDatabase) -> str:
    with database.snapshot() as snapshot:
        document = get(snapshot, PEOPLE, "ada")
    assert document
    return "Ada" if b'"name":"Ada"' in document else "Bea"


def _replace(file: Path, other: Path) -> None:
    shutil.copy(other, file.with_suffix(".new"))
    file.with_suffix(".new").replace(file)


def test_a_new_file_is_served(
    served: SQLiteDatabase, file: Path, datasets: tuple[Path, Path]
) -> None:
    before = served.version
    assert _name(served) == "Ada"

    _replace(file, datasets[1])
    served.refresh()

    assert _name(served) == "Bea"
    assert served.version != before


def test_a_snapshot_keeps_its_dataset(
    served: SQLiteDatabase, file: Path, datasets: tuple[Path, Path]
) -> None:
    with served.snapshot() as snapshot:
        _replace(file, datasets[1])
        served.refresh()
        found = get(snapshot, PEOPLE, "ada")

    assert found is not None
    assert b'"name":"Ada"' in found


def test_nothing_is_read_from_a_file_that_was_changed_in_place(
    served: SQLiteDatabase, file: Path, datasets: tuple[Path, Path]
) -> None:
    content = file.read_bytes()
    assert b'"name":"Ada"' in content

    file.write_bytes(content.replace(b'"name":"Ada"', b'"name":"Eve"'))

    with pytest.raises(DatabaseFailure, match="changed"):
        _name(served)
    served.refresh()
    with pytest.raises(DatabaseFailure, match="changed"):
        _name(served)

    file.write_bytes(datasets[1].read_bytes())
    served.refresh()

    assert _name(served) == "Bea"


def test_a_file_written_over_it_with_its_size_and_time_is_served(
    served: SQLiteDatabase, file: Path, datasets: tuple[Path, Path]
) -> None:
    """As `cp --preserve` does with files that were made reproducibly."""
    assert datasets[1].stat().st_size == file.stat().st_size
    before, found = served.version, file.stat()
    file.write_bytes(datasets[1].read_bytes())
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))

    served.refresh()

    assert _name(served) == "Bea"
    assert served.version != before


def test_a_file_with_another_mode_is_still_served(served: SQLiteDatabase, file: Path) -> None:
    before = served.version
    file.chmod(0o444)
    assert _name(served) == "Ada"
    served.refresh()

    assert _name(served) == "Ada"
    assert served.version == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE alembic_version SET version_num = '0000'",
        "UPDATE alembic_version SET version_num = 4",
        "INSERT INTO alembic_version VALUES ('0001')",
        "DELETE FROM alembic_version",
        "DROP TABLE alembic_version",
        "UPDATE dataset SET complete = 0",
        "DELETE FROM dataset",
        "DROP TABLE dataset",
        "UPDATE dataset SET version = X'00ff'",
        "UPDATE dataset SET version = 'é'",
        "UPDATE dataset SET version = 7",
        "UPDATE person SET name = 'Eve'",
    ],
)
def test_an_unusable_file_is_not_served(
    served: SQLiteDatabase,
    file: Path,
    datasets: tuple[Path, Path],
    change: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = Path(shutil.copy(datasets[1], file.parent / "other.db"))
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute(change)
    if "UPDATE person" not in change:
        # With a valid checksum, as if it had been built like this.
        seal(other)

    _replace(file, other)
    served.refresh()
    served.refresh()

    assert _name(served) == "Ada"
    assert len([one for one in caplog.records if one.levelname == "WARNING"]) == 1
    with pytest.raises(UnusableDatabase):
        _database(file).open()


def test_a_flipped_bit_is_never_served(datasets: tuple[Path, Path], tmp_path: Path) -> None:
    content = datasets[0].read_bytes()
    for number in range(FLIPS):
        place = len(content) * number // FLIPS
        damaged = bytearray(content)
        damaged[place] ^= 1 << number % 8
        file = tmp_path / "damaged.db"
        file.write_bytes(damaged)
        with pytest.raises(UnusableDatabase):
            _database(file).open()


def test_damage_to_the_names_of_tables_gives_one_line(file: Path) -> None:
    content = file.read_bytes()
    place = content.index(b"tablecitationcitation") + len("table")
    # SQLite quotes the name in its error, and it is no text.
    file.write_bytes(content[:place] + b"\xc2" + content[place + 1 :])
    for look in (_database(file).open, place_of(f"sqlite:///{file}").current):
        with pytest.raises(UnusableDatabase, match=r"facts\.db cannot be opened: ") as refused:
            look()
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"no database", bytes(8192), b"SQLite format 3\0" * 600])
def test_a_file_that_is_not_a_database_is_refused_in_one_line(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "facts.db"
    file.write_bytes(content)
    with pytest.raises(UnusableDatabase, match=r"facts\.db") as refused:
        _database(file).open()
    assert "\n" not in str(refused.value)


def test_a_pipe_or_a_device_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path, tmp_path / ("x" * 300)):
        with pytest.raises(UnusableDatabase, match="cannot be opened"):
            _database(path).open()


def test_a_slow_query_is_cancelled(file: Path) -> None:
    database = _database(file, statement_timeout=0.05)
    database.open()
    endless = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )
    try:
        with database.snapshot() as snapshot, pytest.raises(DatabaseFailure, match="too long"):
            snapshot.rows(endless)
        assert _name(database) == "Ada"
    finally:
        database.close()


def test_text_that_cannot_be_decoded_is_a_failure(served: SQLiteDatabase) -> None:
    with pytest.raises(DatabaseFailure, match="damaged"), served.snapshot() as snapshot:
        snapshot.rows("SELECT CAST(x'ff' AS TEXT)")[0][0].decode()


def test_an_unexpected_error_is_logged_once_and_the_next_file_is_used(
    served: SQLiteDatabase,
    file: Path,
    datasets: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(SQLiteDatabase, "_look", lambda _: 1 // 0)
        sleep(5 * INTERVAL)
    _replace(file, datasets[1])
    end = monotonic() + 30
    while _name(served) != "Bea" and monotonic() < end:
        sleep(INTERVAL)

    assert _name(served) == "Bea"
    told = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    (line,) = told
    assert line.startswith("looking for a new dataset failed: ZeroDivisionError: ")


def test_closing_does_not_wait_for_a_disk_that_hangs(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = _database(file)
    database.open()
    monkeypatch.setattr(SQLiteDatabase, "_look", lambda _: Event().wait())
    sleep(2 * INTERVAL)
    began = monotonic()

    database.close()

    assert monotonic() - began < 10
