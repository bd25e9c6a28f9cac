"""What misled first-time readers of numbers and of their sums."""

from html import escape
from typing import Any

import pytest

from tests.asking import datasets
from tests.asking.datasets import Asking, cited
from tests.truth.conftest import Invent, items

WRITTEN = ("2025-05-09", "2025-05-10")


def test_requested_years_without_a_number_are_listed_as_missing(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"
    for query, missing in (
        ("", ["2023"]),
        ("?year=2023", ["2023"]),
        ("?date=2023", ["2023"]),
        ("?date_from=2023&date_to=2024", ["2023"]),
        ("?year=2022", []),
        ("?year=2031", []),
    ):
        assert own.get(path + query).json()["missing_periods"] == missing, query


def test_a_sum_of_leaders_counts_attendances(own: Asking) -> None:
    summed = own.get("/statistics/parade-attendance/summary").json()

    assert summed["sum"]["phrase"].startswith(
        "more than 33 attendances by world leaders (no number for 2023"
    )
    assert summed["max"]["phrase"].startswith("more than 24 world leaders (")


def test_a_series_is_inferred_as_its_numbers_are(own: Asking) -> None:
    for series in items(own, "/statistics"):
        rows = items(own, f"{series['url']}/observations")
        assert series["inferred"] == next(filter(None, [row["inferred"] for row in rows]), None)


def test_a_running_total_is_by_a_date(own: Asking) -> None:
    for id_ in ("xi-visits-to-russia", "xi-putin-meetings"):
        (row,) = items(own, f"/statistics/{id_}/observations")
        assert (row["cumulative"], row["earliest"]) == (True, None)
        assert row["period_in_words"] == "by May 2025"


def test_a_year_without_a_number_leaves_sum_and_extremes_open(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"

    for query, least, total in (
        ("?date_from=2022&date_to=2023", 0, "at least 0 attendances by world leaders (no number"),
        ("?date_from=2022&date_to=2024", 9, "at least 9 attendances by world leaders (no number"),
    ):
        found = own.get(path + query).json()
        assert found["sum"]["phrase"].startswith(total)
        assert (found["max"]["lower"], found["max"]["upper"]) == (least, None)
        assert found["min"]["value"] == 0
    assert own.get(f"{path}?year=2024").json()["sum"]["value"] == 9


def test_a_summary_says_that_filters_leave_out_what_may_match(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"

    for query in ("?value_lte=100", "?value_gte=26", "?date=2022-05"):
        assert "certainly match" in own.get(path + query).json()["note"]
    assert own.get(f"{path}?value_gte=1").json()["missing_periods"] == ["2023"]
    assert own.get(path).json()["note"] is None


def test_a_summary_says_how_many_numbers_its_filters_leave_out(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"

    for query, out in (
        ("?basis=stated", 1),
        ("?date_from=2022-05&date_to=2025-05", 2),
        ("?value_lte=9", 1),
    ):
        note = own.get(path + query).json()["note"]
        assert note.startswith(f"The filters leave out {out} of 3 numbers.")


def test_bounds_asked_for_bound_a_summary(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"

    # A number for 2023 would be among those asked for, or not count.
    assert own.get(f"{path}?value_gte=24").json()["min"]["lower"] == 24
    most = own.get(f"{path}?value_gte=30&match=possible").json()["max"]
    assert (most["lower"], most["lower_inclusive"], most["upper"]) == (24, False, None)
    most = own.get(f"{path}?value_lte=10").json()
    assert (most["max"]["lower"], most["max"]["upper"]) == (9, 10)
    assert (most["sum"]["lower"], most["sum"]["upper"]) == (9, 19)
    assert "everything up to" in own.get("/statistics/xi-visits-to-russia/summary").json()["note"]


def test_each_number_about_a_record_is_on_its_page(own: Asking) -> None:
    for path in ("/countries/US", "/countries/CN"):
        page = own.get(f"/explore{path}").text
        for number in items(own, f"/observations?about={path[-2:]}"):
            assert escape(number["statement"]) in page


def test_a_summary_says_how_many_numbers_are_only_expected(own: Asking) -> None:
    assert own.get("/statistics/anniversaries/summary").json()["expected"] == 1
    assert own.get("/statistics/parade-attendance/summary").json()["expected"] == 0


def test_tariffs_are_of_the_days_of_writing(own: Asking) -> None:
    for row in items(own, "/statistics/us-china-tariffs/observations"):
        assert (row["earliest"], row["latest"]) == WRITTEN


def test_a_number_found_has_its_unit_as_people_write_it(own: Asking) -> None:
    hits = {hit["id"]: hit for hit in items(own, "/search?q=80th+anniversary&kind=observation")}

    assert hits["anniversary-victory-2025"]["phrase"] == "80th anniversary"


def test_a_summary_says_how_many_numbers_were_still_to_come(own: Asking) -> None:
    note = own.get("/statistics/anniversaries/summary").json()["note"]

    assert note == "1 of 2 numbers was still to come."


def test_a_running_count_is_found_with_its_end(own: Asking) -> None:
    hits = {one["id"]: one for one in items(own, "/search?q=meetings&kind=observation")}

    assert hits["xi-putin-meetings-2025-05"]["period_in_words"] == "by May 2025"


def test_a_summary_says_that_missing_numbers_are_taken_to_be_within_the_filter(own: Asking) -> None:
    path = "/statistics/parade-attendance/summary"

    assert "taken to be within" in own.get(f"{path}?value_lte=24").json()["note"]
    assert "taken to be within" not in (own.get(path).json()["note"] or "")


def test_a_series_shows_all_that_is_inferred_of_its_numbers(invent: Invent) -> None:
    number = {"statistic": "s", "value": 1, "statement": "One.", "citations": [cited()]}
    number |= {"basis": "inferred", "inference": "From the context.", "period_inference": "It."}
    rows = [{"id": part, "inferred": part, **number} for part in ("year", "content")]
    asking = invent({"statistics": [datasets.series("s")]}, observation=rows)

    assert asking.get("/statistics/s").json()["inferred"] == "content"


@pytest.mark.parametrize(
    ("first", "whole", "reason"),
    [
        ({"value": 1}, False, "there is no number for 2002"),
        (
            {"upper": 5, "upper_inclusive": True},
            True,
            "some numbers have no lower bound, and there is no number for 2002",
        ),
        (
            {"upper": 5, "upper_inclusive": True, "more": True},
            True,
            "some numbers have no lower bound and others no upper bound",
        ),
    ],
)
def test_a_missing_sum_has_the_right_reason(
    invent: Invent, first: dict[str, Any], whole: bool, reason: str
) -> None:
    more = first.pop("more", False)
    last = {"lower": 2, "lower_inclusive": True} if more else {"value": 2}
    row = {"statistic": "s", "statement": "So many.", "citations": [cited()]}
    rows = [
        {**row, "id": f"in-{year}", "period": year, **number}
        for year, number in (("2001", first), ("2003", last))
    ]
    series = datasets.series("s", additive=True) | {"whole_numbers": whole}
    summary = invent({"statistics": [series]}, observation=rows).get("/statistics/s/summary").json()

    assert (summary["sum"], summary["sum_reason"]) == (None, reason)


def test_a_missing_number_that_may_not_match_leaves_no_bound(invent: Invent) -> None:
    row = {"statistic": "level", "lower": 3, "lower_inclusive": True, "statement": "At least 3."}
    rows = [
        {**row, "id": f"in-{year}", "period": str(year), "citations": [cited(year)]}
        for year in (2022, 2024)
    ]
    asking = invent({"statistics": [datasets.series("level")]}, observation=rows)

    # The number of 2023 is at most 10, or does not match: then both are at least 3.
    found = asking.get("/statistics/level/summary?value_lte=10&match=possible").json()

    assert (found["count"], found["missing_periods"]) == (2, ["2023"])
    assert (found["min"], found["max"]["lower"], found["max"]["upper"]) == (None, 3, None)
