"""The service in this process, with the project's own facts or with invented seeds."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.asking.datasets import Asking, make_seed, seeded
from tests.serving import PROJECT, NewDatabase

Invent = Callable[..., Asking]


@pytest.fixture(scope="package")
def own(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Asking]:
    """A service with the project's own seed."""
    started = Asking(seeded(new_database(tmp_path_factory.mktemp("own")), PROJECT / "seed"))
    yield started
    started.close()


@pytest.fixture
def invent(tmp_path: Path, new_database: NewDatabase) -> Iterator[Invent]:
    """Makes a service with the given shared records and the records of one article."""
    started: list[Asking] = []

    def made(
        shared: Mapping[str, Any],
        article: Mapping[str, Any] | None = None,
        **tables: Any,  # noqa: ANN401 - whatever a table holds
    ) -> Asking:
        folder = make_seed(tmp_path / "seed", shared, tables, article)
        started.append(Asking(seeded(new_database(tmp_path), folder)))
        return started[-1]

    yield made
    for one in started:
        one.close()


def ids(asking: Asking, url: str) -> list[str]:
    """The ids of all records of a list, in order."""
    return [record["id"] for record in items(asking, url)]


def items(asking: Asking, url: str) -> list[dict[str, Any]]:
    """All records of a list."""
    page = asking.get(f"{url}{'&' if '?' in url else '?'}limit=200").json()
    assert page["next"] is None
    found: list[dict[str, Any]] = page["items"]
    return found
