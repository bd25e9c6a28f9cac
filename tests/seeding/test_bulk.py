"""Many articles: whatever the way there, the database holds the same."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.database.engine import UnusableDatabase, make_engine
from app.resources import COLLECTIONS, METADATA
from app.resources.statistics import OBSERVATIONS
from app.seeding.faults import FaultySeed
from app.seeding.loading import seed
from app.seeding.migrating import migrate
from benchmarks import growth_corpus
from tests.serving import environment, unmeasured

ARTICLES = 40


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "seed"
    growth_corpus.write(folder, ARTICLES)
    return folder


@pytest.fixture
def folder(corpus: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus, tmp_path / "seed"))


def database(path: Path) -> Engine:
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    return engine


def dump(path: Path) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Every table as it can be read; of files all but when they were written."""
    connection = sqlite3.connect(path)
    for table in METADATA.sorted_tables:
        columns = [c.name for c in table.columns if c.name != "modified"]
        named = ", ".join(f'"{column}"' for column in columns)
        rows = connection.execute(f"SELECT {named} FROM {table.name}").fetchall()  # noqa: S608 - our own tables
        yield table.name, sorted(rows, key=repr)
    for word in ("trade", "quokka", "per*", "pl*", "chair", "seri*"):
        found = connection.execute(
            "SELECT rowid FROM search_fts WHERE search_fts MATCH ? ORDER BY rowid", [word]
        ).fetchall()
        yield word, found
    connection.close()


def article(folder: Path, number: int) -> Path:
    return folder / f"articles/{growth_corpus.name(number)}.json"


def change(path: Path) -> None:
    """Rewrite an article's file: less, more and other than it said."""
    said = json.loads(path.read_bytes())
    said["fact"] = said["fact"][1:]
    said["fact"][0]["statement"] = "The quokka has changed its trade."
    said["person"][0]["occupation"] = "baker"
    said["person"][-1]["office"] = []
    said["event"][0]["name"] = "another name"
    path.write_text(json.dumps(said))


def test_a_changed_seed_is_held_as_if_loaded_at_once(folder: Path, tmp_path: Path) -> None:
    dice = random.Random(5)  # noqa: S311 - the same articles each time
    engine = database(tmp_path / "changed.db")
    away = tmp_path / "away"
    away.mkdir()
    for number in (3, 7, 21):
        shutil.move(article(folder, number), away)
    seed(engine, folder)

    for number in (3, 7):
        shutil.move(away / article(folder, number).name, article(folder, number))
        seed(engine, folder)
    for number in dice.sample([n for n in range(ARTICLES) if n != 21], 4):
        change(article(folder, number))
    seed(engine, folder)
    article(folder, 30).unlink()
    people = folder / "people.toml"
    people.write_text(people.read_text().replace('name = "Person 0"', 'name = "Zed Zero"'))
    outcome = seed(engine, folder)
    article(folder, 31).unlink()
    outcome = seed(engine, folder)

    fresh = database(tmp_path / "fresh.db")
    at_once = seed(fresh, folder)
    assert outcome == at_once
    assert list(dump(tmp_path / "changed.db")) == list(dump(tmp_path / "fresh.db"))


@pytest.mark.parametrize("numbers", [(120, 5), (5, 120), (120, 130), (120, 95, 121)])
def test_an_article_whose_facts_become_many_or_few_is_held_as_if_loaded_at_once(
    folder: Path, tmp_path: Path, numbers: tuple[int, ...]
) -> None:
    engine = database(tmp_path / "changed.db")
    for number in numbers:
        said = json.loads(article(folder, 4).read_bytes())
        fact = said["fact"][0]
        said["fact"] = [{**fact, "id": f"many-{place}"} for place in range(number)]
        article(folder, 4).write_text(json.dumps(said))
        seed(engine, folder)

    seed(database(tmp_path / "fresh.db"), folder)
    assert list(dump(tmp_path / "changed.db")) == list(dump(tmp_path / "fresh.db"))


def test_what_has_not_changed_is_not_written_again(folder: Path, tmp_path: Path) -> None:
    engine = database(tmp_path / "held.db")
    first = seed(engine, folder)
    article(folder, 5).touch()

    again = seed(engine, folder)

    assert first.changed
    assert not again.changed
    assert again.version == first.version


def test_documents_have_the_shape_that_is_declared(folder: Path, tmp_path: Path) -> None:
    seed(database(tmp_path / "shape.db"), folder)
    connection = sqlite3.connect(tmp_path / "shape.db")
    for collection in (*COLLECTIONS, OBSERVATIONS):
        columns = {"document": collection.shown}
        if "item" in METADATA.tables[collection.kind].c:
            columns["item"] = collection.item
        for column, model in columns.items():
            sql = f"SELECT {column} FROM {collection.kind}"  # noqa: S608 - our own tables
            documents = connection.execute(sql).fetchall()
            assert documents
            for (document,) in documents:
                assert model.model_validate_json(document).model_dump_json() == document


@pytest.mark.parametrize("broken", ["{", '{"article": {"id": 5}}'])
def test_one_broken_file_loads_nothing_and_is_named(
    folder: Path, tmp_path: Path, broken: str
) -> None:
    engine = database(tmp_path / "held.db")
    seed(engine, folder)
    held = list(dump(tmp_path / "held.db"))
    change(article(folder, 1))
    article(folder, 2).write_text(broken)

    with pytest.raises(FaultySeed) as raised:
        seed(engine, folder)

    assert {fault.file for fault in raised.value.faults} == {f"articles/{article(folder, 2).name}"}
    assert list(dump(tmp_path / "held.db")) == held


def test_two_files_cannot_claim_one_id(folder: Path, tmp_path: Path) -> None:
    engine = database(tmp_path / "held.db")
    seed(engine, folder)
    held = list(dump(tmp_path / "held.db"))
    taken = json.loads(article(folder, 1).read_bytes())["fact"][0]["id"]
    said = json.loads(article(folder, 2).read_bytes())
    said["fact"][0]["id"] = taken
    article(folder, 2).write_text(json.dumps(said))

    with pytest.raises(FaultySeed, match=f"fact {taken!r}: the id is taken in articles/"):
        seed(engine, folder)

    assert list(dump(tmp_path / "held.db")) == held


def test_a_full_disk_is_told_and_the_old_data_stays(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "held.db"
    seed(database(path), folder)
    held = list(dump(path))
    change(article(folder, 1))
    allowed = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (99_000, 99_000))"
    program = f"{allowed}\nfrom app.cli import main; main()"

    done = subprocess.run(
        [sys.executable, "-c", program, "seed", "--seed", str(folder)],
        env=unmeasured({**environment(tmp_path), "DATABASE_URL": f"sqlite:///{path}"}),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(dump(path)) == held


def test_a_database_of_a_newer_revision_is_refused(folder: Path, tmp_path: Path) -> None:
    engine = database(tmp_path / "held.db")
    seed(engine, folder)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    held = list(dump(tmp_path / "held.db"))

    with pytest.raises(UnusableDatabase, match="newer than this program"):
        migrate(engine)

    assert list(dump(tmp_path / "held.db")) == held
