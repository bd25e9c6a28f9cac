"""What the OpenAPI document says of a route, drawn from the declaration of its collection."""

from collections.abc import Iterable
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from app.api.along import FACETS, INCLUDE, FacetsShown, IncludedShown, item_with_included
from app.api.formats.negotiation import DESCRIPTION, FORMATS
from app.api.problem import Problem, problem_documented
from app.api.problems import InvalidParameters, NotFound
from app.core.collection import ARTICLE, ID, LIMIT, MOST, Collection, Linked, Parameter

T = TypeVar("T", bound=BaseModel)

FIELDS = (
    "Only these fields of each record, in this order; a comma lists them, each once. JSON-LD has "
    "terms of its own and takes none."
)
CURSOR = (
    "Where to go on: take it from `next` of the page before. It belongs to that question and "
    "to the data of that time; with any other it is refused."
)


class Page(BaseModel, Generic[T]):
    """One page of a collection."""

    items: list[T]
    total: int = Field(
        description="How many records all pages have together; see `total_exact`.", ge=0
    )
    total_exact: Literal[False] = Field(
        False,
        description="Only there where `total` is a floor, one more than a page shows: several "
        "filters or alternatives together, or a range, of which more than 200 records would have "
        "to be looked at. Every other total is exact.",
    )
    next: str | None = Field(description="The path of the page that follows, or null.")
    included: IncludedShown = Field(default_factory=IncludedShown)
    facets: FacetsShown = Field(default_factory=FacetsShown)


def list_documented(collection: Collection, within: str | None = None) -> dict[str, Any]:
    """Keyword arguments of a route that lists a collection."""
    sorts = list(collection.sorts)
    parameters = [
        *([path_parameter(within)] if within else []),
        *map(_parameter, collection.parameters),
        _query(
            "sort",
            "Keys to order by; `-` before one descends. "
            f"Without it: {collection.order}.{_any_of(sorts)}",
            _listed([*sorts, *(f"-{name}" for name in sorts)]),
            f"-{sorts[0]}",
        ),
        *_named("fields", FIELDS, collection.fields),
        *_named("include", INCLUDE, collection.includable(collection.shown)),
        *_named("facets", FACETS, collection.facets),
        _FORMAT,
        *_paging(),
    ]
    row = collection.row or collection.shown
    return {
        "responses": _responses(Page[row], InvalidParameters, NotFound, formats=True),  # type: ignore[valid-type]  # a class made at run time
        "openapi_extra": {"parameters": parameters},
    }


def item_documented(collection: Collection) -> dict[str, Any]:
    """Keyword arguments of a route that shows one record."""
    fields = tuple(collection.item.model_fields)
    parameters = [
        path_parameter(collection.example),
        *_named("fields", FIELDS, fields),
        *_named("include", INCLUDE, collection.includable(collection.item)),
        _FORMAT,
    ]
    return {
        "responses": _responses(
            item_with_included(collection.item), NotFound, InvalidParameters, formats=True
        ),
        "openapi_extra": {"parameters": parameters},
    }


def search_documented(kind: Linked, shown: type[BaseModel]) -> dict[str, Any]:
    """Keyword arguments of the search route."""
    text = {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": _TEXT}
    q = _query("q", "The words to look for.", text, "tariffs") | {
        "required": True,
        "example": "tariffs",
    }
    parameters = [q, _parameter(kind), _parameter(ARTICLE), *_paging()]
    return {
        "responses": _responses(shown, InvalidParameters),
        "openapi_extra": {"parameters": parameters},
    }


def documented(
    shown: type[BaseModel],
    *problems: type[Problem],
    example: str | None = None,
    key: str = "id",
    parameters: Iterable[Parameter] = (),
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Keyword arguments of a route that answers with `shown`.

    `example` is an id in its path, there named `key`; `body` is an OpenAPI request body.
    """
    path = [path_parameter(example) | {"name": key}] if example else []
    extra: dict[str, Any] = {"parameters": [*path, *map(_parameter, parameters)]}
    if body:
        extra["requestBody"] = body
    return {"responses": _responses(shown, *problems), "openapi_extra": extra}


def _responses(
    shown: type[BaseModel], *problems: type[Problem], formats: bool = False
) -> dict[int | str, Any]:
    answer: dict[str, Any] = {"model": shown, "description": "As asked."}
    if formats:
        answer["content"] = _FORMS
    responses: dict[int | str, Any] = {200: answer}
    for problem in sorted(problems, key=lambda problem: problem.status):
        responses[problem.status] = problem_documented(problem)
    return responses


def _paging() -> list[dict[str, Any]]:
    size = {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}
    return [
        _query("limit", "How many records a page has.", size, 20),
        _query("cursor", CURSOR, _CURSOR, None),
    ]


def _named(name: str, description: str, allowed: tuple[str, ...]) -> list[dict[str, Any]]:
    described = description + _any_of(allowed)
    return [_query(name, described, _listed(allowed), allowed[0])] if allowed else []


def _any_of(names: Iterable[str]) -> str:
    """What Swagger UI would not tell else: it shows no pattern, and offers no list of an enum's."""
    return f" Any of {', '.join(f'`{name}`' for name in names)}."


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = dict(parameter.schema)
    description = parameter.description
    if isinstance(parameter, Linked) and parameter.choices:
        description += _any_of(parameter.choices)
    # Swagger UI would send a `default` as if it had been asked for, where it may not stand alone.
    if "default" in schema:
        description += f" Without it: `{schema.pop('default')}`."
    return _query(parameter.name, description, schema, parameter.example)


def _query(name: str, description: str, schema: dict[str, Any], example: object) -> dict[str, Any]:
    documented = {"name": name, "in": "query", "description": description, "schema": schema}
    # Swagger UI sends an `example` with every try; as one of `examples` of the schema it is
    # shown and left for the reader to type.
    if example is not None:
        documented["schema"] = {**schema, "examples": [example]}
    return documented


_TEXT = r"^[^\x00-\x1f]*$"
_CURSOR = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": 2000}
_FORMAT = _query("format", DESCRIPTION, {"type": "string", "enum": list(FORMATS)}, None)
_FORMS = {
    "text/csv": {"schema": {"type": "string"}},
    "application/x-ndjson": {"schema": {"type": "string"}},
    "application/ld+json": {"schema": {"type": "object"}},
}
"""The forms beside JSON."""


def path_parameter(example: str) -> dict[str, Any]:
    """What the document says of the id in a path."""
    schema = {"type": "string", "pattern": f"^{ID.pattern}$", "maxLength": 200}
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The record's id.",
        "schema": schema,
        "example": example,
    }


def _listed(names: list[str] | tuple[str, ...]) -> dict[str, Any]:
    """The schema of a comma-separated list of `names`."""
    one = "|".join(names)
    longest = len(",".join(names))
    return {"type": "string", "pattern": f"^({one})(,({one}))*$", "maxLength": longest}
