"""Numbers are as exact as in the article, and worded as in a sentence."""

import pytest

from app.core.bounds import GREATEST
from tests.asking.datasets import Asking, cited, series
from tests.truth.conftest import Invent, items


def test_units_read_as_in_a_sentence(own: Asking) -> None:
    phrases = {row["id"]: row["phrase"] for row in items(own, "/observations")}

    assert phrases["anniversary-victory-2025"] == "80th anniversary"
    assert phrases["trump-term-2025"] == "2nd term"
    assert phrases["us-tariffs-on-china-2025-05"] == "more than 100 per cent"
    assert phrases["xi-visits-to-russia-2025-05"] == "11 trips"
    assert phrases["parade-attendance-2025"] == "more than 24 world leaders"


def test_the_article_s_wording_is_next_to_the_bound(own: Asking) -> None:
    rows = {row["period"]: row for row in items(own, "/statistics/parade-attendance/observations")}

    assert (rows["2025"]["lower"], rows["2025"]["wording"]) == (24, "over two dozen")
    assert rows["2024"]["wording"] is None


def test_a_sum_says_which_years_it_lacks_and_how_much_of_it_is_inferred(own: Asking) -> None:
    summary = own.get("/statistics/parade-attendance/summary").json()

    assert summary["missing_periods"] == ["2023"]
    assert (summary["count"], summary["inferred"]) == (3, 1)
    assert (
        summary["sum"]["phrase"] == "more than 33 attendances by world leaders (no number for 2023)"
    )
    stated = own.get("/statistics/parade-attendance/summary?basis=stated").json()
    assert (stated["count"], stated["inferred"], stated["missing_periods"]) == (2, 0, ["2023"])


@pytest.mark.parametrize("more", [{"certainty": "possible"}, {"asserted_by": "bob"}])
def test_a_sum_says_how_much_of_it_is_not_certain(invent: Invent, more: dict[str, str]) -> None:
    row = {"statistic": "things", "value": 7, "statement": "Seven.", "citations": [cited()]}
    asking = invent(
        {"people": [{"id": "bob", "name": "Bob"}], "statistics": [series("things", additive=True)]},
        observation=[
            {**row, "id": "one", "period": "2024"},
            {**row, "id": "two", "period": "2025", **more},
        ],
    )

    summary = asking.get("/statistics/things/summary").json()
    assert (summary["sum"]["value"], summary["uncertain"]) == (14, 1)
    assert "1 of 2 numbers was not certain" in summary["note"]
    certain = asking.get("/statistics/things/summary?year=2024").json()
    assert certain["uncertain"] == 0
    assert "not certain" not in certain["note"]


def test_no_number_is_an_unstated_total(own: Asking) -> None:
    running = [one for one in items(own, "/statistics") if one["cumulative"]]
    assert running
    for one in running:
        (row,) = items(own, f"{one['url']}/observations")
        summary = own.get(f"{one['url']}/summary").json()
        assert row["period_in_words"].startswith("by ")
        for said in (row, summary["min"], summary["max"]):
            assert "in all" not in said["phrase"]


def test_a_missing_sum_has_a_reason_with_the_dimensions(own: Asking) -> None:
    reason = own.get("/statistics/us-china-tariffs/summary").json()["sum_reason"]
    assert "imposed_by and imposed_on" in reason
    running = own.get("/statistics/xi-putin-meetings/summary").json()["sum_reason"]
    assert "everything up to its period" in running


def test_rows_without_years_have_no_missing_years(own: Asking) -> None:
    for id_ in ("us-china-tariffs", "xi-putin-meetings", "three-kingdoms-states"):
        assert own.get(f"/statistics/{id_}/summary").json()["missing_periods"] is None


@pytest.mark.parametrize("number", [GREATEST, -GREATEST, GREATEST - 1])
def test_a_whole_number_is_served_to_the_last_digit(invent: Invent, number: int) -> None:
    row = {"id": "row", "statistic": "things", "value": number, "statement": "So many."}
    asking = invent(
        {"statistics": [series("things", whole_numbers=True)]},
        observation=[{**row, "citations": [cited()]}],
    )
    assert asking.get("/statistics/things/observations").json()["items"][0]["value"] == number
    if number > 0:
        summary = asking.get("/statistics/things/summary").json()
        assert summary["max"]["value"] == number


@pytest.mark.parametrize("number", [GREATEST + 1, -GREATEST - 1, 2**63 - 1])
def test_a_whole_number_that_would_be_rounded_is_refused(invent: Invent, number: int) -> None:
    row = {"id": "row", "statistic": "things", "value": number, "statement": "So many."}
    with pytest.raises(Exception, match="JSON readers round greater ones"):
        invent({"statistics": [series("things")]}, observation=[{**row, "citations": [cited()]}])


def test_a_missing_number_that_may_not_match_moves_a_sum_no_further(invent: Invent) -> None:
    rows = [
        {"id": f"row-{year}", "statistic": "balance", "period": year, "value": value}
        for year, value in (("2030", 1), ("2032", 2))
    ]
    asking = invent(
        {"statistics": [series("balance", additive=True)]},
        observation=[{**row, "statement": "So many.", "citations": [cited()]} for row in rows],
    )

    path = "/statistics/balance/summary"
    for query, lower, upper in (("value_gte=-5", -2, None), ("value_lte=7", None, 10)):
        found = asking.get(f"{path}?{query}").json()
        assert found["missing_periods"] == ["2031"]
        assert (found["sum"]["lower"], found["sum"]["upper"]) == (lower, upper)


def test_a_long_series_shows_its_latest_numbers_and_says_so(invent: Invent) -> None:
    row = {"statistic": "things", "statement": "So many.", "citations": [cited()]}
    rows = [{**row, "id": f"in-{y}", "period": f"{y}", "value": y} for y in range(1960, 2012)]
    asking = invent({"statistics": [series("things")]}, observation=rows)

    item = asking.get("/statistics/things").json()
    periods = [one["period"] for one in item["observations"]]
    assert (periods[0], periods[-1], item["totals"]["observations"]) == ("1962", "2011", 52)
    paths = ("/explore/statistics/things", "/embed/statistics/things")
    for path in (*paths, "/statistics/things/chart.svg"):
        assert "The last 50 of 52 numbers." in asking.get(path).text
    assert "/statistics/things#in-2011" in asking.get(paths[0]).text
