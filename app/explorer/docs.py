"""The documentation of the API, in Swagger UI under our header, and the page of changes."""

from app.api.http import Request, Response
from app.explorer.pages import POLICY, page

# Swagger UI's style sheet has its icons inside it, as data.
_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' data:")


def show_docs(request: Request) -> Response:
    """Every operation, to read and to try."""
    return page(request, "docs.html", policy=_POLICY)


def show_changes(request: Request) -> Response:
    """The current version, and what changed in the data and the API."""
    return page(request, "changes.html")
