"""What stands with a word in its clause, and whether the clause speaks of what is to come."""

import pytest

from app.evidence.clauses import clause_at, is_apart, is_future


def around(text: str, word: str) -> str:
    low, high = clause_at(text, text.index(word), (0, len(text)))
    return text[low:high].strip(" ,.")


@pytest.mark.parametrize(
    ("text", "word", "clause"),
    [
        ("Ana came in May, but Bo left in June.", "June", "but Bo left in June"),
        ("Ana, who came in May, left in June.", "May", "who came in May"),
        ("Ana, who came in May, left in June.", "June", "left in June"),
        ("In May, Ana is to come.", "May", "In May, Ana is to come"),
        ("Stocks fell after Bo came in 2027.", "2027", "after Bo came in 2027"),
        (
            "It lost 9,500 boats in 2030, twice those of 2029.",
            "2030",
            "It lost 9,500 boats in 2030",
        ),
    ],
)
def test_a_clause(text: str, word: str, clause: str) -> None:
    assert around(text, word) == clause


@pytest.mark.parametrize(
    ("clause", "future"),
    [
        ("it will open in May", True),
        ("it is to open in May", True),
        ("it is expected to open in May", True),
        ("it would open in May", True),
        ("they agree to shut it by 2034", True),
        ("by the end of 2031", True),
        ("by early May 2031", True),
        ("it opened in May", False),
        ("by 2024 it had sunk", False),
        ("it wanted to open in May", False),
        ("they rejected the mayor’s plan to open in May", False),
        ("they plan to open in May", True),
    ],
)
def test_words_of_the_future(clause: str, future: bool) -> None:
    assert is_future(clause) == future


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("the ban, the first since 1963, held", True),
        ("the house, which dates from 1911, stood", True),
        ("Ana, who has led it since 2019, left", True),
        ("Ana, who took office in 2030, left", False),
        ("nine in 2019 were lost, more than in 1990", True),
        ("it has stood since 1911", False),
        ("her third visit since 2025 began", False),
    ],
)
def test_a_year_that_only_measures_is_no_event(text: str, apart: bool) -> None:
    at = max(text.find(year) for year in ("1963", "1911", "2019, left", "2030", "1990", "2025"))
    assert is_apart(text, at, (0, len(text))) == apart
