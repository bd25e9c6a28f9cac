"""Search hits as JSON: the stored hit, whether it has all words, and a snippet."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

import orjson

from app.core.words import name_terms, tokens
from app.database import Snapshot
from app.queries.sql import marks

_LENGTH = 160
"""About how many characters a snippet has."""

_HTML = re.compile("[&<>\"']")
Places = list[tuple[int, int]]
"""Where words begin and end."""


def hits_of(
    snapshot: Snapshot, numbers: Sequence[int], terms: set[str], every: set[int]
) -> list[bytes]:
    """The hits with these numbers, in this order; those in `every` match all words."""
    if not numbers:
        return []
    sql = (
        "SELECT number, title, text, hit FROM search_entry "
        f"WHERE number IN ({marks(tuple(numbers))})"
    )
    rows = {
        number: (title.decode(), text.decode(), hit)
        for number, title, text, hit in snapshot.rows(sql, numbers)
    }
    marker = Marker(terms, [part for title, text, _ in rows.values() for part in (title, text)])
    return [
        b'%b,"matched":"%b","snippet":%b}'
        % (
            hit[:-1],
            b"all" if number in every else b"some",
            orjson.dumps(marker.snippet(title, text)),
        )
        for number in numbers
        for title, text, hit in [rows[number]]
    ]


class Marker:
    """Marks the words of texts that have one of some terms."""

    def __init__(self, terms: set[str], texts: Iterable[str]) -> None:
        self._terms = terms
        # Words of such a name are marked together.
        self._names = not terms.isdisjoint(name_terms())
        parts = set[str]().union(*[text.split(" ") for text in texts])
        self._parts = {
            part: self._within(part, 0) for part in parts if not terms.isdisjoint(_terms_in(part))
        }

    def snippet(self, title: str, text: str) -> str:
        """The part of `text` around its first match, as HTML with every match in `<mark>`.

        If nothing in it matches, that of `title`.
        """
        found = self._places(text)
        if not found and title and ((in_title := self._places(title)) or not text):
            text, found = title, in_title
        first = found[0][0] if found else 0
        at = 0 if first < _LENGTH // 2 else text.rfind(" ", 0, first - _LENGTH // 3) + 1
        stop = len(text)
        if stop - at > _LENGTH:
            space = text.rfind(" ", at, at + _LENGTH)
            stop = max(space if space > at else at + _LENGTH, found[0][1] if found else 0)
        plain = escape if _HTML.search(text) else str
        parts = ["… " if at else ""]
        for start, end in found:
            if end <= stop:
                parts += (plain(text[at:start]), f"<mark>{plain(text[start:end])}</mark>")
                at = end
        parts += (plain(text[at:stop]), " …" if stop < len(text) else "")
        return "".join(parts)

    def _places(self, text: str) -> Places:
        """Where the matches in a text are."""
        if self._names:
            return self._within(text, 0)
        found: Places = []
        at = 0
        for part in text.split(" "):
            if part in self._parts:
                found += [(at + start, at + end) for start, end in self._parts[part]]
            at += len(part) + 1
        return found

    def _within(self, text: str, at: int) -> Places:
        """Where the matches in a text that begins at `at` are."""
        return [
            (at + token.start, at + token.end)
            for token in tokens(text)
            if not self._terms.isdisjoint((*token.terms, *token.others))
        ]


@lru_cache(maxsize=65_536)
def _terms_in(part: str) -> frozenset[str]:
    """The terms that a part of a text between two spaces is found by."""
    return frozenset(one for token in tokens(part) for one in (*token.terms, *token.others))
