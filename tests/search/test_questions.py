"""Different people's questions about the article find the records that answer them."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from tests.search.conftest import Search

_QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text())["question"]
THREE, FIRST = 58, 52


@pytest.fixture(scope="module")
def places(searching: Callable[[Path], Search], seed_folder: Path) -> dict[str, int | None]:
    """For each question, the position of the first hit that answers it, from 0."""
    search = searching(seed_folder)
    found: dict[str, int | None] = {}
    for question in _QUESTIONS:
        hits = [
            f"{hit['kind']}/{hit['id']}"
            for hit in map(orjson.loads, search(question["text"]).items)
        ]
        found[question["text"]] = next(
            (place for place, hit in enumerate(hits) if hit in question["answers"]), None
        )
    return found


def test_there_are_sixty_different_questions(places: dict[str, int | None]) -> None:
    assert len(places) == len(_QUESTIONS) == 60


def test_most_questions_are_answered_by_the_first_hit(places: dict[str, int | None]) -> None:
    others = {text: place for text, place in places.items() if place != 0}
    assert len(places) - len(others) >= FIRST, others


def test_nearly_all_are_answered_by_the_first_three(places: dict[str, int | None]) -> None:
    others = {text: place for text, place in places.items() if place is None or place > 2}
    assert len(places) - len(others) >= THREE, others


def test_a_question_that_is_not_answered_at_once_has_a_reason(
    places: dict[str, int | None], database: str
) -> None:
    reasons = {question["text"]: question.get("why") for question in _QUESTIONS}
    late = [text for text, place in places.items() if place is None or place > 2]
    if database == "sqlite":
        assert all(reasons[text] for text in late), late
