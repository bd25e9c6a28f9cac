"""The documentation of the API: Swagger UI under our header, from files of an installed package."""

from importlib.metadata import version
from importlib.resources import files

from app.api.http import Request, Response
from app.api.problems import NotFound
from app.explorer.pages import POLICY, page, redirect
from app.explorer.share import Meta
from app.explorer.static_files import LONG

_PACKAGE = "fastapi-swagger"
PREFIX = f"/docs/{version(_PACKAGE)}"
TYPES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}

# Swagger UI's style sheet has its icons inside it, as data.
_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' data:")


def show_docs(request: Request) -> Response:
    """Every operation, to read and to try."""
    return page(
        request,
        "docs.html",
        Meta(
            title="API",
            path="/docs",
            description="The API of Article Facts: read-only, no key, JSON, CSV, NDJSON, JSON-LD.",
            data="/openapi.json",
        ),
        policy=_POLICY,
        swagger=PREFIX,
    )


def redirect_redoc(_: Request) -> Response:
    """The same page, at the other usual address; temporary, as a second reader may come."""
    return redirect("/docs", 307)


def swagger_file(request: Request) -> Response:
    """A file of Swagger UI."""
    of, name = request.params["version"], request.params["name"]
    if f"/docs/{of}" != PREFIX or name not in TYPES:
        raise NotFound(f"there is no file {name!r} of version {of!r}", ["/docs"])
    content = files("fastapi_swagger").joinpath("resources", name).read_bytes()
    return Response(content, TYPES[name], headers=LONG.copy())
