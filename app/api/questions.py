"""Turn a query string into a question, strictly."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from app.api import cursors
from app.api.parameters import Read, pairs, read
from app.api.problems import InvalidParameters, ParameterError
from app.queries.collection import LIMIT, MOST, Collection, Malformed
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
        "limit": limit,
        "cursor": cursor,
    }


def question(
    collection: Collection,
    query: bytes,
    version: bytes,
    within: tuple[tuple[str, str], ...] = (),
) -> tuple[Question, dict[str, Any]]:
    """The question that `query` asks, and every value read, by parameter.

    Raises `InvalidParameters`.
    """
    values = read(query, readers(collection))
    asked = Question(
        collection=collection,
        filters={p.name: values[p.name] for p in collection.parameters if p.name in values},
        sort=values.get("sort", ()),
        limit=values.get("limit", LIMIT),
        within=within,
    )
    _in_order(values)
    if "cursor" not in values:
        return asked, values
    try:
        keys = len(sort_columns(asked))
        after = cursors.decode(values["cursor"], identity(asked), version, keys)
    except Malformed as malformed:
        raise InvalidParameters([_fault("cursor", str(malformed))]) from malformed
    return Question(asked.collection, asked.filters, asked.sort, asked.limit, after, within), values


def sort_columns(asked: Question) -> tuple[str, ...]:
    """The columns whose values a cursor of this question holds."""
    return tuple(column for column, _ in keys_of(asked.collection, asked.sort))


def identity(asked: Question) -> str:
    """What a cursor is bound to: all of the question but how much of it a page shows."""
    filters = sorted((name, str(value)) for name, value in asked.filters.items())
    return repr((asked.collection.name, asked.within, filters, asked.sort))


def next_url(path: str, query: bytes, next_cursor: str) -> str:
    """The path and query of the page that follows."""
    kept = [(name, value or "") for name, value in pairs(query) if name != "cursor"]
    parts = [*kept, ("cursor", next_cursor)]
    return f"{path}?" + "&".join(f"{name}={quote(value, safe=',-_')}" for name, value in parts)


def _in_order(values: dict[str, Any]) -> None:
    since, until = values.get("date_from"), values.get("date_to")
    if since and until and since.earliest > until.latest:
        raise InvalidParameters([_fault("date_to", "it comes before date_from")])
    least, most = values.get("value_gte"), values.get("value_lte")
    if least is not None and most is not None and least > most:
        raise InvalidParameters([_fault("value_lte", "it is below value_gte")])
    if "match" in values and least is None and most is None:
        detail = "it says how value_gte and value_lte compare; give one of them"
        raise InvalidParameters([_fault("match", detail)])


def _fault(parameter: str, detail: str) -> ParameterError:
    return ParameterError(parameter=parameter, detail=detail, allowed=None, did_you_mean=None)
