"""The components of the OpenAPI document: schemas, headers and the problems of any request."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.operation_objects import Object, header_references, labelled
from app.api.problems import MEDIA_TYPE, PROBLEMS, Problem
from app.core.collection import words_of
from app.core.schema import CERTAINTY, VOICE
from app.core.terms import Basis, Certainty, FactKind, Form, Source, Status, Voice


def _code(literal: object, **more: str) -> Object:
    return labelled({"type": "string", "enum": list(words_of(literal)), **more})


CODES: dict[str, Object] = {
    "Basis": _code(Basis),
    "Certainty": _code(Certainty, description=CERTAINTY),
    "FactKind": _code(FactKind),
    "Form": _code(Form),
    "Source": _code(Source),
    "Status": _code(Status),
    "Voice": _code(Voice, description=VOICE),
}
"""Codes that many schemas share."""


def components(document: Object) -> Object:
    """The components that `document` has or needs, in which classes are then references."""
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    named = {
        response["$ref"].rpartition("/")[2]
        for operation in operations
        for response in operation["responses"].values()
        if "$ref" in response
    }
    responses = {one.__name__: _response(one) for one in PROBLEMS if one.__name__ in named}
    models = list(dict.fromkeys([*_replaced(document), *_replaced(responses)]))
    return {
        "schemas": dict(
            sorted((document["components"]["schemas"] | CODES | schemas(models)).items())
        ),
        "responses": dict(sorted(responses.items())),
        "headers": document["components"]["headers"],
    }


def _response(problem: type[Problem]) -> Object:
    """The response object of a problem."""
    media = {"schema": problem.details, "example": problem.example_body()}
    waits = ["Retry-After"] if problem.status in {429, 503} else []
    return {
        "description": problem.title,
        "content": {MEDIA_TYPE: media},
        "headers": header_references(*waits),
    }


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
