"""OpenAPI operation objects, drawn from the declarations of collections and parameters.

A schema may be a pydantic class; `openapi.py` puts a reference to its component there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, Field, create_model

from app.api.formats import FORMATS
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
from app.resources import COLLECTIONS

Object = dict[str, Any]

FIELDS = "Only these fields of each record, in this order, separated by commas."
INCLUDE = (
    "Related records to send along in full, once each, in `included`: the fields that refer to "
    "them, separated by commas."
)
FACETS = (
    "Parameters whose values to count, within all other filters, separated by commas. `facets` "
    "then has the number of records for each value, and the path of that list."
)
CURSOR = (
    "Where to continue: take it from `next` of the page before. It is valid only for the same "
    "question and dataset."
)
BOM = "`true` starts the file with a byte order mark, so that Excel reads it as UTF-8."
SORT = "Keys to sort by, separated by commas; `-` before one means descending. Without it: {}."

MAX_TEXT = 2**31 - 1
"""The longest text that a client has to expect, in characters."""

_MAX_NUMBER = 999_999_999_999_999
_CURSOR = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": 2000}
_DAY = (
    r"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
    r"(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
)
_PRINTABLE = r"^[^\x00-\x1f]*$"


class FacetValueShown(Shown):
    """A value of a parameter, and the list that it leads to."""

    value: str = Field(examples=["analysis"])
    count: int = Field(description="The `total` of that list.", ge=1)
    url: str = Field(examples=["/facts?kind=analysis"])


class FacetShown(Shown):
    """The values of one parameter, most frequent first, at most 100."""

    values: list[FacetValueShown]
    complete: bool = Field(description="False where there are more values than are listed.")


IncludedShown: type[BaseModel] = create_model(
    "Included",
    __doc__="Related records by collection, as its list shows them.",
    **{
        collection.name: (list[collection.shown], Field(default_factory=list))  # type: ignore[name-defined]  # a class known while running
        for collection in COLLECTIONS
        if not collection.always
    },  # type: ignore[call-overload]  # fields of a model made while running
)


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
            Field(
                description="False where `total` is only a lower bound: counting stops at one "
                "more than a page where filters together would leave over 200 records to check."
            ),
        ),
        next=(str | None, Field(description="The path of the next page; null on the last.")),
        included=_optional(IncludedShown, "Only with `include`."),
        facets=_optional(dict[str, FacetShown], "Only with `facets`."),
    )


@lru_cache
def item_model(collection: Collection) -> type[BaseModel]:
    """The schema of one record, to which `include` may add."""
    name = collection.item.__name__.removesuffix("Shown").removesuffix("Item")
    included = _optional(IncludedShown, "Only with `include`.")
    return create_model(
        f"{name}Item", __base__=collection.item, __doc__=collection.item.__doc__, included=included
    )


def _optional(annotation: Any, description: str) -> tuple[Any, Any]:  # noqa: ANN401 - a type
    """A member that is left out unless a parameter asks for it; never null."""
    extra: Object = {"x-optional": True}
    return (annotation | None, Field(None, description=description, json_schema_extra=extra))


def list_operation(
    collection: Collection, form: str, summary: str, description: str, *, tag: str
) -> Object:
    """The operation that lists a collection as `form`."""
    names = {"json": "", "csv": " as CSV", "ndjson": " as NDJSON", "jsonld": " as JSON-LD"}
    parameters = [
        *map(parameter, _batch(collection)),
        listed("sort", SORT.format(collection.order), sort_keys(collection)),
    ]
    if form != "jsonld":
        parameters.append(listed("fields", FIELDS, collection.fields))
    if form == "json":
        parameters += _beside(collection, collection.shown)
    if form == "csv":
        parameters.append(query("bom", BOM, {"type": "boolean"}))
    fills = any(one.name == "fill" for one in collection.parameters)
    parameters += paging(default=form in {"json", "jsonld"} and not fills)
    return operation(
        summary + names[form],
        description,
        tag,
        parameters=parameters,
        content=_content(form, page_model(collection)),
        problems=(InvalidParameters,),
        headers=("Link", "Content-Disposition") if form in {"csv", "ndjson"} else ("Link",),
    )


def item_operation(collection: Collection, summary: str, description: str, *, tag: str) -> Object:
    """The operation that gets one record."""
    parameters = [
        path_parameter(collection.example),
        listed("fields", FIELDS, tuple(collection.item.model_fields)),
        *_beside(collection, collection.item)[:1],
    ]
    return operation(
        summary,
        description,
        tag,
        parameters=parameters,
        content={"application/json": item_model(collection)},
        problems=(NotFound, InvalidParameters),
        headers=("Link",),
    )


def _beside(collection: Collection, shown: type[BaseModel]) -> list[Object]:
    """The parameters `include` and `facets`, where the collection has them."""
    include = collection.includable(shown)
    found = [listed("include", INCLUDE, include)] if include else []
    return [*found, listed("facets", FACETS, collection.facets)]


def _batch(collection: Collection) -> list[Parameter]:
    """The filters of a collection; an example of `id` is one of its own."""
    return [
        replace(one, example=collection.example) if name == "id" else one
        for name, one in collection.filters.items()
    ]


def _content(form: str, model: type[BaseModel]) -> Mapping[str, Any]:
    essence = FORMATS[form].partition(";")[0]
    lines: Object = {"type": "string", "format": form, "maxLength": MAX_TEXT}
    return {essence: {"json": model, "jsonld": {"type": "object"}}.get(form, lines)}


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
        schema: Object = {"type": "string", "enum": list(declared.choices)}
        if set(declared.choices) == {"true", "false"}:
            schema = {"type": "boolean"}
        description = f"{description} Without it: `{declared.default}`."
        return query(name, description, schema, declared.example)
    if isinstance(declared, DateBound):
        day = {"type": "string", "pattern": _DAY, "maxLength": 10}
        return query(name, description, day, declared.example)
    if isinstance(declared, ValueBound):
        bounds = {"minimum": -_MAX_NUMBER, "maximum": _MAX_NUMBER}
        number = {"type": "number", "format": "double", **bounds}
        return query(name, description, number, float(declared.example))
    if isinstance(declared, Period):
        return listed(name, description, (), declared.example, "^[^, ]+$")
    choices = declared.choices if isinstance(declared, Linked) else ()
    return listed(name, description, choices, declared.example)


def listed(
    name: str,
    description: str,
    allowed: tuple[str, ...] = (),
    example: str | None = None,
    pattern: str = f"^{ID.pattern}$",
) -> Object:
    """A parameter that lists values with commas: of `allowed`, or ids."""
    one: Object = {"type": "string", "pattern": pattern, "maxLength": 200}
    if allowed:
        one = {"type": "string", "enum": list(allowed)}
    most = len(allowed) if allowed else ALTERNATIVES
    schema: Object = {"type": "array", "items": one, "minItems": 1, "maxItems": most}
    made = query(name, description, schema)
    if example:
        schema["examples"] = [[example]]
    return {**made, "style": "form", "explode": False}


def query(name: str, description: str, schema: Object, example: object = None) -> Object:
    """A query parameter."""
    made = {"name": name, "in": "query", "description": description, "schema": schema}
    # As an example of the schema, Swagger UI shows it and does not send it unasked.
    if example is not None and schema["type"] != "boolean":
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
    text = {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": _PRINTABLE}
    words = query("q", "What to search for, in your own words.", text, "tariffs")
    return [
        words | {"required": True, "example": "tariffs"},
        parameter(kind),
        parameter(ARTICLE),
        query("prefix", "`true`: the last word may be unfinished.", {"type": "boolean"}),
        *paging(default=True),
    ]
