"""OpenAPI operation objects, drawn from the declarations of collections and parameters.

A schema may be a pydantic class; `openapi.py` puts a reference to its component there.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from inspect import cleandoc
from typing import Any

from pydantic import BaseModel, Field, create_model

from app.api.formats import FORMATS
from app.api.http import JSON, Expensive, Handler, Route
from app.api.parameters import CURSOR, LIMITED, UNLIMITED, Names, flag
from app.api.problems import ANY_REQUEST, Problem
from app.api.query import BOM, FIELDS, SORT, item_parameters, list_parameters
from app.core.collection import ID, Choice, Collection, Parameter
from app.core.schema import Shown
from app.core.terms import LABELS

Object = dict[str, Any]

PRINTABLE = r"^[^\x00-\x1f]*$"


class FacetValueShown(Shown):
    """A value and its records."""

    value: str
    count: int
    url: str


class FacetShown(Shown):
    """The most frequent values, at most 100.

    A record with several values counts for each of them, one without a value for none.
    """

    values: list[FacetValueShown]
    complete: bool = Field(description="False: there are more values.")


IncludedShown = dict[str, list[dict[str, Any]]]
"""Records of other collections by the collection's name, each as its own list shows it.

They have no schema of their own here: with those of all collections, a page's would be ten times
as long, more than a language model can be given for each tool.
"""


class RecordPage(Shown):
    """One page of a list."""

    items: list[dict[str, Any]]
    total: int = Field(description="How many records there are on all pages.")
    total_exact: bool = Field(
        description="False: `total` is a lower bound, as counting would take too long."
    )
    next: str | None = Field(description="The path of the next page; null on the last.")


def _optional(annotation: type[Any], description: str) -> tuple[Any, Any]:
    """A member that only appears if a parameter requests it; never null."""
    extra: Object = {"x-optional": True}
    return (annotation | None, Field(None, description=description, json_schema_extra=extra))


_INCLUDED = _optional(IncludedShown, "Only with `include`: records by collection, as in its list.")

_NOTE = _optional(str, "What to know about these records, if there is something.")


@lru_cache
def page_model(collection: Collection) -> type[BaseModel]:
    """The schema of a page of a collection."""
    shown = collection.shown
    return create_model(
        f"{shown.__name__.removesuffix('Shown')}Page",
        __base__=RecordPage,
        __doc__=RecordPage.__doc__,
        items=(list[shown], ...),  # type: ignore[valid-type]  # a class known while running
        included=_INCLUDED,
        facets=_optional(dict[str, FacetShown], "Only with `facets`."),
        note=_NOTE,
    )


@lru_cache
def item_model(collection: Collection) -> type[BaseModel]:
    """The schema of one record, to which `include` may add."""
    item = collection.item
    name = item.__name__.removesuffix("Shown").removesuffix("Item")
    return create_model(f"{name}Item", __base__=item, __doc__=item.__doc__, included=_INCLUDED)


def _any_of_them(schema: Object) -> None:
    """Require none of a record's fields; its own schema has the descriptions."""
    schema.pop("description", None)
    del schema["required"]
    for one in schema["properties"].values():
        one.pop("description", None)


@lru_cache
def partial_page_model(collection: Collection) -> type[BaseModel]:
    """The schema of a page whose records may lack any field, because of `fields`."""
    name = collection.shown.__name__.removesuffix("Shown")
    record = create_model(f"{name}Partial", __base__=collection.shown)
    record.model_config["json_schema_extra"] = _any_of_them
    return create_model(
        f"{name}PartialPage",
        __base__=RecordPage,
        __doc__=RecordPage.__doc__,
        items=(list[record], ...),
        note=_NOTE,
    )


_ELSEWHERE: Mapping[str, frozenset[str]] = {
    "": frozenset({"fields", "format", "bom"}),
    "json": frozenset({"include", "facets", "format", "bom"}),
}
"""Parameters that are documented at another path of a list, by the path's extension."""


def list_operation(
    collection: Collection, summary: str, path: str, parent: Object | None = None
) -> Object:
    """The operation that lists a collection as JSON; `parent` is the parameter of its path."""
    others = ", ".join(f"`{path}.{form}`" for form in FORMATS)
    parameters = _parameter_objects(list_parameters(collection, below=parent is not None))
    return operation(
        summary,
        f"{collection.description}\n\nIn other formats, or with only some fields: {others}.",
        collection.tag,
        parameters=[parent, *parameters] if parent else parameters,
        content={JSON: page_model(collection)},
    )


def item_operation(collection: Collection) -> Object:
    """The operation that gets one record."""
    return operation(
        f"Get one {collection.singular}",
        collection.item.__doc__ or "",
        collection.tag,
        parameters=[
            path_parameter(collection.example),
            *_parameter_objects(item_parameters(collection)),
        ],
        content={JSON: item_model(collection)},
    )


def partial_operation(collection: Collection) -> Object:
    """The operation that lists some fields of a collection."""
    return operation(
        f"List some fields of {collection.name}",
        "The same as the list, but each record has only the requested `fields`.",
        collection.tag,
        parameters=_parameter_objects(list_parameters(collection), "json"),
        content={JSON: partial_page_model(collection)},
    )


def _parameter_objects(parameters: Mapping[str, Parameter], form: str = "") -> list[Object]:
    """The parameter objects; there is no `include` where a record refers to no other."""
    return [
        parameter(one)
        for name, one in parameters.items()
        if name not in _ELSEWHERE[form] and not (isinstance(one, Names) and not one.choices)
    ]


def format_operation(form: str, first: Object, page: type[BaseModel] | None = None) -> Object:
    """The operation of any list in a format, whatever `Accept` says.

    Its path has one parameter, which is `first`; `page` is the schema of the list as JSON.
    """
    made = FORMATS[form]
    names = {"schema": {"$ref": "#/components/schemas/Names"}, **_COMMAS}
    parameters = [
        first,
        _FILTERS,
        _in_query("sort", SORT.format("the order of the list")) | names,
    ]
    if "fields" not in made.lacks:
        parameters.append(_in_query("fields", FIELDS) | names)
    if "bom" not in made.lacks:
        parameters.append(parameter(flag("bom", BOM)))
    parameters += map(parameter, (LIMITED if made.paged else UNLIMITED, CURSOR))
    schemas: Object = {"json": page, "jsonld": {"type": "object"}}
    return operation(
        f"List records as {made.name}",
        made.description,
        "Formats",
        parameters=parameters,
        content={made.media_type.partition(";")[0]: schemas.get(form) or text_schema(form)},
        headers=() if made.paged else ("Content-Disposition",),
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
        "additionalProperties": {"type": "string", "pattern": PRINTABLE, "maxLength": 5000},
        "maxProperties": 20,
    },
    # Swagger UI would invent names.
    "example": {},
}
MAX_TEXT = 2**31 - 1
"""The longest text that the schemas allow, in characters."""


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

    `problems` and `headers` are those besides the ones that all requests and responses have.
    """
    success = {
        "description": "Success.",
        "content": {media_type: {"schema": schema} for media_type, schema in content.items()},
        "headers": header_references("ETag", "Link", *headers),
    }
    responses: Object = {"200": success}
    for problem in sorted((*ANY_REQUEST, *problems), key=lambda one: one.status):
        reference = {"$ref": f"#/components/responses/{problem.__name__}"}
        responses[str(problem.status)] = reference
    made: Object = {
        "summary": summary,
        "description": cleandoc(description),
        "tags": [tag],
        "parameters": list(parameters),
        "responses": responses,
    }
    return made | ({"requestBody": body} if body else {})


def text_schema(form: str = "text") -> Object:
    """The schema of a whole response that is a text of this format."""
    return {"type": "string", "format": form, "maxLength": MAX_TEXT}


def header_references(*names: str) -> Object:
    """The headers that all responses have, and those of these `names`."""
    every = ("Access-Control-Allow-Origin", "RateLimit", "RateLimit-Policy", *names)
    return {name: {"$ref": f"#/components/headers/{name}"} for name in every}


def documented(
    tag: str,
    path: str,
    name: str,
    summary: str,
    content: Mapping[str, Any],
    *path_parameters: Object,
    parameters: Iterable[Parameter] = (),
    expensive: Expensive = False,
    alone: str = "",
    database: bool = True,
) -> Callable[[Handler], Route]:
    """Makes a handler the route of one document; its docstring is the description."""
    declared = {one.name: one for one in parameters}

    def route(handler: Handler) -> Route:
        made = operation(
            summary,
            handler.__doc__ or "",
            tag,
            content=content,
            parameters=[*path_parameters, *map(parameter, declared.values())],
        )
        return Route(
            path,
            handler,
            name,
            parameters=declared,
            operation=made,
            expensive=expensive,
            alone=alone,
            database=database,
        )

    return route


def parameter(declared: Parameter) -> Object:
    """The parameter object of a declared parameter."""
    description, schema = declared.description, declared.schema
    if isinstance(declared, Choice):
        description = f"{description} Without it: `{declared.default}`."
    made = _in_query(declared.name, description) | {"schema": labelled(schema)}
    if declared.required:
        made |= {"required": True, "example": declared.example}
    return made | _COMMAS if schema.get("type") == "array" else made


def _in_query(name: str, description: str) -> Object:
    """A query parameter, still without its schema."""
    return {"name": name, "in": "query", "description": description}


def labelled(schema: Object) -> Object:
    """A schema with the label of each code that it allows, if it allows codes of ours."""
    if "items" in schema:
        return {**schema, "items": labelled(schema["items"])}
    codes = schema.get("enum", ())
    if not codes or not LABELS.keys() >= set(codes):
        return schema
    return {**schema, "x-enum-labels": {code: LABELS[code] for code in codes}}


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
