"""Swagger UI, from the files that an installed package carries; nothing comes from elsewhere.

`/redoc` leads there. ReDoc breaks where inline styles are refused, and asks another host for a
logo.
"""

from importlib.metadata import version
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.parameters import read
from app.api.problems import NotFound
from app.explorer.pages import POLICY, templates
from app.explorer.static_files import LONG

router = APIRouter(include_in_schema=False)

_PACKAGE = "fastapi-swagger"
PREFIX = f"/docs/{version(_PACKAGE)}"
TYPES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}

# Swagger UI's style sheet has its icons inside it, as data.
_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' data:")


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Every operation, to read and to try."""
    read(request.scope["query_string"], {})
    html = templates().get_template("docs.html").render(swagger=PREFIX)
    return Response(html, headers={"Content-Security-Policy": _POLICY}, media_type="text/html")


@router.get("/redoc")
async def redoc(request: Request) -> Response:
    """The same, for whoever looks where FastAPI has it by default."""
    read(request.scope["query_string"], {})
    return Response(status_code=308, headers={"Location": "/docs"})


@router.get("/docs/{of}/{name}")
async def swagger_file(request: Request, of: str, name: str) -> Response:
    """A file of Swagger UI."""
    read(request.scope["query_string"], {})
    if f"/docs/{of}" != PREFIX or name not in TYPES:
        raise NotFound(f"there is no file {name!r} of version {of!r}", ["/docs"])
    content = files("fastapi_swagger").joinpath("resources", name).read_bytes()
    return Response(content, headers=LONG, media_type=TYPES[name])
