"""Dates are read as EDTF; a year that the text does not state is only likely."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.edtf import parse
from app.drafting.dates import DateMention, find_dates
from app.drafting.pipeline import parsed

WRITTEN = date(2031, 3, 12)  # a Wednesday


def read(text: str) -> list[DateMention]:
    return find_dates(parsed(text.replace("\xa0", " ")), WRITTEN)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("It opened on 3 May 2021.", "2021-05-03"),
        ("It opened on 12\xa0March\xa02031.", "2031-03-12"),
        ("It opened on May 3, 2021, at noon.", "2021-05-03"),
        ("It opened on the 3rd of May 2021.", "2021-05-03"),
        ("It opened on Saturday, June 4, 2022.", "2022-06-04"),
        ("It opened in May 2021.", "2021-05"),
        ("It opened in 2021.", "2021"),
        ("It ran from 2019 to 2021.", "2019/2021"),
        ("It ran between 2019 and 2021.", "2019/2021"),
        ("It ran in 2019–2021.", "2019/2021"),
        ("It ran on 30 May to 2 June 2022.", "2022-05-30/2022-06-02"),
        ("It ran on June 3-5, 2022.", "2022-06-03/2022-06-05"),
        ("It was built in the 1970s.", "197X"),
        ("It was built in the 19th century.", "18XX"),
        ("Stamped 2024-02-29.", "2024-02-29"),
        ("It closed in the third quarter of 2029.", "2029-07/2029-09"),
        ("It closed in the winter of 2029.", "2029-12/2030-02"),
    ],
)
def test_a_date_with_a_year_is_stated(text: str, edtf: str) -> None:
    assert [mention.edtf for mention in read(text)] == [edtf]


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("The mayor spoke Tuesday.", "2031-03-11"),
        ("They met Thursday night.", "2031-03-06"),
        ("They will meet on Thursday.", "2031-03-13"),
        ("Sales fell in the third quarter.", "2030-07/2030-09"),
        ("It opened two weeks ago.", "2031-02-24/2031-03-02"),
        ("A year earlier, it had closed.", "2030"),
        ("Last summer it burned.", "2030-06/2030-08"),
        ("The fair began on August 10 and will continue.", "2030-08-10"),
        ("The fair will begin on August 10.", "2031-08-10"),
        ("It opened in September.", "2030-09"),
        ("It burned yesterday.", "2031-03-11"),
        ("It burned last year.", "2030"),
        ("It opens next month.", "2031-04"),
        ("It stays shut until February.", "2032-02"),
        ("It opens this weekend.", "2031-03-15/2031-03-16"),
        ("They met between March and May.", "2030-03/2030-05"),
    ],
)
def test_an_unstated_year_is_calculated_from_the_day_of_writing(text: str, likely: str) -> None:
    assert [(mention.edtf, mention.likely) for mention in read(text)] == [(None, likely)]
    (unknown,) = find_dates(parsed(text), None)
    assert unknown.best is None


@pytest.mark.parametrize(
    "text",
    [
        "It may rain, and they march on.",
        "They lit 2000 lamps for 1,950 guests.",
        "Stamped 31 June.",
    ],
)
def test_other_words_are_not_dates(text: str) -> None:
    assert [m.pattern for m in read(text) if m.pattern != "YYYY-06"] == []


def test_a_leap_day_has_no_year_of_its_own() -> None:
    (mention,) = read("It opened on 29 February.")
    assert (mention.pattern, mention.likely) == ("YYYY-02-29", None)


@settings(max_examples=12, deadline=None)
@given(st.dates(date(1500, 1, 1), date(2099, 12, 31)), st.sampled_from(["dmy", "mdy", "iso"]))
def test_every_day_of_the_calendar_is_read_back(day: date, form: str) -> None:
    written = {
        "dmy": f"{day.day} {day:%B} {day.year}",
        "mdy": f"{day:%B} {day.day}, {day.year}",
        "iso": day.isoformat(),
    }[form]
    (mention,) = read(f"It was {written}.")
    assert mention.edtf == day.isoformat()


@settings(max_examples=20, deadline=None)
@given(st.text(alphabet="0123456789 -–/,.’sMayJuneinofto", max_size=60))
def test_every_date_read_is_edtf(text: str) -> None:
    for mention in read(text):
        for said in filter(None, (mention.edtf, mention.likely)):
            assert parse(said).text == said
