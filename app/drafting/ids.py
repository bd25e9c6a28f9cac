"""Readable ids, made from names and statements."""

import re
import unicodedata

from app.drafting import gazetteer

_LETTERS = {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "đ": "d", "Đ": "D", "æ": "ae"}
_LETTERS |= {"Æ": "AE", "œ": "oe", "\N{LATIN SMALL LETTER DOTLESS I}": "i", "þ": "th", "ð": "d"}
_PLAIN = str.maketrans(_LETTERS | {"’": "", "'": ""})
_LONGEST = 60


def slug(name: str) -> str:
    """An id made from a name: lower case, hyphens, no accents."""
    plain = unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if len(words) <= _LONGEST:
        return words
    return words[:_LONGEST].rsplit("-", 1)[0].strip("-")


def short_slug(text: str, words: int = 5) -> str:
    """An id made from the first important words of a statement."""
    small = gazetteer.words("small")
    important = [word for word in re.findall(r"[\w’'-]+", text) if word.lower() not in small]
    return slug(" ".join(important[:words]))
