"""Ids that two articles claim: which, and where, is told of both databases alike."""

import json
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.core.entries import entry_number
from app.database.engine import UnusableDatabase, make_engine
from app.seeding.faults import FaultySeed
from app.seeding.loading import seed
from app.seeding.migrating import migrate
from app.seeding.working import SIZE
from benchmarks import growth_corpus
from tests.reliability.corpora import corpus
from tests.serving import NewDatabase

FIRST, LAST = 3, SIZE + 5
"""Articles that are not written together."""

HELD = 12
LATE = growth_corpus.name(HELD)


@pytest.fixture
def engine(tmp_path: Path, new_database: NewDatabase) -> Engine:
    made = make_engine(new_database(tmp_path))
    migrate(made)
    return made


def add(folder: Path) -> None:
    """Add the article `LATE` to a corpus of `HELD`."""
    more = folder.with_name("more")
    growth_corpus.write(more, HELD + 1)
    (more / f"articles/{LATE}.json").rename(folder / f"articles/{LATE}.json")


def told(engine: Engine, folder: Path) -> list[str]:
    with pytest.raises(FaultySeed) as raised:
        seed(engine, folder)
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize("loaded_before", [True, False])
@pytest.mark.parametrize(("owner", "other"), [(FIRST, FIRST + 1), (FIRST, LAST)])
def test_ids_of_records_and_facts_are_told_with_their_files(
    engine: Engine, tmp_path: Path, owner: int, other: int, *, loaded_before: bool
) -> None:
    folder = tmp_path / "seed"
    growth_corpus.write(folder, SIZE + 10)
    if loaded_before:
        seed(engine, folder)
    files = [f"articles/{growth_corpus.name(number)}.json" for number in (owner, other)]
    held, claimed = (json.loads((folder / file).read_bytes()) for file in files)
    quote, fact = held["quote"][0]["id"], held["fact"][1]["id"]
    claimed["quote"][0]["id"], claimed["fact"][1]["id"] = quote, fact
    (folder / files[1]).write_text(json.dumps(claimed))

    where = f"is taken in {files[0]}; choose another id"
    assert sorted(told(engine, folder)) == [
        f"{files[1]}: fact {fact!r}: the id {where}",
        f"{files[1]}: fact 'quote-{quote}': the id {where}",
        f"{files[1]}: quote {quote!r}: the id {where}",
    ]


@pytest.mark.parametrize("loaded_before", [True, False])
def test_two_files_of_one_article_are_told_once(
    engine: Engine, tmp_path: Path, *, loaded_before: bool
) -> None:
    folder = corpus(tmp_path / "seed", 8, "Twice")
    if loaded_before:
        seed(engine, folder)
    toml = sorted((folder / "articles").iterdir())[1]
    same = toml.with_suffix(".json")
    same.write_text(json.dumps(tomllib.loads(toml.read_text())))

    first, second = (toml, same) if loaded_before else (same, toml)
    record = f"articles/{second.name}: article {toml.stem!r}"
    assert told(engine, folder) == [
        f"{record}: the id is taken in articles/{first.name}; choose another id"
    ]


def test_search_numbers_that_another_article_has_are_told(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    growth_corpus.write(folder, HELD)
    seed(engine, folder)
    with engine.begin() as connection:
        number = entry_number("quote", LATE)
        connection.execute(
            text("UPDATE search_entry SET number = :number WHERE id = :id"),
            {"number": number, "id": f"{growth_corpus.name(1)}-said-2"},
        )
    add(folder)

    problem = f"its search numbers clash with those of {growth_corpus.name(1)}"
    assert told(engine, folder) == [f"articles/{LATE}: article: {problem}; choose another id"]


def test_what_is_refused_for_no_known_reason_is_no_success(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    growth_corpus.write(folder, HELD)
    seed(engine, folder)
    with engine.begin() as connection:
        link = {"name": "article.language", "value": "en", "position": LATE}
        connection.execute(text("INSERT INTO link VALUES (:name, :value, :position)"), link)
    add(folder)

    with pytest.raises(UnusableDatabase, match=r"(?is)unique.*nothing was changed"):
        seed(engine, folder)
