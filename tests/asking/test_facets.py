"""A facet counts correctly, no matter how many values it has and how frequent they are."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.queries.find import FACETED
from benchmarks import growth_corpus
from tests.asking.datasets import Asking, cited, make_seed, seeded
from tests.serving import NewDatabase

OFTEN = 101
"""How many facts are about each frequent person; some have one or two more."""


def _facts(frequent: int, rare: int) -> list[dict[str, Any]]:
    """Facts about some people with tallied counts, and about others with one or two facts each."""
    about = [
        [f"person-{n:04d}" for n in range(frequent) if number < OFTEN + n % 3]
        for number in range(OFTEN + 2)
    ]
    about += [
        [f"person-{n:04d}"] for n in range(frequent, frequent + rare) for _ in range(1 + n % 2)
    ]
    return [
        {
            "id": f"fact-{number:04d}",
            "statement": f"So it was, {number}.",
            "kind": "risk" if number < 3 else ("action", "history")[number % 2],
            "about": people,
            "certainty": "likely" if number % 4 == 1 else "certain",
            "citations": [cited(number)],
        }
        for number, people in enumerate(about)
    ]


@pytest.fixture(
    scope="module",
    params=[
        (FACETED + 5, 10),
        (FACETED, 0),
        (FACETED, 1),
        (FACETED - 1, 1),
        (2, FACETED),
        (2, 1200),
    ],
    ids=lambda numbers: "{}-{}".format(*numbers),
)
def numbers(request: pytest.FixtureRequest) -> tuple[int, int]:
    chosen: tuple[int, int] = request.param
    return chosen


def test_values_are_counted_exactly(
    tmp_path: Path, new_database: NewDatabase, numbers: tuple[int, int]
) -> None:
    facts = _facts(*numbers)
    people = [{"id": f"person-{n:04d}", "name": f"Person {n}"} for n in range(sum(numbers))]
    seed = make_seed(tmp_path / "seed", {"people": people}, {"fact": facts})
    asking = Asking(seeded(new_database(tmp_path), seed))
    try:
        for narrowed in ({}, {"about": "person-0000"}, {"kind": "risk,action"}, {"kind": "risk"}):
            for name in ("about", "kind", "certainty", "asserted_by", "article"):
                told = asking.get("/facts", facets=name, limit="1", **narrowed).json()
                facet = told["facets"][name]
                counts = [(one["value"], one["count"]) for one in facet["values"]]
                expected = _counted(facts, name, narrowed)

                assert counts == expected[:FACETED]
                assert facet["complete"] == (len(expected) <= FACETED)
                for one in (facet["values"][0], facet["values"][-1]):
                    found = asking.get(one["url"]).json()
                    assert not found.get("total_exact", True) or found["total"] == one["count"]
    finally:
        asking.close()


def _counted(
    facts: list[dict[str, Any]], name: str, narrowed: dict[str, str]
) -> list[tuple[str, int]]:
    """The values of a facet, counted one at a time."""
    counted: Counter[str] = Counter()
    for fact in facts:
        others = {other: value for other, value in narrowed.items() if other != name}
        if all(set(_values(fact, other)) & set(v.split(",")) for other, v in others.items()):
            counted.update(_values(fact, name))
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


def _values(fact: dict[str, Any], name: str) -> list[str]:
    value = fact.get(name, "invented")
    return value if isinstance(value, list) else [value]


def test_articles_are_counted_when_added_and_changed(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    url = new_database(tmp_path)
    growth_corpus.write(tmp_path / "seed", 12)
    for number in (150, 90, 0):
        made = make_seed(tmp_path / str(number), {}, {"fact": _unnamed(number)})
        shutil.copy(made / "articles/invented.toml", tmp_path / "seed/articles")
        asking = Asking(seeded(url, tmp_path / "seed"))
        told = asking.get("/facts?facets=article&limit=1").json()["facets"]["article"]["values"]
        asking.close()

        others = [(growth_corpus.name(n), growth_corpus.FACTS) for n in range(12)]
        assert [(one["value"], one["count"]) for one in told] == [
            *([("invented", number)] if number else []),
            *others,
        ]


def _unnamed(number: int) -> list[dict[str, Any]]:
    return [fact | {"about": []} for fact in _facts(0, number)[:number]]
