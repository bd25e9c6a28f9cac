"""A page as a response: its template, its headers, and what every page shows around its content."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from app import __version__
from app.api.http import HTML, LICENCE_URL, Request, Response
from app.api.parameters import NUMBER, pairs
from app.core.schema import Document, title_of
from app.database import Snapshot
from app.explorer import chart, wording
from app.explorer.records import records
from app.explorer.static_files import STATIC_PATH
from app.resources.countries import COUNTRIES

if TYPE_CHECKING:
    import jinja2

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
def templates() -> "jinja2.Environment":
    import jinja2  # noqa: PLC0415 - responses of the API need none of it

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "page": wording.page_of,
        "pretty": lambda node: orjson.dumps(node, option=orjson.OPT_INDENT_2).decode(),
        "whole": "{:,}".format,
    }
    made.policies["json.dumps_function"] = lambda node, **_: orjson.dumps(node).decode()
    made.globals |= {
        "chart_of": chart.chart_of,
        "figures_in_line": chart.figures_in_line,
        "figures_of": chart.figures_of,
        "licence": LICENCE_URL,
        "software": __version__,
        "static": STATIC_PATH,
        "title_of": title_of,
        "wording": wording,
    }
    return made


def xml(template: str, **shown: object) -> bytes:
    """A well-formed document, whatever the names in it contain."""
    text = templates().get_template(template).render(shown)
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text).encode()


def page(
    request: Request, template: str, *, status: int = 200, policy: str = POLICY, **shown: object
) -> Response:
    """The response that shows `template`, which sets `meta` (what `head` shows) or is given it."""
    dataset = served(request.opened) if request.opened else None
    html = templates().get_template(template)
    body = html.render(origin=request.origin, served=dataset, **shown).encode()
    return Response(body, HTML, status, [(b"content-security-policy", policy.encode())])


def served(snapshot: Snapshot) -> Document:
    """What every page that needs the database knows of the dataset."""

    def made() -> Document:
        ((seeded,),) = snapshot.rows("SELECT seeded FROM dataset")
        countries = {one["id"]: one["name"] for one in records(snapshot, COUNTRIES)}
        return {
            "version": snapshot.version.decode(),
            "seeded": seeded.decode(),
            "countries": countries,
            "several": snapshot.tally("article", "") > 1,
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
    found = [(name, text) for name, text in pairs(query) if name in allowed and text]
    return {name: text for name, text in reversed(found) if text.strip()}


def first_of(query: bytes) -> int:
    """The place in its list, from 1, of the first record on a page: its parameter `from`."""
    start = parameters(query, "from").get("from", "")
    return int(start) if NUMBER.fullmatch(start) else 1
