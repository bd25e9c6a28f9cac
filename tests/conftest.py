"""Fixtures for more than one file."""

import functools
import gc
import os
from collections.abc import Iterator
from itertools import islice
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
    "reliability/test_workers.py",
    "reliability/test_verification_client.py",
    "reliability/test_held_memory.py",
    "reliability/test_files.py",
    "databases/test_postgres.py",
    "asking/test_orders.py",
    "databases/test_frozen.py",
    "seeding/test_dataset.py",
    "explorer/test_accessible.py",
    "databases/test_standby.py",
    "reliability/test_long_responses.py",
    "scaling/test_processes.py",
    "reliability/test_bounded_memory.py",
    "explorer/test_frontend_docs.py",
    "asking/test_verifying.py",
    "abuse/test_contract.py",
    "promise/test_linting.py",
    "reliability/test_limits.py",
)
"""The slowest files, with the slowest first; many of their tests wait more than they compute."""

# What is imported and collected stays to the end; to look for garbage in it would take seconds.
gc.disable()

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
    """Begin each process's share with some of the slowest files, so that none is left at the end.

    At first, each process gets an equal part of the tests, in their order.
    """
    shares = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    number = len(items)
    paths = {item: item.path.as_posix() for item in items}
    rest = iter([item for item in items if not paths[item].endswith(SLOW)])
    slow = [
        [item for file in SLOW[share::shares] for item in items if paths[item].endswith(file)]
        for share in range(shares)
    ]
    items[:] = [
        item
        for share, first in enumerate(slow)
        for item in (*first, *islice(rest, max(0, (number + share) // shares - len(first))))
    ] + [*rest]


def pytest_collection_finish() -> None:
    """From here on, look for garbage only in what the tests make."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def certificates() -> Iterator[None]:
    """Read the system's certificates once: for each client, that takes as long as 20 requests."""
    with pytest.MonkeyPatch.context() as patch:
        read_once = functools.cache(httpx.create_ssl_context)
        patch.setattr("httpx._transports.default.create_ssl_context", read_once)
        yield


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
