"""What programs and crawlers look for: the index, catalogues, vocabularies, the feed."""

from datetime import datetime
from functools import partial
from pathlib import Path
from string import Template
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import orjson
from pydantic import BaseModel, Field

from app import __version__
from app.api.formats.vocabulary import CONTEXT_PATH, VOCABULARY_PATH, context, head, vocabulary
from app.api.http import JSON, Request, Response, Route
from app.api.links import ABOUT, CATALOG, LICENCE_URL
from app.api.operation_objects import document_route, path_parameter
from app.api.parameters import read
from app.api.problems import PROBLEMS, NotFound
from app.core.collection import LIMIT, MOST, Collection
from app.core.schema import Shown
from app.nearest import nearest_names
from app.resources import COLLECTIONS
from app.resources.observations import OBSERVATIONS

LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
JSON_LD = "application/ld+json"

ATOM = "application/atom+xml"
FEED_PATH = "/feed.atom"
_FEED_LINK = f'<{FEED_PATH}>; rel="alternate"; type="{ATOM}"'.encode()

MAX_FEED = 50
"""How many articles a feed has."""

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
    feed: str = Field(description="Atom: new datasets and articles.")


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
        feed=FEED_PATH,
    )
    links = (b"link", b", ".join((CATALOG, ABOUT, _FEED_LINK)))
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
            {"href": FEED_PATH, "type": ATOM},
        ],
    }
    links = (b"link", b", ".join((CATALOG, ABOUT)))
    return Response(orjson.dumps({"linkset": [linkset]}), LINKSET, headers=[links])


def jsonld_context(request: Request) -> Response:
    """The context of JSON-LD responses."""
    read(request.query, {})
    return Response(orjson.dumps(context(request.origin)), JSON_LD)


def jsonld_vocabulary(request: Request) -> Response:
    """Our own terms and what they mean."""
    read(request.query, {})
    return Response(orjson.dumps(vocabulary(request.origin)), JSON_LD)


class ProblemType(Shown):
    """What a type of problem means."""

    type: str = Field(examples=["/problems/not-found"])
    title: str
    status: int
    description: str
    example: dict[str, Any] = Field(description="A body of this type.")


def problem_type(request: Request) -> Response:
    """Explains the `type` of a problem, with an example; as a page where that is preferred."""
    read(request.query, {})
    slug = request.params["slug"]
    slugs = [problem.slug for problem in PROBLEMS]
    if slug not in slugs:
        close = [f"/problems/{name}" for name in nearest_names(slug, slugs, most=3)]
        raise NotFound(f"there is no problem type {slug!r}", close)
    problem = PROBLEMS[slugs.index(slug)]
    shown = ProblemType(
        type=f"/problems/{slug}",
        title=problem.title,
        status=problem.status,
        description=problem.explanation,
        example=problem.example_body(),
    )
    return Response(shown.model_dump_json().encode(), JSON)


def llms(request: Request) -> Response:
    """The guide for language models; called Markdown if the client prefers that."""
    read(request.query, {})
    markdown = request.quality("text/markdown") > request.quality("text/plain")
    return Response(_GUIDE, f"text/{'markdown' if markdown else 'plain'}; charset=utf-8")


def _described(collection: Collection, path: str) -> str:
    """A collection in the guide, with its parameters."""
    parameters = ", ".join(f"`{parameter.name}`" for parameter in collection.parameters)
    summary = collection.description.partition("\n")[0]
    return f"- [{path}]({path}): {summary} Parameters: {parameters}"


_GUIDE = (
    Template(Path(__file__).with_name("llms.md").read_text(encoding="utf-8"))
    .substitute(
        licence=LICENCE_URL,
        limit=LIMIT,
        most=MOST,
        collections="\n".join(
            [
                *(_described(one, f"/{one.name}") for one in COLLECTIONS),
                _described(OBSERVATIONS, "/statistics/parade-attendance/observations"),
            ]
        ),
    )
    .encode()
)


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
        paths += (f"/explore/{collection.name}/{id_.decode()}" for (id_,) in rows)
    urls = "".join(f"<url><loc>{escape(request.origin + path)}</loc></url>\n" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    body = f'{_XML}<urlset xmlns="{space}">\n{urls}</urlset>\n'
    return Response(body.encode(), "application/xml")


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def feed(request: Request) -> Response:
    """An Atom feed (RFC 4287): the dataset, and the articles with the latest dates.

    Each entry has the dataset's date, because a new dataset may change what it says.
    """
    read(request.query, {})
    snapshot, origin = request.snapshot, request.origin
    ((seeded,),) = snapshot.rows("SELECT seeded FROM dataset")
    updated = datetime.fromisoformat(seeded.decode()).isoformat(timespec="seconds")
    version = snapshot.version.decode()[:12]
    said = f"Articles: {snapshot.tally('article', '')}, facts: {snapshot.tally('fact', '')}."
    entries = [_entry(f"{origin}/#{version}", f"{origin}/", f"Dataset {version}", said, updated)]
    sql = "SELECT document FROM article ORDER BY COALESCE(latest, '') DESC, position LIMIT ?"
    for (document,) in snapshot.rows(sql, (MAX_FEED,)):
        one = orjson.loads(document)
        publisher = one["publisher"]["name"] if one["publisher"] else ""
        known = ", ".join(filter(None, (publisher, one["date_in_words"])))
        url = f"{origin}{one['url']}"
        entries.append(_entry(url, url, one["title"], f"Facts of this article. {known}", updated))
    body = (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom">'
        f'<link rel="self" href={quoteattr(origin + FEED_PATH)} />'
        f'<link rel="alternate" href={quoteattr(f"{origin}/")} />'
        f"<id>{escape(origin)}/</id><title>Article Facts</title><updated>{updated}</updated>"
        "<author><name>Article Facts</name></author>"
        f"<rights>Facts: {LICENCE_URL}</rights>{''.join(entries)}</feed>"
    )
    return Response(body.encode(), ATOM)


def _entry(id_: str, url: str, title: str, summary: str, updated: str) -> str:
    return (
        f"<entry><id>{escape(id_)}</id><title>{escape(title)}</title><updated>{updated}</updated>"
        f"<summary>{escape(summary)}</summary><link href={quoteattr(url)} /></entry>"
    )


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


_route = partial(document_route, "Index")
_OBJECT = {"type": "object"}
_STRING = {"type": "string", "format": "markdown"}
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
    _route(
        "/problems/{slug}",
        problem_type,
        "get_problem_type",
        "What a problem means",
        {JSON: ProblemType},
        path_parameter("invalid-parameters", "slug"),
        database=False,
    ),
    _route(
        "/llms.txt", llms, "get_llms_txt", "A guide for language models", {"text/plain": _STRING}
    ),
    _route(
        FEED_PATH,
        feed,
        "get_feed",
        "New datasets and articles",
        {ATOM: {"type": "string", "format": "xml"}},
    ),
    Route("/robots.txt", robots, "get_robots", database=False),
    Route("/sitemap.xml", sitemap, "get_sitemap", expensive=True),
)
