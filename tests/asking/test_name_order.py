"""Names are sorted as people sort them: by letters, ignoring diacritics and capitals."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.core.schema import name_key
from app.resources import COLLECTIONS
from tests.asking.datasets import Asking, cited, make_seed, seeded
from tests.serving import NewDatabase

NAMES = ("Emil", "Émile", "emma", "Emma", "Øst", "Zoë", "Zoe Adler", "Ångström", "eMIL", "Émil")
SORTED = [
    *("Ångström", "Emil", "eMIL", "Émil", "Émile", "Emma", "emma", "Zoë", "Zoe Adler", "Øst"),
]


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("names")

    def named(prefix: str, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - TOML values
        return [{"id": f"{prefix}-{n}", "name": name, **more} for n, name in enumerate(NAMES)]

    codes = ("CH", "CN", "RU", "US", "FR", "DE", "IN", "BR", "ZA", "KE")
    shared = {
        "people": named("person"),
        "countries": [{"id": code, "name": name} for code, name in zip(codes, NAMES, strict=True)],
        "places": named("place", kind="city"),
        "organisations": named("body", kind="agency"),
    }
    dated = {"kind": "meeting", "status": "occurred", "citations": [cited()]}
    events = [{**one, "summary": f"{one['name']} met.", **dated} for one in named("event")]
    started = Asking(
        seeded(new_database(folder), make_seed(folder / "seed", shared, {"event": events}))
    )
    yield started
    started.close()


@pytest.mark.parametrize("name", ["people", "countries", "places", "organisations", "events"])
def test_names_are_sorted_by_their_letters(asking: Asking, name: str) -> None:
    for sort, expected in (("name", SORTED), ("-name", SORTED[::-1])):
        found: list[str] = []
        path: str | None = f"/{name}?sort={sort}&limit=3&fields=name"
        while path:
            page = asking.get(path).json()
            found += [one["name"] for one in page["items"]]
            path = page["next"]

        assert found == expected, (name, sort)


def test_every_collection_with_names_sorts_by_their_letters() -> None:
    for one in COLLECTIONS:
        assert "name" not in one.sorts.values(), one.name
        assert "name" not in one.shown.model_fields or one.sorts["name"] == "name_key", one.name


def test_a_name_sorts_before_a_longer_one() -> None:
    assert name_key("Emil") < name_key("Emil (painter)") < name_key("Emil Adler")
