"""Fixtures that more than one file needs."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest

from tests.serving import serving

# A test passes or fails by what is right, not by how busy the machine is.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running service with the project's own seed."""
    with serving(tmp_path_factory.mktemp("service")) as started:
        yield started


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of that service."""
    with httpx.Client(base_url=address) as started:
        yield started


@pytest.fixture(scope="session")
def seed_folder() -> Path:
    """The project's own seed."""
    return Path(__file__).resolve().parent.parent / "seed"
