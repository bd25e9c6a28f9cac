"""OpenAPI operation objects, drawn from the declarations of collections and parameters.

A schema may be a pydantic class; `openapi.py` puts a reference to its component there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, Field, create_model

from app.api.formats import FORMATS
from app.api.http import JSON
from app.api.problems import MEDIA_TYPE, InvalidParameters, NotFound, Problem
from app.core.collection import (
    ALTERNATIVES,
    ARTICLE,
    ID,
    LIMIT,
    MOST,
    Choice,
    Collection,
    DateBound,
    Linked,
    Parameter,
    Period,
    ValueBound,
)
from app.core.schema import Shown
from app.core.terms import LABELS

Object = dict[str, Any]

FIELDS = "Only these fields of each record, in this order."
INCLUDE = "The fields whose records to send along in full, in `included`."
FACETS = "The parameters whose values to count, within all other filters, in `facets`."
CURSOR = "Where to continue: from `next` of the page before."
BOM = "`true` starts the file with a byte order mark, so that Excel reads it as UTF-8."
SORT = "Keys to sort by; `-` before one means descending. Without it: {}."

MAX_TEXT = 2**31 - 1
"""The longest text that a client has to expect, in characters."""

_MAX_NUMBER = 999_999_999_999_999
_CURSOR = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": 2000}
NAMED: dict[str, Object] = {
    "Id": {
        "description": "The id of a record.",
        "type": "string",
        "pattern": f"^{ID.pattern}$",
        "maxLength": 200,
    },
    "Names": {
        "description": "Names, separated by commas.",
        "type": "array",
        "items": {"type": "string", "pattern": "^-?[a-z_]+$", "maxLength": 40},
        "maxItems": 30,
    },
    "Day": {
        "description": "A day, month or year: 2025-05-09, 2025-05, 2025; `-0043` is 44 BC.",
        "type": "string",
        "pattern": r"^([0-9]{4}|-([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9]))"
        r"(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
        "maxLength": 11,
    },
}
"""Schemas of parameters, which many operations share."""

_PRINTABLE = r"^[^\x00-\x1f]*$"


class FacetValueShown(Shown):
    """A value and its records."""

    value: str = Field(examples=["analysis"])
    count: int = Field(ge=1)
    url: str = Field(examples=["/facts?kind=analysis"])


class FacetShown(Shown):
    """The most frequent values, at most 100."""

    values: list[FacetValueShown]
    complete: bool = Field(description="False: there are more values.")


Included = dict[str, list[dict[str, Any]]]
"""Records of other collections by the collection's name, each as its own list shows it.

They have no schema of their own here: with those of all collections, a page's would be ten times
as long, more than a language model can be given for each tool.
"""


@lru_cache
def page_model(collection: Collection) -> type[BaseModel]:
    """The schema of a page of a collection."""
    shown = collection.shown
    name = shown.__name__.removesuffix("Shown")
    return create_model(
        f"{name}Page",
        __doc__="One page of a list.",
        items=(list[shown], ...),  # type: ignore[valid-type]  # a class known while running
        total=(int, Field(description="How many records all pages have together.", ge=0)),
        total_exact=(
            bool,
            Field(description="False: `total` is a lower bound, as counting would take too long."),
        ),
        next=(str | None, Field(description="The path of the next page; null on the last.")),
        included=_optional(Included, _INCLUDED),
        facets=_optional(dict[str, FacetShown], "Only with `facets`."),
    )


@lru_cache
def item_model(collection: Collection) -> type[BaseModel]:
    """The schema of one record, to which `include` may add."""
    name = collection.item.__name__.removesuffix("Shown").removesuffix("Item")
    included = _optional(Included, _INCLUDED)
    return create_model(
        f"{name}Item", __base__=collection.item, __doc__=collection.item.__doc__, included=included
    )


_INCLUDED = "Only with `include`: records by collection, as in its list."


def _optional(annotation: Any, description: str) -> tuple[Any, Any]:  # noqa: ANN401 - a type
    """A member that is left out unless a parameter asks for it; never null."""
    extra: Object = {"x-optional": True}
    return (annotation | None, Field(None, description=description, json_schema_extra=extra))


def list_operation(
    collection: Collection, summary: str, description: str, *, tag: str, path: str
) -> Object:
    """The operation that lists a collection as JSON."""
    others = ", ".join(f"`{path}.{form}`" for form in FORMATS)
    fills = any(one.name == "fill" for one in collection.parameters)
    return operation(
        summary,
        f"{description}\n\nIn other formats, and with some fields only: {others}.",
        tag,
        parameters=[
            *map(parameter, _batch(collection)),
            listed("sort", SORT.format(collection.order), sort_keys(collection)),
            *_included(collection, collection.shown),
            listed("facets", FACETS, collection.facets),
            *paging(default=not fills),
        ],
        content={JSON: page_model(collection)},
        problems=(InvalidParameters,),
        headers=("Link",),
    )


def format_operations(path: str, id_: str, first: Object) -> Mapping[str, Object]:
    """For each format, the path and operation of lists that have it whatever `Accept` says.

    `path` has one parameter, which is `first`.
    """
    return {
        f"{path}.{form}": {"operationId": f"{id_}_{form}", **_format_operation(form, first)}
        for form in FORMATS
    }


def _format_operation(form: str, first: Object) -> Object:
    fields = query("fields", FIELDS, {"$ref": "#/components/schemas/Names"})
    parameters = [
        first,
        _FILTERS,
        query("sort", SORT.format("the order of the list"), {"$ref": "#/components/schemas/Names"}),
    ]
    if form != "jsonld":
        parameters.append(fields | _COMMAS)
    if form == "csv":
        parameters.append(query("bom", BOM, {"type": "boolean"}))
    parameters[2] |= _COMMAS
    lines: Object = {"type": "string", "format": form, "maxLength": MAX_TEXT}
    schemas = {"json": PartialPage, "jsonld": {"type": "object"}}
    return operation(
        f"List records as {_FORMAT_NAMES[form]}",
        _FORMAT_DESCRIPTIONS[form],
        "Formats",
        parameters=[*parameters, *paging(default=form in schemas)],
        content={FORMATS[form].partition(";")[0]: schemas.get(form, lines)},
        problems=(NotFound, InvalidParameters),
        headers=("Link",) if form in schemas else ("Link", "Content-Disposition"),
    )


_COMMAS: Object = {"style": "form", "explode": False}
_FILTERS: Object = {
    "name": "filters",
    "in": "query",
    "description": "The filters of the list, by name, such as `about=xi-jinping`.",
    "style": "form",
    "explode": True,
    "schema": {
        "type": "object",
        "additionalProperties": {"type": "string", "pattern": _PRINTABLE, "maxLength": 5000},
        "maxProperties": 20,
    },
    # Swagger UI would invent names.
    "example": {},
}
_FORMAT_NAMES = {"json": "JSON", "csv": "CSV", "ndjson": "NDJSON", "jsonld": "JSON-LD"}
_ALL = "Without `limit` it contains every record that is found."
_FORMAT_DESCRIPTIONS = {
    "json": "The same as the list itself, also for browsers, and with some `fields` only.",
    "csv": f"A row for each record; `/datapackage.json` describes the columns. {_ALL}",
    "ndjson": f"A line of JSON for each record. {_ALL}",
    "jsonld": "The records in the terms of schema.org, each citation as a Web Annotation.",
}


class PartialPage(BaseModel):
    """A page of records of which a client may have asked for some fields only."""

    items: list[dict[str, Any]]
    total: int
    total_exact: bool
    next: str | None


def item_operation(collection: Collection, summary: str, description: str, *, tag: str) -> Object:
    """The operation that gets one record."""
    parameters = [
        path_parameter(collection.example),
        *_included(collection, collection.item),
    ]
    return operation(
        summary,
        description,
        tag,
        parameters=parameters,
        content={JSON: item_model(collection)},
        problems=(NotFound, InvalidParameters),
        headers=("Link",),
    )


def _included(collection: Collection, shown: type[BaseModel]) -> list[Object]:
    """The parameter `include`, where a record refers to others."""
    include = collection.includable(shown)
    return [listed("include", INCLUDE, include)] if include else []


def _batch(collection: Collection) -> list[Parameter]:
    """The filters of a collection; an example of `id` is one of its own."""
    return [
        replace(one, example=collection.example) if name == "id" else one
        for name, one in collection.filters.items()
    ]


def operation(
    summary: str,
    description: str,
    tag: str,
    *,
    content: Mapping[str, Any],
    parameters: Iterable[Object] = (),
    problems: Iterable[type[Problem]] = (),
    body: Object | None = None,
    headers: Iterable[str] = (),
) -> Object:
    """An operation object; `content` has the schema of the response by media type.

    `headers` are those of a successful response, beside the ones that all have.
    """
    media = {media_type: {"schema": schema} for media_type, schema in content.items()}
    success = {"description": "Success.", "content": media, "x-headers": ["ETag", *headers]}
    made: Object = {
        "summary": summary,
        "description": description,
        "tags": [tag],
        "parameters": list(parameters),
        "responses": {"200": success},
    }
    for problem in problems:
        made["responses"][str(problem.status)] = problem_response(problem)
    if body:
        made["requestBody"] = body
    return made


def problem_response(problem: type[Problem]) -> Object:
    """The response object of a problem."""
    return {
        "description": problem.title,
        "content": {MEDIA_TYPE: {"schema": problem.details}},
        "x-problem": problem.__name__,
    }


def sort_keys(collection: Collection) -> tuple[str, ...]:
    """Every sort key, ascending and descending."""
    return (*collection.sorts, *(f"-{name}" for name in collection.sorts))


def paging(*, default: bool) -> list[Object]:
    """The parameters `limit` and `cursor`; `default` says whether there is a limit without any."""
    size: Object = {"type": "integer", "format": "int32", "minimum": 1, "maximum": MOST}
    if default:
        size["default"] = LIMIT
        described = "How many records a page has."
    else:
        described = "How many records to send at most; without it, all."
    return [query("limit", described, size), query("cursor", CURSOR, _CURSOR)]


def parameter(declared: Parameter) -> Object:
    """The parameter object of a declared parameter."""
    name, description = declared.name, declared.description
    if isinstance(declared, Choice):
        schema = labelled({"type": "string", "enum": list(declared.choices)})
        if set(declared.choices) == {"true", "false"}:
            schema = {"type": "boolean"}
        description = f"{description} Without it: `{declared.default}`."
        return query(name, description, schema)
    if isinstance(declared, DateBound):
        return query(name, description, {"$ref": "#/components/schemas/Day"})
    if isinstance(declared, ValueBound):
        bounds = {"minimum": -_MAX_NUMBER, "maximum": _MAX_NUMBER}
        number = {"type": "number", "format": "double", **bounds}
        return query(name, description, number, float(declared.example))
    if isinstance(declared, Period):
        edtf = {"type": "string", "pattern": "^[^, ]+$", "maxLength": 100}
        return listed(name, description, example=declared.example, one=edtf)
    choices = declared.choices if isinstance(declared, Linked) else ()
    return listed(name, description, choices, declared.example)


def labelled(schema: Object) -> Object:
    """A schema with the label of each code that it allows, if it allows codes of ours."""
    codes = schema.get("enum", ())
    if not codes or not LABELS.keys() >= set(codes):
        return schema
    return {**schema, "x-enum-labels": {code: LABELS[code] for code in codes}}


def listed(
    name: str,
    description: str,
    allowed: tuple[str, ...] = (),
    example: str | None = None,
    one: Object | None = None,
) -> Object:
    """A parameter that lists values with commas: of `allowed`, or like `one`, or else ids."""
    items = one or {"$ref": "#/components/schemas/Id"}
    if allowed:
        items = labelled({"type": "string", "enum": list(allowed)})
    most = len(allowed) if allowed else ALTERNATIVES
    schema: Object = {"type": "array", "items": items, "maxItems": most}
    if example and not allowed:
        schema["examples"] = [[example]]
    return {**query(name, description, schema), "style": "form", "explode": False}


def query(name: str, description: str, schema: Object, example: object = None) -> Object:
    """A query parameter."""
    made = {"name": name, "in": "query", "description": description, "schema": schema}
    # As an example of the schema, Swagger UI shows it and does not send it unasked.
    if example is not None and "enum" not in schema:
        made["schema"] = {**schema, "examples": [example]}
    return made


def path_parameter(
    example: str,
    name: str = "id",
    description: str = "The record's id.",
    pattern: str = f"^{ID.pattern}$",
) -> Object:
    """The parameter object of a path's `{name}`."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "pattern": pattern, "maxLength": 200},
        "example": example,
    }


def search_parameters(kind: Linked) -> list[Object]:
    """The parameters of the search."""
    text = {"type": "string", "minLength": 1, "maxLength": 10_000, "pattern": _PRINTABLE}
    words = query("q", "What to search for, in your own words.", text, "tariffs")
    return [
        words | {"required": True, "example": "tariffs"},
        parameter(kind),
        parameter(ARTICLE),
        query("prefix", "`true`: the last word may be unfinished.", {"type": "boolean"}),
        *paging(default=True),
    ]
