"""What programs and crawlers look for first: the index, catalogues, vocabularies, the feed."""

from typing import Any
from xml.sax.saxutils import escape

import orjson
from pydantic import BaseModel, Field

from app import __version__
from app.api.formats.vocabulary import CONTEXT_PATH, VOCABULARY_PATH, context, head, vocabulary
from app.api.http import JSON, Request, Response, Route
from app.api.links import ABOUT, CATALOG, LICENCE, LICENCE_URL
from app.api.llms import GUIDE
from app.api.operation_objects import MAX_TEXT, operation
from app.api.parameters import read
from app.api.problem_types import PROBLEM_TYPE
from app.resources import COLLECTIONS

LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
JSON_LD = "application/ld+json"

MAX_SITEMAP = 50_000
"""The most addresses that a sitemap may have, by its protocol."""


class ApiIndex(BaseModel):
    """Where everything is."""

    name: str
    version: str = Field(description="The version of the service.")
    dataset: str = Field(description="The version of the dataset.")
    license: str = Field(description="The licence of the facts.")
    collections: dict[str, str]
    search: str
    docs: str
    openapi: str
    downloads: dict[str, str]


def index_response(request: Request) -> Response:
    """Links to every collection, to search, downloads and documentation."""
    read(request.query, {})
    shown = ApiIndex(
        name="Article Facts",
        version=__version__,
        dataset=request.snapshot.version.decode(),
        license=LICENCE_URL,
        collections={collection.name: f"/{collection.name}" for collection in COLLECTIONS},
        search="/search?q={words}",
        docs="/docs",
        openapi="/openapi.json",
        downloads={
            "ndjson": "/dataset.ndjson",
            "sqlite": "/dataset.sqlite",
            "datapackage": "/datapackage.json",
        },
    )
    links = (b"link", b", ".join((CATALOG, ABOUT, LICENCE)))
    return Response(shown.model_dump_json().encode(), JSON, headers=[links])


def api_catalog(request: Request) -> Response:
    """The catalogue of RFC 9727: the API's entry, descriptions, documentation and status."""
    read(request.query, {})
    linkset = {
        "anchor": "/",
        "service-desc": [{"href": "/openapi.json", "type": "application/json"}],
        "service-doc": [{"href": "/docs", "type": "text/html"}],
        "status": [{"href": "/readyz", "type": "application/json"}],
        "license": [{"href": LICENCE_URL}],
        "item": [
            *({"href": f"/{collection.name}"} for collection in COLLECTIONS),
            {"href": "/dataset.ndjson", "type": "application/x-ndjson"},
            {"href": "/dataset.sqlite", "type": "application/vnd.sqlite3"},
        ],
    }
    links = (b"link", b", ".join((CATALOG, ABOUT, LICENCE)))
    return Response(orjson.dumps({"linkset": [linkset]}), LINKSET, headers=[links])


def jsonld_context(request: Request) -> Response:
    """The context of JSON-LD responses."""
    read(request.query, {})
    return Response(orjson.dumps(context(request.origin)), JSON_LD)


def jsonld_vocabulary(request: Request) -> Response:
    """Our own terms and what they mean."""
    read(request.query, {})
    return Response(orjson.dumps(vocabulary(request.origin)), JSON_LD)


def llms(request: Request) -> Response:
    """The guide for language models, as Markdown where that is preferred."""
    read(request.query, {})
    return Response(GUIDE, request.accept("text/plain; charset=utf-8", _MARKDOWN))


_MARKDOWN = "text/markdown; charset=utf-8"


def robots(request: Request) -> Response:
    """Everything may be crawled; the sitemap lists the pages."""
    read(request.query, {})
    text = f"User-agent: *\nDisallow: /search\n\nSitemap: {request.origin}/sitemap.xml\n"
    return Response(text.encode(), "text/plain; charset=utf-8")


def sitemap(request: Request) -> Response:
    """The addresses of pages for people (sitemaps.org), at most 50,000."""
    read(request.query, {})
    paths = ["/", "/docs", "/explore", *(f"/explore/{one.name}" for one in COLLECTIONS)]
    for collection in COLLECTIONS:
        if collection.always or len(paths) >= MAX_SITEMAP:
            continue
        sql = f"SELECT id FROM {collection.kind} ORDER BY position LIMIT ?"  # noqa: S608 - a table of ours
        rows = request.snapshot.rows(sql, (MAX_SITEMAP - len(paths),))
        paths += (f"/explore/{collection.name}/{_text(id_)}" for (id_,) in rows)
    urls = "".join(f"<url><loc>{escape(request.origin + path)}</loc></url>\n" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    body = f'{_XML}<urlset xmlns="{space}">\n{urls}</urlset>\n'
    return Response(body.encode(), "application/xml")


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def dataset_node(origin: str, version: str) -> dict[str, Any]:
    """The dataset in the terms of schema.org, for the front page."""
    downloads = {"ndjson": "application/x-ndjson", "sqlite": "application/vnd.sqlite3"}
    return {
        **head(origin),
        "@id": "/",
        "@type": "Dataset",
        "name": "Article Facts",
        "description": "What news articles say: leaders, events, quotes, statistics and every "
        "single fact, each with the exact place in the article that supports it.",
        "version": version,
        "license": LICENCE_URL,
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": {"@id": f"/dataset.{name}"},
                "encodingFormat": media_type,
            }
            for name, media_type in downloads.items()
        ],
    }


def _route(path: str, handler: Any, name: str, summary: str, content: dict[str, Any]) -> Route:  # noqa: ANN401 - a handler
    description = (handler.__doc__ or "").strip()
    made = operation(summary, description, "Index", content=content)
    return Route(path, handler, name, operation=made)


_OBJECT = {"type": "object"}
_STRING = {"type": "string", "format": "markdown", "maxLength": MAX_TEXT}
INDEX = _route("/", index_response, "get_index", "Where everything is", {JSON: ApiIndex})

DISCOVERY: tuple[Route, ...] = (
    INDEX,
    _route(
        "/.well-known/api-catalog",
        api_catalog,
        "get_api_catalog",
        "The API, for programs",
        {"application/linkset+json": _OBJECT},
    ),
    _route(
        CONTEXT_PATH,
        jsonld_context,
        "get_jsonld_context",
        "The context of JSON-LD responses",
        {JSON_LD: _OBJECT},
    ),
    _route(
        VOCABULARY_PATH,
        jsonld_vocabulary,
        "get_vocabulary",
        "The terms of our own in JSON-LD",
        {JSON_LD: _OBJECT},
    ),
    PROBLEM_TYPE,
    _route(
        "/llms.txt", llms, "get_llms_txt", "A guide for language models", {"text/plain": _STRING}
    ),
    Route("/robots.txt", robots, "get_robots", database=False),
    Route("/sitemap.xml", sitemap, "get_sitemap", expensive=True),
)
