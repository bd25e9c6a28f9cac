"""What programs look for: the index, the catalogue, terms, the guide, problems."""

from functools import partial
from pathlib import Path
from string import Template
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field

from app import __version__
from app.api.formats import jsonld
from app.api.formats.jsonld import CONTEXT_PATH, VOCABULARY_PATH
from app.api.http import ACCEPT, CATALOG, DESCRIBED_BY, JSON, LICENCE_URL, Request, Response
from app.api.negotiation import quality
from app.api.operation_objects import documented, path_parameter, text_schema
from app.api.problems import problem_named
from app.core.collection import LIMIT, MOST, Collection
from app.core.schema import Shown
from app.resources import COLLECTIONS
from app.resources.observations import OBSERVATIONS
from app.resources.statistics import STATISTICS

LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
JSON_LD = "application/ld+json"

ATOM = "application/atom+xml"
FEED_PATH = "/feed.atom"

_documented = partial(documented, "Index")
_OBJECT = {"type": "object"}


class ApiIndex(BaseModel):
    """Where everything is."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    name: str = "Article Facts"
    version: str = Field(__version__, description="The version of the service.")
    dataset: str = Field(description="The version of the dataset.")
    license: str = Field(LICENCE_URL, description="The licence of the facts.")
    collections: dict[str, str] = {one.name: one.path for one in COLLECTIONS}
    search: str = "/search?q={words}"
    docs: str = "/docs"
    openapi: str = "/openapi.json"
    downloads: dict[str, str] = {
        "ndjson": "/dataset.ndjson",
        "sqlite": "/dataset.sqlite",
        "datapackage": "/datapackage.json",
    }
    feed: str = Field(FEED_PATH, description="Atom: new datasets and articles.")


@_documented("/", "Where everything is", {JSON: ApiIndex})
def index(request: Request) -> Response:
    """Links to every collection, to search, downloads and documentation."""
    shown = ApiIndex(dataset=request.snapshot.version.decode())
    feed = f'<{FEED_PATH}>; rel="alternate"; type="{ATOM}"'.encode()
    links = (b"link", b", ".join((CATALOG, DESCRIBED_BY, feed)))
    return Response(shown.model_dump_json().encode(), JSON, headers=[links])


@_documented(
    "/.well-known/api-catalog", "The API, for programs", {"application/linkset+json": _OBJECT}
)
def api_catalog(_: Request) -> Response:
    """The catalogue of RFC 9727: the API's entry, descriptions, documentation and status."""
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
    links = (b"link", b", ".join((CATALOG, DESCRIBED_BY)))
    return Response(orjson.dumps({"linkset": [linkset]}), LINKSET, headers=[links])


@_documented(CONTEXT_PATH, "The context of JSON-LD responses", {JSON_LD: _OBJECT})
def jsonld_context(request: Request) -> Response:
    """The context of JSON-LD responses."""
    return Response(orjson.dumps(jsonld.context(request.origin)), JSON_LD)


@_documented(VOCABULARY_PATH, "Our own terms in JSON-LD", {JSON_LD: _OBJECT})
def vocabulary(request: Request) -> Response:
    """Our own terms and what they mean."""
    return Response(orjson.dumps(jsonld.vocabulary(request.origin)), JSON_LD)


@_documented("/llms.txt", "A guide for language models", {"text/plain": text_schema("markdown")})
def llms_txt(request: Request) -> Response:
    """The guide for language models; called Markdown if the client prefers that."""
    request.negotiated = True
    accepted = request.headers.get(ACCEPT, b"")
    markdown = quality(accepted, "text/markdown") > quality(accepted, "text/plain")
    return Response(_GUIDE, f"text/{'markdown' if markdown else 'plain'}; charset=utf-8")


def _described(collection: Collection) -> str:
    """A collection in the guide, with its parameters."""
    path = collection.path.format(id=STATISTICS.example)
    parameters = ", ".join(f"`{parameter.name}`" for parameter in collection.parameters)
    summary = collection.description.partition("\n")[0]
    return f"- [{path}]({path}): {summary} Parameters: {parameters}"


_TEMPLATE = Template(Path(__file__).with_name("llms.md").read_text(encoding="utf-8"))
_GUIDE = _TEMPLATE.substitute(
    licence=LICENCE_URL,
    version=__version__,
    limit=LIMIT,
    most=MOST,
    collections="\n".join(map(_described, (*COLLECTIONS, OBSERVATIONS))),
).encode()


class ProblemType(Shown):
    """What a type of problem means."""

    type: str
    title: str
    status: int
    description: str
    example: dict[str, Any] = Field(description="A body of this type.")


@_documented(
    "/problems/{slug}",
    "What a problem means",
    {JSON: ProblemType},
    path_parameter("invalid-parameters", "slug"),
    database=False,
)
def problem_type(request: Request) -> Response:
    """Explains the `type` of a problem, with an example; as a web page if the client prefers it."""
    problem = problem_named(request.path_params["slug"])
    shown = ProblemType(**problem.own, description=problem.explanation, example=problem.example)
    return Response(shown.model_dump_json().encode(), JSON)


DISCOVERY = (index, api_catalog, jsonld_context, vocabulary, llms_txt, problem_type)
