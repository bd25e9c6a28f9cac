"""Numbers no more exact than their source: a value, or bounds that may be open at one side."""

from math import ceil, floor, isfinite
from typing import NamedTuple

Number = int | float


MOST = 2**63 - 1
"""Databases hold no greater whole number."""


class InvalidBounds(ValueError):
    """The numbers given do not describe a value or an interval."""


class Bounds(NamedTuple):
    """An exact `value`, or an interval; None is an open side.

    Where `value` is set both bounds equal it. `lower_inclusive` and `upper_inclusive` are None
    exactly where their bound is.
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
        """Check the numbers as a person wrote them; raises `InvalidBounds`."""
        for number in (value, lower, upper):
            _check_held(number)
            if number is not None and not isfinite(number):
                message = "a number is finite; leave an open side out"
                raise InvalidBounds(message)
        if value is not None:
            if (lower, lower_inclusive, upper, upper_inclusive) != (None, None, None, None):
                message = "give either value or lower and upper, not both"
                raise InvalidBounds(message)
            return cls(value, value, True, value, True)
        if lower is None and upper is None:
            message = "give value, lower or upper"
            raise InvalidBounds(message)
        if (lower is None) != (lower_inclusive is None):
            message = "lower and lower_inclusive go together"
            raise InvalidBounds(message)
        if (upper is None) != (upper_inclusive is None):
            message = "upper and upper_inclusive go together"
            raise InvalidBounds(message)
        if lower is not None and upper is not None and lower >= upper:
            message = "lower must be below upper; an exact number is a value"
            raise InvalidBounds(message)
        return cls(None, lower, lower_inclusive, upper, upper_inclusive)

    def whole(self) -> "Bounds":
        """The same bounds where only whole numbers can be meant: “more than 24” is at least 25.

        Both are included then. Raises `InvalidBounds` where no whole number is left.
        """
        low, high = self.lower, self.upper
        if low is not None:
            low = ceil(low) if self.lower_inclusive else floor(low) + 1
        if high is not None:
            high = floor(high) if self.upper_inclusive else ceil(high) - 1
        if low is not None and high is not None and low > high:
            message = f"no whole number is {self.display}"
            raise InvalidBounds(message)
        _check_held(low)
        _check_held(high)
        exact = low if low == high else None
        return Bounds(
            exact,
            low,
            None if low is None else True,
            high,
            None if high is None else True,
        )

    @property
    def display(self) -> str:
        """The number in words as exact as it is: `9`, `more than 24`, `from 3 to 5`."""
        if self.value is not None:
            return _figure(self.value)
        low = _figure(self.lower) if self.lower is not None else None
        high = _figure(self.upper) if self.upper is not None else None
        if low is None:
            return f"at most {high}" if self.upper_inclusive else f"less than {high}"
        if high is None:
            return f"at least {low}" if self.lower_inclusive else f"more than {low}"
        if self.lower_inclusive and self.upper_inclusive:
            return f"from {low} to {high}"
        left = "at least" if self.lower_inclusive else "more than"
        right = "at most" if self.upper_inclusive else "less than"
        return f"{left} {low} and {right} {high}"


def _check_held(number: Number | None) -> None:
    if isinstance(number, int) and abs(number) > MOST:
        message = f"a whole number is at most {MOST}"
        raise InvalidBounds(message)


def _figure(number: Number) -> str:
    return f"{number:,}" if abs(number) >= 10_000 else str(number)  # noqa: PLR2004 - typography
