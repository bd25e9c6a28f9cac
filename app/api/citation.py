"""How to cite a fact or a quote: as a line of text, as BibTeX and as CSL-JSON."""

from typing import Any

import orjson
from pydantic import Field

from app.api.citation_formats import Source, as_bibtex, as_csl, as_text, text_fragment
from app.api.http import JSON, Request, Response
from app.api.items import missing
from app.api.parameters import read
from app.core.collection import Choice, Collection
from app.core.schema import Citation, Shown
from app.database import Snapshot
from app.queries.find import get
from app.resources.articles import ARTICLES, ArticleShown
from app.resources.organisations import ORGANISATIONS
from app.resources.quotes import QUOTES

FORMATS = {
    "json": JSON,
    "text": "text/plain; charset=utf-8",
    "bibtex": "application/x-bibtex; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json",
}
_NAMES = {media_type: name for name, media_type in FORMATS.items()}

FORMAT = Choice(
    "format",
    "`text`: one line; `bibtex`: an entry; `csl`: a CSL-JSON item; `json`: all of them.",
    "bibtex",
    choices=tuple(FORMATS),
    default="json",
)


class CitationStrings(Shown):
    """The same citation in each format, from what is known of the article.

    Add the date on which you looked at the article yourself.
    """

    text: str = Field(description="One line.")
    bibtex: str = Field(description="A BibTeX entry.")
    csl: dict[str, Any] = Field(description="A CSL-JSON item.")
    text_fragment: str | None = Field(
        description="Append it to the article's address to link to the quoted words; it holds the "
        "first and last of them. Null for a fact that does not rest on a quotation, because the "
        "article's own words are not kept here.",
        examples=["#:~:text=my%20dear%20friend"],
    )


def citation_response(request: Request, collection: Collection) -> Response:
    """The citation of the record `{id}` in the format asked for; raises `NotFound`."""
    values = read(request.query, {FORMAT.name: FORMAT.read})
    form = values.get(FORMAT.name) or _NAMES[request.accept(*FORMATS.values())]
    id_ = request.params["id"]
    record = _record(request.snapshot, collection, id_)
    if record is None:
        raise missing(request, collection, id_)
    source = _source(request.snapshot, id_, record)
    if form == "text":
        body = as_text(source).encode()
    elif form == "bibtex":
        body = as_bibtex(source).encode()
    elif form == "csl":
        body = orjson.dumps(as_csl(source))
    else:
        strings = CitationStrings(
            text=as_text(source),
            bibtex=as_bibtex(source),
            csl=as_csl(source),
            text_fragment=_fragment(request.snapshot, record),
        )
        body = strings.model_dump_json().encode()
    return Response(body, FORMATS[form])


def _record(snapshot: Snapshot, collection: Collection, id_: str) -> dict[str, Any] | None:
    document = get(snapshot, collection, id_)
    found: dict[str, Any] | None = orjson.loads(document) if document else None
    return found


def _source(snapshot: Snapshot, id_: str, record: dict[str, Any]) -> Source:
    article = ArticleShown.model_validate(_record(snapshot, ARTICLES, record["article"]))
    publisher = article.publisher
    described = _record(snapshot, ORGANISATIONS, publisher.id) if publisher else None
    return Source(
        key=id_,
        article=article,
        publisher_kind=described["kind"] if described else None,
        citations=[Citation.model_validate(citation) for citation in record["citations"]],
    )


def _fragment(snapshot: Snapshot, record: dict[str, Any]) -> str | None:
    """The text fragment of the quotation that the record is or rests on, or None."""
    if "text" in record:
        return text_fragment(record["text"])
    if record["kind"] != "quotation":
        return None
    quotation = _record(snapshot, QUOTES, record["record"]["id"])
    return text_fragment(quotation["text"]) if quotation else None
