"""Spans are counted in code points, and match only the same words at the same place."""

from hypothesis import assume, given
from hypothesis import strategies as st

from app.evidence.text import Span, digest, paragraph_at, span_at, spans_of

TEXT = st.text(alphabet="ab⛵\N{GRINNING FACE}é\n ", max_size=30)


def test_an_emoji_is_one_code_point() -> None:
    (span,) = spans_of("⛵\N{GRINNING FACE} sails\nhome", "home")

    assert span == Span(start=9, end=13, paragraph=2, sha256=digest("home"))


def test_words_that_overlap_themselves_are_found_at_each_place() -> None:
    assert [(span.start, span.end) for span in spans_of("aaa", "aa")] == [(0, 2), (1, 3)]


@given(TEXT, st.text(alphabet="ab⛵é", max_size=3))
def test_spans_of_finds_each_place_that_reads_so(text: str, words: str) -> None:
    places = [i for i in range(len(text)) if words and text.startswith(words, i)]

    found = spans_of(text, words)

    assert [span.start for span in found] == places
    assert all(text[span.start : span.end] == words for span in found)


@given(TEXT, st.data())
def test_a_span_matches_its_own_text_and_no_text_with_other_words(
    text: str, data: st.DataObject
) -> None:
    assume(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    place = data.draw(st.integers(start, end - 1))
    span = span_at(text, start, end)
    changed = text[:place] + "x" + text[place + 1 :]

    assert span.matches(text)
    assert not span.matches(changed)
    assert not span.matches(text[: end - 1])


def test_the_same_words_in_another_paragraph_do_not_match() -> None:
    span = span_at("a b home", 4, 8)

    assert not span.matches("a\nb\nhome"[:4] + "home")


def test_an_empty_span_matches_nothing() -> None:
    assert not span_at("home", 2, 2).matches("home")


@given(TEXT, st.integers(0, 30))
def test_a_paragraph_is_a_line_from_one(text: str, position: int) -> None:
    assume(position <= len(text))
    assert paragraph_at(text, position) == len(text[:position].split("\n"))
