"""The API gives the article's numbers, exactly as precise as the article does."""

import httpx
import pytest

from tests.api.asked import item, items


def test_how_many_leaders_came_in_which_year(client: httpx.Client) -> None:
    rows = item(client, "/statistics/parade-attendance")["observations"]

    assert [(row["period"], row["value"], row["display"]) for row in rows] == [
        ("2022", 0, "0"),
        ("2024", 9, "9"),
        ("2025", None, "more than 24"),
    ]
    assert (rows[2]["lower"], rows[2]["lower_inclusive"]) == (24, False)
    assert (rows[2]["upper"], rows[2]["upper_inclusive"]) == (None, None)


def test_2023_has_no_number(client: httpx.Client) -> None:
    year = "date_from=2023&date_to=2023"

    assert items(client, f"/statistics/parade-attendance/observations?{year}") == []
    assert items(client, f"/events?{year}&kind=parade") == []


@pytest.mark.parametrize(
    ("series", "display"),
    [
        ("xi-visits-to-russia", "11"),
        ("xi-putin-meetings", "more than 40"),
        ("parade-officials", "more than 24"),
        ("presidential-terms", "2"),
        ("three-kingdoms-states", "3"),
    ],
)
def test_how_many(client: httpx.Client, series: str, display: str) -> None:
    (row,) = item(client, f"/statistics/{series}")["observations"]

    assert row["display"] == display


def test_how_high_are_the_tariffs_and_whose(client: httpx.Client) -> None:
    rows = item(client, "/statistics/us-china-tariffs")["observations"]

    assert {
        (row["dimensions"]["imposed_by"], row["dimensions"]["imposed_on"], row["display"])
        for row in rows
    } == {("US", "CN", "more than 100"), ("CN", "US", "more than 100")}


def test_which_anniversaries_are_marked(client: httpx.Client) -> None:
    rows = item(client, "/statistics/anniversaries")["observations"]

    assert [(row["value"], row["dimensions"]["marked_by"]) for row in rows] == [
        (80, "victory-day-parade-2025"),
        (80, "china-war-anniversary-celebration-2025"),
    ]


def test_a_running_total_is_marked(client: httpx.Client) -> None:
    for series in ("xi-visits-to-russia", "xi-putin-meetings", "parade-attendance"):
        rows = items(client, f"/statistics/{series}/observations")
        assert {row["cumulative"] for row in rows} == {series != "parade-attendance"}
    for row in items(client, "/statistics/us-china-tariffs/observations"):
        assert (row["display"], row["unit"]) == ("more than 100", "per cent")
