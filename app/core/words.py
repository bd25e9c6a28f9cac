"""Words as search sees them: folded, without diacritics, and reduced to their stem."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

_APOSTROPHES = "'’\u02bc\uff07"
_WORD = re.compile(rf"[^\W_]+(?:(?:[\u0300-\u036f]|[{_APOSTROPHES}](?=[^\W_]))[^\W_]*)*")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")

_LONGEST = 500
"""So many letters of a word, or of what is written like one, fit into any index."""

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
    """A word; `base` is it without a possessive ’s."""

    folded: str
    base: str


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """The letters and digits of `text`, small and without diacritics: the first ones."""
    # Twice, since letters of another style, such as bold ones, turn into capitals when decomposed.
    small = unicodedata.normalize("NFKD", text.casefold()).casefold()
    decomposed = unicodedata.normalize("NFKD", small.translate(_PLAIN))
    return "".join(letter for letter in decomposed if letter.isalnum())[:_LONGEST]


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """The stem of a folded word; a number is its own."""
    return word if word.isdecimal() else str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:  # noqa: ANN401 - the library tells no types
    import Stemmer  # noqa: PLC0415 - who does not search needs none of it

    return Stemmer.Stemmer("english", 0)  # without a memory of its own: `stem` has one


@lru_cache(maxsize=64)
def words(text: str) -> tuple[Word, ...]:
    """The words of `text`, in order."""
    return tuple(
        Word(folded, _base(written) or folded)
        for written in _WORD.findall(text)
        if (folded := fold(written))
    )


def _base(written: str) -> str:
    return fold(_POSSESSIVE.sub("", written))


def spans(text: str, number: int) -> list[tuple[int, int]]:
    """Where each of the words of `text`, of which there are `number`, begins and ends."""
    found = [match.span() for match in _WORD.finditer(text)]
    if len(found) == number:
        return found
    return [span for span in found if fold(text[slice(*span)])]


def forms(word: Word) -> tuple[str, ...]:
    """What a word is found by: as it stands, without its possessive ending, and its stem."""
    return tuple(dict.fromkeys((word.folded, word.base, stem(word.base))))


class Spelling(dict[str | bytes, str]):
    """How words are kept for search, each worked out once, by how they are written.

    Before each word stands a space; its forms are parted by apostrophes: `folded`, `folded'stem`
    or `folded'base'stem`. The full-text index takes each form for a token.
    """

    MOST = 65_536

    def __init__(self) -> None:
        """Know no word yet."""
        self._met: list[str] = []

    def __missing__(self, written: str | bytes) -> str:
        if len(self) >= self.MOST:
            self.clear()
        word = written if isinstance(written, str) else written.decode()
        spelled = self[written] = _spell(word)
        self._met.append(spelled)
        return spelled

    def spell(self, name: str, text: str = "") -> str:
        """The words of a name and, after a line feed, of a text."""
        title = "".join(map(self.__getitem__, _written(name)))
        body = "".join(map(self.__getitem__, _written(text))) if text else ""
        return f"{title}\n{body}" if body else title

    def met(self) -> list[str]:
        """Every form of the words that are new since this was asked last, in order."""
        new = sorted(every_form("".join(self._met)))
        self._met.clear()
        return new


def spelled(name: str, text: str = "") -> str:
    """The words of a name and a text as `Spelling` has them."""
    return Spelling().spell(name, text)


def every_form(spelled: str) -> set[str]:
    """Every form that something `spelled` is found by."""
    return set(spelled.replace("'", " ").split())


_PARTED = bytes(byte if chr(byte).isalnum() else ord(" ") for byte in range(128)).ljust(256)


def _written(text: str) -> list[str] | list[bytes]:
    """What `_WORD` finds, as bytes where a fifth of the time is enough for it."""
    if text.isascii() and "'" not in text:
        return text.encode().translate(_PARTED).split()
    return _WORD.findall(text)


def _spell(written: str) -> str:
    folded = fold(written)
    if not folded:
        return ""
    base = _base(written) or folded
    root = stem(base)
    if base != folded:
        return f" {folded}'{base}'{root}"
    return f" {folded}" if root == folded else f" {folded}'{root}"
