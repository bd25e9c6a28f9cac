"""Turn a query string into a question, strictly."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from app.api import cursors
from app.api.formats.negotiation import read_format
from app.api.parameters import Read, fault, pairs, read
from app.api.problem import ParameterError
from app.api.problems import InvalidParameters
from app.core.collection import LIMIT, MOST, Collection, Malformed, Parameter
from app.database.database import Database
from app.queries.knowing import unknown
from app.queries.question import Question, keys_of

_LONGEST_CURSOR = 2000


def limit(text: str) -> int:
    """How many records a page is to have."""
    if not text.isascii() or not text.isdigit() or len(text) > 4 or not 1 <= int(text) <= MOST:  # noqa: PLR2004 - longer is out of range
        message = f"{text[:20]!r} is not a whole number from 1 to {MOST}"
        raise Malformed(message)
    return int(text)


def cursor(text: str) -> str:
    """A cursor, to be decoded once the rest of the question is known."""
    if len(text) > _LONGEST_CURSOR:
        message = "it is too long to be a cursor that this service gave out"
        raise Malformed(message)
    return text


def names(allowed: Sequence[str]) -> Read:
    """A reader of a comma-separated list of names, each once and each of `allowed`."""
    known = frozenset(allowed)

    def reader(text: str) -> tuple[str, ...]:
        found = tuple(text.split(","))
        for name in found:
            if name not in known:
                message = f"there is no {name!r} here"
                raise Malformed(message, list(allowed), name)
        if len(set(found)) != len(found):
            message = "a name stands twice"
            raise Malformed(message)
        return found

    return reader


def sort(collection: Collection) -> Read:
    """A reader of sorts: names, each with `-` before it where it is to descend."""
    known = names(tuple(collection.sorts))

    def reader(text: str) -> tuple[tuple[str, bool], ...]:
        parts = text.split(",")
        known(",".join(part.removeprefix("-") for part in parts))
        return tuple((part.removeprefix("-"), part.startswith("-")) for part in parts)

    return reader


@lru_cache(maxsize=64)
def readers(collection: Collection) -> dict[str, Read]:
    """How each parameter of a collection's list is read."""
    return {
        **{parameter.name: parameter.read for parameter in collection.parameters},
        "sort": sort(collection),
        "fields": names(collection.fields),
        "include": names(collection.includable(collection.shown)),
        "facets": names(collection.facets),
        "format": read_format,
        "limit": limit,
        "cursor": cursor,
    }


def question(
    collection: Collection,
    query: bytes,
    version: bytes,
    within: tuple[tuple[str, str], ...] = (),
) -> tuple[Question, Mapping[str, Any]]:
    """The question that `query` asks, and every value read but the cursor, by parameter.

    Raises `InvalidParameters`.
    """
    page = _ONWARD.fullmatch(query)
    if page:
        # Who turns pages asks the same again: only the cursor is new.
        asked, values = _understood(collection, page[1], within)
        text = page[2].decode()
    else:
        values = read(query, readers(collection))
        asked = _asked(collection, values, within)
        if "cursor" not in values:
            return asked, values
        text = values["cursor"]
    try:
        after = cursors.decode(
            text, asked.identity, version, len(keys_of(asked.collection, asked.sort))
        )
    except Malformed as malformed:
        raise InvalidParameters([fault("cursor", str(malformed))]) from malformed
    return asked.onward(after), values


_PART = rb"(?!cursor=|fill=)[^&%+]{1,40}"
_ONWARD = re.compile(rb"(%b(?:&%b){0,9})&cursor=([\w-]{1,500})" % (_PART, _PART))
"""Any plain parameters and then a cursor, as in `next`; of a size that is worth remembering."""


@lru_cache(maxsize=1024)
def _understood(
    collection: Collection, query: bytes, within: tuple[tuple[str, str], ...]
) -> tuple[Question, Mapping[str, Any]]:
    values = read(query, readers(collection))
    return _asked(collection, values, within), values


def _asked(
    collection: Collection, values: Mapping[str, Any], within: tuple[tuple[str, str], ...]
) -> Question:
    filters = {name: values[name] for name in collection.filters if name in values}
    if filters:
        _in_order(values)
        _together(values)
    return Question(
        collection,
        filters,
        values.get("sort", ()),
        values.get("limit", LIMIT),
        None,
        within,
        values.get("include", ()),
        values.get("facets", ()),
    )


def refuse_unknown(data: Database, asked: Question) -> None:
    """Raise `InvalidParameters` for filters by an id that is nowhere in the data."""
    errors = [
        ParameterError(
            parameter=found.parameter,
            detail=f"nothing here is known as {found.value!r}",
            allowed=None,
            did_you_mean=found.near[0] if found.near else None,
        )
        for found in unknown(data, asked)
    ]
    if errors:
        raise InvalidParameters(errors)


def filtered(
    collection: Collection,
    query: bytes,
    parameters: Sequence[Parameter],
    within: tuple[tuple[str, str], ...] = (),
) -> Question:
    """The question for all records that `parameters` find; raises `InvalidParameters`."""
    values = read(query, {parameter.name: parameter.read for parameter in parameters})
    _in_order(values)
    return Question(collection, values, within=within)


def changed_url(path: str, query: bytes, **changes: str | None) -> str:
    """The path with `query`, in which each of `changes` is set anew, or left out where None."""
    kept = [(name, value or "") for name, value in pairs(query) if name not in changes]
    parts = [*kept, *((name, value) for name, value in changes.items() if value is not None)]
    joined = "&".join(f"{name}={quote(value, safe=',-_')}" for name, value in parts)
    return f"{path}?{joined}" if joined else path


def next_url(path: str, query: bytes, next_cursor: str) -> str:
    """The path and query of the page that follows."""
    rest, found, last = query.rpartition(b"&cursor=")
    if found and b"&" not in last:
        query = rest
    if b"cursor=" in query:
        query = b"&".join([p for p in query.split(b"&") if not p.startswith(b"cursor=")])
    return f"{_before_cursor(path, query)}cursor={next_cursor}"


@lru_cache(maxsize=1024)
def _before_cursor(path: str, query: bytes) -> str:
    url = changed_url(path, query, cursor=None)
    return f"{url}&" if "?" in url else f"{url}?"


def _in_order(values: Mapping[str, Any]) -> None:
    since, until = values.get("date_from"), values.get("date_to")
    if since and until and since.earliest > until.latest:
        raise InvalidParameters([fault("date_to", "it comes before date_from")])
    least, most = values.get("value_gte"), values.get("value_lte")
    if least is not None and most is not None and least > most:
        raise InvalidParameters([fault("value_lte", "it is below value_gte")])
    if "match" in values and least is None and most is None:
        detail = "it says how value_gte and value_lte compare; give one of them"
        raise InvalidParameters([fault("match", detail)])


_WITH_FILL = frozenset({"fill", "date_from", "date_to", "fields", "include", "format"})


def _together(values: Mapping[str, Any]) -> None:
    """Refuse what says nothing sensible when asked for together."""
    if values.get("fill") == "true":
        detail = "it cannot be joined with fill=true, which shows whole years of a whole series"
        if faults := [fault(name, detail) for name in values if name not in _WITH_FILL]:
            raise InvalidParameters(faults)
