"""The page of changes, from the project's changelog."""

from functools import cache

from markdown_it import MarkdownIt

from app.api.http import Request, Response
from app.explorer.pages import page
from app.explorer.share import Meta
from app.paths import CHANGELOG


@cache
def changes() -> str:
    """The changelog as HTML, without its title; raw HTML in it is escaped."""
    text = CHANGELOG.read_text(encoding="utf-8")
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
