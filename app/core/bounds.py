"""Numbers as exact as their source: a value, or bounds that may be open on one side."""

from collections.abc import Callable
from math import ceil, floor, isfinite
from typing import NamedTuple

Number = int | float

GREATEST = 2**53
"""The greatest whole number allowed: many JSON readers, and our columns, round greater numbers."""


class InvalidBounds(ValueError):
    """The numbers given do not describe a value or an interval."""


class Bounds(NamedTuple):
    """An exact `value`, or an interval; None is an open side.

    If `value` is set, both bounds equal it. `lower_inclusive` is None if and only if `lower` is,
    and likewise for `upper`.
    """

    value: Number | None
    lower: Number | None
    lower_inclusive: bool | None
    upper: Number | None
    upper_inclusive: bool | None

    @classmethod
    def read(
        cls,
        value: Number | None = None,
        lower: Number | None = None,
        lower_inclusive: bool | None = None,
        upper: Number | None = None,
        upper_inclusive: bool | None = None,
    ) -> "Bounds":
        """The bounds that a person wrote in the seed, checked; raises `InvalidBounds`."""
        for number in (value, lower, upper):
            _check_held(number)
            if number is not None and not isfinite(number):
                raise InvalidBounds("a number must be finite; leave out the side without a bound")
        if value is not None:
            if (lower, lower_inclusive, upper, upper_inclusive) != (None, None, None, None):
                raise InvalidBounds("give either value or lower and upper, not both")
            return cls(value, value, True, value, True)
        if lower is None and upper is None:
            raise InvalidBounds("give value, lower or upper")
        if (lower is None) != (lower_inclusive is None):
            raise InvalidBounds("lower and lower_inclusive go together")
        if (upper is None) != (upper_inclusive is None):
            raise InvalidBounds("upper and upper_inclusive go together")
        if lower is not None and upper is not None and lower >= upper:
            raise InvalidBounds("lower must be below upper; give an exact number as value")
        return cls(None, lower, lower_inclusive, upper, upper_inclusive)

    @classmethod
    def between(
        cls, low: Number | None, high: Number | None, *, low_in: bool = True, high_in: bool = True
    ) -> "Bounds":
        """Both sides, exact where they meet."""
        exact = low if low == high else None
        return cls(
            exact, low, None if low is None else low_in, high, None if high is None else high_in
        )

    def whole(self) -> "Bounds":
        """The same bounds for whole numbers: “more than 24” is at least 25.

        Both bounds are then inclusive. Raises `InvalidBounds` if no whole number is left.
        """
        low, high = self.lower, self.upper
        if low is not None:
            low = ceil(low) if self.lower_inclusive else floor(low) + 1
        if high is not None:
            high = floor(high) if self.upper_inclusive else ceil(high) - 1
        if low is not None and high is not None and low > high:
            raise InvalidBounds(f"no whole number is {self.display}")
        _check_held(low)
        _check_held(high)
        return Bounds.between(low, high)

    @property
    def display(self) -> str:
        """The number in words, no more exact than it is: `9`, `more than 24`, `from 3 to 5`."""
        return _figure(self.value) if self.value is not None else self._interval(_figure)

    def in_unit(self, many: str, one: str | None = None, *, ordinal: bool = False) -> str:
        """The number with its unit, as in a sentence: `more than 100 per cent`, `80th anniversary`.

        `many` is the unit's plural and `one` its singular, where they differ. With `ordinal` the
        number says which one it is: `2nd term`.
        """
        single = one or many
        if ordinal:
            if self.value is not None:
                return f"{_ordinal(self.value)} {single}"
            return f"{self._interval(lambda number: f'the {_ordinal(number)}')} {single}"
        last = next(n for n in (self.value, self.upper, self.lower) if n is not None)
        return f"{self.display} {single if last == 1 else many}"

    def _interval(self, say: Callable[[Number], str]) -> str:
        low = self.lower if self.lower is None else say(self.lower)
        high = self.upper if self.upper is None else say(self.upper)
        if self.lower_inclusive and self.upper_inclusive:
            return f"from {low} to {high}"
        left = low and f"{'at least' if self.lower_inclusive else 'more than'} {low}"
        right = high and f"{'at most' if self.upper_inclusive else 'less than'} {high}"
        return " and ".join(filter(None, (left, right)))


def _check_held(number: Number | None) -> None:
    if isinstance(number, int) and abs(number) > GREATEST:
        raise InvalidBounds(
            f"a whole number may be at most {GREATEST}: JSON readers round greater ones"
        )


def _figure(number: Number) -> str:
    return f"{number:,}" if abs(number) >= _GROUPED else str(number)


def _ordinal(number: Number) -> str:
    """`1st`, `2nd`, `11th`."""
    whole = int(number)
    teens = whole % 100 in {11, 12, 13}
    return f"{_figure(whole)}{'th' if teens else _ENDINGS.get(whole % 10, 'th')}"


_GROUPED = 10_000
"""Numbers from here on are written with commas."""

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
