"""Read a query string strictly: unknown, repeated, empty and malformed parameters are errors."""

import re
from collections.abc import Callable, Container, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote_to_bytes

from app.api.problems import InvalidParameters, ParameterError
from app.core.collection import MOST, Malformed

Read = Callable[[str], Any]
"""Turns the text of a parameter into its value; raises `Malformed`."""

MAX_PARAMETERS = 50

_LONGEST_CURSOR = 2000

_SIMILAR = 0.7
"""Names less alike than this may well mean the opposite of each other."""

_PREFIX = 3
"""This many letters are enough to recognise a name by its beginning."""

_CONTROL = re.compile(r"[\x00-\x1f]")


def read(
    query: bytes, readers: Mapping[str, Read], repeatable: Container[str] = ()
) -> dict[str, Any]:
    """The values of a query string by parameter; raises `InvalidParameters` with every error.

    The value of a repeated parameter, which has to be `repeatable`, is the tuple of its values.
    """
    read_so_far: dict[str, list[Any]] = {}
    values: dict[str, Any] = {}
    errors: list[ParameterError] = []
    for name, text in pairs(query):
        reader = readers.get(name)
        if reader is None:
            detail = f"there is no parameter {name!r} here"
            errors.append(error(name, detail, sorted(readers), name))
            continue
        repeated = name in values
        values[name] = None
        if repeated and name not in repeatable:
            detail = "it is repeated; use a comma to list alternatives, where there can be several"
            errors.append(error(name, detail))
        elif text is None:
            errors.append(error(name, "it is not UTF-8, or contains a control character"))
        elif text == "":
            errors.append(error(name, "it is empty; give it a value or leave it out"))
        else:
            try:
                values[name] = reader(text)
                found = read_so_far.setdefault(name, [])
                found.append(values[name])
                if repeated:
                    values[name] = tuple(found)
            except Malformed as malformed:
                errors.append(error(name, str(malformed), malformed.allowed, malformed.value))
    if errors:
        raise InvalidParameters(errors)
    return values


def pairs(query: bytes) -> list[tuple[str, str | None]]:
    """The decoded names and values of a query string; None for a value that is not text."""
    if not query:
        return []
    parts = [part for part in query.split(b"&") if part]
    if len(parts) > MAX_PARAMETERS:
        detail = f"there are {len(parts)} parameters; at most {MAX_PARAMETERS} are allowed"
        raise InvalidParameters([error("", detail)])
    named = []
    for part in parts:
        name, _, value = part.partition(b"=")
        decoded = _decoded(name)
        named.append(("\N{REPLACEMENT CHARACTER}" if decoded is None else decoded, _decoded(value)))
    return named


def error(
    name: str, detail: str, allowed: list[str] | None = None, meant: str = ""
) -> ParameterError:
    """What is wrong with one parameter, and which of the allowed names is nearest to `meant`."""
    return ParameterError(
        parameter=name, detail=detail, allowed=allowed, did_you_mean=_nearest(meant, allowed or [])
    )


def read_limit(text: str) -> int:
    """The number of records on a page."""
    if not re.fullmatch("[0-9]{1,4}", text) or not 1 <= int(text) <= MOST:
        message = f"{text[:20]!r} is not a whole number from 1 to {MOST}"
        raise Malformed(message)
    return int(text)


def read_cursor(text: str) -> str:
    """A cursor, to be decoded once the rest of the question is known."""
    if len(text) > _LONGEST_CURSOR:
        message = "it is too long to be a cursor of this service"
        raise Malformed(message)
    return text


def read_flag(text: str) -> bool:
    """A parameter that is true or false."""
    if text not in {"true", "false"}:
        message = f"{text[:20]!r} is not one of its values"
        raise Malformed(message, ["true", "false"], text)
    return text == "true"


PAGING: Mapping[str, Read] = {"limit": read_limit, "cursor": read_cursor}


def _decoded(raw: bytes) -> str | None:
    if b"%" in raw or b"+" in raw:
        raw = unquote_to_bytes(raw.replace(b"+", b" "))
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() or not _CONTROL.search(text) else None


def _nearest(meant: str, allowed: list[str]) -> str | None:
    """The allowed name that is spelt almost like `meant`, or begins with it."""
    folded = {name.casefold(): name for name in allowed}
    meant = meant.casefold()
    close = get_close_matches(meant, folded, n=1, cutoff=_SIMILAR)
    if not close and len(meant) >= _PREFIX:
        close = [name for name in folded if name.startswith(meant)]
    return folded[close[0]] if close else None
