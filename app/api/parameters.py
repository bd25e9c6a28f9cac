"""Read a query string strictly: nothing unknown, repeated, empty or malformed gets by."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote_to_bytes

from app.api.problem import ParameterError
from app.api.problems import InvalidParameters
from app.core.collection import Malformed

Read = Callable[[str], Any]

MOST_PARAMETERS = 50

_NEAR = 0.7
"""Of names less alike than this, one may well mean the opposite of the other."""

_BEGINNING = 3
"""A name is known by so many of its letters."""

_CONTROL = re.compile(r"[\x00-\x1f]")


def read(query: bytes, readers: Mapping[str, Read]) -> dict[str, Any]:
    """The values of a query string, by parameter; raises `InvalidParameters` with every fault."""
    values: dict[str, Any] = {}
    errors: list[ParameterError] = []
    for name, text in pairs(query):
        reader = readers.get(name)
        if reader is None:
            detail = f"there is no parameter {name!r} here"
            errors.append(fault(name, detail, sorted(readers), name))
        elif name in values:
            detail = "it stands twice; a comma lists alternatives, where there can be any"
            errors.append(fault(name, detail))
        elif text is None:
            errors.append(fault(name, "it is not UTF-8, or holds a control character"))
            values[name] = None
        elif text == "":
            errors.append(fault(name, "it is empty; give it a value or leave it out"))
            values[name] = None
        else:
            values[name] = None
            try:
                values[name] = reader(text)
            except Malformed as malformed:
                errors.append(fault(name, str(malformed), malformed.allowed, malformed.value))
    if errors:
        raise InvalidParameters(errors)
    return values


def pairs(query: bytes) -> list[tuple[str, str | None]]:
    """The names and values of a query string, decoded; None where a value is not text."""
    if not query:
        return []
    parts = [part for part in query.split(b"&") if part]
    if len(parts) > MOST_PARAMETERS:
        detail = f"there are {len(parts)} parameters; at most {MOST_PARAMETERS} can be sent"
        raise InvalidParameters([fault("", detail)])
    named = []
    for part in parts:
        name, _, value = part.partition(b"=")
        decoded = _decoded(name)
        named.append(("\N{REPLACEMENT CHARACTER}" if decoded is None else decoded, _decoded(value)))
    return named


def _decoded(raw: bytes) -> str | None:
    if b"%" in raw or b"+" in raw:
        raw = unquote_to_bytes(raw.replace(b"+", b" "))
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() or not _CONTROL.search(text) else None


def fault(
    name: str, detail: str, allowed: list[str] | None = None, meant: str = ""
) -> ParameterError:
    """What is wrong with one parameter, and which of those allowed is nearest to `meant`."""
    return ParameterError(
        parameter=name, detail=detail, allowed=allowed, did_you_mean=_nearest(meant, allowed or [])
    )


def _nearest(meant: str, allowed: list[str]) -> str | None:
    """Which of the names allowed is spelt almost like `meant`, or begins with it."""
    folded = {name.casefold(): name for name in allowed}
    meant = meant.casefold()
    close = get_close_matches(meant, folded, n=1, cutoff=_NEAR)
    if not close and len(meant) >= _BEGINNING:
        close = [name for name in folded if name.startswith(meant)]
    return folded[close[0]] if close else None
