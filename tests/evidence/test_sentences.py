"""Where sentences begin and end, and how many are cited."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.sentences import coverage, sentences
from app.evidence.text import Span, span_at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("A line\nanother\n\n  indented  \n", ["A line", "another", "indented"]),
        ("“He came.” “She left…” End.", ["“He came.”", "“She left…”", "End."]),
        ("(Both stayed.) [Nobody came!] End.", ["(Both stayed.)", "[Nobody came!]", "End."]),
        ("It fell 3.5 per cent. then rose", ["It fell 3.5 per cent. then rose"]),
        ("Sails were set. 12 boats left", ["Sails were set.", "12 boats left"]),
        ("On Oct. 9 it sailed. On Sept. 12 too.", ["On Oct. 9 it sailed.", "On Sept. 12 too."]),
        ("Über us. Éva came.", ["Über us.", "Éva came."]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentences(text)] == expected


@given(st.text(alphabet="Aa .!?”“\n1é⛵"))
def test_sentences_contain_all_text_and_do_not_overlap(text: str) -> None:
    found = sentences(text)

    covered = {place for span in found for place in range(span.start, span.end)}
    assert all(place in covered for place, letter in enumerate(text) if not letter.isspace())
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all("\n" not in text[span.start : span.end] for span in found)


THREE = "First one. Second one. Sign up."


@pytest.mark.parametrize(
    ("cited", "boilerplate", "uncited", "share"),
    [
        ([], [], 3, 0.0),
        ([(0, 3)], [(23, 31)], 1, 0.5),
        ([(8, 12)], [(23, 31)], 0, 1.0),
        ([(8, 12), (24, 25)], [(23, 31)], 0, 1.0),
    ],
)
def test_coverage(
    cited: list[tuple[int, int]], boilerplate: list[tuple[int, int]], uncited: int, share: float
) -> None:
    measured = coverage(THREE, _spans(cited), _spans(boilerplate))

    assert len(measured.uncited) == uncited
    assert measured.share == share
    assert measured.sentences + measured.boilerplate == 3


def test_uncited_sentences_are_listed_and_boilerplate_is_counted() -> None:
    measured = coverage(THREE, [], _spans([(0, 5), (30, 31)]))

    assert [THREE[span.start : span.end] for span in measured.uncited] == ["Second one."]
    assert (measured.sentences, measured.boilerplate) == (1, 2)


def test_text_between_two_sentences_belongs_to_neither() -> None:
    text = "One.  Two."

    assert len(coverage(text, [span_at(text, 4, 6)], []).uncited) == 2


def test_a_text_without_sentences_is_covered() -> None:
    assert coverage("", [], []).share == 1


def _spans(places: list[tuple[int, int]]) -> list[Span]:
    return [span_at(THREE, *place) for place in places]
