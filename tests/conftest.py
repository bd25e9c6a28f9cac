"""Fixtures that more than one file needs."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest

from tests.postgres import Postgres, running
from tests.serving import NewDatabase, serving

DATABASES = ("sqlite", "postgresql")

# A test passes or fails by what is right, not by how busy the machine is.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "Ask only this database where both are asked."
    parser.addoption("--database", choices=DATABASES, help=told)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--database")
    others = [item for item in items if _database(item) not in {None, wanted or _database(item)}]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def _database(item: pytest.Item) -> str | None:
    """The database that a test asks, where it is asked of both."""
    call = getattr(item, "callspec", None)
    return call.params.get("database") if call else None


@pytest.fixture(scope="session", params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which database is asked: what needs it, is tested with each."""
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, which is not to be stopped."""
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, database: str) -> NewDatabase:
    """What gives the URL of a new database, which may keep its file in a folder."""
    if database == "sqlite":
        return lambda folder: f"sqlite:///{folder}/facts.db"
    server: Postgres = request.getfixturevalue("postgres")
    return lambda _folder: server.database()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[str]:
    """A running service with the project's own seed."""
    folder = tmp_path_factory.mktemp("service")
    with serving(folder, {"DATABASE_URL": new_database(folder)}) as started:
        yield started


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of that service."""
    # What is made at the first question takes its time on a busy machine.
    with httpx.Client(base_url=address, timeout=120) as started:
        yield started


@pytest.fixture(scope="session")
def seed_folder() -> Path:
    """The project's own seed."""
    return Path(__file__).resolve().parent.parent / "seed"
