"""Filters and sums treat a number with bounds as every number that the bounds allow."""

import itertools
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.bounds import Bounds, InvalidBounds
from app.queries.series import greatest, least, total
from tests.asking.datasets import Asking, cited, make_seed, seeded, series
from tests.serving import NewDatabase

HALVES = [number / 2 for number in range(-2, 7)]
FAR = Fraction(1000)
EIGHTHS = [-FAR, *(Fraction(number, 8) for number in range(-20, 40)), FAR]
"""Has a number between any two halves and on either side of each; an open side ends far away."""


def _every_bounds() -> Iterator[Bounds]:
    for value in HALVES:
        yield Bounds.read(value)
    for low, high in itertools.product([None, *HALVES], repeat=2):
        ins = itertools.product(
            [None] if low is None else [True, False], [None] if high is None else [True, False]
        )
        for low_in, high_in in ins:
            try:
                yield Bounds.read(None, low, low_in, high, high_in)
            except InvalidBounds:
                continue


def _allowed(bounds: Bounds, *, whole: bool) -> list[Fraction]:
    """Every number of the grid that `bounds` allow, by definition."""

    def within(number: Fraction) -> bool:
        if bounds.lower is not None:
            low = Fraction(bounds.lower)
            if number < low or (number == low and not bounds.lower_inclusive):
                return False
        if bounds.upper is not None:
            high = Fraction(bounds.upper)
            if number > high or (number == high and not bounds.upper_inclusive):
                return False
        return True

    return [n for n in EIGHTHS if within(n) and (n.denominator == 1 or not whole)]


def _written(bounds: Bounds) -> dict[str, Any]:
    names = (
        ("value",)
        if bounds.value is not None
        else ("lower", "lower_inclusive", "upper", "upper_inclusive")
    )
    return {name: getattr(bounds, name) for name in names if getattr(bounds, name) is not None}


SERIES = {"parts": False, "wholes": True}
ROWS = {
    name: {
        f"{name}-{number}": bounds
        for number, bounds in enumerate(_every_bounds())
        if _allowed(bounds, whole=whole)
    }
    for name, whole in SERIES.items()
}


ALLOWED = {
    name: {id_: _allowed(bounds, whole=SERIES[name]) for id_, bounds in rows.items()}
    for name, rows in ROWS.items()
}


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("bounds")
    observations = [
        {
            "id": id_,
            "statistic": name,
            "period": "2000",
            "statement": id_,
            "citations": [cited()],
            **_written(bounds),
        }
        for name, rows in ROWS.items()
        for id_, bounds in rows.items()
    ]
    shared = {"statistics": [series(name, whole_numbers=whole) for name, whole in SERIES.items()]}
    made = make_seed(folder / "seed", shared, {"observation": observations})
    started = Asking(seeded(new_database(folder), made))
    yield started
    started.close()


def _found(asking: Asking, name: str, **asked: str) -> set[str]:
    url: str | None = f"/statistics/{name}/observations?limit=200&fields=id&" + "&".join(
        f"{key}={value}" for key, value in asked.items()
    )
    found: list[str] = []
    while url:
        answer = asking.get(url).json()
        found += [item["id"] for item in answer["items"]]
        url = answer["next"]
    assert len(found) == len(set(found)) == answer["total"]
    return set(found)


def any_end(ends: tuple[Fraction | None, Fraction | None]) -> bool:
    return ends != (None, None)


quarters = st.integers(-6, 14).map(lambda number: Fraction(number, 4))


@settings(deadline=None, max_examples=100)
@given(
    name=st.sampled_from(list(SERIES)),
    match=st.sampled_from(["certain", "possible"]),
    ends=st.tuples(quarters | st.none(), quarters | st.none()).filter(any_end),
)
def test_values_are_found_by_their_possible_numbers(
    asking: Asking, name: str, match: str, ends: tuple[Fraction | None, Fraction | None]
) -> None:
    least_, most = ends if None in ends else tuple(sorted(ends))  # type: ignore[type-var]  # neither is None here

    def fits(number: Fraction) -> bool:
        return (least_ is None or number >= least_) and (most is None or number <= most)

    quantifier = all if match == "certain" else any
    expected = {id_ for id_, allowed in ALLOWED[name].items() if quantifier(map(fits, allowed))}
    asked = {"match": match}
    asked |= {} if least_ is None else {"value_gte": str(float(least_))}
    asked |= {} if most is None else {"value_lte": str(float(most))}
    assert _found(asking, name, **asked) == expected


BOUNDS = list(_every_bounds())


def _normal(bounds: Bounds, *, whole: bool) -> Bounds | None:
    try:
        return bounds.whole() if whole else bounds
    except InvalidBounds:
        return None


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(BOUNDS), min_size=1, max_size=3), st.booleans())
def test_a_summary_spans_every_possible_choice(rows: list[Bounds], whole: bool) -> None:
    numbers = [one for row in rows if (one := _normal(row, whole=whole))]
    if not numbers:
        return
    choices = [_allowed(one, whole=whole) for one in numbers]
    # An open side ends where the grid does, and no other number is there.
    ends = [
        {chosen[0], chosen[1 % len(chosen)], chosen[-2 % len(chosen)], chosen[-1]}
        for chosen in choices
    ]
    for summed, worth in ((total(numbers), sum), (least(numbers), min), (greatest(numbers), max)):
        reached = {Fraction(worth(choice)) for choice in itertools.product(*ends)}
        _assert_tight(summed, reached, step=Fraction(len(numbers), 1 if whole else 8))


def _assert_tight(summed: Bounds | None, reached: set[Fraction], step: Fraction) -> None:
    """Every possible number lies within, and one is as near to each end as the grid allows."""
    low, high = min(reached), max(reached)
    if summed is None or summed.lower is None:
        assert low < -FAR + 10
    else:
        end = Fraction(summed.lower)
        assert low == end if summed.lower_inclusive else end < low <= end + step
    if summed is None or summed.upper is None:
        assert high > FAR - 10
    else:
        end = Fraction(summed.upper)
        assert high == end if summed.upper_inclusive else end - step <= high < end


def test_whole_numbers_have_whole_bounds() -> None:
    for bounds in BOUNDS:
        allowed = _allowed(bounds, whole=True)
        if not allowed:
            with pytest.raises(InvalidBounds):
                bounds.whole()
            continue
        whole = bounds.whole()
        assert whole.lower == (None if bounds.lower is None else allowed[0]), bounds
        assert whole.upper == (None if bounds.upper is None else allowed[-1]), bounds
        assert whole.value == (allowed[0] if len(allowed) == 1 else None), bounds
        assert _allowed(whole, whole=False)[0] == allowed[0] or bounds.lower is None, bounds


@pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
def test_no_number_is_infinite(text: str) -> None:
    with pytest.raises(InvalidBounds):
        Bounds.read(tomllib.loads(f"value = {text}")["value"])
