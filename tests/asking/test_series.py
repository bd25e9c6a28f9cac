"""A series with years that have no number, and the summary of its numbers."""

from pathlib import Path

import httpx
import pytest

from tests.asking.datasets import Asking, cited, make_seed, seeded, series
from tests.serving import PROJECT, NewDatabase

ATTENDANCE = "/statistics/parade-attendance"


def _refused(answer: httpx.Response) -> list[str]:
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    return [error["parameter"] for error in answer.json()["errors"]]


def test_fill_adds_rows_for_years_without_a_number(client: httpx.Client) -> None:
    rows = client.get(f"{ATTENDANCE}/observations?fill=true").json()["items"]

    assert [(row["period"], row["status"], row["display"]) for row in rows] == [
        ("2022", "reported", "0"),
        ("2023", "not_reported", "not reported"),
        ("2024", "reported", "9"),
        ("2025", "reported", "more than 24"),
    ]
    silent = rows[1]
    assert set(silent) == set(rows[0])
    assert silent["statistic"] == rows[0]["statistic"]
    assert (silent["earliest"], silent["latest"]) == ("2023-01-01", "2023-12-31")
    unknown = ("id", "value", "lower", "upper", "asserted_by", "article", "basis", "statement")
    assert [silent[name] for name in unknown] == [None] * len(unknown)
    assert silent["citations"] == []


def test_without_fill_nothing_is_added(client: httpx.Client) -> None:
    plain = client.get(f"{ATTENDANCE}/observations")
    assert client.get(f"{ATTENDANCE}/observations?fill=false").json() == plain.json()
    assert [row["period"] for row in plain.json()["items"]] == ["2022", "2024", "2025"]


@pytest.mark.parametrize(
    ("asked", "years"),
    [
        ("date_from=2023", ["2023", "2024", "2025"]),
        ("date_to=2023-01-01", ["2022", "2023"]),
        ("date_from=2023-12-31&date_to=2023-12-31", ["2023"]),
        ("date_from=2026", []),
    ],
)
def test_filled_years_are_filtered_like_others(
    client: httpx.Client, asked: str, years: list[str]
) -> None:
    answer = client.get(f"{ATTENDANCE}/observations?fill=true&fields=period&{asked}").json()
    assert [row["period"] for row in answer["items"]] == years
    assert answer["total"] == len(years)


@pytest.mark.parametrize(
    "other",
    ["sort=-period", "limit=5", "value_gte=1", "about=US", "article=x", "facets=about"],
)
def test_fill_shows_a_whole_series_or_nothing(client: httpx.Client, other: str) -> None:
    answer = client.get(f"{ATTENDANCE}/observations?fill=true&{other}")
    assert other.partition("=")[0] in _refused(answer)


@pytest.mark.parametrize("id_", ["us-china-tariffs", "xi-visits-to-russia", "anniversaries"])
def test_only_series_of_years_can_be_filled(client: httpx.Client, id_: str) -> None:
    assert _refused(client.get(f"/statistics/{id_}/observations?fill=true")) == ["fill"]


def test_related_records_can_be_included_with_filled_years(client: httpx.Client) -> None:
    answer = client.get(f"{ATTENDANCE}/observations?fill=true&include=statistic,about").json()
    assert [one["id"] for one in answer["included"]["statistics"]] == ["parade-attendance"]
    assert len(answer["included"]["events"]) == 3


def test_a_series_leaves_inferences_to_its_numbers(client: httpx.Client) -> None:
    told = client.get("/statistics/anniversaries").json()
    ways = {one["inference"] for one in told["observations"]}
    assert len(ways) == 2
    assert ways.isdisjoint({told["inference"]})
    assert "Each number" in told["inference"]


def test_a_gap_longer_than_a_page_is_refused(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> None:
    folder = tmp_path_factory.mktemp("gap")
    rows = [
        {"id": f"x-{year}", "statistic": "x", "period": year, "value": 1, "statement": "x"}
        for year in ("1700", "2000")
    ]
    made = make_seed(
        folder / "seed",
        {"statistics": [series("x")]},
        {"observation": [row | {"citations": [cited()]} for row in rows]},
    )
    asking = Asking(seeded(new_database(folder), made))
    try:
        assert _refused(asking.get("/statistics/x/observations?fill=true")) == ["fill"]
        answer = asking.get("/statistics/x/observations?fill=true&date_from=1801").json()
        assert answer["total"] == 200
    finally:
        asking.close()


def test_a_sum_is_as_exact_as_its_numbers(client: httpx.Client) -> None:
    summary = client.get(f"{ATTENDANCE}/summary").json()

    assert (summary["count"], summary["open_below"], summary["open_above"]) == (3, 0, 1)
    assert summary["sum"] == {
        "value": None,
        "lower": 33,
        "lower_inclusive": False,
        "upper": None,
        "upper_inclusive": None,
        "display": "more than 33",
        "phrase": "more than 33 attendances by world leaders (no number for 2023)",
    }
    assert summary["min"]["value"] == 0
    assert (summary["max"]["lower"], summary["max"]["upper"]) == (24, None)
    exact = client.get(f"{ATTENDANCE}/summary?year=2024").json()
    assert (exact["sum"]["value"], exact["count"]) == (9, 1)
    assert client.get(exact["observations"]).json()["total"] == 1


def test_numbers_that_cannot_be_added_up_have_no_sum(client: httpx.Client) -> None:
    for statistic in client.get("/statistics?limit=200").json()["items"]:
        summary = client.get(f"{statistic['url']}/summary").json()
        assert (summary["sum"] is None) == (summary["sum_reason"] is not None)
        assert statistic["additive"] or summary["sum"] is None
    nothing = client.get(f"{ATTENDANCE}/summary?date_from=2030").json()
    assert (nothing["count"], nothing["sum"], nothing["min"], nothing["max"]) == (
        0,
        None,
        None,
        None,
    )


def test_what_may_be_counted_twice_is_not_added_up(
    tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase
) -> None:
    folder = tmp_path_factory.mktemp("twice")
    periods = {"apart": ("2001", "2002"), "within": ("2001", "2001-05"), "unknown": ("2001", None)}
    rows = [
        {"id": f"{id_}-{place}", "statistic": id_, "value": 0.1 + place / 10, "statement": "x"}
        | ({"period": period} if period else {})
        | {"citations": [cited()]}
        for id_, both in periods.items()
        for place, period in enumerate(both)
    ]
    shared = {"statistics": [series(id_, additive=True) for id_ in periods]}
    asking = Asking(
        seeded(new_database(folder), make_seed(folder / "seed", shared, {"observation": rows}))
    )
    try:
        sums = {id_: asking.get(f"/statistics/{id_}/summary").json()["sum"] for id_ in periods}
    finally:
        asking.close()
    assert sums["apart"]["value"] == 0.3
    assert sums["within"] is sums["unknown"] is None


@pytest.mark.parametrize("asked", ["fill=true", "limit=5", "sort=id", "match=certain", "x=1"])
def test_a_summary_takes_only_filters(client: httpx.Client, asked: str) -> None:
    assert _refused(client.get(f"{ATTENDANCE}/summary?{asked}")) == [asked.partition("=")[0]]


def test_only_a_series_has_a_summary(client: httpx.Client) -> None:
    assert client.get("/statistics/parade-attendence/summary").json()["did_you_mean"] == [
        "/statistics/parade-attendance"
    ]


def test_a_large_series_goes_on_page_by_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queries.sql.LARGE", 0)
    asking = Asking(seeded(f"sqlite:///{tmp_path}/facts.db", PROJECT / "seed"))
    try:
        page = asking.get("/statistics/parade-attendance/observations?limit=1").json()
        following = asking.get(page["next"])
    finally:
        asking.close()

    assert following.status_code == httpx.codes.OK
    assert following.json()["items"][0]["id"] != page["items"][0]["id"]
