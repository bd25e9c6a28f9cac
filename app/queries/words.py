"""Words as search sees them: folded, without diacritics, and reduced to their stem."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STEMMER = snowballstemmer.stemmer("english")


def fold(text: str) -> str:
    """`text` in small letters and without diacritics or apostrophes."""
    if text.isascii():
        return text.lower().replace("'", "")
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        letter for letter in decomposed if not unicodedata.combining(letter) and letter not in "'’"
    )


@lru_cache(maxsize=262_144)
def stem(word: str) -> str:
    """The stem of a folded word."""
    return str(_STEMMER.stemWord(word))


def folded(text: str) -> list[str]:
    """The words of `text` in order, folded."""
    if text.isascii():
        return [word.replace("'", "") for word in _WORD.findall(text.lower())]
    return [fold(word) for word in _WORD.findall(text)]


def words(text: str) -> list[tuple[int, int, str]]:
    """The words of `text` in order: start, end, folded."""
    return [(m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(text)]


def tokens(text: str) -> str:
    """What is indexed for `text`: each folded word, and its stem where that differs."""
    return " ".join(map(_indexed, _WORD.findall(text)))


@lru_cache(maxsize=262_144)
def _indexed(word: str) -> str:
    folded = fold(word)
    root = stem(folded)
    return folded if root == folded else f"{folded} {root}"
