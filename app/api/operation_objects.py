"""OpenAPI operation objects, drawn from the declarations of collections and parameters.

A schema may be a pydantic class, and a response a class of problems; `openapi.py` puts references
to their components there.
"""

from collections.abc import Callable, Iterable, Mapping
from inspect import cleandoc
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.api.formats import FORMATS
from app.api.http import JSON, Handler, Route
from app.api.parameters import CURSOR, LIMITED, UNLIMITED, Names, flag
from app.api.problems import ANY_REQUEST, Problem
from app.api.query import BOM, FIELDS, SORT, item_parameters, list_parameters
from app.core.collection import ID, LONGEST_ID, Choice, Collection, Parameter
from app.core.schema import Shown
from app.core.terms import LABELS

Object = dict[str, Any]

PRINTABLE = r"^[^\x00-\x1f]*$"

MAX_TEXT = 2**31 - 1
"""The longest text that the schemas allow, in characters."""


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

They have no schema here: with the schemas of all collections, a page's would be ten times as long,
more than a language model can be given for each tool.
"""
_INCLUDED: Any = Field(
    {}, description="Only with `include`: records by collection, as in its list."
)


class PageShown(Shown):
    """One page of a list. A member with a default may be absent, but is never null."""

    items: list[Any]
    total: int = Field(description="How many records there are on all pages.")
    total_exact: bool = Field(
        description="False: `total` is a lower bound, as counting would take too long."
    )
    next: str | None = Field(description="The path of the next page; null on the last.")
    included: IncludedShown = _INCLUDED
    facets: dict[str, FacetShown] = Field({}, description="Only with `facets`.")
    note: str = Field("", description="A remark on these records, if there is one.")


def _page_of(shown: type[Shown]) -> type[Shown]:
    name = f"{shown.__name__.removesuffix('Shown')}Page"
    items = (list[shown], ...)  # type: ignore[valid-type]  # a class known while running
    return create_model(name, __base__=PageShown, __doc__="One page of a list.", items=items)


def _without_requirements(schema: Object) -> None:
    """Make all fields of a record optional; its own schema has their descriptions."""
    schema.pop("description", None)
    del schema["required"]
    for one in schema["properties"].values():
        one.pop("description", None)


class Partial(Shown):
    """A record that may lack any field, because of `fields`."""

    model_config = ConfigDict(json_schema_extra=_without_requirements)


def list_operations(collection: Collection, parent: Collection | None) -> dict[str, Object]:
    """The operations of a list by format; `""` is its own path, as JSON.

    The paths of a format that are documented together have none here.
    """
    path, name, shown = collection.path, collection.name, collection.shown
    parameters = list_parameters(collection)
    above = [path_parameter(parent.example)] if parent else []
    others = ", ".join(f"`{path}.{form}`" for form in FORMATS)
    listed = operation(
        f"List the {name} of a {parent.singular}" if parent else f"List {name}",
        f"{collection.description}\n\nIn other formats, or with only some fields: {others}.",
        collection.tag,
        {JSON: _page_of(shown)},
        [*above, *_parameters(parameters, {"fields", "format", "bom"})],
    )
    partial = shown.__name__.replace("Shown", "Partial")
    page = _page_of(create_model(partial, __base__=(shown, Partial)))
    if parent:
        formats = {form: format_operation(form, above[0], page) for form in FORMATS}
        return {"": listed, **formats}
    some = operation(
        f"List some fields of {name}",
        "The same as the list, but each record has only the requested `fields`.",
        collection.tag,
        {JSON: page},
        _parameters(parameters, {"include", "facets", "format", "bom"}),
    )
    return {"": listed, "json": some}


def item_operation(collection: Collection) -> Object:
    """The operation that gets one record, to which `include` may add."""
    item = collection.item
    name = item.__name__.removesuffix("Shown").removesuffix("Item")
    included = (IncludedShown, _INCLUDED)
    shown = create_model(f"{name}Item", __base__=item, __doc__=item.__doc__, included=included)
    parameters = _parameters(item_parameters(collection), {"fields", "format", "bom"})
    return operation(
        f"Get one {collection.singular}",
        item.__doc__,
        collection.tag,
        {JSON: shown},
        [path_parameter(collection.example), *parameters],
    )


def _parameters(parameters: Mapping[str, Parameter], elsewhere: set[str]) -> list[Object]:
    """The parameter objects, except those that are documented `elsewhere`.

    There is no `include` where a record refers to no other.
    """
    return [
        parameter(one)
        for name, one in parameters.items()
        if name not in elsewhere and not (isinstance(one, Names) and not one.choices)
    ]


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
        {made.media_type.partition(";")[0]: schemas.get(form) or text_schema(form)},
        parameters,
        headers=() if made.paged else ("Content-Disposition",),
    )


def operation(
    summary: str,
    description: str | None,
    tag: str,
    content: Mapping[str, Any],
    parameters: Iterable[Object] = (),
    *,
    problems: Iterable[type[Problem]] = (),
    headers: Iterable[str] = (),
    **more: Object,
) -> Object:
    """An operation object; `content` has the schema of the response by media type.

    `problems` and `headers` are those besides the ones that all requests and responses have.
    """
    success = {
        "description": "Success.",
        "content": {media_type: {"schema": schema} for media_type, schema in content.items()},
        "headers": header_references("ETag", "Link", *headers),
    }
    failures = sorted((*ANY_REQUEST, *problems), key=lambda one: one.status)
    return {
        "summary": summary,
        "description": cleandoc(description or ""),
        "tags": [tag],
        "parameters": list(parameters),
        "responses": {"200": success, **{str(one.status): one for one in failures}},
        **more,
    }


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
    summary: str,
    content: Mapping[str, Any],
    *path_parameters: Object,
    name: str = "",
    parameters: Iterable[Parameter] = (),
    **options: Any,  # noqa: ANN401 - fields of a `Route`
) -> Callable[[Handler], Route]:
    """Makes a handler the route of one document; its docstring is the description.

    The operation's id is its `name`, by default `get_` and the handler's name.
    """
    declared = {one.name: one for one in parameters}
    shown = [*path_parameters, *map(parameter, declared.values())]

    def route(handler: Handler) -> Route:
        made = operation(summary, handler.__doc__, tag, content, shown)
        id_ = name or f"get_{handler.__name__}"
        return Route(path, handler, id_, parameters=declared, operation=made, **options)

    return route


def parameter(declared: Parameter) -> Object:
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
        "schema": {"type": "string", "pattern": pattern, "maxLength": LONGEST_ID},
        "example": example,
    }
