"""The OpenAPI document, made from the operations of the routes, with examples from the data."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import orjson

from app import __version__
from app.api.components import components
from app.api.http import JSON, Request, Response, Route
from app.api.operation_objects import Object, format_operation, path_parameter
from app.api.parameters import read
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
    """The OpenAPI document, made once for each version of the dataset."""
    read(request.query, {})
    snapshot = request.snapshot
    routes = request.service.routes
    made = snapshot.once("openapi", lambda: orjson.dumps(document(routes, snapshot)))
    return Response(made, JSON)


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
    first = Question(OBSERVATIONS, {}, limit=1, fixed=(("statistic", STATISTICS.example),))
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
