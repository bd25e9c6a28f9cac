"""How to cite a fact or a quote."""

from typing import Any

import orjson
from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from app.api.answers import JSON, database, missing
from app.api.citation_strings import Source, as_bibtex, as_csl, as_text, text_fragment
from app.api.documenting import documented
from app.api.parameters import read
from app.api.problems import InvalidParameters, NotFound
from app.core.collection import Choice, Collection
from app.core.schema import Citation, Shown
from app.database.database import Database
from app.queries import finding
from app.resources.articles import ARTICLES, ArticleShown
from app.resources.facts import FACTS
from app.resources.organisations import ORGANISATIONS
from app.resources.quotes import QUOTES

router = APIRouter()

FORMATS = {
    "json": JSON,
    "text": "text/plain; charset=utf-8",
    "bibtex": "application/x-bibtex; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json",
}
FORMAT = Choice(
    "format",
    "`text`: one line; `bibtex`: an entry; `csl`: an item of CSL-JSON; `json`: all of these.",
    "bibtex",
    choices=tuple(FORMATS),
    default="json",
)


class CitationStrings(Shown):
    """The same citation in each form, from what is known of the article.

    The date on which you looked at the article is yours to add.
    """

    text: str = Field(description="One line.")
    bibtex: str = Field(description="A BibTeX entry.")
    csl: dict[str, Any] = Field(description="A CSL-JSON item.")
    text_fragment: str | None = Field(
        description="Append it to the article's address, and a browser goes to the words: the "
        "first and last of a quotation. Null for a fact that rests on no quotation, since the "
        "article's own words are not kept here.",
        examples=["#:~:text=my%20dear%20friend"],
    )


def _documented(collection: Collection) -> dict[str, Any]:
    described = documented(
        CitationStrings,
        NotFound,
        InvalidParameters,
        example=collection.example,
        parameters=[FORMAT],
    )
    forms = {"text/plain": {"type": "string"}, "application/x-bibtex": {"type": "string"}}
    forms["application/vnd.citationstyles.csl+json"] = {"type": "object"}
    content = {media_type: {"schema": schema} for media_type, schema in forms.items()}
    described["responses"][200]["content"] = content
    return described


@router.get("/facts/{id}/citation", summary="Cite a fact", tags=["Facts"], **_documented(FACTS))
async def cite_fact(request: Request) -> Response:
    """The place in the article that a fact comes from, as a citation to paste."""
    return await database(request).ask(_answer, request, FACTS)


@router.get("/quotes/{id}/citation", summary="Cite a quote", tags=["Quotes"], **_documented(QUOTES))
async def cite_quote(request: Request) -> Response:
    """The place in the article that a quotation stands at, as a citation to paste."""
    return await database(request).ask(_answer, request, QUOTES)


def _answer(request: Request, collection: Collection) -> Response:
    values = read(request.scope["query_string"], {FORMAT.name: FORMAT.read})
    id_ = request.path_params["id"]
    data = database(request)
    with data.snapshot():
        record = _record(data, collection, id_)
        if record is None:
            raise missing(request, collection, id_)
        source = _source(data, id_, record)
        fragment = _fragment(data, record)
    wanted = values.get(FORMAT.name, FORMAT.default)
    if wanted == "text":
        body = as_text(source).encode()
    elif wanted == "bibtex":
        body = as_bibtex(source).encode()
    elif wanted == "csl":
        body = orjson.dumps(as_csl(source))
    else:
        strings = CitationStrings(
            text=as_text(source),
            bibtex=as_bibtex(source),
            csl=as_csl(source),
            text_fragment=fragment,
        )
        body = strings.model_dump_json().encode()
    return Response(body, media_type=FORMATS[wanted])


def _record(data: Database, collection: Collection, id_: str) -> dict[str, Any] | None:
    document = finding.get(data, collection, id_)
    found: dict[str, Any] | None = orjson.loads(document) if document else None
    return found


def _source(data: Database, id_: str, record: dict[str, Any]) -> Source:
    article = ArticleShown.model_validate(_record(data, ARTICLES, record["article"]))
    publisher = article.publisher
    described = _record(data, ORGANISATIONS, publisher.id) if publisher else None
    return Source(
        key=id_,
        article=article,
        genre=described["kind"] if described else None,
        citations=[Citation.model_validate(citation) for citation in record["citations"]],
    )


def _fragment(data: Database, record: dict[str, Any]) -> str | None:
    """That of the quotation the record is or rests on, or None."""
    if "text" in record:
        return text_fragment(record["text"])
    if record["kind"] != "quotation":
        return None
    quotation = _record(data, QUOTES, record["record"]["id"])
    return text_fragment(quotation["text"]) if quotation else None
