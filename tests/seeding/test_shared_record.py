"""A record that many articles name lists a few, including each article it is based on."""

import json
from typing import Any

import pytest

from app.core.resource import FIRST, SAID
from app.core.terms import LISTED
from app.seeding.build import place_of, seed
from benchmarks import growth_corpus
from tests.serving import NewDatabase

ARTICLES = SAID + 10
OTHER = f"person-{growth_corpus.PEOPLE - 1}"
LATE = [growth_corpus.name(number) for number in (FIRST + 7, FIRST + 9)]


def inference(article: str) -> str:
    """How an article infers the other person: not in alphabetical order."""
    return f"Inferred in way {int(article[-4:]) * 7919 % 5000:04d}."


@pytest.fixture(scope="module")
def people(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Documents and items of people whom all articles name.

    Only late ones describe `person-0`; each but the first infers `OTHER` in its own way.
    """
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
        article["person"] = [one for one in article["person"] if one["id"] != OTHER]
        known = {"id": OTHER, "citations": first["citations"]}
        if article["article"]["id"] != growth_corpus.name(0):
            why = inference(article["article"]["id"])
            known |= {"basis": "inferred", "inference": why}
        article["person"].append(known)
        path.write_text(json.dumps(article))
    place = place_of(new_database(folder))
    seed(place, folder / "seed")
    with place.open() as tables:
        rows = tables.run("SELECT id, document, item FROM person")
    return {id_: (json.loads(document), json.loads(item)) for id_, document, item in rows}


@pytest.fixture
def stored(
    people: dict[str, tuple[dict[str, Any], dict[str, Any]]],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Document and item of the person whom only late articles describe."""
    return people["person-0"]


def test_the_first_articles_are_listed_and_the_total_counts_all(
    stored: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    _, person = stored

    assert person["articles"] == [growth_corpus.name(number) for number in range(FIRST)]
    assert person["totals"]["articles"] == ARTICLES
    assert len(person["events"]) <= len(person["facts"]) == LISTED < person["totals"]["facts"]


def test_the_first_article_that_says_it_is_cited(
    stored: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    _, person = stored
    cited = [citation["article"] for citation in person["citations"]]

    assert (person["occupation"], person["affiliation"]["id"]) == ("baker", "body-0")
    assert cited[:FIRST] == person["articles"]
    assert cited[FIRST] == LATE[0]
    assert cited[FIRST + 1] == LATE[1]
    # One article for each country, and no others.
    assert len(cited) == FIRST + 1 + len(person["countries"])
    assert len(person["countries"]) > 1


def test_the_document_says_the_same_as_the_list_item(
    stored: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    document, item = stored

    assert document == {key: item[key] for key in document}


def test_the_first_things_said_are_kept_with_the_articles_that_first_say_them(
    people: dict[str, tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    document, _ = people[OTHER]
    saying = [growth_corpus.name(number) for number in range(1, SAID + 1)]

    assert document["inference"] == " ".join(map(inference, saying))
    assert [one["article"] for one in document["citations"]] == [growth_corpus.name(0), *saying]
