"""How to cite a record or an article: as a line of text, as BibTeX, as CSL-JSON and as RIS."""

from typing import Any

import orjson
from pydantic import Field

from app.api.citation_formats import Cited, bibtex, csl, line, ris, text_fragment
from app.api.http import JSON, Request, Response
from app.api.items import missing
from app.api.parameters import read
from app.core.collection import Choice, Collection
from app.core.documents import Document
from app.core.schema import Shown, paragraphs_in_words, place_in_words, sentence_in_words
from app.database import Snapshot
from app.queries.find import get
from app.resources.articles import ARTICLES
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
    if not record:
        raise missing(request, collection, id_)
    strings = citation_of(request.snapshot, id_, record, request.origin)
    if form == "json":
        return Response(strings.model_dump_json().encode(), FORMATS[form])
    made = getattr(strings, form)
    return Response(orjson.dumps(made) if form == "csl" else made.encode(), FORMATS[form])


def citation_of(snapshot: Snapshot, key: str, record: Document, origin: str) -> CitationStrings:
    """The citation of a record of any kind; `key` names it in a bibliography."""
    cited = _cited(snapshot, key, record, origin)
    item = csl(cited)
    return CitationStrings(
        text=line(cited),
        bibtex=bibtex(item),
        csl=item,
        ris=ris(item),
        text_fragment=cited.text_fragment,
    )


def _record(snapshot: Snapshot, collection: Collection, id_: str) -> Document:
    """The document of a record; empty if there is none."""
    found: Document = orjson.loads(get(snapshot, collection, id_) or b"{}")
    return found


def _cited(snapshot: Snapshot, key: str, record: Document, origin: str) -> Cited:
    article = _record(snapshot, ARTICLES, record.get("article") or record["id"])
    publisher = article["publisher"]
    described = _record(snapshot, ORGANISATIONS, publisher["id"]) if publisher else {}
    url = f"{origin}{record.get('url') or record['statistic']['url']}"
    words = _quoted(record)
    says = _inferred(record, words or _stated(record)) if "article" in record else None
    citations = record["citations"]
    if "speakers" in record or record.get("kind") == "quotation":
        # Of a quotation only the words themselves; the others say who spoke.
        citations = citations[:1]
    return Cited(
        key=key,
        article=article,
        in_newspaper=described.get("kind") == "newspaper",
        says=says,
        place=_place(citations) if says else None,
        record=f"Worded by Article Facts: {url}" if says and words is None else url,
        text_fragment=_text_fragment(snapshot, record),
    )


def _quoted(record: Document) -> str | None:
    """Who said which words, if the record is a quotation that can be cited by its words alone.

    A fragment is cited by its statement, because a “not” may be outside the quoted words.
    """
    fragment = record.get("form") == "fragment" and record["display"][1:-1] in record["statement"]
    if "speakers" not in record or fragment:
        return None
    names = " and ".join(speaker["name"] for speaker in record["speakers"])
    said_by = names or record["attributed_to"]
    return f"{said_by[0].upper()}{said_by[1:]}: {record['display']}."


def _stated(record: Document) -> str:
    """What the record states in our words, or its name."""
    said = record.get("statement") or record.get("summary") or record.get("description")
    return str(said or f"{record['name']}.")


def _inferred(record: Document, says: str) -> str:
    """What the record says, and what of it the article doesn't state."""
    if record["basis"] == "stated":
        return says
    if record["inferred"] == "date":
        return f"{says} (Its date is partly inferred.)"
    return f"{says} (Partly inferred. {record['inference']})"


def _place(citations: list[Document]) -> str:
    """Where it is said, and what one needs to understand it: `…; see also paragraph 21`."""
    first = citations[0]
    also = {one["paragraph"] for one in citations} - {first["paragraph"]}
    others = [f"the {sentence_in_words(one)}" for one in citations if _beside(one, first)]
    further = [*dict.fromkeys(others), *([paragraphs_in_words(also)] if also else [])]
    place = place_in_words(first)
    return f"{place}; see also {' and '.join(further)}" if further else place


def _beside(one: Document, first: Document) -> bool:
    """Whether a citation is in another sentence of the same paragraph."""
    sentences = range(
        first["sentence"] or 0, (first["last_sentence"] or first["sentence"] or 0) + 1
    )
    same = one["paragraph"] == first["paragraph"]
    return same and bool(first["sentence"]) and one["sentence"] not in sentences


def _text_fragment(snapshot: Snapshot, record: Document) -> str | None:
    """The text fragment of the quotation that the record is or restates, or None."""
    if "speakers" in record:
        return text_fragment(record["text"])
    if record.get("kind") != "quotation":
        return None
    return text_fragment(_record(snapshot, QUOTES, record["record"]["id"])["text"])
