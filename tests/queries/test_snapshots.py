"""An answer is of one dataset version, whenever another process writes while it is made."""

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import httpx
import pytest

from app.database.aside import Aside, TakesLong
from app.database.database import Row
from app.database.sqlite import SqliteDatabase
from app.main import create_app
from app.resources import METADATA
from app.settings import Settings
from tests.commanding import held

PATHS = [
    "/facts/{fact}/citation",
    "/quotes/{quote}/citation",
    "/statistics/{statistic}/summary",
    "/statistics/{statistic}/observations",
    "/explore",
    "/explore/people",
    "/explore/events/{event}",
    "/explore/statistics/{statistic}",
]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, seed_folder: Path) -> Path:
    """A database file that can be written to while it is read."""
    folder = tmp_path_factory.mktemp("snapshots")
    held(folder, seed_folder).dispose()
    with closing(sqlite3.connect(folder / "facts.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    return folder / "facts.db"


class Interrupted(SqliteDatabase):
    """Before the read that `before` counts down to, another connection removes all there is.

    Where there is a thread aside, only that reads.
    """

    def __init__(self, file: Path, before: int, aside: Aside | None) -> None:
        self.file = file
        self.before = before
        self.refuses = aside is not None and current_thread() is main_thread()
        super().__init__(f"sqlite:///{file}", aside)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        if self.refuses:
            raise TakesLong
        if self.before == 0:
            empty(self.file)
        self.before -= 1
        return super().rows(sql, values)


def empty(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for table in reversed(METADATA.sorted_tables):
            if table.name != "dataset":
                connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - a table of ours
        connection.execute("UPDATE dataset SET version = 'another'")


async def asked(file: Path, path: str, before: int, *, slow: bool) -> tuple[int, bytes, int]:
    """The answer's status and body, and how many reads were left to wait for."""
    app = create_app(Settings(database_url=f"sqlite:///{file}"))
    aside = Aside(60)
    database = app.state.database = Interrupted(file, before, aside if slow else None)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get(path)
        left = await aside.run(lambda: database.before) if slow else database.before
    await database.close()
    aside.close()
    return answer.status_code, answer.content, left


@pytest.mark.parametrize("slow", [False, True], ids=["on the loop", "aside"])
@pytest.mark.parametrize("path", PATHS)
def test_each_answer_is_of_one_version(
    seeded: Path, tmp_path: Path, path: str, *, slow: bool
) -> None:
    with closing(sqlite3.connect(seeded)) as connection:
        for kind in ("fact", "quote", "statistic", "event"):
            if f"{{{kind}}}" in path:
                (id_,) = connection.execute(f"SELECT id FROM {kind} LIMIT 1").fetchone()  # noqa: S608 - a table of ours
                path = path.format(**{kind: id_})
    often = 1000
    *whole, left = asyncio.run(asked(Path(shutil.copy(seeded, tmp_path)), path, often, slow=slow))
    assert whole[0] == 200
    reads = often - left
    assert reads > 1

    for before in range(reads):
        file = Path(shutil.copy(seeded, tmp_path / f"{before}.db"))
        *answer, left = asyncio.run(asked(file, path, before, slow=slow))
        assert left < 0, "another process has to have written meanwhile"
        assert answer == whole, f"before read {before} of {reads}"
