"""A PostgreSQL that stops answering without closing a connection."""

import logging
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database import Database, DatabaseFailure, open_database
from app.queries.find import find
from app.queries.sql import Question
from app.resources.people import PEOPLE
from app.seeding.build import place_of, seed
from app.settings import Settings
from tests.asking.datasets import make_seed
from tests.postgres import Postgres, running


@pytest.fixture
def own() -> Iterator[Postgres]:
    """A server that a test may stop."""
    with running() as started:
        yield started


def _processes(server: Postgres) -> list[int]:
    """All processes of the server."""
    first = int(server._server.get_pid() or 0)
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [first, *map(int, children)]


def _asked(database: Database) -> float:
    """After how many seconds a question fails."""
    began = time.monotonic()
    with pytest.raises(DatabaseFailure), database.snapshot() as snapshot:
        find(snapshot, Question(PEOPLE, {}))
    return time.monotonic() - began


def test_a_frozen_server_fails_fast_and_is_found_again(
    own: Postgres, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = own.database()
    seed(place_of(url), make_seed(tmp_path, {"people": [{"id": "ada", "name": "Ada"}]}, {}))
    database = open_database(Settings(database_url=url, statement_timeout=2))
    database.open()
    with database.snapshot() as snapshot:
        assert find(snapshot, Question(PEOPLE, {})).total == 1
    processes = _processes(own)
    with caplog.at_level(logging.ERROR):
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            first = _asked(database)
            time.sleep(5)
            later = [_asked(database) for _ in range(20)]
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            with database.snapshot() as snapshot:
                total = find(snapshot, Question(PEOPLE, {})).total
            break
        except DatabaseFailure:
            time.sleep(0.1)
    database.close()

    assert first < 6
    assert max(later) < 0.1
    assert len([one for one in caplog.records if one.name == "app.database.postgresql"]) == 1
    assert total == 1
