"""Seeding replaces the whole dataset or changes nothing."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from app.database import UnusableDatabase, newest_revision
from app.database.postgresql import conninfo
from app.database.sqlite import identity, seal
from app.resources import COLLECTIONS, METADATA
from app.resources.observations import OBSERVATIONS
from app.seeding import postgres_schema
from app.seeding.build import DatasetPlace, Outcome, place_of, seed
from app.seeding.faults import FaultySeed
from app.seeding.sqlite_file import SqliteFile
from app.seeding.verification import verify_database
from benchmarks import growth_corpus
from tests.postgres import Postgres
from tests.seeds import ARTICLE, INVENTED, OWN, append, edit, joined
from tests.serving import NewDatabase, environment, unmeasured
from tests.starting import ran, started

Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def place(tmp_path: Path, new_database: NewDatabase) -> DatasetPlace:
    """An empty database."""
    return place_of(new_database(tmp_path))


@pytest.fixture
def file(tmp_path: Path) -> SqliteFile:
    """A SQLite database whose file does not exist yet."""
    return SqliteFile(tmp_path / "facts.db")


def content(place: DatasetPlace) -> Tables:
    """Every row of every table, without the time of seeding."""
    with place.open() as tables:
        found: Tables = {}
        for table in METADATA.sorted_tables:
            columns = [f'"{c.name}"' for c in table.columns if c.name != "seeded"]
            sql = f"SELECT {', '.join(columns)} FROM {table.name}"  # noqa: S608 - our own tables
            found[table.name] = sorted(map(tuple, tables.run(sql)), key=repr)
    return found


def items(place: DatasetPlace, table: str) -> dict[str, Any]:
    """A table's items, by id."""
    with place.open() as tables:
        rows = tables.run(f"SELECT id, item FROM {table}")  # noqa: S608 - the same
    return {id_: json.loads(item) for id_, item in rows}


def linked(place: DatasetPlace, name: str, value: str) -> list[str]:
    sql = "SELECT position FROM link WHERE name = ? AND value = ? ORDER BY position"
    with place.open() as tables:
        return [position for (position,) in tables.run(sql, [name, value])]


def test_seeding_again_writes_nothing(place: DatasetPlace) -> None:
    first = seed(place, INVENTED)
    before = content(place)

    again = seed(place, INVENTED)

    assert (first.changed, again.changed) == (True, False)
    assert again.dataset == first.dataset
    assert content(place) == before


def test_an_unchanged_seed_leaves_the_file_alone(file: SqliteFile) -> None:
    seed(file, INVENTED)
    before = identity(file.path)

    seed(file, INVENTED)

    assert identity(file.path) == before
    assert [path.name for path in file.path.parent.iterdir()] == ["facts.db"]


def test_the_same_seed_makes_the_same_dataset_in_each_database(
    place: DatasetPlace, tmp_path: Path
) -> None:
    one = seed(place, INVENTED)
    other = seed(SqliteFile(tmp_path / "other.db"), joined(tmp_path / "copy", INVENTED))

    assert one.dataset.version == other.dataset.version


def test_a_faulty_seed_changes_nothing(place: DatasetPlace, tmp_path: Path) -> None:
    folder = joined(tmp_path / "seed", INVENTED)
    seed(place, folder)
    before = content(place)
    edit(folder, ARTICLE, 'byline = ["ines-okafor"]', 'byline = ["x"]')
    edit(folder, ARTICLE, 'place = "cafe-brisa"', 'place = "y"')

    with pytest.raises(FaultySeed) as faulty:
        seed(place, folder)

    assert len(faulty.value.faults) == 2
    assert content(place) == before


def test_a_removed_article_leaves_no_trace(place: DatasetPlace, tmp_path: Path) -> None:
    alone = seed(place, OWN)
    before = content(place)

    together = seed(place, joined(tmp_path / "both", OWN, INVENTED))
    held = items(place, "country")["CH"]["articles"]
    out = seed(place, OWN)

    assert held == ["lantern-fair-2031", "xi-putin-victory-day-2025"]
    assert together.dataset.version != alone.dataset.version
    assert out.dataset.version == alone.dataset.version
    assert content(place) == before


ANOTHER_NUMBER = """
[[observation]]
id = "another-attendance-2024"
statistic = "parade-attendance"
period = "2024"
value = 12
statement = "Twelve leaders came in 2024."
citations = [{ paragraph = 1, start = 0, end = 7, sha256 = "%s" }]
"""


def test_articles_that_disagree_are_both_kept(file: SqliteFile, tmp_path: Path) -> None:
    both = joined(tmp_path / "both", OWN, INVENTED)
    append(both, ARTICLE, ANOTHER_NUMBER % ("0" * 64))

    seed(file, both)

    series = items(file, "statistic")["parade-attendance"]
    rows = [(row["period"], row["article"], row["value"]) for row in series["observations"]]
    assert series["articles"] == ["lantern-fair-2031", "xi-putin-victory-day-2025"]
    assert rows == [
        ("2022", "xi-putin-victory-day-2025", 0),
        ("2024", "lantern-fair-2031", 12),
        ("2024", "xi-putin-victory-day-2025", 9),
        ("2025", "xi-putin-victory-day-2025", None),
    ]


SAME_PERSON = """
[[person]]
id = "mara-nunez"
occupation = "pilot"
citations = [{ paragraph = 1, start = 0, end = 2, sha256 = "%s" }]

[[person.office]]
id = "mayor-too"
title = "Mayor of Port Brisa"
political = true
as_of = "2031"
statement = "She was mayor."
citations = [{ paragraph = 1, start = 0, end = 2, sha256 = "%s" }]
"""


def test_a_person_of_two_articles_is_merged(file: SqliteFile, tmp_path: Path) -> None:
    both = joined(tmp_path / "both", OWN, INVENTED)
    own = "articles/xi-putin-victory-day-2025.toml"
    append(both, own, SAME_PERSON % ("0" * 64, "0" * 64))

    seed(file, both)

    person = items(file, "person")["mara-nunez"]
    offices = person["offices"]
    assert person["occupation"] == "mayor"
    assert person["articles"] == ["lantern-fair-2031", "xi-putin-victory-day-2025"]
    assert [office["title"] for office in offices] == ["Mayor of Port Brisa", "Ferry pilot"]
    assert [citation["article"] for citation in offices[0]["citations"]] == person["articles"]


def test_an_event_is_linked_to_every_surrounding_place(file: SqliteFile, tmp_path: Path) -> None:
    """Places may also lie within each other."""
    folder = joined(tmp_path / "seed", INVENTED)
    around = '[[place]]\nid = "{}"\nname = "{}"\nkind = "area"\nwithin = "{}"\n'
    append(folder, "places.toml", around.format("coast", "Coast", "island"))
    append(folder, "places.toml", around.format("island", "Island", "coast"))
    edit(folder, "places.toml", 'kind = "cafe"', 'kind = "cafe"\nwithin = "coast"')
    span = (folder / ARTICLE).read_text().partition("citations = ")[2].partition("\n]")[0]
    for one in ("coast", "island"):
        append(folder, ARTICLE, f'[[place]]\nid = "{one}"\ncitations = {span}\n]')

    seed(file, folder)

    inside, *outer = (
        linked(file, "event.place", place) for place in ("cafe-brisa", "coast", "island")
    )
    assert inside
    assert outer == [inside, inside]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "seed"
    growth_corpus.write(folder, 40)
    return folder


def test_links_and_tallies_are_complete(place: DatasetPlace, corpus: Path) -> None:
    outcome = seed(place, corpus)

    with place.open() as tables:
        for kind in ("fact", "quote", "event", "observation"):
            sql = "SELECT count(*) FROM link WHERE name = ?"
            ((records,),) = tables.run(f"SELECT count(*) FROM {kind}")  # noqa: S608 - kinds
            assert tables.run(sql, [f"{kind}.article"]) == [(records,)]
            sql = "SELECT total FROM tally WHERE name = ? AND value = ''"
            assert tables.run(sql, [kind]) == [(records,)]
        for parameter in ("kind", "certainty", "basis", "asserted_by"):
            sql = "SELECT sum(total) FROM tally WHERE name = ?"
            assert tables.run(sql, [f"fact.{parameter}"]) == [(outcome.dataset.facts,)]
        numbers = [n for (n,) in tables.run("SELECT number FROM search_entry ORDER BY number")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert verify_database(place).ok


def test_documents_match_their_declared_schema(file: SqliteFile, corpus: Path) -> None:
    seed(file, corpus)

    for collection in (*COLLECTIONS, OBSERVATIONS):
        columns = {"document": collection.shown}
        if "item" in METADATA.tables[collection.kind].c:
            columns["item"] = collection.item
        for column, model in columns.items():
            with file.open() as tables:
                found = tables.run(f"SELECT {column} FROM {collection.kind}")  # noqa: S608 - kinds
            assert found
            for (document,) in found:
                assert model.model_validate_json(document).model_dump_json() == document


def change(folder: Path, number: int) -> None:
    """Change an article of the corpus."""
    path = folder / f"articles/{growth_corpus.name(number)}.json"
    said = json.loads(path.read_bytes())
    said["fact"][0]["statement"] = "The quokka has changed its trade."
    path.write_text(json.dumps(said))


@pytest.mark.parametrize("broken", ["{", '{"article": {"id": 5}}'])
def test_one_broken_file_is_named_and_nothing_is_loaded(
    file: SqliteFile, corpus: Path, tmp_path: Path, broken: str
) -> None:
    folder = Path(shutil.copytree(corpus, tmp_path / "seed"))
    seed(file, folder)
    before = file.path.read_bytes()
    change(folder, 1)
    name = f"articles/{growth_corpus.name(2)}.json"
    (folder / name).write_text(broken)

    with pytest.raises(FaultySeed) as raised:
        seed(file, folder)

    assert {fault.file for fault in raised.value.faults} == {name}
    assert file.path.read_bytes() == before


def limited(file: SqliteFile, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run `seed` with files limited to 99,000 bytes."""
    allowed = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (99_000, 99_000))"
    ignored = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
    program = f"{allowed}\n{ignored}\nfrom app.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "seed", "--seed", str(folder)],
        env=unmeasured({**environment(folder), "DATABASE_URL": f"sqlite:///{file.path}"}),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_full_disk_is_reported_and_the_old_data_stays(file: SqliteFile, corpus: Path) -> None:
    seed(file, INVENTED)
    before = file.path.read_bytes()

    done = limited(file, corpus)

    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "cannot be written" in line
    assert line.endswith("nothing was changed")
    assert file.path.read_bytes() == before
    assert [path.name for path in file.path.parent.glob("facts*")] == ["facts.db"]


@pytest.mark.parametrize(
    ("versions", "shown"),
    [
        (["9999"], "'9999'"),
        (["0000"], "'0000'"),
        ([7], "7"),
        (["0001", "0002"], "'0001', '0002'"),
        ([], "none"),
    ],
)
def test_a_schema_that_this_program_does_not_know_is_refused(
    file: SqliteFile, versions: list[object], shown: str
) -> None:
    seed(file, INVENTED)
    with sqlite3.connect(file.path) as connection:
        connection.execute("DROP TABLE alembic_version")
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.executemany(
            "INSERT INTO alembic_version VALUES (?)", [(one,) for one in versions]
        )
    connection.close()
    before = file.path.read_bytes()

    with pytest.raises(UnusableDatabase, match=f"has the schema revision {shown}, which"):
        seed(file, OWN)

    assert file.path.read_bytes() == before


def test_a_dataset_of_an_older_schema_is_built_again(file: SqliteFile) -> None:
    seed(file, INVENTED)
    with sqlite3.connect(file.path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
    connection.close()

    assert seed(file, INVENTED).changed


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Dear diary, " * 100, "file is not a database; remove it, and the next start builds it"),
        (b"SQLite format 3\x00" + b"\x00" * 8000, "remove it, and the next start builds it"),
    ],
)
def test_a_file_that_is_not_a_dataset_is_never_replaced(
    file: SqliteFile, content: bytes, told: str
) -> None:
    file.path.write_bytes(content)

    with pytest.raises(UnusableDatabase, match=told):
        seed(file, INVENTED)

    assert file.path.read_bytes() == content


@pytest.mark.parametrize(
    "more",
    [
        "",
        # Others number their migrations, too.
        "CREATE TABLE alembic_version AS SELECT '0001' AS version_num",
        f"CREATE TABLE alembic_version AS SELECT '{newest_revision()}' AS version_num",
    ],
)
def test_a_database_of_another_program_is_never_replaced(file: SqliteFile, more: str) -> None:
    with sqlite3.connect(file.path) as connection:
        connection.executescript(f"CREATE TABLE diary (day TEXT); {more}")
    connection.close()
    content = file.path.read_bytes()

    with pytest.raises(UnusableDatabase, match="is a database of another program"):
        seed(file, INVENTED)

    assert file.path.read_bytes() == content


def test_an_empty_file_is_filled(file: SqliteFile) -> None:
    file.path.touch()

    assert seed(file, INVENTED).changed


def test_a_link_is_kept_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    link = tmp_path / "facts.db"
    link.symlink_to(tmp_path / "disk/real.db")

    assert seed(SqliteFile(link), INVENTED).changed
    assert seed(SqliteFile(link), OWN).changed
    assert link.is_symlink()


@pytest.mark.parametrize("odd", ["fifo", "folder", "zero", "long", "loop", "nowhere"])
@pytest.mark.parametrize("argument", ["seed", "verify"])
def test_an_impossible_database_gives_one_line(tmp_path: Path, odd: str, argument: str) -> None:
    path = tmp_path / "odd.db"
    match odd:
        case "fifo":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "zero":
            path = Path("/dev/zero")
        case "long":
            path = tmp_path / ("x" * 300)
        case "loop":
            path.symlink_to(path)
        case "nowhere":
            path = Path("/proc/nowhere/facts.db")
    arguments = ["verify", "--database"] if argument == "verify" else ["seed"]

    done = ran(tmp_path, *arguments, settings={"DATABASE_URL": f"sqlite:///{path}"})

    if argument == "verify" and odd == "nowhere":
        assert (done.returncode, done.stderr[:7]) == (1, "nothing")
        return
    assert done.returncode in {1, 2}
    (line,) = done.stderr.splitlines()
    assert "cannot be " in line


def test_a_damaged_dataset_is_found_and_built_again(file: SqliteFile) -> None:
    seed(file, INVENTED)
    sound = file.path.read_bytes()
    page = 8192
    for place in range(page, len(sound) - page, 7 * page):
        file.path.write_bytes(sound[:place] + bytes(page) + sound[place + page :])

        report = verify_database(file)

        assert not report.ok
        assert "nothing is served yet" not in report.lines[0]
        assert report.lines

    assert seed(file, INVENTED).changed
    assert verify_database(file).ok


@pytest.mark.parametrize("document", ["x'7b7d'", "x'ff'", "CAST('ff' AS BLOB)", "5"])
def test_documents_of_another_type_are_found(file: SqliteFile, document: str) -> None:
    """Also if somebody has written a new checksum."""
    seed(file, INVENTED)
    with closing(sqlite3.connect(file.path)) as connection:
        connection.execute(f"UPDATE fact SET document = {document}")  # noqa: S608 - see above
        connection.commit()
    seal(file.path)

    try:
        (line,) = verify_database(file).lines
    except UnusableDatabase as error:
        line = str(error)
    assert "differ from those that were seeded" in line or "Could not decode to UTF-8" in line


def test_flipped_bits_are_found(file: SqliteFile) -> None:
    seed(file, INVENTED)
    sound = file.path.read_bytes()
    for place in range(101, len(sound), len(sound) // 25):
        changed = bytearray(sound)
        changed[place] ^= 4
        file.path.write_bytes(changed)
        assert not verify_database(file).ok, place


def test_two_simultaneous_first_starts_build_one_dataset(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    url = new_database(tmp_path)
    outcomes: list[Outcome] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(seed(place_of(url), INVENTED)))
        for _ in range(3)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome.changed for outcome in outcomes) == [False, False, True]
    assert len({outcome.dataset for outcome in outcomes}) == 1


def _killed(url: str, folder: Path, after: float) -> None:
    process = started(folder, "seed", "--seed", str(folder), settings={"DATABASE_URL": url})
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_seeding_that_is_killed_leaves_the_old_dataset(
    new_database: NewDatabase, tmp_path: Path, corpus: Path
) -> None:
    url = new_database(tmp_path)
    old = seed(place_of(url), INVENTED).dataset
    for moment in range(6):
        _killed(url, corpus, moment / 8)
        held = place_of(url).current()
        assert held
        if held != old:
            break
        assert verify_database(place_of(url)).ok

    outcome = seed(place_of(url), corpus)

    assert outcome.dataset.articles == 40
    assert not list(tmp_path.glob("*.new-*"))


def test_readers_of_the_old_schema_are_not_disturbed(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.database()
    seed(place_of(url), INVENTED)
    with place_of(url).open() as before:
        seed(place_of(url), OWN)
        seed(place_of(url), INVENTED)
        assert before.run("SELECT id FROM article") == [("lantern-fair-2031",)]

    # Once services have had the time to notice, only the one before the current one is kept.
    monkeypatch.setattr(postgres_schema, "_NOTICED", timedelta(0))
    time.sleep(1)
    seed(place_of(url), OWN)

    with psycopg.connect(conninfo(url)) as connection:
        sql = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'dataset%'"
        assert connection.execute(sql).fetchone() == (2,)


@pytest.mark.parametrize("table", ["fact", "dataset"])
def test_a_dataset_that_lacks_a_table_is_reported(postgres: Postgres, table: str) -> None:
    url = postgres.database()
    place = place_of(url)
    seed(place, INVENTED)
    with psycopg.connect(conninfo(url)) as connection:
        (schema,) = connection.execute("SELECT schema FROM article_facts_current").fetchone() or ()
        connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(schema, table)))

    (line,) = verify_database(place).lines
    assert f'relation "{table}" does not exist' in line


def test_a_database_of_another_encoding_is_refused(postgres: Postgres) -> None:
    postgres.run(
        "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )
    url = postgres.copied("postgresql:///latin")

    with pytest.raises(UnusableDatabase, match="has the encoding LATIN1; create it with"):
        seed(place_of(url), INVENTED)


def test_another_encoding_of_the_client_changes_nothing(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.database()
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")

    seed(place_of(url), INVENTED)

    with place_of(url).open() as tables:
        (person,) = tables.run("SELECT name FROM person WHERE id = 'mara-nunez'")
    assert person == ("Mara Núñez",)


@pytest.fixture(autouse=True)
def _no_leftovers(tmp_path: Path) -> Iterator[None]:
    yield
    assert not list(tmp_path.glob("*.new-*"))
