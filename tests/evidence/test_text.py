"""The normalised text that offsets and hashes refer to."""

import hashlib
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.text import UnreadableText, digest, normalise


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(b"a\r\nb\rc\n", "a\nb\nc\n", id="line ends"),
        pytest.param(b"\xef\xbb\xbfa", "a", id="byte order mark"),
        pytest.param("Nu\u0301n\u0303ez".encode(), "Núñez", id="decomposed letters"),
        pytest.param("⛵ “a”\u00a0".encode(), "⛵ “a”\u00a0", id="all else stays"),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_normalise(raw: bytes, text: str) -> None:
    assert normalise(raw) == text


@pytest.mark.parametrize("raw", [b"caf\xe9", b"\xff\xfea\x00", b"ok\xed\xa0\x80"])
def test_invalid_utf_8_is_refused_with_its_position(raw: bytes) -> None:
    with pytest.raises(UnreadableText, match=r"not UTF-8: byte \d+ \(0x[0-9a-f]{2}\)"):
        normalise(raw)


MARKS = "a" + "\u0300" * 20_000 + "\u0316" * 20_000


@pytest.mark.parametrize(
    "text",
    [
        MARKS,
        "a" + "\u0300" * 31,
        "b\n" * 9 + "a" + "\u0316\u0300" * 16,
        "é" + "\u0591" * 31,
        "中" + "\U0001d165" * 31,
        # Characters of class 0 that decompose into marks.
        "a" + "\u0f73" * 60_000,
        "a" + "\u0f75" * 16,
        "a" + "\u0f81\u0316" * 11,
        "a" + "\u0344" * 16,
    ],
)
def test_more_than_thirty_combining_marks_in_a_row_are_refused_at_once(text: str) -> None:
    began = time.thread_time()
    with pytest.raises(UnreadableText, match="more than 30 combining marks in a row"):
        normalise(text.encode())
    assert time.thread_time() - began < 0.5


def test_thirty_combining_marks_are_text() -> None:
    assert normalise(("x" + "\u0316" * 30 + "b").encode()) == "x" + "\u0316" * 30 + "b"
    assert normalise(("x" + "\u0f73" * 15).encode()) == "x" + "\u0f71" * 15 + "\u0f72" * 15
    letters = "\u0915\u093e" * 1000  # letters with vowel signs, which are not reordered
    assert normalise(letters.encode()) == letters


def test_every_character_that_is_a_mark_in_part_counts() -> None:
    for code in range(0x300, 0x110000):
        found = chr(code)
        if 0xD800 <= code < 0xE000:
            continue
        if unicodedata.combining(unicodedata.normalize("NFD", found)[0]):
            with pytest.raises(UnreadableText, match="combining marks"):
                normalise(("a" + found * 31).encode())


@given(st.text())
def test_normalising_again_changes_nothing(text: str) -> None:
    once = normalise(text.encode())

    assert normalise(once.encode()) == once
    assert normalise(once.replace("\n", "\r\n").encode()) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text())
def test_a_digest_is_the_sha256_of_the_utf_8_bytes(text: str) -> None:
    assert digest(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()
