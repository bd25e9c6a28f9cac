"""Words as search sees them: folded, without diacritics, and reduced to their stem."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """`text` in small letters and without diacritics or apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        letter for letter in decomposed if not unicodedata.combining(letter) and letter not in "'’"
    )


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a folded word."""
    return str(_STEMMER.stemWord(word))


def words(text: str) -> list[tuple[int, int, str]]:
    """The words of `text` in order: start, end, folded."""
    return [(m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(text)]


def tokens(text: str) -> str:
    """What is indexed for `text`: each folded word, and its stem where that differs."""
    found: list[str] = []
    for _, _, word in words(text):
        root = stem(word)
        found.append(word if root == word else f"{word} {root}")
    return " ".join(found)
