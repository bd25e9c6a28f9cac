"""A record that many articles name: few of them are listed, and none is lost that it rests on."""

import json
from typing import Any

import httpx
import pytest

from app.core.terms import LISTED
from app.seeding.gathering import FIRST
from benchmarks import growth_corpus
from tests.serving import NewDatabase, serving

ARTICLES = LISTED + 10
LATE = [growth_corpus.name(number) for number in (FIRST + 7, FIRST + 9)]


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> dict[str, dict[str, Any]]:
    """What is served of a person whom all articles name, of whom late ones say something first."""
    folder = tmp_path_factory.mktemp("many")
    growth_corpus.write(folder / "seed", ARTICLES)
    for path in sorted((folder / "seed/articles").iterdir()):
        article = json.loads(path.read_bytes())
        for person in article["person"]:
            person.update(countries=[], office=[])
        first = article["person"][0]
        assert first["id"] == "person-0"
        if article["article"]["id"] == LATE[0]:
            first |= {"occupation": "baker", "affiliation": "body-0"}
        if article["article"]["id"] >= LATE[1]:
            land = article["country"][0]["id"]
            first |= {"occupation": "miller", "countries": [land]}
        path.write_text(json.dumps(article))
    settings = {
        "DATABASE_URL": new_database(folder),
        "ARTICLE_FACTS_SEED": str(folder / "seed"),
    }
    with serving(folder, settings) as address:
        asked = ("/people/person-0", "/people")
        return {path: httpx.get(address + path, timeout=30).json() for path in asked}


def test_the_first_articles_are_listed_and_the_total_tells_of_all(
    told: dict[str, dict[str, Any]],
) -> None:
    person = told["/people/person-0"]

    assert person["articles"] == [growth_corpus.name(number) for number in range(FIRST)]
    assert person["totals"]["articles"] == ARTICLES
    assert len(person["events"]) <= len(person["facts"]) == LISTED < person["totals"]["facts"]


def test_who_said_it_first_is_cited(told: dict[str, dict[str, Any]]) -> None:
    person = told["/people/person-0"]
    cited = [citation["article"] for citation in person["citations"]]

    assert (person["occupation"], person["affiliation"]["id"]) == ("baker", "body-0")
    assert cited[:FIRST] == person["articles"]
    assert cited[FIRST] == LATE[0]
    assert cited[FIRST + 1] == LATE[1]
    # One article for each country, and no other.
    assert len(cited) == FIRST + 1 + len(person["countries"])
    assert len(person["countries"]) > 1


def test_a_list_tells_the_same(told: dict[str, dict[str, Any]]) -> None:
    item = told["/people/person-0"]
    (listed,) = [one for one in told["/people"]["items"] if one["id"] == "person-0"]

    assert listed == {key: item[key] for key in listed}
