"""A record that many articles name lists a few, including each article it is based on."""

import json
from typing import Any

import pytest

from app.core.resource import FIRST, SAID, Mention, Said
from app.core.terms import LISTED
from app.seeding.build import place_of, seed
from benchmarks import growth_corpus
from tests.serving import NewDatabase

ARTICLES = LISTED + 10
LATE = [growth_corpus.name(number) for number in (FIRST + 7, FIRST + 9)]


@pytest.fixture(scope="module")
def stored(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Document and item of a person whom all articles name but only late ones describe."""
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
    place = place_of(new_database(folder))
    seed(place, folder / "seed")
    with place.open() as tables:
        sql = "SELECT document, item FROM person WHERE id = 'person-0'"
        ((document, item),) = tables.run(sql)
    return json.loads(document), json.loads(item)


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


def test_only_the_first_values_are_kept_with_their_first_articles() -> None:
    values = [f"{number * 7919 % 5000:04d}" for number in range(5000)]
    said = Said()
    for number, value in enumerate([*values, *values]):
        said.add(value, Mention(f"{number:05d}", {}))

    kept = said.items()

    assert sorted(value for value, _ in kept) == [f"{number:04d}" for number in range(SAID)]
    assert [mention.article for _, mention in kept] == sorted(m.article for _, m in kept)
    assert all(values[int(mention.article)] == value for value, mention in kept)
