"""Two dates overlap if they have a day in common; the test checks day by day."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.asking.datasets import Asking, cited, make_seed, seeded, series
from tests.serving import NewDatabase

DAYS = [(date(2018, 1, 1) + timedelta(days=number)).isoformat() for number in range(6 * 365 + 1)]
DATES = ["2019", "2020-02", "2020-02-29", "2020-12-31", "2021-01-01", "201X", "202X", "20XX"]
DATES += ["2019-03/2019-05", "2019-12-31/2020-01-01", "2020/2021-06", "2020-06/..", "../2019-06"]
DATES += ["2019-01-01/2019-12-31", "2021-11-30/2022-02", "202X/..", "2018-05-05", "2022-12"]


def _is(day: str, date_: str) -> bool:
    """Whether `date_`, which is not an interval, may mean `day`."""
    return all(one in (letter, "X") for letter, one in zip(day, date_, strict=False))


def _days(text: str) -> set[str]:
    first, slash, last = text.partition("/")
    if not slash:
        return {day for day in DAYS if _is(day, text)}
    begin = DAYS[0] if first == ".." else min(_days(first))
    end = DAYS[-1] if last == ".." else max(_days(last))
    return {day for day in DAYS if begin <= day <= end}


EVENTS = {f"event-{number}": text for number, text in enumerate(DATES)}
ALLOWED = {id_: _days(text) for id_, text in EVENTS.items()}


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("dates")
    common = {"kind": "visit", "status": "occurred", "citations": [cited()]}
    events = [
        {"id": id_, "name": id_, "summary": id_, "date": text, **common}
        for id_, text in EVENTS.items()
    ]
    events.append({"id": "undated", "name": "undated", "summary": "undated", **common})
    started = Asking(
        seeded(new_database(folder), make_seed(folder / "seed", {}, {"event": events}))
    )
    yield started
    started.close()


# Half of them are near the ends of the events' dates, where mistakes are likely.
near = [day for text in DATES for part in text.split("/") for day in (part,) if "X" not in day]
asked_days = st.sampled_from(DAYS) | st.sampled_from([day for day in near if day != ".."])
asked_dates = asked_days | asked_days.map(lambda day: day[:7]) | asked_days.map(lambda day: day[:4])


# A thread of psycopg's pool may use `random` while Hypothesis draws.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module")
@settings(deadline=None, max_examples=300)
@given(since=asked_dates | st.none(), until=asked_dates | st.none())
def test_events_are_found_by_the_days_they_may_have_lasted(
    asking: Asking, since: str | None, until: str | None
) -> None:
    begin = DAYS[0] if since is None else min(_days(since))
    end = DAYS[-1] if until is None else max(_days(until))
    asked = {} if since is None else {"date_from": since}
    asked |= {} if until is None else {"date_to": until}
    if asked:
        asked["match"] = "possible"
    answer = asking.get("/events?fields=id", **asked)
    if begin > end:
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == "date_to"
        return
    expected = {id_ for id_, days in ALLOWED.items() if any(begin <= day <= end for day in days)}
    assert {item["id"] for item in answer.json()["items"]} == expected | {"undated"}


ASKED = ("2021-05-08", "2021-05-10", "2021-12")


@pytest.mark.parametrize(
    ("period", "status", "events", "numbers"),
    [
        ("2021-05", "reported", ASKED[1:], ASKED[1:]),
        ("2021-05-08", "reported", ASKED, ASKED),
        ("[2021-04..]", "reported", ASKED[1:], ASKED[1:]),
        # It began in April.
        ("2021-04/..", "reported", ASKED, ASKED),
        ("2021-05", "expected", ASKED[2:], ASKED[2:]),
        # A number by year counts the whole year.
        ("2021", "reported", ASKED[1:], ASKED[2:]),
    ],
)
def test_what_has_happened_did_so_before_it_was_reported(
    tmp_path: Path,
    new_database: NewDatabase,
    period: str,
    status: str,
    events: tuple[str, ...],
    numbers: tuple[str, ...],
) -> None:
    what = "occurred" if status == "reported" else status
    named = {"id": "one", "name": "one", "summary": "one", "kind": "visit"}
    event = {**named, "status": what, "date": period, "citations": [cited()]}
    known = {"id": "two", "statistic": "some", "value": 1, "statement": "two"}
    number = {**known, "status": status, "period": period, "citations": [cited()]}
    made = make_seed(
        tmp_path / "seed",
        {"statistics": [series("some")]},
        {"event": [event], "observation": [number]},
        {"date": "2021-05-10"},
    )
    asking = Asking(seeded(new_database(tmp_path), made))
    try:
        for path, found in (("/events", events), ("/observations", numbers)):
            totals = {day: asking.get(path, date_to=day).json()["total"] for day in ASKED}
            assert totals == {day: int(day in found) for day in ASKED}, path
    finally:
        asking.close()
