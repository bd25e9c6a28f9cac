"""Straight quotation marks are read as curly ones if they pair up; the others are reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.text import curled, unpaired


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('"We sail," he said. "At dawn."', "“We sail,” he said. “At dawn.”"),
        ('He called it ("bad") – "a wind".', "He called it (“bad”) – “a wind”."),
        ('The 12" pipe was "cold".', 'The 12" pipe was “cold”.'),
        ("It was 5'6\" long; he isn't.", "It was 5'6\" long; he isn't."),
        ('"One"\n"Two"', "“One”\n“Two”"),
        ('He said "he\'s gone", then "no".', "He said “he's gone”, then “no”."),
        ("Nothing “here” is straight.", "Nothing “here” is straight."),
        ('“A “curly” pair” in one\n"Two"', "“A “curly” pair” in one\n“Two”"),
    ],
)
def test_pairs_are_read(text: str, read: str) -> None:
    assert curled(text) == read
    assert unpaired(text) == []


@pytest.mark.parametrize(
    "line",
    [
        '"We sail, he said.',
        'We sail," he said.',
        '"The 12" pipe broke," he said.',
        '"He said "we sail" to me," she said.',
        '"A “quiet” wind," he said.',
        'A " alone.',
    ],
)
def test_unpaired_marks_are_kept_and_reported(line: str) -> None:
    text = f'A title\n{line}\n"Yes," he said.'
    assert curled(text) == f"A title\n{line}\n“Yes,” he said."
    assert unpaired(text) == [2]


@given(st.text(alphabet="ab1 ,.\"'“”\n", max_size=80))
def test_no_other_character_changes(text: str) -> None:
    read = curled(text)
    assert len(read) == len(text)
    changed = {(a, b) for a, b in zip(text, read, strict=True) if a != b}
    assert changed <= {('"', "“"), ('"', "”")}
    assert curled(read) == read
