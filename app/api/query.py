"""Turn a query string into a `Question`, strictly."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from app.api import cursors
from app.api.formats import read_format
from app.api.parameters import PAGING, Read, error, pairs, read, read_flag
from app.api.problems import InvalidParameters, ParameterError
from app.core.collection import LIMIT, Collection, Malformed, Parameter
from app.database import Snapshot
from app.queries.question import Question, keys_of
from app.queries.suggestions import unknown

Within = tuple[tuple[str, str], ...]
"""Links that the path fixes, such as the statistic of its observations."""


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
            message = "a name is repeated"
            raise Malformed(message)
        return found

    return reader


def _sort(collection: Collection) -> Read:
    """A reader of sort keys; `-` before a name means descending."""
    known = names(tuple(collection.sorts))

    def reader(text: str) -> tuple[tuple[str, bool], ...]:
        parts = text.split(",")
        known(",".join(part.removeprefix("-") for part in parts))
        return tuple((part.removeprefix("-"), part.startswith("-")) for part in parts)

    return reader


@lru_cache(maxsize=64)
def list_readers(collection: Collection) -> dict[str, Read]:
    """How each parameter of a collection's list is read."""
    return {
        **{name: parameter.read for name, parameter in collection.filters.items()},
        "sort": _sort(collection),
        "fields": names(collection.fields),
        "include": names(collection.includable(collection.shown)),
        "facets": names(collection.facets),
        "format": read_format,
        "bom": read_flag,
        **PAGING,
    }


def _readers(collection: Collection, within: Within) -> dict[str, Read]:
    """The same below another record, whose own `id` is in the path."""
    readers = list_readers(collection)
    return {name: one for name, one in readers.items() if name != "id"} if within else readers


@lru_cache(maxsize=64)
def repeatable(collection: Collection) -> frozenset[str]:
    """The filters that may be repeated: a record then has to match each."""
    return frozenset(collection.facets)


@lru_cache(maxsize=64)
def item_readers(collection: Collection) -> dict[str, Read]:
    """How each parameter of a record's own path is read."""
    return {
        "fields": names(tuple(collection.item.model_fields)),
        "include": names(collection.includable(collection.item)),
        "format": read_format,
    }


def question(
    collection: Collection, query: bytes, version: bytes, within: Within = ()
) -> tuple[Question, Mapping[str, Any]]:
    """The question that `query` asks, and every parameter's value except the cursor's.

    Raises `InvalidParameters`.
    """
    if page := _NEXT_PAGE.fullmatch(query):
        asked, values = _first_page(collection, page[1], within)
        cursor = page[2].decode()
    else:
        values = read(query, _readers(collection, within), repeatable(collection))
        asked = _asked(collection, values, within)
        if "cursor" not in values:
            return asked, values
        cursor = values["cursor"]
    keys = len(keys_of(asked.collection, asked.sort))
    try:
        after = cursors.decode(cursor, asked.identity, version, keys)
    except Malformed as malformed:
        raise InvalidParameters([error("cursor", str(malformed))]) from malformed
    return asked.onward(after), values


_PART = rb"(?!cursor=|fill=)[^&%+]{1,40}"
_NEXT_PAGE = re.compile(rb"(%b(?:&%b){0,9})&cursor=([\w-]{1,500})" % (_PART, _PART))
"""A `next` link: plain parameters, then the cursor. Only the cursor differs between pages."""


@lru_cache(maxsize=1024)
def _first_page(
    collection: Collection, query: bytes, within: Within
) -> tuple[Question, Mapping[str, Any]]:
    values = read(query, _readers(collection, within), repeatable(collection))
    return _asked(collection, values, within), values


def _asked(collection: Collection, values: Mapping[str, Any], within: Within) -> Question:
    filters = {name: values[name] for name in collection.filters if name in values}
    if filters:
        _check_order(values)
        _check_fill(values)
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


def filtered(
    collection: Collection, query: bytes, parameters: Sequence[Parameter], within: Within = ()
) -> Question:
    """The question for every record that `parameters` find; raises `InvalidParameters`."""
    readers = {parameter.name: parameter.read for parameter in parameters}
    values = read(query, readers, repeatable(collection))
    _check_order(values)
    return Question(collection, values, within=within)


def check_known(snapshot: Snapshot, asked: Question) -> None:
    """Raise `InvalidParameters` for filters by an id that is nowhere in the dataset."""
    errors = [
        ParameterError(
            parameter=found.parameter,
            detail=f"nothing here is known as {found.value!r}",
            allowed=None,
            did_you_mean=found.near[0] if found.near else None,
        )
        for found in unknown(snapshot, asked)
    ]
    if errors:
        raise InvalidParameters(errors)


def changed_url(path: str, query: bytes, **changes: str | None) -> str:
    """`path` and `query` with each of `changes` replaced, or left out where None."""
    kept = [(name, value or "") for name, value in pairs(query) if name not in changes]
    parts = [*kept, *((name, value) for name, value in changes.items() if value is not None)]
    joined = "&".join(f"{name}={quote(value, safe=',-_')}" for name, value in parts)
    return f"{path}?{joined}" if joined else path


def next_url(path: str, query: bytes, cursor: str) -> str:
    """The path and query of the next page."""
    rest, found, last = query.rpartition(b"&cursor=")
    if found and b"&" not in last:
        query = rest
    if b"cursor=" in query:
        query = b"&".join([p for p in query.split(b"&") if not p.startswith(b"cursor=")])
    return f"{_up_to_cursor(path, query)}cursor={cursor}"


@lru_cache(maxsize=1024)
def _up_to_cursor(path: str, query: bytes) -> str:
    url = changed_url(path, query, cursor=None)
    return f"{url}&" if "?" in url else f"{url}?"


def _check_order(values: Mapping[str, Any]) -> None:
    since, until = values.get("date_from"), values.get("date_to")
    if since and until and since.earliest > until.latest:
        raise InvalidParameters([error("date_to", "it is before date_from")])
    least, most = values.get("value_gte"), values.get("value_lte")
    if least is not None and most is not None and least > most:
        raise InvalidParameters([error("value_lte", "it is below value_gte")])
    compared = ("value_gte", "value_lte", "date_from", "date_to", "date", "year")
    if "match" in values and values.keys().isdisjoint(compared):
        detail = "it says how dates and numbers are compared; filter by a date or a number as well"
        raise InvalidParameters([error("match", detail)])


_WITH_FILL = frozenset({"fill", "date_from", "date_to", "fields", "include", "format", "bom"})


def _check_fill(values: Mapping[str, Any]) -> None:
    """Refuse parameters that cannot be combined with `fill=true`."""
    if values.get("fill") == "true":
        detail = "it cannot be combined with fill=true, which adds whole years to a whole series"
        if errors := [error(name, detail) for name in values if name not in _WITH_FILL]:
            raise InvalidParameters(errors)
