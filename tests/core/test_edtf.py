"""Dates are as precise as their source; the PyPI library `edtf` gives a second opinion."""

from datetime import date
from functools import cache

import edtf
import pyparsing
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.edtf import Day, InvalidEdtf, days, in_words, keys, parse, says_years

# With room for all that it has parsed, the library is nearly twice as fast.
pyparsing.ParserElement.enable_packrat(None, force=True)

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


@cache
def second_opinion(text: str) -> tuple[Day, Day]:
    """The first and last day of a single date according to the library."""
    read = edtf.parse_edtf(text)
    first, last = read.lower_strict(), read.upper_strict()
    return Day(*first[:3]), Day(*last[:3])


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


@pytest.mark.parametrize("text", ["2031", "2031-06", "2031-06-04"])
def test_an_open_set_is_one_for_the_library_too(text: str) -> None:
    assert isinstance(edtf.parse_edtf(f"[{text}..]"), edtf.OneOfASet)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2031", "year"),
        ("2031-06", "month"),
        ("2031-06-04", "day"),
        ("203X", "decade"),
        ("20XX", "century"),
        ("2031-21", "season"),
        ("2031-33", "season"),
        ("2031~", "year"),
        ("2031-06?", "month"),
        ("2031/2032", "interval"),
        ("[2031..2032]", "interval"),
    ],
)
def test_the_precision_of_a_date(text: str, precision: str) -> None:
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
        "-0000",
        "-203X",
        "31",
        "2031-6",
        "2031-06-4",
        "20310604",
        "2031-06-04T12:00",
        "2031-XX",
        "2031-20",
        "2031-42",
        "2031~~",
        "~2031",
        "9999-24",
        "9999~",
        "-9999%",
        "-0041-02-29",
        "[2031~..2033]",
        "[2031-21..2031]",
        "2XXX",
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
def test_an_invalid_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidEdtf):
        parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("../..", "'../..' is open at both ends: leave out the date"),
        ("2031/2030", "'2031/2030' ends before it begins"),
        ("[..]", "'[..]' is open at both ends: leave out the date"),
        (
            "2031/June",
            (
                "'June' is not a calendar date in one of these forms: "
                "YYYY, YYYY-MM, YYYY-MM-DD, -YYYY, YYYY-21 to YYYY-24 (seasons), 197X, 19XX, any "
                "of these with ~, ? or %, an interval of two of them, or [a..b] for one date in "
                "between"
            ),
        ),
    ],
)
def test_an_invalid_date_has_a_reason(text: str, message: str) -> None:
    with pytest.raises(InvalidEdtf) as refused:
        parse(text)

    assert str(refused.value) == message


QUALIFIED = st.tuples(SINGLE.filter(lambda text: "1100" < text < "98"), st.sampled_from("~?%")).map(
    "".join
)


@given(QUALIFIED)
def test_a_qualified_date_allows_one_unit_more_and_is_never_certain(text: str) -> None:
    read = parse(text)
    bare = parse(text[:-1])
    assert bare.earliest
    assert bare.latest
    assert read.earliest
    assert read.latest
    assert read.earliest < bare.earliest <= bare.latest < read.latest
    assert read.latest_start is read.earliest_end is None
    assert read.precision == bare.precision


@given(st.integers(1000, 9990).map(str), st.sampled_from("~?%"))
def test_a_qualified_year_allows_the_days_that_the_library_says(year: str, mark: str) -> None:
    read = parse(year + mark)
    opinion = edtf.parse_edtf(year + mark)

    assert read.earliest == Day(*opinion.lower_fuzzy()[:3])
    assert read.latest == Day(*opinion.upper_fuzzy()[:3])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2031-21", "2031-03-01", "2031-05-31"),
        ("2031-22", "2031-06-01", "2031-08-31"),
        ("2031-23", "2031-09-01", "2031-11-30"),
        ("2031-24", "2031-12-01", "2032-02-29"),
        ("2031-29", "2031-09-01", "2031-11-30"),
        ("2031-33", "2031-01-01", "2031-03-31"),
        ("2031-36", "2031-10-01", "2031-12-31"),
        ("2031-38", "2031-05-01", "2031-08-31"),
        ("2031-40", "2031-01-01", "2031-06-30"),
        ("2031-41", "2031-07-01", "2031-12-31"),
        ("-0043", "-0043-01-01", "-0043-12-31"),
        ("-0043-03-15", "-0043-03-15", "-0043-03-15"),
        ("-0044-02", "-0044-02-01", "-0044-02-29"),
        ("0000", "0000-01-01", "0000-12-31"),
        ("000X", "0000-01-01", "0009-12-31"),
        ("0000-01-01~", "-0001-12-31", "0000-01-02"),
        ("1874~", "1873-01-01", "1875-12-31"),
        ("1984?", "1983-01-01", "1985-12-31"),
        ("1984%", "1982-01-01", "1986-12-31"),
        ("2031-01~", "2030-12-01", "2031-02-28"),
        ("203X~", "2020-01-01", "2049-12-31"),
        ("1874~/1880", "1873-01-01", "1880-12-31"),
    ],
)
def test_the_days_of_seasons_of_qualified_dates_and_of_years_before_1(
    text: str, first: str, last: str
) -> None:
    assert days(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "latest_start", "earliest_end"),
    [
        ("2031", "2031-12-31", "2031-01-01"),
        ("[2031..2033]", "2033-12-31", "2031-01-01"),
        ("[2031..]", None, "2031-01-01"),
        ("[..2031]", "2031-12-31", None),
        ("2031/2033", "2031-12-31", "2033-01-01"),
        ("2031/..", "2031-12-31", "2031-01-01"),
        ("../2031", "2031-12-31", "2031-01-01"),
        ("2031~", None, None),
        ("2031?/2033", None, None),
        ("2031/2033%", None, None),
    ],
)
def test_the_certain_beginning_and_end(
    text: str, latest_start: str | None, earliest_end: str | None
) -> None:
    assert keys(text)[2:] == (latest_start, earliest_end)


@given(st.lists(st.integers(-9999, 9999), min_size=2, max_size=8))
def test_keys_sort_as_days_do(years: list[int]) -> None:
    found = [Day(year, 3, 15) for year in years]

    assert sorted(found) == sorted(found, key=lambda day: day.key)


def test_no_date_has_no_days() -> None:
    assert days(None) == (None, None)
    assert keys(None) == (None, None, None, None)
    assert in_words(None) == "no date given"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2031", "2031"),
        ("2031-06", "June 2031"),
        ("2031-06-04", "4 June 2031"),
        ("203X", "the 2030s"),
        ("200X", "the years 2000 to 2009"),
        ("20XX", "the years 2000 to 2099"),
        ("1874~", "about 1874"),
        ("1984?", "possibly 1984"),
        ("1984-05%", "possibly about May 1984"),
        ("2025-21", "spring 2025"),
        ("2025-31", "southern autumn 2025"),
        ("2025-34", "quarter 2 of 2025"),
        ("-0043-03-15", "15 March 44 BC"),
        ("0000", "1 BC"),
        ("0476", "AD 476"),
        ("2031/2033", "2031 to 2033"),
        ("2031-05-09/2031-05-10", "9 to 10 May 2031"),
        ("2031-05-09/2031-06-10", "9 May to 10 June 2031"),
        ("2031-05-09/2031-05", "9 May 2031 to May 2031"),
        ("2031-05/2031-05", "May 2031"),
        ("-0043/-0042", "44 to 43 BC"),
        ("1874~/1880", "about 1874 to 1880"),
        ("[2031-01..2031-05]", "between January and May 2031"),
        ("[2030-12..2031-02]", "between December 2030 and February 2031"),
        ("[2031-05-09..2031-05-10]", "9 or 10 May 2031"),
        ("[2031-12-31..2032-01-01]", "31 December 2031 or 1 January 2032"),
        ("[2031..2032]", "2031 or 2032"),
        ("[2031..2033]", "between 2031 and 2033"),
        ("[2031-05..]", "May 2031 or later"),
        ("[..2031-05]", "May 2031 or earlier"),
        ("2031-05/..", "from May 2031"),
        ("../2031-05", "until May 2031"),
    ],
)
def test_a_date_in_words(text: str, words: str) -> None:
    assert in_words(text) == words


def test_an_open_end_reads_as_since() -> None:
    assert in_words("2031-05/..", ongoing=True) == "since May 2031"


@given(st.text(alphabet="0123456789-/.X[]~?%", max_size=22))
def test_every_valid_date_has_days_and_words(text: str) -> None:
    try:
        read = parse(text)
    except InvalidEdtf:
        return
    assert read.text == text
    assert (read.earliest or Day(-9999, 1, 1)) <= (read.latest or Day(9999, 12, 31))
    assert in_words(text)


@pytest.mark.parametrize(
    ("words", "date", "says"),
    [
        ("in 44 BC", "-0043", True),
        ("in 44 BC", "-0043-03-15", True),
        ("in 43 BC", "-0043", False),
        ("in 440 BC", "-0043", False),
        ("in 1 BC", "0000", True),
        ("from 45 to 44 BC", "-0044/-0043", True),
        ("from 27 BC to AD 14", "-0026/0014", True),
        ("AD 7", "0007", True),
        ("AD 7", "0007-05-17", True),
        ("A.D. 0007", "0007", True),
        ("AD 70", "0007", False),
        ("AD 17", "0007", False),
        ("476", "0476", True),
        ("AD 475–76", "0475/0476", True),
        ("in 2031", "2031-06-04", True),
        ("in ’31", "2031", True),
        ("2029–31", "2029/2031", True),
        ("in 2032", "2031", False),
        ("the 1970s", "197X", True),
        ("the 1980s", "197X", False),
        ("the seventies", "19XX", True),
    ],
)
def test_words_say_the_years_of_a_date(words: str, date: str, says: bool) -> None:
    assert says_years(words, date) is says
