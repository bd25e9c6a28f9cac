"""A seeding that changes little leaves what one from nothing would have made."""

from pathlib import Path

import pytest

from app.database.engine import make_engine
from app.seeding.loading import seed
from app.seeding.migrating import migrate
from tests.raw import ask
from tests.reliability.corpora import corpus
from tests.serving import NewDatabase, serving


def test_changed_new_and_removed_articles(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    invented = corpus(folder / "seed", 30, "Before")
    engine = make_engine(new_database(folder))
    migrate(engine)
    first, second, third, *_ = sorted((invented / "articles").iterdir())
    added = third.read_text()
    third.unlink()
    seed(engine, invented)
    first.write_text(first.read_text().replace("Before", "Afterwards unheard"))
    second.unlink()
    third.write_text(added)
    changed = seed(engine, invented)

    fresh = tmp_path_factory.mktemp("fresh")
    made = [_made(folder, invented, engine.url.render_as_string()), _made(fresh, invented)]

    assert (changed.changed, changed.articles) == (True, 29)
    assert made[0] == made[1]


def _made(folder: Path, seed_: Path, url: str | None = None) -> list[bytes]:
    """The whole dataset and some searches, as a service in `folder` answers."""
    settings = {"ARTICLE_FACTS_SEED": str(seed_), **({"DATABASE_URL": url} if url else {})}
    paths = ("/dataset.sqlite", "/search?q=unheard", "/search?q=before&limit=200", "/people")
    with serving(folder, settings) as address:
        return [ask(address, path).body for path in paths]
