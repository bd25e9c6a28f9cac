"""The page of changes, from the project's changelog."""

from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from app.api.http import Request, Response
from app.explorer.pages import page
from app.explorer.share import Meta

_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "CHANGELOG.md", _PACKAGE.parent / "CHANGELOG.md")
"""Of an installed package, and of a checkout."""


@cache
def changes() -> str:
    """The changelog as HTML, without its title; raw HTML in it is escaped."""
    file = next((place for place in _PLACES if place.is_file()), None)
    text = file.read_text(encoding="utf-8") if file else "# Changes\n\nThere is no changelog here."
    return str(MarkdownIt("commonmark", {"html": False}).render(text.partition("\n")[2]))


def show_changes(request: Request) -> Response:
    """What is served now, and what has changed with each version."""
    return page(
        request,
        "changes.html",
        Meta(
            title="Changes",
            path="/explore/changes",
            description="What has changed in Article Facts, version by version.",
        ),
        changes=changes(),
    )
