"""Numbers are read exactly as precisely as the text states them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.drafting.findings import find
from app.drafting.numerals import Number, number

KEYS = ("value", "lower", "lower_inclusive", "upper", "upper_inclusive", "near")


def read(text: str) -> list[Number]:
    return find(text).numbers


def bounds(one: Number) -> dict[str, float | bool]:
    return {key: value for key in KEYS if (value := getattr(one, key)) is not None}


def between(low: float, high: float) -> dict[str, float | bool]:
    return {"lower": low, "lower_inclusive": True, "upper": high, "upper_inclusive": True}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("over two dozen boats", {"lower": 24, "lower_inclusive": False}),
        ("more than 40 boats", {"lower": 40, "lower_inclusive": False}),
        ("at least a hundred boats", {"lower": 100, "lower_inclusive": True}),
        ("no fewer than twelve boats", {"lower": 12, "lower_inclusive": True}),
        ("40 or more boats", {"lower": 40, "lower_inclusive": True}),
        ("fewer than 300 boats", {"upper": 300, "upper_inclusive": False}),
        ("under 1,500 boats", {"upper": 1500, "upper_inclusive": False}),
        ("up to 3.5 million boats", {"upper": 3_500_000, "upper_inclusive": True}),
        ("no more than six boats", {"upper": 6, "upper_inclusive": True}),
        ("between 12 and 15 boats", between(12, 15)),
        ("from three to five boats", between(3, 5)),
        ("just nine boats", {"value": 9}),
        ("exactly twenty-one boats", {"value": 21}),
        ("two hundred and five boats", {"value": 205}),
        ("a dozen boats", {"value": 12}),
        ("nearly 50 boats", {"near": 50}),
        ("about three thousand boats", {"near": 3000}),
        ("$40 paid for boats", {"value": 40}),
        ("£3.4m lost", {"value": 3_400_000}),
        ("$1.25bn lost", {"value": 1_250_000_000}),
        ("between $5,000 and $15,000 lost", between(5000, 15000)),
        ("£2m to £3m lost", between(2_000_000, 3_000_000)),
        ("10% to 15% lost", between(10, 15)),
        ("about 6-7% lost", between(6, 7)),
        ("from $800,000 to $1.3 million lost", between(800_000, 1_300_000)),
        ("$200 to $4 million lost", between(200, 4_000_000)),
        ("four to five thousand boats", between(4000, 5000)),
        ("two or three dozen boats", between(24, 36)),
        ("1.5 to 2 degrees more", between(1.5, 2)),
        ("half a million boats", {"value": 500_000}),
        ("six thousand two hundred forty-two boats", {"value": 6242}),
        ("$5million lost", {"value": 5_000_000}),
        ("50mph winds", {"value": 50}),
        ("US $40 notes", {"value": 40}),
        ("USD10m lost", {"value": 10_000_000}),
        ("minus 5 degrees", {"value": -5}),
        ("200-plus boats", {"lower": 200, "lower_inclusive": True}),
        ("50+ boats", {"lower": 50, "lower_inclusive": True}),
        ("just shy of 300 boats", {"upper": 300, "upper_inclusive": False}),
        ("a dozen or so boats", {"near": 12}),
        ("~40 boats", {"near": 40}),
    ],
)
def test_a_number_has_the_bounds_that_its_words_give(
    words: str, expected: dict[str, float]
) -> None:
    assert [bounds(one) for one in read(f"Then {words} were there.")] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It could lose as much as 4.5% of it.", {"upper": 4.5, "upper_inclusive": True}),
        ("Losses may exceed 10%.", {"lower": 10, "lower_inclusive": False}),
        ("It sold for as low as 15 crowns.", {"lower": 15, "lower_inclusive": True}),
        ("He handed over $500 to the clerk.", {"value": 500}),
        ("No boat came that day.", {"value": 0}),
        ("It was Ms Feldt’s 11th trip to Kelm.", {"value": 11}),
    ],
)
def test_a_sentence_states_the_bound(text: str, expected: dict[str, float]) -> None:
    assert [bounds(one) for one in read(text)] == [expected]


def test_a_change_is_two_numbers() -> None:
    found = read("Rates rose from 10% to 15% there.")
    assert [(one.value, one.unit) for one in found] == [(10, "per cent"), (15, "per cent")]
    found = read("Growth slowed from 4.8 per cent to 4.7 per cent there.")
    assert [one.value for one in found] == [4.8, 4.7]
    assert [one.value for one in read("Debt increased by $43 to $419 there.")] == [43, 419]


@pytest.mark.parametrize(
    "text",
    [
        "They lost the third game at home.",
        "She told Radio 4 that it rained.",
        "Please call 020 7946 0000 for help.",
        "One of them left.",
        "They made it to version Quark 2.0 at last.",
        "No more was said, no doubt.",
        "It was targeted by third parties.",
        "They voted 7-2 at 12 Mill Street.",
        "It opens at 2 a.m. and she lives above one.",
        "It came at 07:45 or at twelve noon.",
        "The iPhone 12 is old, and so is the 2003 Iron Bowl.",
        f"It has {'7' * 5000} digits.",
        f"It has {'7' * 4300},000 digits.",
    ],
)
def test_other_numbers_are_left_out(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "words", "kind", "told"),
    [
        ("Just over a third are boats.", "over a third", "share", ">0.3333 share"),
        ("It lost half of its boats.", "half", "share", "0.5 share"),
        ("One in five boats sank.", "One in five", "share", "0.2 share"),
        ("They are older than 55.", "55", "age", "55 years"),
        ("Men aged 18 to 34 came.", "18 to 34", "age", "18..34 years"),
        ("Ana, 41, sat down.", "41", "age", "41 years"),
        ("It was a 12-year-old boat.", "12-year-old", "age", "12 years"),
        ("It shuts within three years.", "three years", "duration", "3 years"),
        ("It took more than two hours.", "more than two hours", "duration", ">2 hours"),
        ("They built a second room.", "second room", "order", "2 room"),
        ("It is the twenty-second boat.", "twenty-second boat", "order", "22 boat"),
    ],
)
def test_other_numbers_have_their_own_kind(text: str, words: str, kind: str, told: str) -> None:
    found = find(text)
    assert found.numbers == []
    aside = found.asides[0]
    assert (text[aside.start : aside.end], aside.kind) == (words, kind)
    assert f"{aside} {aside.unit}" == told


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Up to 60 old boats, 12 per cent of them leaking, met.", ["old boats", "per cent"]),
        ("It cost €60,000 then, or over $2 million.", ["euros", "dollars"]),
        ("The port handled 17 million last year.", [""]),
        ("They paid RM30, $A20 and HK$10.", ["ringgit", "Australian dollars", "Hong Kong dollars"]),
        ("It holds 256GB and weighs 300g.", ["GB", "g"]),
        ("A board of 12 members and 40 or more boats met.", ["members", "boats"]),
    ],
)
def test_the_unit_is_what_is_counted(text: str, units: list[str]) -> None:
    assert [one.unit for one in read(text)] == units


def test_the_span_has_the_words_of_the_number() -> None:
    text = "They met more than 100 per cent of the goal, in over two dozen towns."
    assert [text[one.start : one.end] for one in read(text)] == [
        *("more than 100 per cent", "over two dozen")
    ]


@given(st.integers(0, 10**9))
def test_digits_are_read_as_what_they_say(whole: int) -> None:
    assert number(f"{whole:,}") == number(str(whole)) == whole


@settings(max_examples=20, deadline=None)
@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in read(text))
