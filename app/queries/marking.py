"""The part of a text that matches, as HTML with the words that do in `<mark>`."""

import re
from html import escape

from app.core.words import spans
from app.queries.ranking import Found, Match

_LENGTH = 160
_SPECIAL = re.compile(r"[&<>\"']")

_PLAIN = "".join(c.lower() if c.isalnum() or c == "'" else " " for c in map(chr, range(128)))
_FOLDED = _PLAIN.encode() + bytes(range(128, 256))
"""Small letters for capitals, and spaces for what stands between words, but for apostrophes."""

_BETWEEN = re.compile(rb"\xe2\x80[\x90-\x98\x9a-\xbf]")
"""Quotation marks, dashes and their like, which are never part of a word."""


def highlight(name: str, text: str, found: Found) -> str:
    """The part of `text` around its first match, as HTML with every match in `<mark>`.

    Where nothing in it matches, that of `name`.
    """
    words, begin, title, end, matching = found
    if matching and matching[-1][0] >= title:
        own = [match for match in matching if match[0] >= title]
        marks = _marks(text, own, words, title, end)
    else:
        text, marks = name, _marks(name, matching, words, begin, title)
    first = marks[0][0] if marks else 0
    at = 0 if first < _LENGTH // 2 else text.rfind(" ", 0, first - _LENGTH // 3) + 1
    stop = len(text)
    if stop - at > _LENGTH:
        space = text.rfind(" ", at, at + _LENGTH)
        stop = space if space > at else at + _LENGTH
        stop = max(stop, marks[0][1] if marks else 0)
    before, after = "… " if at else "", " …" if stop < len(text) else ""
    parts: list[str] = []
    for start, past in marks:
        if past <= stop:
            parts += (text[at:start], "<mark>", text[start:past], "</mark>")
            at = past
    parts.append(text[at:stop])
    if _SPECIAL.search(text):
        parts[::2] = map(escape, parts[::2])
    return f"{before}{''.join(parts)}{after}"


def _marks(
    text: str, matching: list[tuple[int, Match]], words: bytes, begin: int, end: int
) -> list[tuple[int, int]]:
    """Where the words that match stand in `text`, whose own begin and end there in `words`.

    All that are spelled like one of these are among them. So if each is found as it is mostly
    written, one after the other, it is them that were found; else every word is counted.
    """
    raw = text.encode()
    plain = raw if text.isascii() else _BETWEEN.sub(b"   ", raw)
    plain = b" %b " % plain.translate(_FOLDED)
    marks = []
    at = 0
    for _, (_, written) in matching:
        at = plain.find(written, at)
        if at < 0:
            every = spans(text, words.count(b" ", begin, end))
            return [every[words.count(b" ", begin, start)] for start, _ in matching]
        past = at + len(written) - 2
        marks.append((at, past))
        at = past + 1
    if len(raw) == len(text):
        return marks
    return [(len(raw[:start].decode()), len(raw[:past].decode())) for start, past in marks]
