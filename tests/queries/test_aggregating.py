"""Sums of rows are exact if all rows are, and open on the sides where a row is."""

from pathlib import Path

import pytest

from app.core.bounds import Bounds
from app.queries.series import greatest, least, total
from tests.asking.datasets import Asking, cited, make_seed, seeded, series
from tests.serving import NewDatabase

SEVEN, NINE = Bounds.read(7), Bounds.read(9)
MORE, FEWER = Bounds.read(None, 24, False), Bounds.read(None, None, None, 5, True)


def test_no_rows_have_no_sum() -> None:
    assert (total([]), least([]), greatest([])) == (None, None, None)


def test_exact_numbers_have_an_exact_sum() -> None:
    assert total([SEVEN, NINE]) == Bounds.read(16)
    assert least([SEVEN, NINE]) == SEVEN
    assert greatest([SEVEN, NINE]) == NINE
    assert least([NINE, MORE]) == NINE


def test_whole_numbers_stay_whole_and_decimals_add_exactly() -> None:
    summed = total([SEVEN, NINE])
    assert summed
    assert repr(summed.value) == "16"
    assert total([Bounds.read(0.1), Bounds.read(0.2)]) == Bounds.read(0.3)


def test_a_side_is_open_where_a_row_is() -> None:
    assert total([NINE, MORE]) == Bounds(None, 33, False, None, None)
    assert total([NINE, FEWER]) == Bounds(None, None, None, 14, True)
    assert total([MORE, FEWER]) is None
    assert greatest([NINE, MORE]) == Bounds(None, 24, False, None, None)
    assert least([NINE, FEWER]) == Bounds(None, None, None, 5, True)


PERIODS: dict[str, list[str | None]] = {
    "alone": [None],
    "partly": ["2001-01/2001-06", "2001-05/2001-09"],
    "same-day": ["2001-01-01/2001-05-09", "2001-05-09/2001-06-01"],
    "no-end": ["2001/..", "2003"],
}


def test_overlapping_periods_have_no_sum(tmp_path: Path, new_database: NewDatabase) -> None:
    rows = [
        {"id": f"{id_}-{place}", "statistic": id_, "value": 1, "statement": "x"}
        | ({"period": period} if period else {})
        | {"citations": [cited()]}
        for id_, periods in PERIODS.items()
        for place, period in enumerate(periods)
    ]
    shared = {"statistics": [series(id_, additive=True) for id_ in PERIODS]}
    made = make_seed(tmp_path / "seed", shared, {"observation": rows})
    asking = Asking(seeded(new_database(tmp_path), made))
    try:
        sums = {id_: asking.get(f"/statistics/{id_}/summary").json()["sum"] for id_ in PERIODS}
    finally:
        asking.close()

    assert sums.pop("alone")["value"] == 1
    assert set(sums.values()) == {None}


@pytest.fixture
def asking(tmp_path: Path, new_database: NewDatabase) -> Asking:
    rows: dict[str, dict[str, float]] = {
        "2001": {"value": 9},
        "2002": {"lower": 24, "lower_inclusive": False},
        "2003": {"upper": 5, "upper_inclusive": True},
        "2004": {"lower": 1.5, "lower_inclusive": True, "upper": 2, "upper_inclusive": False},
    }
    observations = [
        {
            "id": period,
            "statistic": "x",
            "period": period,
            "statement": "x",
            **row,
            "citations": [cited()],
        }
        for period, row in rows.items()
    ]
    shared = {"statistics": [series("x", additive=True)]}
    made = make_seed(tmp_path / "seed", shared, {"observation": observations})
    return Asking(seeded(new_database(tmp_path), made))


def test_a_summary_is_of_the_rows_that_are_asked_for(asking: Asking) -> None:
    try:
        every = asking.get("/statistics/x/summary").json()
        some = asking.get("/statistics/x/summary?date_to=2001").json()
        open_above = asking.get("/statistics/x/summary?date_to=2002").json()
        both = asking.get("/statistics/x/summary?date_from=2003").json()
    finally:
        asking.close()

    assert (every["count"], every["open_below"], every["open_above"]) == (4, 1, 1)
    assert every["sum"] is None
    assert (some["count"], some["open_below"], some["open_above"]) == (1, 0, 0)
    assert some["sum"]["value"] == some["min"]["value"] == some["max"]["value"] == 9
    assert (some["sum"]["lower"], some["sum"]["upper_inclusive"]) == (9, True)
    assert open_above["sum"]["display"] == "more than 33"
    assert open_above["max"]["display"] == "more than 24"
    assert open_above["min"]["value"] == 9
    assert both["sum"]["display"] == "less than 7"
    assert (both["min"]["upper"], both["min"]["upper_inclusive"]) == (2, False)
    assert both["max"]["display"] == "from 1.5 to 5"
