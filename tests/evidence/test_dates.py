"""Dates are read as EDTF, and no year is ever made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.edtf import parse
from app.evidence.dates import dates


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("It opened on 3 May 2021.", "2021-05-03"),
        ("It opened on May 3, 2021, at noon.", "2021-05-03"),
        ("It opened on the 3rd of May 2021.", "2021-05-03"),
        ("It opened in May 2021.", "2021-05"),
        ("It opened in 2021.", "2021"),
        ("Ana’s 1972 voyage ended.", "1972"),
        ("It ran from 2019 to 2021.", "2019/2021"),
        ("It ran between 2019 and 2021.", "2019/2021"),
        ("It ran in 2019–2021.", "2019/2021"),
        ("It ran on 30 May to 2 June 2022.", "2022-05-30/2022-06-02"),
        ("It ran on June 3-5, 2022.", "2022-06-03/2022-06-05"),
        ("It was built in the 1970s.", "197X"),
        ("It was built in the 19th century.", "18XX"),
        ("Stamped 2024-02-29.", "2024-02-29"),
        ("A 2028 report said so.", "2028"),
        ("They lifted the 2027 ban.", "2027"),
    ],
)
def test_a_date_with_a_year_is_edtf(text: str, edtf: str) -> None:
    assert [mention.edtf for mention in dates(text)] == [edtf]


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("It opened on June 4.", "YYYY-06-04"),
        ("It opens in September.", "YYYY-09"),
        ("They meet on May 9 and 10.", "YYYY-05-09/YYYY-05-10"),
        ("It shuts between March and May.", "YYYY-03/YYYY-05"),
        ("It opened last year.", ""),
        ("It opened on Monday.", ""),
    ],
)
def test_a_date_without_a_year_stays_without(text: str, pattern: str) -> None:
    assert [(mention.edtf, mention.pattern) for mention in dates(text)] == [(None, pattern)]


@pytest.mark.parametrize(
    "text",
    [
        "It may rain, and they march on.",
        "They lit 2000 lamps for 1,950 guests.",
        "On 31 June 2020 nothing was.",
        "Stamped 2023-02-29.",
    ],
)
def test_what_is_no_date_is_left_out(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "In 1999 it closed, until it opened on 3 May 2021, in June.",
            {"1999": "1999", "3 May 2021": "2021-05-03", "June": "YYYY-06"},
        ),
        ("Open on 29 February.", {"29 February": "YYYY-02-29"}),
    ],
)
def test_each_date_is_told_in_order_with_the_words_that_say_it(
    text: str, found: dict[str, str]
) -> None:
    told = [(text[m.span.start : m.span.end], m.pattern) for m in dates(text)]

    assert told == list(found.items())


@pytest.mark.parametrize(
    "text",
    [
        "It ran on 9 to 7 May 2021.",
        "It ran on 7 to 7 May 2021.",
        "It ran on 7 to 31 June 2021.",
        "It ran on June 7 to 31, 2021.",
        "It ran on June 7-7, 2021.",
        "It shuts between May and March.",
        "It shuts between May and May.",
        "It ran from 2021 to 2019.",
        "It ran from 2021 to 2021.",
        "It ran in 2021-2019.",
        "It was on 29 February 2023.",
        "It was on February 29, 2023.",
    ],
)
def test_no_interval_runs_backwards_and_no_day_is_made_up(text: str) -> None:
    for mention in dates(text):
        assert "/" not in mention.pattern
        assert "02-29" not in mention.pattern


@given(st.dates(date(1500, 1, 1), date(2099, 12, 31)), st.sampled_from(["dmy", "mdy", "iso"]))
def test_every_day_of_the_calendar_is_read_back(day: date, form: str) -> None:
    written = {
        "dmy": f"{day.day} {day:%B} {day.year}",
        "mdy": f"{day:%B} {day.day}, {day.year}",
        "iso": day.isoformat(),
    }[form]
    (mention,) = dates(f"It was {written}.")
    assert mention.edtf == day.isoformat()


@given(st.text(alphabet="0123456789 -–/,.’sMayJuneinofto", max_size=60))
def test_whatever_is_read_is_edtf(text: str) -> None:
    for mention in dates(text):
        assert mention.span.matches(text)
        if mention.edtf:
            assert parse(mention.edtf).text == mention.edtf
            assert mention.edtf[:2] in text
