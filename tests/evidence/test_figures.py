"""Numbers are read as exactly as their words have them, and no more so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.figures import Figure, asides, figures
from app.evidence.numerals import number

KEYS = ("value", "lower", "lower_inclusive", "upper", "upper_inclusive", "near")


def bounds(figure: Figure) -> dict[str, float | bool]:
    return {key: value for key in KEYS if (value := getattr(figure, key)) is not None}


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
        (
            "between 12 and 15 boats",
            {"lower": 12, "lower_inclusive": True, "upper": 15, "upper_inclusive": True},
        ),
        (
            "from three to five boats",
            {"lower": 3, "lower_inclusive": True, "upper": 5, "upper_inclusive": True},
        ),
        ("just nine boats", {"value": 9}),
        ("exactly twenty-one boats", {"value": 21}),
        ("two hundred and five boats", {"value": 205}),
        ("a dozen boats", {"value": 12}),
        ("only one boat", {"value": 1}),
        ("nearly 50 boats", {"near": 50}),
        ("about three thousand boats", {"near": 3000}),
        ("the 11th boat", {"value": 11}),
        ("the twenty-second boat", {"value": 22}),
        ("No boat came", {"value": 0}),
        ("$40 paid for boats", {"value": 40}),
    ],
)
def test_a_number_has_the_bounds_that_its_words_give(
    words: str, expected: dict[str, float]
) -> None:
    text = f"Then {words} were there."
    found = figures(text)
    assert [bounds(figure) for figure in found] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "One of them left.",
        "They made it to version Quark 2.0 at last.",
        "No more was said, no doubt.",
        "Half a million is not read as a whole one: half a million.",
        "It was targeted by third parties.",
        "The Three Mills stood idle.",
        "They voted 7-2 at 12 Mill Street.",
        "It opens at 2 a.m. and she lives above one.",
        "It came at 07:45 or at twelve noon.",
    ],
)
def test_what_is_no_count_is_left_out(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("Just over a third are boats.", "over a third", "share"),
        ("Some two thirds of them sank.", "two thirds", "share"),
        ("It lost half of its boats.", "half", "share"),
        ("A quarter of them sank.", "A quarter", "share"),
        ("It fell by a fifth since then.", "a fifth", "share"),
        ("The second-largest boat sank.", "second", "order"),
        ("They built a second room.", "second room", "order"),
        ("One in five boats sank.", "One in five", "share"),
        ("Half a million came.", "Half a million", "share"),
        ("They are older than 55.", "55", "age"),
        ("Crews who are 58 or older may stop.", "58 or older", "age"),
        ("Ana, 41, sat down.", "41", "age"),
        ("It was a 12-year-old boat, aged over ten.", "12-year-old", "age"),
        ("It shuts within three years.", "three years", "duration"),
        ("She sailed for 27 years.", "27 years", "duration"),
        ("It took a 40-day trip.", "40-day", "duration"),
        ("It took more than two hours.", "more than two hours", "duration"),
        ("The first shift was cut.", "first shift", "order"),
        ("It is the first since then.", "first", "order"),
        ("They came in third.", "third", "order"),
        ("It lies on the second floor.", "second floor", "order"),
    ],
)
def test_what_is_no_count_is_told_apart(text: str, words: str, kind: str) -> None:
    assert figures(text) == []
    aside = asides(text)[0]
    assert (text[aside.span.start : aside.span.end], aside.kind) == (words, kind)


def test_the_unit_is_what_is_counted() -> None:
    assert [figure.unit for figure in figures("The fourth kiln is lit.")] == ["kiln"]
    text = "Up to 60 old boats, 12 per cent of them leaking, met for the third time. Over 80% sank."
    assert [figure.unit for figure in figures(text)] == [
        "old boats",
        "per cent",
        "time",
        "per cent",
    ]
    assert [figure.kind for figure in figures(text)] == [
        *("cardinal", "cardinal", "ordinal", "cardinal")
    ]


def test_money_is_counted_in_its_currency() -> None:
    assert [figure.unit for figure in figures("It cost €60,000 then, or over $2 million.")] == [
        *("euros", "dollars")
    ]


def test_the_span_holds_the_words_of_the_number() -> None:
    text = "They met more than 100 per cent of the goal, in over two dozen towns."
    spans = [figure.span for figure in figures(text)]
    assert [text[span.start : span.end] for span in spans] == [
        *("more than 100 per cent", "over two dozen")
    ]
    assert all(span.matches(text) for span in spans)


@given(st.integers(0, 10**9))
def test_digits_are_read_as_what_they_say(whole: int) -> None:
    assert number(f"{whole:,}") == number(str(whole)) == whole


@given(st.integers(2, 10**7), st.sampled_from(["more than", "at least", "fewer than", "up to"]))
def test_a_bound_lets_in_the_number_itself_only_where_the_words_do(whole: int, words: str) -> None:
    (figure,) = figures(f"There were {words} {whole:,} boats.")
    assert figure.value is None
    assert (figure.lower_inclusive, figure.upper_inclusive) == {
        "more than": (False, None),
        "at least": (True, None),
        "fewer than": (None, False),
        "up to": (None, True),
    }[words]
    assert whole in {figure.lower, figure.upper}


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert all(figure.span.matches(text) for figure in figures(text))
