"""A number is never shown more exact than it is."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.bounds import GREATEST, Bounds, InvalidBounds

NUMBERS = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6).map(lambda n: round(n, 3))


@pytest.mark.parametrize(
    ("numbers", "display"),
    [
        ({"value": 9}, "9"),
        ({"value": 0}, "0"),
        ({"value": 2.5}, "2.5"),
        ({"value": 9999}, "9999"),
        ({"value": 10_000}, "10,000"),
        ({"lower": 24, "lower_inclusive": False}, "more than 24"),
        ({"lower": 24, "lower_inclusive": True}, "at least 24"),
        ({"upper": 300, "upper_inclusive": False}, "less than 300"),
        ({"upper": 300, "upper_inclusive": True}, "at most 300"),
        (
            {"lower": 12, "lower_inclusive": True, "upper": 15, "upper_inclusive": True},
            "from 12 to 15",
        ),
        (
            {"lower": 12, "lower_inclusive": False, "upper": 15, "upper_inclusive": True},
            "more than 12 and at most 15",
        ),
        (
            {"lower": 12, "lower_inclusive": True, "upper": 15, "upper_inclusive": False},
            "at least 12 and less than 15",
        ),
    ],
)
def test_the_number_in_words(numbers: dict[str, float], display: str) -> None:
    assert Bounds.read(**numbers).display == display  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({}, "give value, lower or upper"),
        ({"lower_inclusive": True}, "give value, lower or upper"),
        ({"value": 1, "lower": 1}, "give either value or lower and upper, not both"),
        (
            {"value": 1, "upper_inclusive": False},
            "give either value or lower and upper, not both",
        ),
        ({"lower": 1}, "lower and lower_inclusive go together"),
        ({"upper": 1}, "upper and upper_inclusive go together"),
        (
            {"lower": 1, "lower_inclusive": True, "upper_inclusive": True},
            "upper and upper_inclusive go together",
        ),
        (
            {"lower": 2, "lower_inclusive": True, "upper": 2, "upper_inclusive": True},
            "lower must be below upper; give an exact number as value",
        ),
        (
            {"lower": 3, "lower_inclusive": True, "upper": 2, "upper_inclusive": True},
            "lower must be below upper; give an exact number as value",
        ),
        (
            {"value": 10**400},
            "a whole number may be at most 9007199254740992: JSON readers round greater ones",
        ),
        ({"value": math.nan}, "a number must be finite; leave out the side without a bound"),
        (
            {"lower": 1, "lower_inclusive": True, "upper": math.inf, "upper_inclusive": False},
            "a number must be finite; leave out the side without a bound",
        ),
    ],
)
def test_invalid_numbers_are_refused_with_a_reason(numbers: dict[str, float], message: str) -> None:
    with pytest.raises(InvalidBounds) as refused:
        Bounds.read(**numbers)  # type: ignore[arg-type]  # by name

    assert str(refused.value) == message


def test_bounds_without_a_whole_number_are_refused_with_a_reason() -> None:
    bounds = Bounds.read(None, 2.25, True, 2.75, True)

    with pytest.raises(InvalidBounds) as refused:
        bounds.whole()

    assert str(refused.value) == "no whole number is from 2.25 to 2.75"


@pytest.mark.parametrize("included", [True, False])
def test_a_whole_number_just_beyond_the_greatest_is_refused(included: bool) -> None:
    for bounds in (
        Bounds.read(lower=GREATEST, lower_inclusive=included),
        Bounds.read(upper=-GREATEST, upper_inclusive=included),
    ):
        if included:
            assert bounds.whole() == bounds
        else:
            with pytest.raises(InvalidBounds, match="a whole number may be at most"):
                bounds.whole()


@pytest.mark.parametrize("number", [GREATEST + 1, -GREATEST - 1])
def test_a_whole_number_that_a_double_cannot_hold_is_refused(number: int) -> None:
    with pytest.raises(InvalidBounds, match="JSON readers round greater ones"):
        Bounds.read(value=number)


@pytest.mark.parametrize("number", [GREATEST, -GREATEST])
def test_every_allowed_whole_number_is_exact_as_a_double(number: int) -> None:
    assert int(float(number)) == Bounds.read(value=number).value == number


@pytest.mark.parametrize(
    ("numbers", "unit", "words"),
    [
        ({"value": 80}, ("anniversary",), "80th anniversary"),
        ({"value": 2}, ("term",), "2nd term"),
        ({"value": 1}, ("term",), "1st term"),
        ({"value": 3}, ("term",), "3rd term"),
        ({"value": 11}, ("term",), "11th term"),
        ({"value": 112}, ("term",), "112th term"),
        ({"value": 1001}, ("night",), "1001st night"),
        ({"lower": 2, "lower_inclusive": True}, ("term",), "at least the 2nd term"),
        ({"upper": 22, "upper_inclusive": True}, ("term",), "at most the 22nd term"),
    ],
)
def test_an_ordinal_in_a_sentence(numbers: dict[str, int], unit: tuple[str], words: str) -> None:
    assert Bounds.read(**numbers).in_unit(*unit, ordinal=True) == words  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"value": 11}, "11 trips"),
        ({"value": 1}, "1 trip"),
        ({"value": 0}, "0 trips"),
        ({"lower": 40, "lower_inclusive": False}, "more than 40 trips"),
        ({"lower": 1, "lower_inclusive": False}, "more than 1 trip"),
        ({"upper": 1, "upper_inclusive": True}, "at most 1 trip"),
        (
            {"lower": 1, "lower_inclusive": True, "upper": 3, "upper_inclusive": True},
            "from 1 to 3 trips",
        ),
    ],
)
def test_a_number_with_its_unit_in_a_sentence(numbers: dict[str, int], words: str) -> None:
    assert Bounds.read(**numbers).in_unit("trips", "trip") == words  # type: ignore[arg-type]  # by name


def test_a_unit_without_a_plural_stays_as_it_is() -> None:
    tariff = Bounds.read(lower=100, lower_inclusive=False)

    assert tariff.in_unit("per cent") == "more than 100 per cent"
    assert Bounds.read(value=1).in_unit("per cent") == "1 per cent"


@pytest.mark.parametrize("included", [True, False])
def test_an_open_side_stays_open_in_whole_numbers(included: bool) -> None:
    least = Bounds.read(lower=1.5, lower_inclusive=included).whole()
    most = Bounds.read(upper=1.5, upper_inclusive=included).whole()

    assert least == Bounds(None, 2, True, None, None)
    assert most == Bounds(None, None, None, 1, True)


@given(NUMBERS)
def test_an_exact_number_is_bounded_by_itself(number: float) -> None:
    assert Bounds.read(value=number) == Bounds(number, number, True, number, True)


@given(NUMBERS | st.none(), NUMBERS | st.none(), st.booleans(), st.booleans())
def test_only_an_exact_number_is_shown_as_one(
    lower: float | None, upper: float | None, low_in: bool, up_in: bool
) -> None:
    try:
        bounds = Bounds.read(
            lower=lower,
            lower_inclusive=None if lower is None else low_in,
            upper=upper,
            upper_inclusive=None if upper is None else up_in,
        )
    except InvalidBounds:
        assert (lower is None and upper is None) or (
            lower is not None and upper is not None and lower >= upper
        )
        return
    assert bounds.value is None
    assert not re.fullmatch(r"-?[\d,.]+", bounds.display)
    shown = [number for number in (lower, upper) if number is not None]
    assert len(re.findall(r"-?\d[\d,.e+-]*", bounds.display)) == len(shown)
