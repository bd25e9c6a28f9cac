"""The OpenAPI document, made from the operations of the routes, with examples from the data."""

import tomllib
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app import __version__
from app.api.formats import FORMATS
from app.api.http import JSON, Request, Response, Route
from app.api.lists import further, page_json
from app.api.operation_objects import (
    Object,
    format_operation,
    header_references,
    labelled,
    path_parameter,
)
from app.api.problems import MEDIA_TYPE, PROBLEMS, Problem
from app.api.search import example as search_example
from app.core.collection import words_of
from app.core.schema import CERTAINTY, VOICE
from app.core.terms import Basis, Certainty, FactKind, Form, Source, Status, Voice
from app.database import Snapshot
from app.queries.find import find, get
from app.queries.sql import Question
from app.resources import COLLECTIONS
from app.resources.observations import ALL_OBSERVATIONS, OBSERVATIONS
from app.resources.statistics import STATISTICS

_SKELETON: Object = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
"""What the document says whatever the routes are."""


def openapi(request: Request) -> Response:
    """The OpenAPI document, made once for each version of the dataset."""
    snapshot, routes = request.snapshot, request.service.routes
    return Response(snapshot.once("openapi", lambda: orjson.dumps(document(routes, snapshot))))


def document(routes: Iterable[Route], snapshot: Snapshot | None = None) -> Object:
    """The OpenAPI document of `routes`, with examples from `snapshot` where there is one."""
    paths: dict[str, Any] = {}
    for route in routes:
        if route.operation:
            described = {"operationId": route.name, **deepcopy(dict(route.operation))}
            paths.setdefault(route.path, {})[route.methods[0].lower()] = described
    # As JSON, the list of each collection has its own schema.
    for form in [one for one in reversed(FORMATS) if one != "json"]:
        described = {"operationId": f"list_collection_{form}", **format_operation(form, _NAME)}
        paths[f"/{{collection}}.{form}"] = {"get": described}
    if snapshot:
        _add_examples(paths, snapshot)
    made: Object = {**_SKELETON, "paths": paths}
    made["info"] = {**made["info"], "version": __version__}
    return made | {"components": _components(made)}


_NAME = path_parameter("facts", "collection", "What to list.") | {
    "schema": {"type": "string", "enum": [one.name for one in (*COLLECTIONS, ALL_OBSERVATIONS)]}
}


def _add_examples(paths: Object, snapshot: Snapshot) -> None:
    for collection in (*COLLECTIONS, ALL_OBSERVATIONS):
        path = f"/{collection.name}"
        first = Question(collection, {}, limit=1)
        _example(paths, path, _page(snapshot, first, path))
        _example(paths, f"{path}.json", _page(snapshot, first, f"{path}.json"))
        shown = get(snapshot, collection, collection.example)
        _example(paths, f"{path}/{{id}}", orjson.loads(shown or b"null"))
    first = Question(OBSERVATIONS, {}, limit=1, fixed=(("statistic", STATISTICS.example),))
    for end in ("", ".json"):
        path = f"/statistics/{STATISTICS.example}/observations{end}"
        template = f"/statistics/{{id}}/observations{end}"
        _example(paths, template, _page(snapshot, first, path))
    _example(paths, "/search", search_example(snapshot))


def _page(snapshot: Snapshot, question: Question, path: str) -> Object | None:
    page = find(snapshot, question)
    if not page.documents:
        return None
    following = f"{path}?limit=1&cursor=…" if page.last else None
    extra = further(path, b"", question, page)
    made: Object = orjson.loads(page_json(page.documents, page.total, following, **extra))
    return made


def _example(paths: Object, path: str, example: Object | None) -> None:
    if example and path in paths:
        paths[path]["get"]["responses"]["200"]["content"][JSON]["example"] = example


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


def _components(document: Object) -> Object:
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
            sorted((document["components"]["schemas"] | CODES | _schemas(models)).items())
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


def _schemas(models: Iterable[type[BaseModel]]) -> Object:
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
                name = inner.__name__.removesuffix("Shown")
                node[key] = {"$ref": f"#/components/schemas/{name}"}
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
            own = schema.get("description")
            about = {"description": own} if own and own != codes.get("description") else {}
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
