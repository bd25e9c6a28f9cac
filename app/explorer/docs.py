"""The documentation of the API, in Swagger UI under our header, and the changelog page."""

from functools import cache

from markdown_it import MarkdownIt

from app.api.http import Request, Response
from app.explorer.pages import POLICY, page
from app.paths import CHANGELOG

# Swagger UI's style sheet has its icons inside it, as data.
_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' data:")


def show_docs(request: Request) -> Response:
    """Every operation, to read and to try."""
    return page(request, "docs.html", policy=_POLICY)


@cache
def _changes() -> str:
    """The changelog as HTML, without its title; raw HTML in it is escaped."""
    text = CHANGELOG.read_text(encoding="utf-8")
    return str(MarkdownIt("commonmark", {"html": False}).render(text.partition("\n")[2]))


def show_changes(request: Request) -> Response:
    """The current version, and what changed with each version."""
    return page(request, "changes.html", changes=_changes())
