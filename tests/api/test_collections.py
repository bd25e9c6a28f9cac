"""What every collection can do: list, show, filter, sort, page."""

from typing import Any

import httpx
import pytest

from app.core.collection import Collection, Parameter
from app.core.schema import name_key
from app.resources import COLLECTIONS
from app.resources.observations import OBSERVATIONS

SERIES = "parade-attendance"
LISTS = [(collection, f"/{collection.name}") for collection in COLLECTIONS]
LISTS.append((OBSERVATIONS, f"/statistics/{SERIES}/observations"))
FILTERS = [
    pytest.param(path, parameter, id=f"{path} {parameter.name}")
    for collection, path in LISTS
    for parameter in collection.parameters
]
SORTS = [
    pytest.param(path, way + sort, id=f"{path} {way}{sort}")
    for collection, path in LISTS
    for sort in collection.sorts
    for way in ("", "-")
]
every_list = pytest.mark.parametrize("path", [path for _, path in LISTS])
every_collection = pytest.mark.parametrize(
    "collection", COLLECTIONS, ids=[collection.name for collection in COLLECTIONS]
)


def get(client: httpx.Client, path: str) -> Any:  # noqa: ANN401 - JSON
    answer = client.get(path)
    assert answer.status_code == httpx.codes.OK, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def walk(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    """The records of all pages, following `next`; the Link header must repeat it."""
    found: list[dict[str, Any]] = []
    following: str | None = path
    while following:
        answer = client.get(following)
        page = answer.json()
        found += page["items"]
        following = page["next"]
        links = answer.headers["link"].split(", ")
        assert (f'<{following}>; rel="next"' in links) == bool(following)
        assert 'rel="license"' in links[-1]
        assert len(found) <= page["total"]
    return found


@every_list
def test_a_list_has_every_record_once(client: httpx.Client, path: str) -> None:
    page = get(client, f"{path}?limit=200")

    ids = [record["id"] for record in page["items"]]
    assert page["total"] == len(ids) == len(set(ids)) > 0
    assert page["next"] is None


@every_collection
def test_each_record_of_a_list_is_shown_at_its_own_path(
    client: httpx.Client, collection: Collection
) -> None:
    for record in get(client, f"/{collection.name}?limit=200")["items"]:
        item = get(client, f"/{collection.name}/{record['id']}")
        assert {field: item[field] for field in record} == record
        assert get(client, record["url"]) == item


@pytest.mark.parametrize(("path", "parameter"), FILTERS)
def test_the_documented_example_of_a_filter_finds_records(
    client: httpx.Client, path: str, parameter: Parameter
) -> None:
    compared = "value_gte=9" if "observations" in path else "date_from=1000"
    if path in {"/people", "/leaders"}:
        compared = "event=victory-day-parade-2025"
    needs = f"&{compared}" if parameter.name == "match" else ""

    size = "" if parameter.name == "fill" else "&limit=200"
    some = get(client, f"{path}?{parameter.name}={parameter.example}{needs}{size}")
    everything = get(client, f"{path}?limit=200")

    found = [record for record in some["items"] if record.get("status") != "not_reported"]
    assert 0 < len(found) <= everything["total"]
    assert all(record in everything["items"] for record in found)


@pytest.mark.parametrize("size", [1, 3])
@every_list
def test_pages_give_every_record_once_in_the_order_of_one_page(
    client: httpx.Client, path: str, size: int
) -> None:
    assert walk(client, f"{path}?limit={size}") == get(client, f"{path}?limit=200")["items"]


@pytest.mark.parametrize(("path", "sort"), SORTS)
def test_pages_of_a_sort_give_every_record_once_in_the_order_of_one_page(
    client: httpx.Client, path: str, sort: str
) -> None:
    whole = get(client, f"{path}?sort={sort}&limit=200")["items"]

    assert walk(client, f"{path}?sort={sort}&limit=3") == whole
    assert sorted(record["id"] for record in whole) == sorted(
        record["id"] for record in get(client, f"{path}?limit=200")["items"]
    )


@pytest.mark.parametrize(
    ("path", "field"),
    [("/people", "name"), ("/quotes", "text"), ("/facts", "id"), ("/events", "id")],
)
def test_a_sort_works_in_both_directions(client: httpx.Client, path: str, field: str) -> None:
    sort = {"text": "text"}.get(field, field)
    up = [record[field] for record in get(client, f"{path}?sort={sort}&limit=200")["items"]]
    down = [record[field] for record in get(client, f"{path}?sort=-{sort}&limit=200")["items"]]

    assert up == sorted(up, key=name_key)
    assert down == up[::-1]


def test_events_are_sorted_by_date_and_then_by_another_key(client: httpx.Client) -> None:
    by_date = get(client, "/events?sort=-date,id&limit=200")["items"]

    earliest = [event["earliest"] or event["latest"] for event in by_date]
    assert earliest == sorted(earliest, reverse=True)
    assert walk(client, "/events?sort=name,-id&limit=2") == walk(client, "/events?sort=name")


def test_the_next_page_has_the_same_query(client: httpx.Client) -> None:
    question = "/facts?about=xi-jinping,vladimir-putin&kind=analysis,reason&fields=id"

    paged = walk(client, f"{question}&limit=2")

    assert paged == get(client, question)["items"]
    assert len(paged) > 2


@every_list
def test_fields_selects_and_orders(client: httpx.Client, path: str) -> None:
    page = get(client, f"{path}?fields=citations,id")

    assert {tuple(record) for record in page["items"]} == {("citations", "id")}


def test_fields_of_an_item(client: httpx.Client) -> None:
    item = get(client, "/leaders/xi-jinping?fields=facts,name")

    assert list(item) == ["facts", "name"]


def test_a_comma_means_or_and_parameters_mean_and(client: httpx.Client) -> None:
    def ids(query: str) -> set[str]:
        return {record["id"] for record in get(client, f"/quotes?{query}&limit=200")["items"]}

    cui, observers = ids("speaker=cui-hongjian"), ids("source=observers")

    assert ids("source=person,observers") == ids("source=person") | observers
    assert ids("speaker=cui-hongjian&form=direct") == cui & ids("form=direct")
    assert ids("speaker=cui-hongjian&source=observers") == set()


def test_an_id_without_matches_gives_an_empty_page(client: httpx.Client) -> None:
    empty = {"items": [], "total": 0, "total_exact": True, "next": None}
    found = get(client, "/quotes?speaker=donald-trump")
    assert found.pop("note").startswith("A document has no `speakers`")
    assert found == empty


@pytest.mark.parametrize(
    ("query", "periods"),
    [
        ("date_from=2024", ["2024", "2025"]),
        ("date_to=2022-01-01", []),
        ("date_to=2022-01-01&match=possible", ["2022"]),
        ("date_to=2022", ["2022"]),
        ("date_from=2023&date_to=2023-12-31", []),
        ("value_gte=0", ["2022", "2024", "2025"]),
        ("value_gte=9", ["2024", "2025"]),
        ("value_gte=24", ["2025"]),
        ("value_gte=30", []),
        ("value_gte=30&match=possible", ["2025"]),
        ("value_lte=9", ["2022", "2024"]),
        ("value_lte=24&match=possible", ["2022", "2024"]),
        ("value_lte=25&match=possible", ["2022", "2024", "2025"]),
        ("value_lte=1000&match=certain", ["2022", "2024"]),
        ("value_gte=1&value_lte=10", ["2024"]),
        ("value_gte=8.5&value_lte=9.0", ["2024"]),
    ],
)
def test_observations_by_period_and_by_number(
    client: httpx.Client, query: str, periods: list[str]
) -> None:
    found = get(client, f"/statistics/{SERIES}/observations?{query}")["items"]

    assert [row["period"] for row in found] == periods


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("date_to=1972-12&kind=visit,parade", {"nixon-visit-to-china"}),
        ("date_from=2025-06&status=expected", {"china-war-anniversary-celebration-2025"}),
        (
            "date_from=2025-05-09&date_to=2025-05-09&kind=parade,talks",
            {"victory-day-parade-2025", "us-china-trade-talks-2025"},
        ),
        ("date_from=2025-05-10&date_to=2025-05-10&kind=parade,talks", set()),
        (
            "date_from=2025-05-10&date_to=2025-05-10&kind=parade,talks&match=possible",
            {"us-china-trade-talks-2025"},
        ),
        ("date_to=2022-02&kind=declaration", {"no-limits-partnership-declaration"}),
        ("date_from=2025-05-10&kind=sanctions&match=possible", {"sanctions-on-russia"}),
        ("date_from=2025-05-11&kind=sanctions&match=possible", set()),
        ("date_from=2025-05-10&kind=sanctions", set()),
        ("date_from=2025-06&kind=mediation", set()),
        ("date_from=2025-06&kind=mediation&match=possible", set()),
    ],
)
def test_events_by_their_possible_days(client: httpx.Client, query: str, ids: set[str]) -> None:
    assert {event["id"] for event in get(client, f"/events?{query}")["items"]} == ids
