"""The OpenAPI document, made from the operations of the routes, with examples from the data."""

import tomllib
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson

from app import __version__
from app.api.components import components
from app.api.http import JSON, Request, Response, Route
from app.api.operation_objects import Object, format_operation, path_parameter
from app.api.search import example as search_example
from app.database import Snapshot
from app.queries.find import find, get
from app.queries.question import Question
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
    for form in _OF_ANY_LIST:
        described = {"operationId": f"list_collection_{form}", **format_operation(form, _NAME)}
        paths[f"/{{collection}}.{form}"] = {"get": described}
    if snapshot:
        _add_examples(paths, snapshot)
    made: Object = {**_SKELETON, "paths": paths}
    made["info"] = {**made["info"], "version": __version__}
    return made | {"components": components(made)}


_OF_ANY_LIST = ("csv", "ndjson", "jsonld")
"""The formats in which the lists of all collections are alike."""

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
    first = Question(OBSERVATIONS, {}, limit=1, within=(("statistic", STATISTICS.example),))
    for end in ("", ".json"):
        path = f"/statistics/{STATISTICS.example}/observations{end}"
        template = f"/statistics/{{id}}/observations{end}"
        _example(paths, template, _page(snapshot, first, path))
    _example(paths, "/search", search_example(snapshot))


def _page(snapshot: Snapshot, question: Question, path: str) -> Object | None:
    page = find(snapshot, question)
    items = [orjson.loads(document) for document in page.documents]
    following = f"{path}?limit=1&cursor=…" if page.total > len(items) else None
    shown = {"items": items, "total": page.total, "total_exact": page.exact, "next": following}
    return shown if items else None


def _example(paths: Object, path: str, example: Object | None) -> None:
    if example and path in paths:
        paths[path]["get"]["responses"]["200"]["content"][JSON]["example"] = example
