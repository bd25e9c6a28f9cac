"""The OpenAPI document, with examples out of the data that is served."""

from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from app import __version__
from app.api.components import share
from app.api.parameters import read
from app.api.problem import InvalidParametersDetails, ProblemDetails
from app.api.search import shown
from app.database.database import Database
from app.queries import finding
from app.queries.question import Question
from app.queries.search import search
from app.resources import COLLECTIONS
from app.resources.statistics import OBSERVATIONS, STATISTICS

router = APIRouter()

SEARCHED = "tariffs"
"""What the example of a search looks for."""

DESCRIPTION = """
What a news article says: leaders, events, quotes, statistics, and every single fact.
Everything is read-only and needs no key. Four ideas carry it:

**Citations.** Each record names the places in the article that it comes from: paragraph, `start`
and `end` in Unicode code points, and the sha256 of the words there. The article itself is not
served; whoever has a copy can check every record against it.

**Bounds.** No number is more exact than its source. “Over two dozen” is `lower: 24`, not included,
with no `upper` and no `value`. Dates are EDTF, as precise as the article has them.

**Formats.** Every collection and record comes as JSON, CSV, NDJSON and JSON-LD, by `format` or by
`Accept`; CSV and NDJSON without `limit` hold everything that is found.

**Strictness.** A parameter that is unknown, repeated, empty or malformed is refused with what is
allowed and what was probably meant; so is a filter by an id that stands nowhere in the data, a list
of more than 50, and an end that comes before its beginning. Nothing is ignored.
"""

SERVER = {
    "url": "/",
    "description": "The host that this document was read from, local or in production.",
    "x-internal": False,
}

TAGS = {
    "People": "Leaders, and everyone else who is named.",
    "Events": "What happened, is going on, or is expected.",
    "Quotes": "Words in quotation marks, verbatim, and whose they are.",
    "Statistics": "Numbers, as exact as their source.",
    "Facts": "Every single statement, in our own words.",
    "Search": "Everything, by its words.",
    "Articles": "The sources.",
    "Places": "Countries and places.",
    "Organisations": "Armies, universities, newspapers.",
    "Dataset": "Everything in one file.",
    "Index": "The way in.",
    "Operating": "For whoever runs the service.",
}


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    read(request.scope["query_string"], {})
    database: Database = request.app.state.database
    document = await database.ask(_described, request.app, database)
    return Response(document, media_type="application/json")


def _described(app: FastAPI, database: Database) -> bytes:
    """The document of the dataset that is served, made once for each version of it."""
    version: bytes | None
    document: bytes
    version, document = getattr(app.state, "described", (None, b""))
    if version != database.version:
        document = orjson.dumps(describe(app, database))
        app.state.described = (database.version, document)
    return document


def describe(app: FastAPI, database: Database | None = None) -> dict[str, Any]:
    """The OpenAPI document of `app`, with examples out of `database` where there is one."""
    document = get_openapi(
        title="Article Facts",
        version=__version__,
        openapi_version="3.1.0",
        summary="What a news article says, each fact with the place it comes from.",
        description=DESCRIPTION.strip(),
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        servers=[SERVER],
        contact={"name": "Whoever runs the service at this address"},
        license_info={"name": "MIT", "identifier": "MIT"},
        separate_input_output_schemas=False,
    )
    schemas = document["components"]["schemas"]
    for leftover in ("HTTPValidationError", "ValidationError"):
        schemas.pop(leftover, None)
    for model in (ProblemDetails, InvalidParametersDetails):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    if database:
        _add_examples(document, database)
    described = _renamed(document)
    share(described)
    return described


def paths(app: FastAPI) -> list[str]:
    """Every path that is served, templates as they are."""
    return list(app.openapi()["paths"])


def _add_examples(document: dict[str, Any], database: Database) -> None:
    paths = document["paths"]
    for collection in COLLECTIONS:
        _list_example(paths[f"/{collection.name}"], database, Question(collection, {}, limit=1))
        if shown_ := finding.get(database, collection, collection.example):
            _example(paths[f"/{collection.name}/{{id}}"], orjson.loads(shown_))
    series = (("statistic", STATISTICS.example),)
    rows = Question(OBSERVATIONS, {}, limit=1, within=series)
    _list_example(paths["/statistics/{id}/observations"], database, rows)
    found = search(database, SEARCHED, (), ())
    if found.total:
        items = [shown(hit) for hit in found.page(1)]
        more = {"complete": found.complete}
        _example(paths["/search"], _page(items, found.total, f"/search?q={SEARCHED}&", **more))


def _list_example(path: dict[str, Any], database: Database, question: Question) -> None:
    page = finding.find(database, question)
    if page.documents:
        name = question.collection.name
        within = "".join(f"statistics/{id_}/" for _, id_ in question.within)
        items = [orjson.loads(document) for document in page.documents]
        _example(path, _page(items, page.total, f"/{within}{name}?"))


def _page(items: list[Any], total: int, url: str, **more: object) -> dict[str, Any]:
    following = None if total == len(items) else f"{url}limit=1&cursor=…"
    return {"items": items, "total": total, **more, "next": following}


def _example(path: dict[str, Any], example: object) -> None:
    path["get"]["responses"]["200"]["content"]["application/json"]["example"] = example


def _renamed(document: dict[str, Any]) -> dict[str, Any]:
    """Schemas by the names that a reader of a generated client expects: `Quote`, `QuotePage`."""
    names = {}
    for name in document["components"]["schemas"]:
        short = name.removeprefix("Page_").removesuffix("_").removesuffix("Shown")
        names[name] = f"{short}Page" if name.startswith("Page_") else short
    text = orjson.dumps(document).decode()
    for old, new in names.items():
        text = text.replace(f'"#/components/schemas/{old}"', f'"#/components/schemas/{new}"')
    renamed: dict[str, Any] = orjson.loads(text)
    renamed["components"]["schemas"] = {
        names[name]: schema | {"title": names[name]}
        for name, schema in renamed["components"]["schemas"].items()
    }
    return renamed
