"""The OpenAPI document, made from the operations of the routes, with examples from the data."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import orjson

from app import __version__
from app.api.components import ANY_REQUEST, Object, components
from app.api.http import JSON, Request, Response, Route
from app.api.operation_objects import (
    format_operations,
    partial_page_model,
    path_parameter,
    problem_response,
)
from app.api.parameters import read
from app.api.problem_types import explained
from app.api.problems import MEDIA_TYPE, PROBLEMS
from app.api.search import example as search_example
from app.database import Snapshot
from app.queries.find import find, get
from app.queries.question import Question
from app.resources import COLLECTIONS
from app.resources.observations import ALL_OBSERVATIONS, OBSERVATIONS
from app.resources.statistics import STATISTICS

DESCRIPTION = """
What a news article says: leaders, events, quotes, statistics and every single fact.
Everything is read-only and needs no key. Five rules explain the rest:

**Citations.** Each record names the places in the article that support it: paragraph, `start` and
`end` in Unicode code points, and the sha256 of the words there. The article itself is not served;
if you have a copy, you can check every record against it.

**Bounds.** No number is more exact than its source. “Over two dozen” is `lower: 24`, not included,
with no `upper` and no `value`. Dates are EDTF, and as precise as in the article.

**Formats.** Every collection is also served as CSV, NDJSON and JSON-LD: add `.csv`, `.ndjson` or
`.jsonld` to its path, or send `format` or `Accept`. CSV and NDJSON without `limit` contain all
matching records. A record's own path takes `format` and `Accept`, too.

**Filters.** A comma means or: `kind=analysis,hope`. Repeating a filter means and:
`about=xi-jinping&about=vladimir-putin`.

**Strictness.** No mistake is ignored. The service refuses a parameter that is unknown, repeated,
empty or malformed, and says what is allowed and what you probably meant. It also refuses an id that
is nowhere in the data, a list of more than 50 alternatives, and an end before its beginning.
"""

MAX_TEXT = 2**31 - 1
"""The longest text that the schemas allow, in characters."""

LICENCE = {
    "name": "Facts: CC0 1.0, quotations belong to those who said them; code: MIT",
    "identifier": "CC0-1.0 AND MIT",
}

SERVER = {
    "url": "/",
    "description": "The host that served this document, local or in production.",
    "x-internal": False,
}

TAGS = {
    "People": "Leaders, and everyone else named in the articles.",
    "Events": "What happened, is going on, or is expected.",
    "Quotes": "Words in quotation marks, verbatim, and who said them.",
    "Statistics": "Numbers, as exact as their source.",
    "Facts": "Every single statement, in our own words.",
    "Formats": "Every list as CSV, NDJSON, JSON-LD or plain JSON.",
    "Search": "Search in every kind of record.",
    "Articles": "The sources.",
    "Places": "Countries and places.",
    "Organisations": "Armies, universities, newspapers.",
    "Dataset": "Everything in one file.",
    "Index": "Where to start.",
    "Operating": "For operators of the service.",
}


def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    read(request.query, {})
    snapshot = request.snapshot
    return Response(_document(tuple(request.service.routes), snapshot.version, snapshot), JSON)


_cached: dict[bytes, bytes] = {}


def _document(routes: tuple[Route, ...], version: bytes, snapshot: Snapshot) -> bytes:
    """The document for this version of the dataset, made once."""
    if version not in _cached:
        _cached.clear()
        _cached[version] = orjson.dumps(document(routes, snapshot))
    return _cached[version]


def document(routes: Iterable[Route], snapshot: Snapshot | None = None) -> Object:
    """The OpenAPI document of `routes`, with examples from `snapshot` where there is one."""
    paths: dict[str, Any] = {}
    for route in routes:
        if route.operation:
            for method in route.methods:
                paths.setdefault(route.path, {})[method.lower()] = _operation(route)
    for path, found in FORMAT_OPERATIONS.items():
        paths[path] = {"get": _completed(deepcopy(found))}
    made: Object = {
        "openapi": "3.1.0",
        "info": {
            "title": "Article Facts",
            "version": __version__,
            "summary": "What a news article says, each fact with the place that supports it.",
            "description": DESCRIPTION.strip(),
            "contact": {"name": "The operator of this service"},
            "license": LICENCE,
        },
        "servers": [SERVER],
        "security": [],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": paths,
    }
    if snapshot:
        _add_examples(paths, snapshot)
    made["components"] = components(made)
    for problem in PROBLEMS:
        if response := made["components"]["responses"].get(problem.__name__):
            response["content"][MEDIA_TYPE]["example"] = explained(problem).example
    return made


_COLLECTION = path_parameter("facts", "collection", "What to list.") | {
    "schema": {"type": "string", "enum": [one.name for one in (*COLLECTIONS, ALL_OBSERVATIONS)]}
}
FORMAT_OPERATIONS = {
    **format_operations("/{collection}", "list_collection", _COLLECTION),
    **format_operations(
        "/statistics/{id}/observations",
        "list_statistic_observations",
        path_parameter(STATISTICS.example),
        partial_page_model(OBSERVATIONS),
    ),
}
"""The lists in each format, which are alike for all collections but in JSON."""


_EXAMPLES = {one.name: one.example for one in (*COLLECTIONS, ALL_OBSERVATIONS)}


def _operation(route: Route) -> Object:
    found = deepcopy(dict(route.operation))
    parameters = found.setdefault("parameters", [])
    named = {parameter["name"] for parameter in parameters}
    if "{id}" in route.path and "id" not in named:
        parameters.insert(0, path_parameter(_EXAMPLES[route.path.split("/")[1]]))
    return {"operationId": route.name, **_completed(found)}


def _completed(found: Object) -> Object:
    """An operation with the problems that any request may have."""
    responses = {str(status): response for status, response in found["responses"].items()}
    for media in responses["200"]["content"].values():
        if isinstance(media["schema"], dict) and media["schema"].get("type") == "string":
            media["schema"] = {"format": "text", "maxLength": MAX_TEXT} | media["schema"]
    for problem in ANY_REQUEST:
        responses.setdefault(str(problem.status), problem_response(problem))
    found["responses"] = dict(sorted(responses.items()))
    return found


def _add_examples(paths: Object, snapshot: Snapshot) -> None:
    for collection in (*COLLECTIONS, ALL_OBSERVATIONS):
        _list_example(paths, f"/{collection.name}", snapshot, Question(collection, {}, limit=1))
        if shown := get(snapshot, collection, collection.example):
            _example(paths, f"/{collection.name}/{{id}}", orjson.loads(shown))
        _list_example(
            paths, f"/{collection.name}.json", snapshot, Question(collection, {}, limit=1)
        )
    rows = Question(OBSERVATIONS, {}, limit=1, within=(("statistic", STATISTICS.example),))
    path = f"/statistics/{STATISTICS.example}/observations"
    _list_example(paths, path.replace(STATISTICS.example, "{id}"), snapshot, rows, path)
    template = "/statistics/{id}/observations.json"
    _list_example(paths, template, snapshot, rows, f"{path}.json")
    if found := search_example(snapshot):
        _example(paths, "/search", found)


def _list_example(
    paths: Object, template: str, snapshot: Snapshot, question: Question, path: str = ""
) -> None:
    page = find(snapshot, question)
    if page.documents:
        items = [orjson.loads(document) for document in page.documents]
        following = f"{path or template}?limit=1&cursor=…" if page.total > len(items) else None
        shown = {"items": items, "total": page.total, "total_exact": page.exact, "next": following}
        _example(paths, template, shown)


def _example(paths: Object, path: str, example: object) -> None:
    if path in paths:
        paths[path]["get"]["responses"]["200"]["content"][JSON]["example"] = example
