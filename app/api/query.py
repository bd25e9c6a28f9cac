"""Read a query string strictly into a `Question`."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from app.api import cursors
from app.api.formats import FORMAT
from app.api.parameters import CURSOR, LIMITED, UNLIMITED, Names, Sort, error, flag, pairs, read
from app.api.problems import InvalidParameters, ParameterError
from app.core.collection import LIMIT, Collection, Parameter
from app.database import Snapshot
from app.queries.sql import Fixed, Question, keys_of
from app.queries.suggestions import unknown


@lru_cache(maxsize=64)
def list_parameters(collection: Collection) -> dict[str, Parameter]:
    """The parameters of a collection's list; not `id` if that is in its path."""
    fills = "fill" in collection.filters
    parameters: tuple[Parameter, ...] = (
        *(one for name, one in collection.filters.items() if name != "id" or not collection.parent),
        Sort("sort", SORT.format(collection.order), "", tuple(collection.sorts)),
        Names("fields", FIELDS, "", collection.fields),
        Names("include", INCLUDE, "", collection.includable(collection.shown)),
        Names("facets", FACETS, "", collection.facets),
        FORMAT,
        flag("bom", BOM),
        UNLIMITED if fills else LIMITED,
        CURSOR,
    )
    return {one.name: one for one in parameters}


SORT = "Keys to sort by; `-` before one means descending. Without it: {}."
FIELDS = "Only these fields of each record, in this order."
INCLUDE = "Fields that refer to other records: these records are added in full, in `included`."
FACETS = "Parameters whose values are counted in `facets`, with all other filters applied."
BOM = "`true` starts the file with a byte order mark, so that Excel reads it as UTF-8."


@lru_cache(maxsize=64)
def item_parameters(collection: Collection) -> dict[str, Parameter]:
    parameters = (
        Names("fields", FIELDS, "", tuple(collection.item.model_fields)),
        Names("include", INCLUDE, "", collection.includable(collection.item)),
        FORMAT,
        flag("bom", BOM),
    )
    return {one.name: one for one in parameters}


def question(
    collection: Collection,
    query: bytes,
    version: bytes,
    fixed: Fixed = (),
    parameters: Mapping[str, Parameter] | None = None,
) -> tuple[Question, Mapping[str, Any]]:
    """The `Question` in `query`, and every parameter's value; raises `InvalidParameters`.

    Its parameters are `parameters`, by default those of the collection's list.
    """
    known = list_parameters(collection) if parameters is None else parameters
    values = read(query, known, collection.facets)
    filters = {name: values[name] for name in collection.filters if name in values}
    if filters:
        _check_order(values)
        _check_fill(values)
    asked = Question(
        collection,
        filters,
        values.get("sort", ()),
        values.get("limit", LIMIT),
        fixed=fixed,
        include=values.get("include", ()),
        facets=values.get("facets", ()),
    )
    if cursor := values.get("cursor"):
        keys = len(keys_of(collection, asked.sort))
        after = cursors.decode(cursor, asked.criteria_and_order, version, keys)
        asked = replace(asked, after=after)
    return asked, values


def check_known(snapshot: Snapshot, asked: Question) -> None:
    """Raise `InvalidParameters` for an id in a filter that is nowhere in the dataset."""
    errors = [
        ParameterError(
            parameter=found.parameter,
            detail=f"{found.value!r} is not an id in the data",
            did_you_mean=next(iter(found.near), None),
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


def _check_order(values: Mapping[str, Any]) -> None:
    since, until = values.get("date_from"), values.get("date_to")
    if since and until and since.earliest > until.latest:
        raise InvalidParameters([error("date_to", "it is before date_from")])
    least, most = values.get("value_gte"), values.get("value_lte")
    if least is not None and most is not None and least > most:
        raise InvalidParameters([error("value_lte", "it is below value_gte")])
    compared = {"value_gte", "value_lte", "date_from", "date_to", "date", "year"}
    if "match" in values and values.keys().isdisjoint(compared | {"participant", "event"}):
        detail = "it only has an effect on filters by date, number or participant; add one of them"
        raise InvalidParameters([error("match", detail)])


_WITH_FILL = frozenset({"fill", "date_from", "date_to", "fields", "include", "format", "bom"})


def _check_fill(values: Mapping[str, Any]) -> None:
    """Refuse parameters that do not go together with `fill=true`."""
    if values.get("fill") == "true":
        detail = "it cannot be combined with fill=true, which adds whole years to a whole series"
        if errors := [error(name, detail) for name in values if name not in _WITH_FILL]:
            raise InvalidParameters(errors)
