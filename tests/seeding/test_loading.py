"""Seeding replaces all that the database holds, or nothing."""

import json
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.database.engine import make_engine
from app.seeding.faults import FaultySeed
from app.seeding.loading import seed
from app.seeding.migrating import migrate
from tests.raw import ask
from tests.seeds import ARTICLE, INVENTED, OWN, append, edit, joined
from tests.serving import PROJECT, serving

OTHER_STEMMER = """
def version(): return "0.0.1"

class Stemmer:
    def __init__(self, *_): pass
    def stemWord(self, word): return word[:4]
"""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An empty database with the schema."""
    made = make_engine(f"sqlite:///{tmp_path}/facts.db")
    migrate(made)
    return made


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, by table, and which words are indexed for which entry."""
    with sqlite3.connect(str(engine.url.database)) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.indexed USING fts5vocab(main, search_fts, instance)"
        )
        words = sorted(connection.execute("SELECT term, doc FROM indexed").fetchall())
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {"search_fts": words} | {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)  # noqa: S608 - the database's own names
            for (name,) in names
            if not name.startswith("search_fts")
        }


def documents(engine: Engine, table: str) -> dict[str, dict[str, object]]:
    """The documents of a table, by id."""
    with sqlite3.connect(str(engine.url.database)) as connection:
        shown = "item" if table in {"person", "statistic", "country"} else "document"
        rows = connection.execute(f"SELECT id, {shown} FROM {table}").fetchall()  # noqa: S608 - the same
    return {id_: json.loads(document) for id_, document in rows}


def test_seeding_again_changes_nothing(engine: Engine) -> None:
    first = seed(engine, INVENTED)
    before = content(engine)

    again = seed(engine, INVENTED)

    assert (first.changed, again.changed) == (True, False)
    assert (again.version, again.facts) == (first.version, first.facts)
    assert content(engine) == before


def test_another_version_of_the_stemmer_writes_the_words_anew(tmp_path: Path) -> None:
    settings = {"ARTICLE_FACTS_SEED": str(INVENTED)}
    with serving(tmp_path, settings) as address:
        assert json.loads(ask(address, "/search?q=lanternish").body)["items"] == []
    (tmp_path / "other").mkdir()
    (tmp_path / "other/Stemmer.py").write_text(OTHER_STEMMER)
    settings["PYTHONPATH"] = f"{tmp_path}/other:{PROJECT}"
    with serving(tmp_path, settings) as address:
        assert json.loads(ask(address, "/search?q=lanternish").body)["items"] != []


def test_the_same_seed_makes_the_same_version_in_another_database(
    engine: Engine, tmp_path: Path
) -> None:
    other = make_engine(f"sqlite:///{tmp_path}/other.db")
    migrate(other)

    assert seed(engine, INVENTED) == seed(other, joined(tmp_path / "copy", INVENTED))


def test_a_faulty_seed_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    folder = joined(tmp_path / "seed", INVENTED)
    seed(engine, folder)
    before = content(engine)
    edit(folder, ARTICLE, 'byline = ["ines-okafor"]', 'byline = ["x"]')
    edit(folder, ARTICLE, 'place = "cafe-brisa"', 'place = "y"')

    with pytest.raises(FaultySeed) as faulty:
        seed(engine, folder)

    assert len(faulty.value.faults) == 2
    assert content(engine) == before


def test_progress_is_told_article_by_article(engine: Engine, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    seed(engine, joined(tmp_path / "both", OWN, INVENTED), lambda done, of: told.append((done, of)))

    assert told == [(1, 2), (2, 2)]


def test_an_article_taken_out_leaves_no_trace(engine: Engine, tmp_path: Path) -> None:
    alone = seed(engine, OWN)
    before = content(engine)

    together = seed(engine, joined(tmp_path / "both", OWN, INVENTED))
    held = documents(engine, "country")["CH"]["articles"]
    out = seed(engine, OWN)

    assert held == ["lantern-fair-2031", "xi-putin-victory-day-2025"]
    assert together.version != alone.version
    assert out == alone
    assert content(engine) == before


ANOTHER_NUMBER = """
[[observation]]
id = "another-attendance-2024"
statistic = "parade-attendance"
period = "2024"
value = 12
statement = "Twelve leaders came in 2024."
citations = [{ paragraph = 1, start = 0, end = 7, sha256 = "%s" }]
"""


def test_articles_that_disagree_both_stand(engine: Engine, tmp_path: Path) -> None:
    both = joined(tmp_path / "both", OWN, INVENTED)
    append(both, ARTICLE, ANOTHER_NUMBER % ("0" * 64))

    seed(engine, both)

    series = documents(engine, "statistic")["parade-attendance"]
    rows = [
        (row["period"], row["article"], row["value"])
        for row in series["observations"]  # type: ignore[attr-defined]  # JSON
    ]
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


def test_a_person_of_two_articles_is_joined(engine: Engine, tmp_path: Path) -> None:
    both = joined(tmp_path / "both", OWN, INVENTED)
    own = "articles/xi-putin-victory-day-2025.toml"
    append(both, own, SAME_PERSON % ("0" * 64, "0" * 64))

    seed(engine, both)

    person = documents(engine, "person")["mara-nunez"]
    offices = person["offices"]
    assert isinstance(offices, list)
    assert person["occupation"] == "mayor"
    assert person["articles"] == ["lantern-fair-2031", "xi-putin-victory-day-2025"]
    assert [office["title"] for office in offices] == ["Mayor of Port Brisa", "Ferry pilot"]
    assert [citation["article"] for citation in offices[0]["citations"]] == person["articles"]


def test_a_place_that_moves_takes_its_events_along(engine: Engine, tmp_path: Path) -> None:
    """However many places are in each other, and however the database came to hold them."""
    folder = joined(tmp_path / "seed", INVENTED)
    seed(engine, folder)
    around = '[[place]]\nid = "{}"\nname = "{}"\nkind = "area"\n'
    append(folder, "places.toml", around.format("coast", "Coast") + 'within = "island"\n')
    append(folder, "places.toml", around.format("island", "Island"))
    edit(folder, "places.toml", 'kind = "cafe"', 'kind = "cafe"\nwithin = "coast"')
    seed(engine, folder)
    fresh = make_engine(f"sqlite:///{tmp_path}/fresh.db")
    migrate(fresh)
    seed(fresh, folder)

    found = "SELECT position FROM link WHERE name = 'event.place' AND value = ? ORDER BY position"
    with sqlite3.connect(str(engine.url.database)) as connection:
        inside, *outer = (
            connection.execute(found, [place]).fetchall()
            for place in ("cafe-brisa", "coast", "island")
        )
    assert inside
    assert outer == [inside, inside]
    assert documents(engine, "event") == documents(fresh, "event")

    edit(folder, "places.toml", 'within = "island"', "")
    seed(engine, folder)
    with sqlite3.connect(str(engine.url.database)) as connection:
        assert connection.execute(found, ["coast"]).fetchall() == inside
        assert connection.execute(found, ["island"]).fetchall() == []
