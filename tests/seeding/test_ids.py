"""An id that two articles use is a fault that names both files, before anything is written."""

import json
import tomllib
from pathlib import Path

import pytest

from app.seeding.build import seed
from app.seeding.faults import FaultySeed
from app.seeding.report import check_folder
from app.seeding.sqlite_file import SqliteFile
from benchmarks import growth_corpus
from tests.reliability.corpora import corpus


def refused(folder: Path) -> list[str]:
    """The faults of a seed; `seed` and `check` must find the same."""
    with pytest.raises(FaultySeed) as raised:
        seed(SqliteFile(folder.parent / "facts.db"), folder)
    lines = [str(fault) for fault in raised.value.faults]
    assert set(lines) <= set(check_folder(folder).lines)
    assert not (folder.parent / "facts.db").exists()
    return lines


@pytest.mark.parametrize("other", [4, 205])
def test_ids_of_records_and_facts(tmp_path: Path, other: int) -> None:
    folder = tmp_path / "seed"
    growth_corpus.write(folder, 210)
    files = [f"articles/{growth_corpus.name(number)}.json" for number in (3, other)]
    held, claimed = (json.loads((folder / file).read_bytes()) for file in files)
    quote, fact = held["quote"][0]["id"], held["fact"][1]["id"]
    claimed["quote"][0]["id"], claimed["fact"][1]["id"] = quote, fact
    (folder / files[1]).write_text(json.dumps(claimed))

    where = f"is already used in {files[0]}; choose another id"
    assert refused(folder) == [
        f"{files[1]}: fact {fact!r}: the fact id {fact!r} {where}",
        f"{files[1]}: quote {quote!r}: the fact id 'quote-{quote}' {where}",
        f"{files[1]}: quote {quote!r}: the id {where}",
    ]


def test_ids_of_records_of_different_kinds(tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    growth_corpus.write(folder, 3)
    files = [f"articles/{growth_corpus.name(number)}.json" for number in (0, 1)]
    held, claimed = (json.loads((folder / file).read_bytes()) for file in files)
    id_ = held["quote"][0]["id"]
    claimed["event"][0]["id"] = id_
    for record in (*claimed["quote"], *claimed["observation"]):
        for field in ("event", "about"):
            record.pop(field, None)
    (folder / files[1]).write_text(json.dumps(claimed))

    taken = f"{files[1]}: event {id_!r}: the id is already used in {files[0]}; choose another id"
    assert taken in refused(folder)


def test_an_id_of_a_shared_record(tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    growth_corpus.write(folder, 1)
    path = next((folder / "articles").iterdir())
    said = json.loads(path.read_bytes())
    said["quote"][0]["id"] = "body-199"
    path.write_text(json.dumps(said))

    taken = "the id is already used in the shared files; choose another id"
    assert refused(folder) == [f"articles/{path.name}: quote 'body-199': {taken}"]


def test_two_files_of_one_article(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "seed", 8, "Twice")
    toml = sorted((folder / "articles").iterdir())[1]
    same = toml.with_suffix(".json")
    same.write_text(json.dumps(tomllib.loads(toml.read_text())))

    lines = refused(folder)

    taken = f"the id is already used in articles/{same.name}; choose another id"
    assert f"articles/{toml.name}: article {toml.stem!r}: {taken}" in lines
    assert {line.split(": ")[0] for line in lines} == {f"articles/{toml.name}"}
