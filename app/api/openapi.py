"""The OpenAPI document, made from the operations of the routes, with examples from the data."""

import re
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import orjson
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app import __version__
from app.api.formats import FORMATS
from app.api.http import JSON, Request, Response, Route
from app.api.operation_objects import (
    Object,
    format_operation,
    header_references,
    labelled,
    path_parameter,
)
from app.api.parameters import read
from app.api.problems import PROBLEM_JSON, NotFound, Problem
from app.core import terms
from app.core.schema import CERTAINTY, VOICE
from app.database import Json
from app.resources import COLLECTIONS
from app.resources.observations import ALL_OBSERVATIONS

_SKELETON: Object = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
"""What the document says whatever the routes are."""


def openapi(request: Request) -> Response:
    """The OpenAPI document, made once for each version of the dataset."""
    routes = request.service.routes
    made = request.snapshot.once("openapi", lambda: orjson.dumps(document(routes, request)))
    return Response(made)


def document(routes: Sequence[Route], request: Request | None = None) -> Object:
    """The OpenAPI document of `routes`, with examples from the dataset of a `request`."""
    paths: dict[str, Any] = {}
    for route in routes:
        if route.operation:
            described = {"operationId": route.name, **route.operation}
            paths.setdefault(route.path, {})[route.methods[0].lower()] = described
    # As JSON, the list of each collection has its own schema.
    for form in [one for one in reversed(FORMATS) if one != "json"]:
        described = {"operationId": f"list_collection_{form}", **format_operation(form, _NAME)}
        paths[f"/{{collection}}.{form}"] = {"get": described}
    made = _with_components(paths)
    for route in routes:
        if request and (example := _example(request, route)):
            success = made["paths"][route.path]["get"]["responses"]["200"]
            success["content"][JSON]["example"] = example
    return made


_NAME = path_parameter("facts", "collection", "What to list.") | {
    "schema": {"type": "string", "enum": [one.name for one in (*COLLECTIONS, ALL_OBSERVATIONS)]}
}


def _with_components(paths: Object) -> Object:
    """The document of `paths`, whose classes become references to components."""
    needed: dict[type, None] = {}

    def reference(to: type) -> Object:
        needed[to] = None
        kind = "responses" if issubclass(to, Problem) else "schemas"
        return {"$ref": f"#/components/{kind}/{to.__name__.removesuffix('Shown')}"}

    def referring(part: Object) -> Object:
        made: Object = orjson.loads(orjson.dumps(part, default=reference))
        return made

    paths = referring(paths)
    problems = [one for one in needed if issubclass(one, Problem)]
    responses = referring({one.__name__: _response(one) for one in problems})
    models = [one for one in needed if issubclass(one, BaseModel)]
    _, found = models_json_schema(
        [(model, "serialization") for model in models],
        ref_template="#/components/schemas/{model}",
    )
    defined = found.get("$defs", {}).items()
    schemas = {name.removesuffix("Shown"): _plain(schema) for name, schema in defined}
    shared = _SKELETON["components"]
    return {
        **_SKELETON,
        "info": {**_SKELETON["info"], "version": __version__},
        "paths": paths,
        "components": {
            "schemas": dict(sorted((shared["schemas"] | CODES | schemas).items())),
            "responses": dict(sorted(responses.items())),
            "headers": shared["headers"],
        },
    }


_BARE = {"Index", "Operating", "Dataset"}
"""Tags of operations without examples: they return no records, or all."""

_HOST = b"host.invalid"
"""Where the examples come from; one that contains it depends on the service's address."""

_CURSOR = re.compile(rb"cursor=[\w-]+")


def _example(request: Request, route: Route) -> Object | None:
    """What a route returns for its example, of a list one record.

    None if that is no JSON, depends on the service's address, or is not in the dataset.
    """
    operation = route.operation
    if route.methods != ("GET",) or not operation or _BARE.intersection(operation["tags"]):
        return None
    if JSON not in operation["responses"]["200"]["content"]:
        return None
    given = {one["name"]: one.get("example") for one in operation["parameters"]}
    query = {"q": given.get("q"), "limit": 1}
    asked = replace(
        request,
        raw_path=route.path.format(**given).encode(),
        query="&".join(f"{name}={query[name]}" for name in query if name in given).encode(),
        headers={b"host": _HOST},
        path_params=given,
        negotiated=False,
    )
    with suppress(NotFound):
        asked.query_params = read(asked.query, route.parameters) if route.parameters else {}
        body = route.handler(asked).body
        if isinstance(body, bytes) and _HOST not in body:
            # Each version of the dataset has its own cursors.
            found: Object = orjson.loads(_CURSOR.sub("cursor=…".encode(), body))
            return None if found.get("items") == [] else found
    return None


_ABOUT = {"Certainty": CERTAINTY, "Voice": VOICE}
CODES: dict[str, Object] = {
    name: labelled({"type": "string", "enum": [*get_args(getattr(terms, name))]})
    | ({"description": _ABOUT[name]} if name in _ABOUT else {})
    for name in ("Basis", "Certainty", "FactKind", "Form", "Source", "Status", "Voice")
}
"""Codes that many schemas share."""


def _response(problem: type[Problem]) -> Object:
    media = {"schema": problem.details, "example": problem.example}
    waits = ["Retry-After"] if problem.status in {429, 503} else []
    return {
        "description": problem.title,
        "content": {PROBLEM_JSON: media},
        "headers": header_references(*waits),
    }


# A response needs no limits: clients should accept what a later version may send.
_DROPPED = frozenset(
    {"title", "default", "examples", "minimum", "maximum", "minItems", "maxItems", "pattern"}
)


def _plain(node: Json) -> Json:
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
            own = schema.get("description")
            about = {"description": own} if own and own != codes.get("description") else {}
            return {"$ref": f"#/components/schemas/{name}", **about}
    if width := {"integer": "int32", "number": "double"}.get(str(schema.get("type"))):
        schema.setdefault("format", width)
    return labelled(schema)


def _union(schema: Object) -> Object:
    """A union as one schema where that is possible: of numbers, or of a plain type and null."""
    some = [option for option in schema.pop("anyOf") if option != {"type": "null"}]
    if {option.get("type") for option in some} == {"integer", "number"}:
        some = [{"type": "number", "format": "double"}]
    if len(some) == 1 and "type" in some[0] and "enum" not in some[0]:
        return {**some[0], "type": [some[0]["type"], "null"], **schema}
    return {**schema, "anyOf": [*some, {"type": "null"}]}
