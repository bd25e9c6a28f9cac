"""Sorting gives the same records with and without a filter, page by page, frequent or rare."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tests.asking.datasets import Asking, cited, make_seed, seeded
from tests.asking.test_unlinked import found
from tests.serving import NewDatabase

MANY = 600
FEW = 150
PEOPLE = ("ada", "bo", "cy", "di", "ed")


def _about(n: int) -> list[str]:
    """All are about Ada, every third about Bo; Cy and Di each come last in one of the orders."""
    chosen = (True, n % 3 == 0, n < 150, n >= 400, n % 97 == 0)
    return [person for person, is_ in zip(PEOPLE, chosen, strict=True) if is_]


FACTS: list[dict[str, Any]] = [
    {
        "id": f"fact-{n:03d}",
        "statement": f"So it was, {n}.",
        "kind": ("history", "action")[n % 2],
        "about": _about(n),
        "certainty": "likely" if n % 5 == 0 else "certain",
        # Their order differs from that of their ids.
        "citations": [cited(n * 7 % MANY * 10)],
    }
    for n in range(MANY)
]
EVENTS: list[dict[str, Any]] = [
    {
        "id": f"event-{n:03d}",
        "name": "The same" if n >= 420 else f"Event {n // 4}",
        "summary": f"Something happened, {n}.",
        "kind": ("meeting", "parade")[n % 2],
        "status": "expected" if n % 7 == 0 else "occurred",
        "date": f"20{n * 7 % 50:02d}-05-01",
        "about": _about(n),
        "citations": [cited(n)],
    }
    for n in range(MANY)
]


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("orders")
    people = [{"id": name, "name": name.title()} for name in PEOPLE]
    tables = {"fact": FACTS, "event": EVENTS}
    started = Asking(
        seeded(new_database(folder), make_seed(folder / "seed", {"people": people}, tables))
    )
    yield started
    started.close()


ASKED = {
    "facts": {
        "about": ("ada", "bo", "cy", "di", "ed", "bo,cy", "ada,ed"),
        "kind": ("action", "history,action"),
        "certainty": ("certain", "likely", "certain,likely"),
        "article": ("invented",),
    },
    "events": {
        "about": ("ada", "bo", "cy", "di", "ed", "bo,cy"),
        "kind": ("meeting",),
        "status": ("occurred", "expected"),
        "date_from": ("2010",),
    },
}


def _questions(name: str) -> list[dict[str, str]]:
    """Each filter, and each pair of filters."""
    one = [{key: value} for key, values in ASKED[name].items() for value in values]
    two = [a | b for a, b in itertools.combinations(one, 2) if not a.keys() & b.keys()]
    return one + two


@pytest.fixture(scope="module")
def every(asking: Asking) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """All records of a collection in each order."""
    orders = {"facts": ("id", "-id"), "events": ("id", "-id", "name", "-name", "-name,-id")}
    return {
        (name, order): found(asking, f"/{name}?sort={order}&limit=200")[0]
        for name, sorts in orders.items()
        for order in sorts
    }


@pytest.mark.parametrize("name", ASKED)
def test_an_order_is_the_same_with_every_filter(
    asking: Asking, every: dict[tuple[str, str], list[dict[str, Any]]], name: str
) -> None:
    for asked in _questions(name):
        filters = "&".join(f"{key}={value}" for key, value in asked.items())
        matching = {record["id"] for record in found(asking, f"/{name}?{filters}&limit=200")[0]}
        # Short pages if there are few records.
        limit = 13 if len(matching) <= FEW else 90
        for (of, order), records in every.items():
            if of == name:
                asked_for = f"/{name}?{filters}&sort={order}&limit={limit}"
                expected = [record for record in records if record["id"] in matching]

                assert found(asking, asked_for)[0] == expected, asked_for
