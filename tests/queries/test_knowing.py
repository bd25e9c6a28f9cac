"""Which ids are known, and how much of that is remembered."""

from pathlib import Path

from app.core.collection import Linked
from app.database.sqlite import SqliteDatabase
from app.queries.knowing import unknown
from app.queries.question import Question
from app.resources import COLLECTIONS
from benchmarks import growth_corpus
from tests.asking.datasets import seeded

MOST = 10_000


def test_what_is_known_is_remembered_within_a_bound(tmp_path: Path) -> None:
    growth_corpus.write(tmp_path / "seed", 150)
    database = SqliteDatabase(seeded(f"sqlite:///{tmp_path}/facts.db", tmp_path / "seed"))
    ids = tuple(id_.decode() for (id_,) in database.rows("SELECT id FROM quote"))
    asked = [
        Question(collection, {parameter.name: ids})
        for collection in COLLECTIONS
        for parameter in collection.parameters
        if isinstance(parameter, Linked) and not parameter.choices
    ]
    assert len(ids) * len(asked) > MOST

    for question in asked:
        assert unknown(database, question) == []
        assert len(database.known) <= MOST
