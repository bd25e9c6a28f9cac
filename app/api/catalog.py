"""What programs look for first: the catalogue of APIs, and the context of our JSON-LD."""

from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.formats.vocabulary import CONTEXT_PATH, context
from app.api.links import ABOUT, CATALOG
from app.api.parameters import read
from app.resources import COLLECTIONS

router = APIRouter(tags=["Index"])

LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
_OBJECT = {"schema": {"type": "object"}}


def _documented(media_type: str) -> dict[str, Any]:
    """Keyword arguments of a route that answers with a document of `media_type`."""
    answer = {"description": "As asked.", "content": {media_type: _OBJECT}}
    return {"response_class": Response, "responses": {200: answer}}


@router.get(
    "/.well-known/api-catalog",
    summary="The API, for programs",
    **_documented("application/linkset+json"),
)
async def api_catalog(request: Request) -> Response:
    """The catalogue of RFC 9727: where the API begins, is described, documented, and watched."""
    read(request.scope["query_string"], {})
    linkset = {
        "anchor": "/",
        "service-desc": [{"href": "/openapi.json", "type": "application/json"}],
        "service-doc": [{"href": "/docs", "type": "text/html"}],
        "status": [{"href": "/readyz", "type": "application/json"}],
        "item": [
            *({"href": f"/{collection.name}"} for collection in COLLECTIONS),
            {"href": "/dataset.ndjson", "type": "application/x-ndjson"},
            {"href": "/dataset.sqlite", "type": "application/vnd.sqlite3"},
        ],
    }
    body = orjson.dumps({"linkset": [linkset]})
    return Response(body, headers={"Link": f"{CATALOG}, {ABOUT}"}, media_type=LINKSET)


@router.get(
    CONTEXT_PATH, summary="The context of JSON-LD answers", **_documented("application/ld+json")
)
async def jsonld_context(request: Request) -> Response:
    """The terms of our JSON-LD: schema.org, W3C Web Annotation, and some of our own."""
    read(request.scope["query_string"], {})
    return Response(orjson.dumps(context()), media_type="application/ld+json")
