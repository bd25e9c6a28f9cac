"""Searches in a real database of each kind."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.database import Database, open_database
from app.queries.search import Hits, search
from app.seeding.build import place_of, seed
from app.settings import Settings
from tests.serving import NewDatabase

Search = Callable[..., Hits]


@pytest.fixture(scope="session")
def searching(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> Iterator[Callable[[Path], Search]]:
    """A function that seeds a folder into a new database and returns its search."""
    with ExitStack() as opened:

        def start(folder: Path) -> Search:
            url = new_database(tmp_path_factory.mktemp("search"))
            seed(place_of(url), folder)
            database: Database = open_database(Settings(database_url=url))
            database.open()
            opened.callback(database.close)

            def ask(text: str, *arguments: object, **more: object) -> Hits:
                with database.snapshot() as snapshot:
                    return search(snapshot, text, *arguments, **more)  # type: ignore[arg-type]  # as given

            return ask

        yield start
