"""A question that has to wait its turn has no more time than one that has not."""

import asyncio
from pathlib import Path
from threading import Event

import pytest

from app.database.aside import Aside, TakesLong
from app.database.database import DatabaseFailure
from app.database.sqlite import SqliteDatabase
from app.seeding.migrating import make_file


def test_the_time_for_which_a_question_waits_counts(tmp_path: Path) -> None:
    make_file(tmp_path / "facts.db")
    calls = []

    def question() -> None:
        calls.append("once")
        if len(calls) == 1:
            raise TakesLong

    async def ask_behind_another() -> None:
        aside = Aside(0.1)
        database = SqliteDatabase(f"sqlite:///{tmp_path}/facts.db", aside)
        await database.open()
        done = Event()
        other = asyncio.create_task(aside.run(done.wait))
        asyncio.get_running_loop().call_later(0.2, done.set)
        await asyncio.sleep(0.01)
        try:
            with pytest.raises(DatabaseFailure, match=r"more than 0\.1 seconds"):
                await database.ask(question)
        finally:
            done.set()
            await other
            aside.close()
            await database.close()

    asyncio.run(ask_behind_another())
    assert calls == ["once"]
