"""Search hits: light records that can be used as they are."""

from collections.abc import Sequence
from html import escape
from typing import Any

import orjson

from app.core.words import Token, tokens
from app.database import Snapshot
from app.queries.sql import marks

Hit = dict[str, Any]
"""A hit as it is served; see `_hit` for its keys."""

_LENGTH = 160
"""A snippet has about so many characters."""


def hits_of(
    snapshot: Snapshot, numbers: Sequence[int], terms: set[str], every: set[int]
) -> list[Hit]:
    """The hits with these numbers, in this order; those in `every` match all words."""
    if not numbers:
        return []
    chosen = marks(tuple(numbers))
    sql = f"SELECT number, kind, id, title, text FROM search_entry WHERE number IN ({chosen})"
    entries = {
        row[0]: tuple(column.decode() for column in row[1:]) for row in snapshot.rows(sql, numbers)
    }
    ids: dict[str, list[str]] = {}
    for kind, id_, _, _ in entries.values():
        ids.setdefault(kind, []).append(id_)
    records: dict[tuple[str, str], Any] = {}
    for kind, wanted in ids.items():
        sql = f"SELECT document FROM {kind} WHERE id IN ({marks(tuple(wanted))})"
        for (document,) in snapshot.rows(sql, wanted):
            record = orjson.loads(document)
            records[kind, record["id"]] = record
    return [
        _hit(kind, records[kind, id_], title, text, terms, all_words=number in every)
        for number in numbers
        for kind, id_, title, text in [entries[number]]
    ]


def _hit(
    kind: str, record: dict[str, Any], title: str, text: str, terms: set[str], *, all_words: bool
) -> Hit:
    """A hit: what does not apply to its kind is null."""
    statement, quotation, speaker = record.get("statement"), None, None
    if kind == "quote":
        quotation = record["display"]
        speaker = ", ".join(one["name"] for one in record["speakers"]) or record["attributed_to"]
    elif kind in {"event", "statistic"}:
        statement = record.get("summary") or record.get("description")
    elif kind == "person":
        statement = text or None
    series = record.get("statistic") or {}
    return {
        "kind": kind,
        "id": record["id"],
        "url": record.get("url") or series.get("url"),
        "name": record.get("name")
        or record.get("title")
        or quotation
        or series.get("name")
        or statement,
        "statement": statement,
        "quotation": quotation,
        "speaker": speaker,
        "display": record.get("display") if kind == "observation" else None,
        "unit": record.get("unit"),
        "period": record.get("period"),
        "voice": record.get("voice"),
        "asserted_by": record.get("asserted_by"),
        "certainty": record.get("certainty"),
        "basis": record.get("basis"),
        "article": record.get("article"),
        "matched": "all" if all_words else "some",
        "snippet": snippet(title, text, terms),
    }


def snippet(title: str, text: str, terms: set[str]) -> str:
    """The part of `text` around its first match, as HTML with every match in `<mark>`.

    If nothing in it matches, that of `title`.
    """
    found = _matching(text, terms)
    if not found and (title and (_matching(title, terms) or not text)):
        text, found = title, _matching(title, terms)
    first = found[0].start if found else 0
    at = 0 if first < _LENGTH // 2 else text.rfind(" ", 0, first - _LENGTH // 3) + 1
    stop = len(text)
    if stop - at > _LENGTH:
        space = text.rfind(" ", at, at + _LENGTH)
        stop = max(space if space > at else at + _LENGTH, found[0].end if found else 0)
    parts = ["… " if at else ""]
    for token in found:
        if token.end <= stop:
            parts += (
                escape(text[at : token.start]),
                f"<mark>{escape(text[token.start : token.end])}</mark>",
            )
            at = token.end
    parts += (escape(text[at:stop]), " …" if stop < len(text) else "")
    return "".join(parts)


def _matching(text: str, terms: set[str]) -> list[Token]:
    return [token for token in tokens(text) if not terms.isdisjoint((*token.terms, *token.others))]
