"""Quotations are found in marks of any style; straight ones that do not pair up are reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.text import curled, in_marks, quotations, unpaired


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“Yes,” she said. “No.”", ["Yes,", "No."]),
        ("He said „ja“, „nein” and «peut-être».", ["ja", "nein", "peut-être"]),
        ("«\u00a0Oui\u00a0», dit-elle. « Non. »", ["Oui", "Non."]),
        ("»Ja«, sagte sie. »Nein.« Dann: »Doch.«", ["Ja", "Nein.", "Doch."]),
        ("彼女は「はい」と言った。", ["はい"]),
        ("« Elle a dit “oui” hier. »", ["Elle a dit “oui” hier."]),
        ("‘Yes,’ said the boys’ coach. It's 12\".", []),
        ("“” and « »", []),
    ],
)
def test_words_between_double_marks_are_quotations(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == words


@pytest.mark.parametrize(
    ("text", "words", "right"),
    [
        ("‘Yes,’ she said.", "Yes,", True),
        ("“He said ‘yes’ then.”", "yes", True),
        ("“A “curly” pair”", "A “curly” pair", True),
        ("‹ Oui ›, dit-elle.", "Oui", True),
        ("“One.\n“Two.”", "One.", True),
        ("“One.\nTwo.”", "One.", False),
        ("“One “two” three.", "One", False),
        ("“Yes,” she said. “No.”", "she said.", False),
        ("« Oui » dit-elle « non »", "dit-elle", False),
        ("“Yes, no.”", "Yes", False),
        ("Yes", "Yes", False),
    ],
)
def test_all_that_is_between_two_marks_is_in_marks(text: str, words: str, right: bool) -> None:
    start = text.index(words)
    assert in_marks(text, start, start + len(words)) == right
