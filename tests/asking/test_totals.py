"""A total is exact or says that it is not, and does not depend on earlier requests."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.asking.datasets import Asking, cited, make_seed, seeded
from tests.serving import NewDatabase

OFTEN, HALF, SELDOM = 420, 210, 60


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> str:
    folder = tmp_path_factory.mktemp("totals")
    people = [{"id": name, "name": name.title()} for name in ("ada", "bo", "cy", "di")]
    facts: list[dict[str, Any]] = [
        {
            "id": f"fact-{n:03d}",
            "statement": f"So it was, {n}.",
            "kind": ("history", "action")[n % 2],
            "about": ["ada", *(["bo", "cy"] if n < SELDOM else []), *(["di"] if n >= HALF else [])],
            "citations": [cited(n)],
        }
        for n in range(OFTEN)
    ]
    events: list[dict[str, Any]] = [
        {
            "id": f"event-{n:03d}",
            "name": f"Event {n}",
            "summary": f"Something happened, {n}.",
            "kind": "meeting",
            "status": "occurred",
            "date": f"20{n % 50:02d}-05-01",
            "citations": [cited(n)],
        }
        for n in range(OFTEN)
    ]
    tables = {"fact": facts, "event": events}
    return seeded(new_database(folder), make_seed(folder / "seed", {"people": people}, tables))


@pytest.fixture
def asking(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asking]:
    # Makes a few hundred records too many to count.
    monkeypatch.setattr("app.queries.find.MOST_COUNTED", 200)
    started = Asking(url)
    yield started
    started.close()


def _told(answer: dict[str, Any]) -> tuple[int, bool]:
    return answer["total"], answer.get("total_exact", True)


MANY = [
    ("/facts", {"about": "ada", "kind": "history"}, HALF),
    ("/facts", {"about": "ada", "kind": "history", "sort": "-id"}, HALF),
    ("/facts", {"about": "ada,di"}, OFTEN),
    ("/facts", {"about": "ada,di", "kind": "action"}, HALF),
    ("/events", {"date_from": "2020"}, 240),
]


@pytest.mark.parametrize(("path", "asked", "number"), MANY)
@pytest.mark.parametrize("limit", [1, 20, 200])
def test_a_total_that_is_not_exact_is_one_more_than_a_page(
    asking: Asking, path: str, asked: dict[str, str], number: int, limit: int
) -> None:
    # What another page has found out must not change this response.
    asking.get(f"{path}?{urlencode(asked)}", limit="150")
    following: str | None = f"{path}?{urlencode(asked)}&limit={limit}"
    seen = 0
    while following and seen < 3 * limit:
        answer = asking.get(following).json()
        assert _told(answer) == (limit + 1, False)
        seen += len(answer["items"])
        following = answer["next"]
    assert number > limit


@pytest.mark.parametrize(
    ("path", "asked", "number"),
    [
        ("/facts", {"about": "ada"}, OFTEN),
        ("/facts", {"about": "bo", "kind": "history"}, SELDOM // 2),
        ("/facts", {"about": "bo,cy"}, SELDOM),
        ("/facts", {"about": "bo", "kind": "history,action"}, SELDOM),
        ("/facts", {}, 2 * OFTEN),
        ("/events", {}, OFTEN),
    ],
)
@pytest.mark.parametrize("limit", [1, 7, 200])
def test_tallied_or_few_records_are_counted_exactly(
    asking: Asking, path: str, asked: dict[str, str], number: int, limit: int
) -> None:
    url = f"{path}?{urlencode({**asked, 'limit': str(limit)})}"
    first = asking.get(url).json()
    assert _told(first) == (number, True)
    if first["next"]:
        assert _told(asking.get(first["next"]).json()) == (number, True)


def test_a_page_with_every_record_has_an_exact_total(asking: Asking) -> None:
    asked = {"about": "ada", "kind": "history", "article": "invented", "limit": "200"}
    assert _told(asking.get("/events", date_from="2046", limit="200").json()) == (32, True)
    assert _told(asking.get("/facts", **asked).json()) == (201, False)


def test_a_cursor_of_shorter_pages_finds_the_same(asking: Asking) -> None:
    following = asking.get("/events", date_from="2046", limit="3").json()["next"]
    longer = asking.get(following.replace("limit=3", "limit=200")).json()
    assert len(longer["items"]) == 29
    assert _told(longer) == (32, True)


def test_json_ld_has_no_total_that_was_not_counted(asking: Asking) -> None:
    asked = {"format": "jsonld", "about": "ada", "limit": "20"}
    assert asking.get("/facts", **asked).json()["numberOfItems"] == OFTEN
    assert "numberOfItems" not in asking.get("/facts", **asked, kind="history").json()
