"""What a date without a year, or one like “on Monday”, is likely to be for a text of that day."""

from datetime import date

import pytest

from app.evidence.reckoning import reckoned

WRITTEN = date(2030, 6, 5)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "pattern", "past", "future"),
    [
        ("4 June", "YYYY-06-04", "2030-06-04", "2031-06-04"),
        ("5 June", "YYYY-06-05", "2030-06-05", "2030-06-05"),
        ("7 June", "YYYY-06-07", "2029-06-07", "2030-06-07"),
        ("29 February", "YYYY-02-29", None, None),
        ("June", "YYYY-06", "2030-06", "2030-06"),
        ("August", "YYYY-08", "2029-08", "2030-08"),
        ("March and May", "YYYY-03/YYYY-05", "2030-03/2030-05", "2031-03/2031-05"),
        ("on Wednesday", "", "2030-06-05", "2030-06-12"),
        ("on Monday", "", "2030-06-03", "2030-06-10"),
        ("last Monday", "", "2030-06-03", "2030-06-03"),
        ("next Monday", "", "2030-06-10", "2030-06-10"),
        ("yesterday", "", "2030-06-04", "2030-06-04"),
        ("Today", "", "2030-06-05", "2030-06-05"),
        ("tomorrow", "", "2030-06-06", "2030-06-06"),
        ("last year", "", "2029", "2029"),
        ("this month", "", "2030-06", "2030-06"),
        ("next month", "", "2030-07", "2030-07"),
        ("next week", "", "2030-06-10/2030-06-16", "2030-06-10/2030-06-16"),
        ("this weekend", "", "2030-06-08/2030-06-09", "2030-06-08/2030-06-09"),
    ],
)
def test_it_is_the_nearest_before_or_after(
    words: str, pattern: str, past: str | None, future: str | None
) -> None:
    assert reckoned(words, pattern, WRITTEN, future=False) == past
    assert reckoned(words, pattern, WRITTEN, future=True) == future
