"""Quotation marks of all styles are paired; an unpaired mark is doubtful."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting.quotations import curled, read_marks


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in read_marks(text).quotations]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“We cannot wait,” said Ms Colm.", ["We cannot wait,"]),
        ('"We cannot wait," said Ms Colm.', ["We cannot wait,"]),
        ("'We cannot wait,' said Ms Colm.", ["We cannot wait,"]),
        ("‘We cannot wait,’ said Ms Colm, the boys’ coach.", ["We cannot wait,"]),
        ("'It's the dogs' day,' said Ms Colm.", ["It's the dogs' day,"]),
        ("„Wir warten nicht“, sagte sie; „nie”.", ["Wir warten nicht", "nie"]),
        ("« Nous partons », said she, «now».", ["Nous partons", "now"]),
        ("She said 「no」.", ["no"]),
        ('“We cannot wait," said Ms Colm. "Never.”', ["We cannot wait,", "Never."]),
        ("He told the council: “We said ‘never’ once.”", ["We said ‘never’ once."]),
        ("It was the 1990s’ best, 'twas said, in the '90s.", []),
        ('The 12" pipe broke. "Yes," he said.', ["Yes,"]),
    ],
)
def test_words_between_marks_are_quoted(text: str, words: list[str]) -> None:
    assert quoted(text) == words
    assert read_marks(text).doubtful == []


@pytest.mark.parametrize("mark", ["“", '"'])
def test_a_quotation_may_go_on_over_paragraphs(mark: str) -> None:
    close = "”" if mark == "“" else mark
    text = f"She said: {mark}One.\n{mark}Two.\n{mark}Three.{close}\n{mark}Four,{close} he said."
    found = read_marks(text)
    assert [text[q.start : q.end] for q in found.quotations] == ["One.", "Two.", "Three.", "Four,"]
    assert [q.continued for q in found.quotations] == [False, True, True, False]
    assert found.doubtful == []


def test_paragraphs_that_each_open_are_quoted_though_the_last_one_never_closes() -> None:
    text = '"ANA: We wait.\n"BEN: As the “Kelm Post” has it, no.\nThey left.'
    found = read_marks(text)
    assert quoted(text) == ["ANA: We wait.", "Kelm Post"]
    assert [text[at : at + 4] for at in found.doubtful] == ['"BEN']


def test_an_unpaired_mark_is_doubtful_and_affects_nothing_else() -> None:
    text = "“Yes,” she said.\nHe said “no and left.\nShe said “Well,” then."
    found = read_marks(text)
    assert quoted(text) == ["Yes,", "Well,"]
    assert [text[at : at + 3] for at in found.doubtful] == ["“no"]


def test_a_line_of_spaces_is_read_soon() -> None:
    began = process_time()

    assert read_marks(f"“Yes,” she said.\n{' ' * 100_000}\n“No,” he said.").doubtful == []

    assert process_time() - began < 1


@given(st.text(alphabet="ab ,.'‘’“”\"«»„\n", max_size=80))
def test_any_text_is_read(text: str) -> None:
    found = read_marks(text)
    ends = [at for q in found.quotations for at in (q.start, q.end)]
    assert ends == sorted(ends)
    assert all(text[q.start : q.end].strip() == text[q.start : q.end] for q in found.quotations)
    assert len(curled(text, found)) == len(text)
