"""Words as search sees them: folded, spelled one way, and reduced to the term that is indexed."""

import csv
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import Stemmer

_FOLDER = Path(__file__).parent
_STEMMER = Stemmer.Stemmer("english", 0)  # `term` has a memory of its own

_LONGEST = 200
"""How many letters of a word, or of what is written like one, are read."""

_CACHED = 16_384
"""How many words are cached; clients could otherwise fill the memory with words that differ."""

_MARK = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a"
    "\u0900-\u0963\u0966-\u0dff\u0e00-\u0e7f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a"
    "\ufe20-\ufe2f"
)
"""Marks that belong to the letter before them; among them whole scripts whose vowels are marks."""

_APOSTROPHE = "'’‘`\u00b4\u2032\u02bb\u02bc\uff07"
_HYPHEN = "\\-\u2010\u2011"
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?"
    r"|[0-9]{1,3}(?:[,\u00a0\u202f’'][0-9]{3})+(?![0-9])"
    rf"|[^\W_]+(?:(?:[{_MARK}]+|[{_APOSTROPHE}{_HYPHEN}](?=[^\W_]))[^\W_]*)*|%"
)
_PARTED = re.compile(f"[{_APOSTROPHE}{_HYPHEN}]")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHE}][sS]$")
_CJK = re.compile(
    "([\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+)"
)
_SHORT = re.compile(r"[A-Z][A-Z0-9]{1,4}")
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th)")

# What Unicode does not take apart: letters with a stroke, ligatures, forms of Arabic letters.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe"}
    | {"þ": "th", "\u0649": "\u064a", "\u06cc": "\u064a", "\u0629": "\u0647"}
    | {"\u06a9": "\u0643", "\u0640": ""}
)


class Token(NamedTuple):
    """A word of a text: its position, and the terms it is found by.

    `terms` take one place each (`no-limits` has two); `others` are further ways to write it
    (`nolimits`), without a place.
    """

    start: int
    end: int
    written: str
    terms: tuple[str, ...]
    others: tuple[str, ...]


@lru_cache(maxsize=_CACHED)
def fold(text: str) -> str:
    """The letters and digits of `text`, small and without marks: the first ones."""
    # Twice, since letters of another style, such as bold ones, turn into capitals when decomposed.
    small = unicodedata.normalize("NFKD", text[:_LONGEST].casefold()).casefold()
    decomposed = unicodedata.normalize("NFKD", small.translate(_PLAIN))
    return "".join(letter for letter in decomposed if letter.isalnum())[:_LONGEST]


def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`, in order; names of several words that go by one term are one."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        # Caches only get short words: clients may send words of any length.
        written = match[0][:_LONGEST]
        terms, others = terms_of(written)
        if terms:
            found.append(Token(match.start(), match.end(), written, terms, others))
    return tuple(_joined(found))


def written_words(text: str) -> list[str]:
    """The words of `text` as they are written, in order."""
    return _WORD.findall(text)


def names_in(terms: Sequence[str]) -> list[tuple[int, tuple[str, ...], str]]:
    """The names of several words among `terms`: where each is, its terms, the term of the whole."""
    known = known_names()
    found: list[tuple[int, tuple[str, ...], str]] = []
    place = len(terms) if known.keys().isdisjoint(terms) else 0
    while place < len(terms):
        for name, one in known.get(terms[place], ()):
            if tuple(terms[place : place + len(name)]) == name:
                found.append((place, name, one))
                place += len(name)
                break
        else:
            place += 1
    return found


def _joined(found: list[Token]) -> list[Token]:
    """The tokens, with those of a name joined to one; each of its words finds it, too."""
    owners = [place for place, token in enumerate(found) for _ in token.terms]
    # Backwards, so that the places of earlier names do not change.
    for place, name, one in reversed(names_in([term for token in found for term in token.terms])):
        first, last = owners[place], owners[place + len(name) - 1]
        parts = found[first : last + 1]
        terms = [term for part in parts for term in part.terms]
        others = [other for part in parts for other in (*part.terms, *part.others)]
        # A name may begin or end within a word: “South-Korean-led”.
        start = place - owners.index(first)
        terms[start : start + len(name)] = [one]
        written = " ".join(part.written for part in parts)
        whole = Token(parts[0].start, parts[-1].end, written, tuple(terms), tuple(others))
        found[first : last + 1] = [whole]
    return found


@lru_cache(maxsize=512)  # a run of Chinese has a term for each character
def terms_of(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms of a written word, and other ways to write it."""
    if not written.isascii() and _CJK.search(written):
        return _pairs(written), ()
    if written[1:2] == "." or "," in written or written[-1] == ".":
        # “U.S.” and “1,000”.
        written = written.replace(".", "").replace(",", "")
    base = _POSSESSIVE.sub("", written)
    if base in _CAPITALS:
        return (_CAPITALS[base],), ()
    if short := is_short(base):
        return (term(base),), (short,)
    if (number := base.replace("’", "")).isdigit() or base == "%":
        return (term(number),), ()
    parts = [part for part in _PARTED.split(base) if fold(part)]
    terms = tuple(_CAPITALS.get(part) or term(part) for part in parts)
    # “co-operate” is also “cooperate”.
    whole = "".join(parts) if len(parts) > 1 else ""
    return terms, tuple(dict.fromkeys((term(whole), fold(whole)))) if whole else ()


def is_short(written: str) -> str:
    """The term of an abbreviation in capitals, unchanged (`PLA`), or an empty text."""
    return f"caps{written.lower()}" if _SHORT.fullmatch(written) else ""


def initials(name: str) -> list[str]:
    """The terms of a name's initials, if it has several words."""
    words = [word for word in re.split(r"[ \-]", name) if word[:1].isupper() and word != "The"]
    letters = "".join(word[0] for word in words)
    return [term(letters), is_short(letters)] if is_short(letters) else []


def _pairs(written: str) -> tuple[str, ...]:
    """Chinese, Japanese and Korean: every two consecutive characters; other words as they are."""
    found: list[str] = []
    for place, part in enumerate(_CJK.split(written)):
        if place % 2:
            run = unicodedata.normalize("NFKC", part)
            found += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
        elif folded := fold(part):
            found.append(term(folded))
    return tuple(found)


@lru_cache(maxsize=_CACHED)
def term(word: str) -> str:
    """The term for all forms and spellings of a word."""
    folded = fold(word) or word
    if known := lexicon().alike.get(folded):
        return known
    if ordinal := _ORDINAL.fullmatch(folded):
        return ordinal[1]
    if folded.isdigit():
        return folded.lstrip("0") or "0"
    if not folded.isascii():
        return folded
    base = lexicon().irregular.get(folded, folded)
    american = _american(base)
    # “powerful” is another word than “power”, “useful” than “use”.
    return american if american.endswith("ful") else str(_STEMMER.stemWord(american))


def _american(word: str) -> str:
    """The American spelling of a British one; other words may change too, but consistently."""
    if known := lexicon().spellings.get(word) or lexicon().spellings.get(word.removesuffix("s")):
        return known
    for british, american in lexicon().american:
        if match := british.fullmatch(word):
            return match.expand(american)
    return word


_CAPITALS = {"US": "countryus", "UN": "unitednations"}
"""Abbreviations that are other words in small letters."""


class Lexicon:
    """What `lexicon.toml` and `countries.csv` say of words, folded.

    `stop` have no weight; after `before_us`, “us” is a pronoun. `alike` has the term of each word
    that goes by another's: numbers in words, names of countries. `long_names` are such names of
    several words. `irregular` has the base of forms, `spellings` American spellings and `american`
    patterns for others, `hints` what a question word asks for, and `capitals` the country for whose
    government a city may stand.
    """

    def __init__(self) -> None:
        """Read both files."""
        parts = tomllib.loads((_FOLDER / "lexicon.toml").read_text(encoding="utf-8"))
        self.stop = frozenset(parts["stop"].split())
        self.before_us = frozenset(parts["before_us"].split())
        self.irregular = _bases(parts["irregular"] + parts["abbreviations"])
        self.spellings = _bases(parts["spellings"])
        self.american = [(re.compile(british), to) for british, to in parts["american"]]
        self.hints: dict[str, str] = dict(line.split(":") for line in parts["hints"].split())
        self.capitals: dict[str, str] = {}
        self.synonyms = [line.split(",") for line in parts["synonyms"].split()]
        self.alike = _bases(parts["numbers"])
        known = [(name.replace("-", " "), one) for name, one in _bases(parts["alike"]).items()]
        with (_FOLDER / "countries.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                names = filter(None, f"{row['names']};{row['demonyms']}".split(";"))
                one = f"country{row['code'].lower()}"
                known += [(name, one) for name in names]
                self.capitals |= {fold(city): one for city in row["capital"].split(";") if city}
        self.long_names = [pair for pair in known if " " in pair[0]]
        for name, one in known:
            if " " not in name:
                self.alike[fold(name) or name] = one
                self.alike.setdefault(f"{fold(name)}s", one)


@cache
def lexicon() -> Lexicon:
    """The lexicon, read when it is first needed."""
    return Lexicon()


@cache
def known_names() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Names of several words, as terms with the term of the whole: by their first, longest first.

    Their words may go by terms of their own.
    """
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for name, one in lexicon().long_names:
        parts = tuple(t for word in name.split(" ") for t in terms_of(word)[0])
        found[parts[0]].append((parts, one))
    return {first: sorted(some, key=lambda pair: -len(pair[0])) for first, some in found.items()}


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """The terms that may stand for a term."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for group in lexicon().synonyms:
        terms = dict.fromkeys(map(term, group))
        for one in terms:
            found[one] |= {other: None for other in terms if other != one}
    for city, country in lexicon().capitals.items():
        found[term(city)][country] = None
    return {one: tuple(others) for one, others in found.items()}


def _bases(text: str) -> dict[str, str]:
    """Each form after a colon, with the word before it."""
    return {
        form: base
        for line in text.split()
        for base, _, forms in [line.partition(":")]
        for form in forms.split(",")
    }
