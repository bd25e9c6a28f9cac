"""A search text as words, phrases and exclusions, each with its search terms."""

import re
from calendar import month_name
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.collection import Malformed
from app.core.words import Token, fold, is_short, lexicon, synonyms, term, tokens

_QUOTED = re.compile(
    r"(?P<minus>(?<!\S)-)?[\"“”„](?P<phrase>[^\"“”„]*)[\"“”„]|(?<!\S)-(?P<word>\w\S*)"
)
_DATE = re.compile(r"(?<![\w-])([0-9]{4})-(0[1-9]|1[0-2])(?:-([0-3][0-9]))?(?![\w-])")
_NOT = re.compile(r"(?<!\S)NOT\s+(?=\S)")
_MARKS = re.compile(
    r"([^\w\s]|_|[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f]){30,}"
)

LONGEST_SEARCH = 10_000
"""How many characters a search may have."""

MOST_PHRASES = 50
"""How many phrases and exclusions a search may have."""

MOST_TERMS = 120
"""How many terms that follow one another are looked for: each takes as long as a search for it
alone, also if it is repeated."""

Way = tuple[str, ...]
"""Terms that follow one another."""


class Word(NamedTuple):
    """A word looked for: as it was written, each way to find it, and synonyms that may do."""

    written: str
    ways: tuple[Way, ...]
    synonyms: tuple[Way, ...] = ()

    @property
    def terms(self) -> set[str]:
        """All terms of all ways."""
        return {one for way in (*self.ways, *self.synonyms) for one in way}


@dataclass(slots=True)
class SearchQuery:
    """A search text, parsed.

    Any of `words` may occur, all of `phrases` must, none of `excluded` may; `ignored` are words
    without weight. What has `hints` is preferred: `why` asks for a reason.
    """

    words: list[Word] = field(default_factory=list)
    phrases: list[Word] = field(default_factory=list)
    excluded: list[Word] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    hints: list[Word] = field(default_factory=list)


def parse(text: str, *, prefix: bool = False) -> SearchQuery:
    """Read a search text; raises `Malformed` if it has nothing to search for, or too many phrases.

    With `prefix` the last word may be unfinished, and is looked for even if no word has weight.
    """
    if len(text) > LONGEST_SEARCH:
        raise Malformed(f"it has more than {LONGEST_SEARCH:,} characters")
    query = SearchQuery()
    text = _DATE.sub(_spelled, text)
    text = _MARKS.sub(" ", text if text.isupper() else _NOT.sub("-", text))
    quoted = {match[0]: match for match in _QUOTED.finditer(text)}
    if len(quoted) > MOST_PHRASES:
        raise Malformed(f"it has more than {MOST_PHRASES} phrases and excluded words")
    for match in quoted.values():
        way = tuple(
            one for token in tokens(match["phrase"] or match["word"] or "") for one in token.terms
        )
        if not way:
            continue
        word = Word((match["phrase"] or match["word"]).strip(), (way,))
        (query.excluded if match["minus"] or match["word"] else query.phrases).append(word)
    _read_words(_QUOTED.sub(" ", text), query)
    _shorten(query)
    if prefix and query.ignored and not (query.words or query.phrases or query.excluded):
        last = query.ignored.pop()
        query.words.append(Word(last, ((term(last),),)))
    if not (query.words or query.phrases):
        if query.excluded:
            raise Malformed("it only excludes words; add a word to search for")
        if query.ignored:
            words = ", ".join(query.ignored[:10])
            raise Malformed(f"it has only words that occur in every text: {words}")
        raise Malformed("it has no word to search for")
    return query


def _shorten(query: SearchQuery) -> None:
    """Look only for the beginnings of long words, such as Chinese ones; refuse long phrases."""
    phrases = (*query.phrases, *query.excluded)
    room = MOST_TERMS - sum(len(way) for word in phrases for way in word.ways)
    if room < 0:
        raise Malformed(f"its phrases have more than {MOST_TERMS} words")
    for place, word in enumerate(query.words):
        if longer := [way for way in word.ways if len(way) > 1]:
            query.words[place] = word._replace(ways=tuple(w[: max(room, 1)] for w in word.ways))
            room -= sum(len(way[: max(room, 1)]) for way in longer)


def _spelled(date: re.Match[str]) -> str:
    """`2025-05-09` as texts have it, `09 May 2025`."""
    year, month, day = date.groups("")
    return f"{day} {month_name[int(month)]} {year}"


def _read_words(text: str, query: SearchQuery) -> None:
    if text.isupper() and " " in text.strip():
        # In a text all in capitals, capitals do not mark an abbreviation.
        text = text.lower()
    before = ""
    known: set[tuple[Way, ...]] = set()
    for token in tokens(text):
        folded = fold(token.written)
        if _without_weight(token, before):
            query.ignored.append(token.written)
        else:
            new = [word for word in _words(token) if word.ways not in known]
            query.words += new
            known |= {word.ways for word in new}
        for asked in (folded, f"{before}-{folded}"):
            if hints := lexicon().hints.get(asked):
                query.hints.append(Word(asked, tuple((term(one),) for one in hints.split(","))))
        before = folded


def _without_weight(token: Token, before: str) -> bool:
    written, stop = token.written, lexicon().stop
    if written == "us":
        return before in lexicon().before_us
    if is_short(written) or token.terms[0].startswith("country"):
        return written in {"AND", "OR"}
    folded = fold(written)
    return folded in stop or f"{before}-{folded}" in stop


def _words(token: Token) -> list[Word]:
    """A token as words: each part of `US-China` is one."""
    if "-" in token.written:
        parts = [one for part in token.written.split("-") for one in tokens(part)]
        same = token.terms == tuple(one for part in parts for one in part.terms)
        if same and not any(len(one.written) == 1 or _without_weight(one, "") for one in parts):
            joined = tuple((other,) for other in token.others)
            return [
                Word(part.written, (*_ways(part), *joined), _others(part.terms[0]))
                for part in parts
            ]
    ways = _ways(token)
    return [Word(token.written, ways, _others(token.terms[0]) if len(ways) == 1 else ())]


def _others(one: str) -> tuple[Way, ...]:
    return tuple((other,) for other in synonyms().get(one, ()))


def _ways(token: Token) -> tuple[Way, ...]:
    """The ways to find a word: by all its terms, or written otherwise.

    A short word in capitals is also found in small letters, unless these have no weight.
    """
    if token.written == "us":
        return (("countryus",),)
    ways = [token.terms]
    if " " not in token.written:
        ways += [(other,) for other in token.others]
    if is_short(token.written) and fold(token.written) in lexicon().stop:
        ways = ways[1:] or ways
    return tuple(dict.fromkeys(ways))
