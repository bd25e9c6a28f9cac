"""A page as a response: its template, its headers, and what every page shows around its content."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from app import __version__
from app.api.http import HTML, LICENCE_URL, Request, Response
from app.api.parameters import pairs
from app.core.edtf import in_words
from app.explorer import wording
from app.explorer.chart import chart_of, figures_in_line, figures_of
from app.explorer.records import records
from app.explorer.static_files import STATIC_PATH
from app.resources.countries import COUNTRIES

if TYPE_CHECKING:
    from jinja2 import Environment

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page: nothing inline, nothing from elsewhere."""

DOCS_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' data:")
"""The policy of the API's documentation: Swagger UI's style sheet has its icons inside it."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may contain, such as control characters."""


@cache
def templates() -> "Environment":
    """The templates of all pages."""
    from jinja2 import (  # noqa: PLC0415 - responses of the API need none of it
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
        "when": in_words,
        "capitalize_first": lambda text: text[:1].upper() + text[1:],
        "event_date": wording.event_date,
        "whole": wording.whole,
        "by_place": wording.by_place,
        "marked": wording.marked,
        "marks": wording.marks,
        "doubts": wording.doubts,
        "paragraphs": wording.places_of,
        "sourced": wording.sourced,
        "chart": chart_of,
        "figures": figures_of,
        "figures_in_line": figures_in_line,
        "page": wording.page_of,
        "parameter": wording.parameter_name,
        "value": wording.value_name,
        "short": wording.short,
        "pretty": lambda node: orjson.dumps(node, option=orjson.OPT_INDENT_2).decode(),
    }
    made.policies["json.dumps_function"] = lambda node, **_: orjson.dumps(node).decode()
    made.globals |= {
        "doubts": wording.DOUBTS,
        "static": STATIC_PATH,
        "one": wording.ONE,
        "many": wording.MANY,
        "licence": LICENCE_URL,
    }
    return made


def xml(template: str, **shown: object) -> bytes:
    """A well-formed document, whatever the names in it contain."""
    text = templates().get_template(template).render(shown)
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text).encode()


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    policy: str = POLICY,
    **shown: object,
) -> Response:
    """The response that shows `template`, which sets `meta`: the arguments of `head`."""
    html = (
        templates()
        .get_template(template)
        .render(origin=request.origin, served=served(request) if request.opened else None, **shown)
    )
    headers = [(b"content-security-policy", policy.encode())]
    return Response(html.encode(), HTML, status, headers)


def served(request: Request) -> dict[str, Any]:
    """What every page that needs the database knows of the dataset."""
    snapshot = request.snapshot

    def made() -> dict[str, Any]:
        ((seeded,),) = snapshot.rows("SELECT seeded FROM dataset")
        return {
            "version": snapshot.version.decode(),
            "seeded": seeded.decode(),
            "software": __version__,
            "countries": {one["id"]: one["name"] for one in records(snapshot, COUNTRIES)},
        }

    return snapshot.once("served", made)


def redirect(path: str, status: int = 301) -> Response:
    """A response that leads to another path of this host."""
    headers = [(b"location", path.encode("ascii", "replace"))]
    return Response(b"", HTML, status, headers)


def parameters(query: bytes, *allowed: str) -> dict[str, str]:
    """The parameters of a page; empty and unknown ones are ignored: shared links collect them.

    If a parameter is repeated, the first one counts.
    """
    values: dict[str, str] = {}
    for name, text in pairs(query):
        if name in allowed and text and text.strip():
            values.setdefault(name, text)
    return values
