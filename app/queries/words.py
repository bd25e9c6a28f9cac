"""Words as search sees them: folded, without diacritics, and reduced to their stem."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

_APOSTROPHES = "'’\u02bc\uff07"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[\u0300-\u036f]|[{_APOSTROPHES}](?=[^\W_]))*")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")
_STEMMER = snowballstemmer.stemmer("english")

# Letters with a stroke and ligatures, which Unicode does not take apart.
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)


class Word(NamedTuple):
    """A word of a text, from `start` to before `end`; `base` is it without a possessive ’s."""

    start: int
    end: int
    folded: str
    base: str


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """The letters and digits of `text`, small and without diacritics."""
    # Twice, since letters of another style, such as bold ones, turn into capitals when decomposed.
    small = unicodedata.normalize("NFKD", text.casefold()).casefold()
    decomposed = unicodedata.normalize("NFKD", small.translate(_PLAIN))
    return "".join(letter for letter in decomposed if letter.isalnum())


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a folded word."""
    return str(_STEMMER.stemWord(word))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words of `text`, in order."""
    found = []
    for match in _WORD.finditer(text):
        if folded := fold(match.group()):
            base = fold(_POSSESSIVE.sub("", match.group()))
            found.append(Word(match.start(), match.end(), folded, base or folded))
    return tuple(found)


def forms(word: Word) -> tuple[str, ...]:
    """What a word is found by: as it stands, without its possessive ending, and its stem."""
    return tuple(dict.fromkeys((word.folded, word.base, stem(word.base))))


def tokens(text: str) -> str:
    """What is indexed for `text`: all forms of each word."""
    return " ".join(form for word in words(text) for form in forms(word))
