"""A page can include related records and counts, with a constant number of SQL statements."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.database import Row, Snapshot
from app.database.postgresql import PostgreSQLSnapshot
from app.database.sqlite import SQLiteSnapshot
from app.resources import COLLECTIONS
from app.resources.observations import OBSERVATIONS
from tests.asking.datasets import Asking, cited, make_seed, seeded
from tests.serving import NewDatabase

PATHS = {f"/{collection.name}": collection for collection in COLLECTIONS} | {
    "/statistics/us-china-tariffs/observations": OBSERVATIONS
}


def _references(value: object) -> set[str]:
    """The URL of every reference anywhere in `value`."""
    if isinstance(value, list):
        return {url for one in value for url in _references(one)}
    if isinstance(value, dict):
        own = {value["url"]} if set(value) >= {"id", "name", "url"} else set()
        return own | {url for one in value.values() for url in _references(one)}
    return set()


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, c in PATHS.items() for name in c.includable(c.shown)]
)
def test_a_page_includes_exactly_the_records_its_items_refer_to(
    client: httpx.Client, path: str, name: str
) -> None:
    plain = client.get(path, params={"limit": 200}).json()
    answer = client.get(path, params={"limit": 200, "include": name}).json()
    included = answer.pop("included")
    assert answer == plain

    related = PATHS[path].includes[name]
    expected: set[str] = set()
    for item in plain["items"]:
        value = item[related.path[0]]
        if related.of:
            ids = value if isinstance(value, list) else [value] if value else []
            expected |= {f"/{related.of}/{id_}" for id_ in ids}
        elif len(related.path) > 1:
            expected |= _references([one[related.path[1]] for one in value])
        else:
            expected |= {
                ref["url"] for ref in (value if isinstance(value, list) else [value]) if ref
            }
    expected = {url for url in expected if "?" not in url}
    sent = [record["url"] for records in included.values() for record in records]
    assert sorted(sent) == sorted(expected)
    for collection, records in included.items():
        listed = client.get(f"/{collection}", params={"limit": 200}).json()["items"]
        assert records == [one for one in listed if one["url"] in expected]


@pytest.mark.parametrize("path", [f"/{c.name}/{c.example}" for c in COLLECTIONS])
def test_a_record_comes_with_all_that_it_refers_to(client: httpx.Client, path: str) -> None:
    collection = PATHS["/" + path.split("/")[1]]
    names = collection.includable(collection.item)
    plain = client.get(path).json()
    answer = client.get(path, params={"include": ",".join(names)}).json()
    assert {name: answer[name] for name in plain} == plain
    first = {name: collection.includes[name].path[0] for name in names}
    wanted = {url for key in first.values() for url in _direct(plain[key]) if "?" not in url}
    sent = {one["url"] for records in answer["included"].values() for one in records}
    assert wanted <= sent
    assert client.get(path, params={"include": names[0], "fields": "id"}).json().keys() == {
        "id",
        "included",
    }


def _direct(value: object) -> set[str]:
    listed = value if isinstance(value, list) else [value]
    return {one["url"] for one in listed if isinstance(one, dict) and "url" in one}


@pytest.mark.parametrize("path", PATHS)
def test_every_facet_links_to_as_many_records_as_it_counts(client: httpx.Client, path: str) -> None:
    facets = ",".join(PATHS[path].facets)
    narrowings = ["", "article=xi-putin-victory-day-2025"][: 1 + ("article" in PATHS[path].facets)]
    for narrowed in narrowings:
        url = f"{path}?limit=1&facets={facets}&{narrowed}".rstrip("&")
        _walk(client, client.get(url).json()["facets"])


def test_facets_count_within_the_other_filters(client: httpx.Client) -> None:
    url = "/facts?kind=analysis,risk&about=xi-jinping,US&sort=-id&facets=kind,about,certainty"
    answer = client.get(url).json()
    _walk(client, answer["facets"])
    kinds = {one["value"]: one["count"] for one in answer["facets"]["kind"]["values"]}
    assert (
        kinds["analysis"] == client.get("/facts?kind=analysis&about=xi-jinping,US").json()["total"]
    )
    certainties = answer["facets"]["certainty"]["values"]
    assert sum(one["count"] for one in certainties) == answer["total"]


def _walk(client: httpx.Client, facets: dict[str, dict[str, Any]]) -> None:
    for facet in facets.values():
        order = [(-int(one["count"]), one["value"]) for one in facet["values"]]
        assert order == sorted(order)
        assert facet["complete"] is True
        for one in facet["values"]:
            assert client.get(one["url"]).json()["total"] == one["count"]


@pytest.mark.parametrize(
    "url",
    [
        "/facts?include=abuot",
        "/facts?include=about,about",
        "/facts?include=",
        "/facts?facets=statement",
        "/people?include=events",
        "/people/xi-jinping?facets=country",
        "/search?q=x&include=about",
        "/articles?facets=id",
    ],
)
def test_only_declared_names_can_be_included(client: httpx.Client, url: str) -> None:
    assert client.get(url).status_code == httpx.codes.UNPROCESSABLE_ENTITY


def test_the_next_page_includes_the_same(client: httpx.Client) -> None:
    following = client.get("/facts?limit=2&include=about&facets=kind").json()["next"]
    assert {"included", "facets"} <= client.get(following).json().keys()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Asking]:
    """500 facts about 300 people, 120 places, and countries."""
    folder: Path = tmp_path_factory.mktemp("many")
    shared = {
        "people": [{"id": f"person-{n}", "name": f"Person {n}"} for n in range(300)],
        "places": [{"id": f"place-{n}", "name": f"Place {n}", "kind": "town"} for n in range(120)],
    }
    facts = [
        {
            "id": f"fact-{n}",
            "statement": f"Person {n % 300} was at place {n % 120}.",
            "kind": "history",
            "about": [f"person-{n % 300}", f"place-{n % 120}"],
            "asserted_by": f"person-{n * 7 % 300}",
            "citations": [cited(n)],
        }
        for n in range(500)
    ]
    started = Asking(
        seeded(new_database(folder), make_seed(folder / "seed", shared, {"fact": facts}))
    )
    yield started
    started.close()


def test_the_number_of_statements_does_not_grow_with_the_page(
    many: Asking, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []
    kind = SQLiteSnapshot if database == "sqlite" else PostgreSQLSnapshot
    selected = kind.rows

    def rows(snapshot: Snapshot, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        statements.append(sql)
        return selected(snapshot, sql, values)  # type: ignore[arg-type]  # of this kind

    monkeypatch.setattr(kind, "rows", rows)
    counts = []
    # Tallies are read only once.
    for limit in (2, 1, 3, 200):
        statements.clear()
        url = f"/facts?limit={limit}&include=about,asserted_by,article&facets=about,kind"
        answer = many.get(url).json()
        assert len(answer["items"]) == limit
        counts.append(len(statements))
    assert len(answer["included"]["people"]) > 200
    # One each for the page, two facets, and the documents of three collections.
    assert counts[1:] == [1 + 2 + 3] * 3


def test_a_facet_lists_a_hundred_values_and_says_that_there_are_more(many: Asking) -> None:
    facet = many.get("/facts?facets=about,kind&limit=1").json()["facets"]
    assert len(facet["about"]["values"]) == 100
    assert facet["about"]["complete"] is False
    assert facet["kind"] == {
        "values": [
            {
                "value": "history",
                "count": 500,
                "url": "/facts?facets=about,kind&limit=1&kind=history",
            }
        ],
        "complete": True,
    }
