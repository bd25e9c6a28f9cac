"""How to cite a record or an article: as a line of text, as BibTeX, as CSL-JSON and as RIS."""

from typing import Any

import orjson
from pydantic import Field

from app.api.citation_formats import Source, as_bibtex, as_csl, as_ris, as_text, text_fragment
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
    "ris": "application/x-research-info-systems; charset=utf-8",
}
_NAMES = {media_type: name for name, media_type in FORMATS.items()}

FORMAT = Choice(
    "format",
    "`text`: one line; `bibtex`: an entry; `csl`: a CSL-JSON item; `ris`: a RIS record; "
    "`json`: all of them.",
    "bibtex",
    choices=tuple(FORMATS),
    default="json",
)


class CitationStrings(Shown):
    """The same citation in each format.

    Add the date on which you looked at the article.
    """

    text: str = Field(description="One line.")
    bibtex: str = Field(description="A BibTeX entry.")
    csl: dict[str, Any] = Field(description="A CSL-JSON item.")
    ris: str = Field(description="A RIS record.")
    text_fragment: str | None = Field(
        description="Append it to the article's URL to link to the quoted words; it contains the "
        "first and last of them. Null for a fact that doesn't restate a quotation, because the "
        "service doesn't have the article's words.",
        examples=["#:~:text=my%20dear%20friend"],
    )


def citation_response(request: Request, collection: Collection) -> Response:
    """The citation of the record `{id}` in the requested format; raises `NotFound`."""
    values = read(request.query, {FORMAT.name: FORMAT})
    form = values.get(FORMAT.name) or _NAMES[request.accept(*FORMATS.values())]
    id_ = request.params["id"]
    record = _record(request.snapshot, collection, id_)
    if record is None:
        raise missing(request, collection, id_)
    strings = citation_of(request.snapshot, id_, record, request.origin)
    if form == "json":
        return Response(strings.model_dump_json().encode(), FORMATS[form])
    made = getattr(strings, form)
    return Response(orjson.dumps(made) if form == "csl" else made.encode(), FORMATS[form])


def citation_of(
    snapshot: Snapshot, key: str, record: dict[str, Any], origin: str
) -> CitationStrings:
    """The citation of a record of any kind; `key` names it in a bibliography."""
    source = _source(snapshot, key, record, origin)
    return CitationStrings(
        text=as_text(source),
        bibtex=as_bibtex(source),
        csl=as_csl(source),
        ris=as_ris(source),
        text_fragment=source.fragment,
    )


def _record(snapshot: Snapshot, collection: Collection, id_: str) -> dict[str, Any] | None:
    document = get(snapshot, collection, id_)
    found: dict[str, Any] | None = orjson.loads(document) if document else None
    return found


def _source(snapshot: Snapshot, key: str, record: dict[str, Any], origin: str) -> Source:
    of = record.get("article") or record["id"]
    article = ArticleShown.model_validate(_record(snapshot, ARTICLES, of))
    publisher = article.publisher
    described = _record(snapshot, ORGANISATIONS, publisher.id) if publisher else None
    quoted = "speakers" in record or record.get("kind") == "quotation"
    citations = [Citation.model_validate(citation) for citation in record["citations"]]
    words = _quoted(record)
    return Source(
        key=key,
        says=(words or _stated(record)) if "article" in record else None,
        reworded=words is None,
        basis=record["basis"],
        inference=record["inference"],
        url=f"{origin}{record.get('url') or record['statistic']['url']}",
        article=article,
        publisher_kind=described["kind"] if described else None,
        # Of a quotation only the words themselves; the others say who spoke.
        citations=citations[:1] if quoted else citations,
        fragment=_fragment(snapshot, record),
    )


def _quoted(record: dict[str, Any]) -> str | None:
    """Who said which words, if the record is a quotation that can be cited by its words alone.

    A fragment is cited by its statement, because a “not” may be outside the quoted words.
    """
    fragment = record.get("form") == "fragment" and record["display"][1:-1] in record["statement"]
    if "speakers" not in record or fragment:
        return None
    names = " and ".join(speaker["name"] for speaker in record["speakers"])
    said_by = names or record["attributed_to"]
    return f"{said_by[0].upper()}{said_by[1:]}: {record['display']}."


def _stated(record: dict[str, Any]) -> str:
    """What the record states in our words, or its name."""
    said = record.get("statement") or record.get("summary") or record.get("description")
    return str(said or f"{record['name']}.")


def _fragment(snapshot: Snapshot, record: dict[str, Any]) -> str | None:
    """The text fragment of the quotation that the record is or restates, or None."""
    if "speakers" in record:
        return text_fragment(record["text"])
    if record.get("kind") != "quotation":
        return None
    quotation = _record(snapshot, QUOTES, record["record"]["id"])
    return text_fragment(quotation["text"]) if quotation else None
