"""The components of the OpenAPI document: schemas, headers and the problems of any request."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.operation_objects import CODES, NAMED, labelled
from app.api.problems import (
    BadRequest,
    HeadTooLarge,
    InternalError,
    InvalidParameters,
    Misdirected,
    NotAcceptable,
    NotFound,
    Problem,
    TooManyRequests,
    Unavailable,
    UriTooLong,
)

Object = dict[str, Any]

ANY_REQUEST: tuple[type[Problem], ...] = (
    BadRequest,
    NotFound,
    NotAcceptable,
    UriTooLong,
    Misdirected,
    InvalidParameters,
    TooManyRequests,
    HeadTooLarge,
    InternalError,
    Unavailable,
)
"""The problems that any request may have."""

_LIMITED = "Only where a limit is set; as in draft-ietf-httpapi-ratelimit-headers."
HEADERS: dict[str, tuple[str, Object]] = {
    "Access-Control-Allow-Origin": (
        "Any web page may read every response.",
        {"type": "string", "enum": ["*"]},
    ),
    "ETag": (
        "The version of the response, for `If-None-Match`.",
        {"type": "string", "pattern": '^(W/)?"[!-~]*"$', "maxLength": 100},
    ),
    "Link": (
        'Related resources (RFC 8288): `rel="next"` is the next page.',
        {"type": "string", "pattern": "^<", "maxLength": 10_000},
    ),
    "Content-Disposition": (
        "The name of the file.",
        {"type": "string", "pattern": "^(inline|attachment)", "maxLength": 1000},
    ),
    "RateLimit": (
        f"How many requests are left, and for how many seconds. {_LIMITED}",
        {"type": "string", "pattern": '^"default";r=[0-9]+;t=[0-9]+$', "maxLength": 60},
    ),
    "RateLimit-Policy": (
        f"How many requests an address may send in how many seconds. {_LIMITED}",
        {"type": "string", "pattern": '^"default";q=[0-9]+;w=[0-9]+$', "maxLength": 60},
    ),
    "Retry-After": (
        "How many seconds to wait before the next request.",
        {"type": "integer", "format": "int32", "minimum": 0, "maximum": 2**31 - 1},
    ),
}
_EVERYWHERE = ("Access-Control-Allow-Origin", "RateLimit", "RateLimit-Policy")


def components(document: Object) -> Object:
    """The components that `document` needs, in which classes are then references."""
    models = list(dict.fromkeys(_replaced(document)))
    problems: Object = {}
    for operations in document["paths"].values():
        for operation in operations.values():
            _share(operation["responses"], problems)
    return {
        "schemas": dict(sorted((NAMED | _CODES | schemas(models)).items())),
        "responses": dict(sorted(problems.items())),
        "headers": {
            name: {"description": description, "schema": schema}
            for name, (description, schema) in HEADERS.items()
        },
    }


_CODES = {name: labelled({"type": "string", **codes}) for name, codes in CODES.items()}


def schema_name(model: type[BaseModel]) -> str:
    """The name of a model's schema: `Quote` for `QuoteShown`."""
    return model.__name__.removesuffix("Shown")


def schemas(models: Iterable[type[BaseModel]]) -> Object:
    """The schemas of models and of all that they contain, by name."""
    _, found = models_json_schema(
        [(model, "serialization") for model in models],
        ref_template="#/components/schemas/{model}",
    )
    return {
        name.removesuffix("Shown"): _plain(schema)
        for name, schema in found.get("$defs", {}).items()
    }


def _replaced(node: object) -> Iterator[type[BaseModel]]:
    """Put references in place of model classes; yields the classes."""
    if isinstance(node, dict):
        for key, inner in node.items():
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                node[key] = {"$ref": f"#/components/schemas/{schema_name(inner)}"}
                yield inner
            else:
                yield from _replaced(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _replaced(inner)


def _share(responses: Object, problems: Object) -> None:
    """Put references in place of problems; give every response its headers."""
    for status, response in list(responses.items()):
        names = [*_EVERYWHERE]
        if title := response.pop("x-problem", None):
            names += ["Retry-After"] if status in {"429", "503"} else []
            problems[title] = response
            responses[status] = {"$ref": f"#/components/responses/{title}"}
        else:
            names += response.pop("x-headers", ["ETag"])
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


_KEPT = frozenset({"enum", "required", "const"})
# A response needs no limits: clients should accept what a later version may send.
_DROPPED = frozenset(
    {"title", "default", "examples", "minimum", "maximum", "minItems", "maxItems", "pattern"}
)


def _plain(node: Any) -> Any:  # noqa: ANN401 - any JSON
    """A schema without titles of properties, and with unions that every generator understands."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    found: Object = {}
    for key, value in node.items():
        if key == "properties":
            found[key] = {name: _plain(one) for name, one in value.items()}
        elif key == "$ref":
            found[key] = value.removesuffix("Shown")
        elif key in _KEPT:
            found[key] = value
        elif key not in _DROPPED and (key, value) != ("additionalProperties", False):
            found[key] = _plain(value)
    return _typed(found)


def _typed(schema: Object) -> Object:
    """A schema with the width of its numbers, and without `const`."""
    if "anyOf" in schema:
        schema = _union(schema)
    if "const" in schema:
        schema["enum"] = [schema.pop("const")]
    for name, codes in CODES.items():
        if schema.get("enum") == codes["enum"]:
            told = schema.get("description")
            about = {"description": told} if told and told != codes.get("description") else {}
            return {"$ref": f"#/components/schemas/{name}", **about}
    if width := {"integer": "int32", "number": "double"}.get(str(schema.get("type"))):
        schema.setdefault("format", width)
    return labelled(schema)


def _union(schema: Object) -> Object:
    """A union as one schema where that is possible: of numbers, of enumerations, or with null."""
    options = schema.pop("anyOf")
    nullable = {"type": "null"} in options
    some = [option for option in options if option != {"type": "null"}]
    types = {option.get("type") for option in some}
    if types == {"integer", "number"}:
        some = [{"type": "number", "format": "double"}]
    elif len(some) > 1 and all("enum" in option for option in some):
        words = [word for option in some for word in option["enum"]]
        some = [labelled({"type": "string", "enum": words})]
    if len(some) == 1 and (not nullable or schema.pop("x-optional", False)):
        return {**some[0], **schema}
    if len(some) == 1 and "type" in some[0] and "enum" not in some[0]:
        return {**some[0], "type": [some[0]["type"], "null"], **schema}
    return {**schema, "anyOf": [*some, *([{"type": "null"}] if nullable else [])]}
