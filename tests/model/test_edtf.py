"""Dates as precise as their source, with the PyPI library `edtf` as a second opinion."""

from datetime import date

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.edtf import InvalidEdtf, parse

DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))
EXACT = st.one_of(
    DAYS.map(lambda day: f"{day:%Y-%m-%d}"),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day:%Y}"),
)
SINGLE = st.one_of(
    EXACT,
    DAYS.map(lambda day: f"{day:%Y}"[:3] + "X"),
    DAYS.map(lambda day: f"{day:%Y}"[:2] + "XX"),
)


def second_opinion(text: str) -> tuple[date, date]:
    """The first and last day of a single date, as the library has them."""
    read = edtf.parse_edtf(text)
    first, last = read.lower_strict(), read.upper_strict()
    return date(*first[:3]), date(*last[:3])


@given(SINGLE)
def test_a_single_date_allows_the_days_that_the_library_says(text: str) -> None:
    read = parse(text)

    assert (read.earliest, read.latest) == second_opinion(text)


@given(SINGLE, SINGLE)
def test_an_interval_runs_from_the_first_day_to_the_last(first: str, last: str) -> None:
    start, end = second_opinion(first)[0], second_opinion(last)[1]
    text = f"{first}/{last}"
    if end < start:
        with pytest.raises(InvalidEdtf, match="ends before it begins"):
            parse(text)
    else:
        read = parse(text)
        assert (read.earliest, read.latest, read.precision) == (start, end, "interval")
        assert read.text == text


@given(SINGLE)
def test_an_open_end_is_none(text: str) -> None:
    first, last = second_opinion(text)

    assert (parse(f"{text}/..").earliest, parse(f"{text}/..").latest) == (first, None)
    assert (parse(f"../{text}").earliest, parse(f"../{text}").latest) == (None, last)


@given(EXACT, EXACT)
def test_a_set_is_one_date_between_two(first: str, last: str) -> None:
    text = f"[{first}..{last}]"
    if len(first) != len(last):
        with pytest.raises(InvalidEdtf, match="write two days, two months or two years"):
            parse(text)
    elif second_opinion(last)[1] < second_opinion(first)[0]:
        with pytest.raises(InvalidEdtf, match="ends before it begins"):
            parse(text)
    else:
        read = parse(text)
        assert (read.earliest, read.latest, read.precision) == (*second_opinion(text), "interval")
        assert (read.begin, read.end, read.lasted) == (first, last, False)
        assert first == last or parse(f"{first}/{last}").lasted


@given(EXACT)
def test_a_set_may_be_open_at_an_end(text: str) -> None:
    first, last = second_opinion(text)

    assert (parse(f"[{text}..]").earliest, parse(f"[{text}..]").latest) == (first, None)
    assert (parse(f"[..{text}]").earliest, parse(f"[..{text}]").latest) == (None, last)
    assert isinstance(edtf.parse_edtf(f"[{text}..]"), edtf.OneOfASet)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2031", "year"),
        ("2031-06", "month"),
        ("2031-06-04", "day"),
        ("203X", "decade"),
        ("20XX", "century"),
        ("2031/2032", "interval"),
        ("[2031..2032]", "interval"),
    ],
)
def test_the_precision_is_told(text: str, precision: str) -> None:
    assert parse(text).precision == precision


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "../..",
        "2031/",
        "/2031",
        "2031-00",
        "2031-13",
        "2031-06-00",
        "2031-06-31",
        "2025-02-29",
        "1900-02-29",
        "0000",
        "000X",
        "00XX",
        "31",
        "2031-6",
        "2031-06-4",
        "20310604",
        "2031-06-04T12:00",
        "2031~",
        "2031?",
        "2031-XX",
        "2XXX",
        "-2031",
        "2031-21",
        " 2031",
        "2031\n",
        "٢٠٣١",
        "June 2031",
        "2031/2030",
        "2031/2032/2033",
        "[..]",
        "[2031]",
        "[2031..2030]",
        "[2031..2032..2033]",
        "[2031,2032]",
        "[2031...2032]",
        "[2031/2032..2033]",
        "[2031..2032",
        "{2031..2032}",
        "[203X..2040]",
        "2031..2032",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidEdtf):
        parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("../..", "'../..' is open at both ends: leave the date out"),
        ("2031/2030", "'2031/2030' ends before it begins"),
        ("[..]", "'[..]' is open at both ends: leave the date out"),
        (
            "2031/June",
            (
                "'June' is no date of the calendar in a form understood here: "
                "YYYY, YYYY-MM, YYYY-MM-DD, 197X, 19XX, an interval of these, or [a..b] for "
                "one between"
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_date_is_told(text: str, message: str) -> None:
    with pytest.raises(InvalidEdtf) as refused:
        parse(text)

    assert str(refused.value) == message


@given(st.text(alphabet="0123456789-/.X[]", max_size=22))
def test_what_is_read_allows_at_least_one_day(text: str) -> None:
    try:
        read = parse(text)
    except InvalidEdtf:
        return
    assert read.text == text
    assert (read.earliest or date.min) <= (read.latest or date.max)
