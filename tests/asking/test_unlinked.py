"""Filters that have no link rows still work: for the usual values, and for articles."""

import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any

import pytest

from app.resources import COLLECTIONS
from benchmarks import growth_corpus
from tests.asking.datasets import Asking, cited, make_seed, seeded
from tests.serving import NewDatabase

FACTS = 300
CERTAINTY = ("certain", "likely", "possible")
BASIS = ("stated", "inferred")
ARTICLES = 6


def _fact(n: int) -> dict[str, Any]:
    inferred = n % 5 == 0
    return {
        "id": f"fact-{n:03d}",
        "statement": f"Statement {n}.",
        "kind": "action",
        "about": [f"person-{n % 7}"],
        "certainty": CERTAINTY[min(n % 12, 2)],
        "basis": BASIS[inferred],
        **({"inferred": "date", "inference": "From what is said."} if inferred else {}),
        "citations": [cited(n * 10)],
    }


MADE = [_fact(n) for n in range(FACTS)]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("usual")
    people = [{"id": f"person-{n}", "name": f"Person {n}"} for n in range(7)]
    seed = make_seed(folder / "seed", {"people": people}, {"fact": MADE})
    asking = Asking(seeded(new_database(folder), seed))
    yield asking
    asking.close()


def subsets(values: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(values, n) for n in range(1, len(values) + 1)))


def found(asking: Asking, question: str) -> tuple[list[dict[str, Any]], int | None]:
    """All records that a query finds, page by page, and the total if the first page has it."""
    answer = asking.get(question).json()
    total = answer["total"] if answer.get("total_exact", True) else None
    items = list(answer["items"])
    while answer["next"]:
        answer = asking.get(answer["next"]).json()
        items += answer["items"]
    return items, total


NARROWED = ("", "&about=person-3", "&basis=inferred", "&basis=stated")
ORDERS = ("", "&sort=-position", "&sort=-id")


@pytest.mark.parametrize("certainty", subsets(CERTAINTY), ids=",".join)
def test_facts_by_their_usual_values(facts: Asking, certainty: tuple[str, ...]) -> None:
    for narrowed, order in product(NARROWED, ORDERS):
        name, _, value = narrowed.removeprefix("&").partition("=")
        expected = [
            fact["id"]
            for fact in MADE
            if fact["certainty"] in certainty
            and (not name or value in (fact[name] if name == "about" else [fact[name]]))
        ]
        question = f"/facts?certainty={','.join(certainty)}{narrowed}{order}&limit=41"

        items, total = found(facts, question)

        assert [item["id"] for item in items] == expected[:: -1 if order else 1], question
        # The total of a single filter is always exact.
        whole = total is not None or narrowed or len(certainty) > 1
        assert whole, question
        assert total in {len(expected), None}, question


@pytest.mark.parametrize("name", ["certainty", "basis"])
@pytest.mark.parametrize("narrowed", ["", "&about=person-3", "&certainty=likely", "&basis=stated"])
def test_facets_of_the_usual_values(facts: Asking, name: str, narrowed: str) -> None:
    other, _, value = narrowed.removeprefix("&").partition("=")
    counted = Counter(
        fact[name]
        for fact in MADE
        if other in {"", name} or value in (fact[other] if other == "about" else [fact[other]])
    )

    (told,) = facts.get(f"/facts?facets={name}{narrowed}").json()["facets"].values()

    assert {one["value"]: one["count"] for one in told["values"]} == counted


@pytest.fixture(scope="module")
def articles(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> Iterator[Asking]:
    folder: Path = tmp_path_factory.mktemp("articles")
    growth_corpus.write(folder / "seed", ARTICLES)
    asking = Asking(seeded(new_database(folder), folder / "seed"))
    yield asking
    asking.close()


@pytest.mark.parametrize("name", [c.name for c in COLLECTIONS if "article" in c.filters])
def test_records_by_their_articles(articles: Asking, name: str) -> None:
    every, _ = found(articles, f"/{name}?limit=200")
    ids = [growth_corpus.name(n) for n in range(ARTICLES)]
    for asked in (ids[:1], ids[1:3], ids):
        named = [
            record["id"]
            for record in every
            if not set(asked).isdisjoint(record.get("articles") or [record.get("article")])
        ]

        items, total = found(articles, f"/{name}?article={','.join(asked)}&limit=3")

        assert [item["id"] for item in items] == named
        assert total == len(named)


def test_a_changed_article_is_counted_again(tmp_path: Path, new_database: NewDatabase) -> None:
    url = new_database(tmp_path)
    # Among so many articles, only this one is replaced.
    growth_corpus.write(tmp_path / "seed", 12)
    others = 12 * growth_corpus.FACTS
    people = [{"id": f"person-{n}", "name": f"Person {n}"} for n in range(7)]
    for number in (FACTS, 90, 250, 1):
        made = make_seed(tmp_path / str(number), {"people": people}, {"fact": MADE[:number]})
        shutil.copy(made / "articles/invented.toml", tmp_path / "seed/articles")
        asking = Asking(seeded(url, tmp_path / "seed"))
        uncertain = sum(fact["certainty"] != "certain" for fact in MADE[:number])

        of_it = asking.get("/facts?article=invented&limit=1").json()
        unhedged = [
            asking.get(f"/facts?certainty={hedge}&limit=1").json()["total"]
            for hedge in ("certain", "unhedged")
        ]
        asking.close()

        assert of_it["total"] == number
        assert sum(unhedged) == others + number - uncertain
