"""A page as an answer: its template, its headers, and the two ways in which it can fail."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from starlette.requests import Request
from starlette.responses import Response

from app.api.problem import ParameterError
from app.api.problems import InvalidParameters, NotFound
from app.explorer import wording
from app.explorer.static_files import PREFIX

if TYPE_CHECKING:
    from jinja2 import Environment

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page: nothing inline, nothing from elsewhere."""


@cache
def templates() -> "Environment":
    """The templates of all pages."""
    from jinja2 import (  # noqa: PLC0415 - answers of the API need none of it
        Environment,
        FileSystemLoader,
        StrictUndefined,
    )

    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "when": wording.date_in_words,
        "whole": wording.whole,
        "place": wording.place_in_text,
        "page": wording.page_of,
    }
    made.globals |= {"static": PREFIX, "one": wording.ONE}
    return made


def page(template: str, *, status: int = 200, **shown: Any) -> Response:  # noqa: ANN401 - each template has its own
    """The answer that shows `template`."""
    headers = {"Content-Security-Policy": POLICY}
    html = templates().get_template(template).render(shown)
    return Response(html, status, headers, "text/html")


def origin(request: Request) -> str:
    """Where this process listens; never taken from `Host`, which a client can make up."""
    host, port = request.scope["server"]
    return f"{request.scope['scheme']}://{f'[{host}]' if ':' in host else host}:{port}"


class NoSuchPage(NotFound):
    """There is no page at this path; the answer is a page that says so."""

    def response(self, instance: str) -> Response:
        """The page that tells the problem."""
        return _failed(self.body(instance))


class PageNotUnderstood(InvalidParameters):
    """A parameter of a page is not understood; the answer is a page that says so."""

    @classmethod
    def of(cls, error: InvalidParameters) -> "PageNotUnderstood":
        """The same faults, told as a page."""
        faults = error.extensions["errors"]
        return cls([ParameterError.model_validate(fault) for fault in cast("list[object]", faults)])

    def response(self, instance: str) -> Response:
        """The page that tells the problem."""
        return _failed(self.body(instance))


def _failed(problem: dict[str, Any]) -> Response:
    answer = page("failed.html", status=problem["status"], problem=problem)
    answer.headers["Cache-Control"] = "no-store"
    return answer
