"""Swagger UI, from the files that an installed package carries; nothing comes from elsewhere.

There is no ReDoc: it breaks where inline styles are refused, and asks another host for a logo.
Whoever looks for it is led to what there is.
"""

from importlib.metadata import version
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

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
    """The same page, under the other address that is usual; not for good, were ReDoc to come."""
    read(request.scope["query_string"], {})
    return RedirectResponse("/docs")


@router.get("/docs/{of}/{name}")
async def swagger_file(request: Request, of: str, name: str) -> Response:
    """A file of Swagger UI."""
    read(request.scope["query_string"], {})
    if f"/docs/{of}" != PREFIX or name not in TYPES:
        raise NotFound(f"there is no file {name!r} of version {of!r}", ["/docs"])
    content = files("fastapi_swagger").joinpath("resources", name).read_bytes()
    return Response(content, headers=LONG, media_type=TYPES[name])
