"""Fixtures for more than one file."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest

from tests.postgres import Postgres, running
from tests.serving import NewDatabase, serving

TESTS = Path(__file__).resolve().parent
DATABASES = ("sqlite", "postgresql")
ON_BOTH = {
    "asking",
    "databases",
    "queries",
    "scaling",
    "search",
    "seeding",
    "test_migrations.py",
}
"""The folders and files whose tests run on both databases."""
ON_ONE = {"test_citing.py", "test_guides.py"}
"""Files of those folders whose tests compare responses byte for byte."""

SLOW = (
    "explorer/test_accessible.py",
    "explorer/test_frontend_docs.py",
    "explorer/test_pages.py",
    "promise/test_linting.py",
    "reliability/test_held_memory.py",
    "reliability/test_long_responses.py",
    "scaling/test_processes.py",
)
"""Files with the slowest tests, which run first, so that no process is left with one at the end."""

# A test must not fail because the machine is busy.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    only = "Run the tests on this database only."
    parser.addoption("--database", choices=DATABASES, help=only)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the database's tests on both; all others on SQLite, because responses are the same."""
    if "database" not in metafunc.fixturenames:
        return
    names = metafunc.definition.path.relative_to(TESTS).parts
    only = metafunc.config.getoption("--database")
    both = names[0] in ON_BOTH and names[-1] not in ON_ONE
    chosen = DATABASES if both else DATABASES[:1]
    if only:
        chosen = (only,)
    metafunc.parametrize("database", chosen, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slowest files first."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(SLOW))


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database that the service uses: "sqlite" or "postgresql"."""
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server that tests share; none may stop it."""
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, database: str) -> NewDatabase:
    """Makes a new database, with its file in the given folder, and returns its URL."""
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
    # On a busy machine, the first request can take long.
    with httpx.Client(base_url=address, timeout=120) as started:
        yield started


@pytest.fixture(scope="session")
def seed_folder() -> Path:
    """The project's own seed."""
    return TESTS.parent / "seed"
