"""Hold what is served against a reader's own copy of the article, of which nothing is kept."""

from email.message import Message
from typing import Any, Literal

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from pydantic import Field
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from app.api.answers import JSON, database, missing
from app.api.documenting import documented
from app.api.parameters import read
from app.api.problems import InvalidParameters, NotFound, TooLarge, UnreadableBody, UnsupportedMedia
from app.core.schema import Shown
from app.evidence.spans import Span
from app.evidence.text import UnreadableText, digest, normalise
from app.evidence.verification import mismatches
from app.queries import finding
from app.queries.cited import cited_spans
from app.resources.articles import ARTICLES

router = APIRouter(tags=["Articles"])

LONGEST = 1 << 20
"""So many bytes of text are read."""

# Two long texts at a time leave other questions their share of the processor.
_AT_ONCE = CapacityLimiter(2)


class CheckedCitation(Shown):
    """A cited span, and whether the text has its words there."""

    start: int
    end: int
    paragraph: int
    sha256: str
    result: Literal["matches", "differs", "moved", "ends"] = Field(
        description="`moved`: the same words stand elsewhere nearby; `ends`: the text is shorter."
    )
    moved: int = Field(description="By so many characters; 0 in the same place.")


class CheckedRecord(Shown):
    """A record, and whether the text bears out all that it cites."""

    record: str = Field(examples=["/facts/concession-sanctions-lifted"])
    matches: bool
    citations: list[CheckedCitation]


class Verification(Shown):
    """What a text bears out; the numbers are of citations."""

    article: str
    matches: bool = Field(description="Whether every citation does.")
    checked: int
    matched: int
    differing: int = Field(description="The words there are others, or the text ends before.")
    moved: int
    whole_text_matches: bool = Field(description="Whether the whole text is the article's.")
    records: list[CheckedRecord]


BODY = {
    "required": True,
    "description": "The article's text in UTF-8, at most 1 MB.",
    "content": {"text/plain": {"schema": {"type": "string", "maxLength": LONGEST}}},
}


@router.post(
    "/articles/{id}/verification",
    summary="Verify your copy of an article",
    **documented(
        Verification,
        NotFound,
        TooLarge,
        UnsupportedMedia,
        UnreadableBody,
        InvalidParameters,
        example=ARTICLES.example,
        body=BODY,
    ),
)
async def verify(request: Request) -> Response:
    """Send your own copy of the article; learn for each record whether its words stand there.

    Every cited span is compared by its hash. The text is neither kept nor logged.
    """
    read(request.scope["query_string"], {})
    id_ = request.path_params["id"]
    await database(request).ask(_article, request, id_)
    _refuse_other_types(request)
    raw = await _body(request)
    sha256, cited = await database(request).ask(_cited, request, id_)
    try:
        body = await to_thread.run_sync(_verified, id_, sha256, raw, cited, limiter=_AT_ONCE)
    except UnreadableText as error:
        raise UnreadableBody(str(error)) from error
    return Response(body, media_type=JSON, headers={"Cache-Control": "no-store"})


def _article(request: Request, id_: str) -> dict[str, Any]:
    """The article `id_`; raises `NotFound`."""
    document = finding.get(database(request), ARTICLES, id_)
    if document is None:
        raise missing(request, ARTICLES, id_)
    article: dict[str, Any] = orjson.loads(document)
    return article


def _cited(request: Request, id_: str) -> tuple[str, list[tuple[str, Span]]]:
    """The hash of the article's text, and what is cited of it."""
    data = database(request)
    with data.snapshot():
        return _article(request, id_)["sha256"], cited_spans(data, id_)


def _refuse_other_types(request: Request) -> None:
    sent = request.headers.get("content-type", "")
    header = Message()
    header["Content-Type"] = sent or "application/octet-stream"
    charset = str(header.get_param("charset", "utf-8")).lower()
    if header.get_content_type() != "text/plain" or charset not in {"utf-8", "utf8", "us-ascii"}:
        detail = f"{sent!r} is not text/plain in UTF-8; send the header Content-Type: text/plain"
        raise UnsupportedMedia(detail, {"Accept-Post": "text/plain"})
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("the text is compressed", {"Accept-Encoding": "identity"})


async def _body(request: Request) -> bytes:
    """The body; reading stops where it is too long, whatever Content-Length says."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told[:20]) > LONGEST:
        raise TooLarge(f"the text has {told[:20]} bytes; at most {LONGEST} are read", _CLOSE)
    parts = bytearray()
    try:
        async for part in request.stream():
            parts += part
            if len(parts) > LONGEST:
                raise TooLarge(f"the text has more than {LONGEST} bytes", _CLOSE)
    except ClientDisconnect as error:
        raise UnreadableBody("the text broke off") from error
    return bytes(parts)


_CLOSE = {"Connection": "close"}
"""What is left of a body that is not read cannot be told from the next request."""


def _verified(id_: str, sha256: str, raw: bytes, cited: list[tuple[str, Span]]) -> bytes:
    """The answer; raises `UnreadableText`. May take long: for a thread."""
    text = normalise(raw)
    wrong = {(one.record, one.span): one for one in mismatches(text, cited)}
    records: dict[str, list[CheckedCitation]] = {}
    for record, span in cited:
        mismatch = wrong.get((record, span))
        checked = CheckedCitation(
            start=span.start,
            end=span.end,
            paragraph=span.paragraph,
            sha256=span.sha256,
            result=mismatch.kind if mismatch else "matches",
            moved=mismatch.moved if mismatch else 0,
        )
        records.setdefault(record, []).append(checked)
    moved = sum(one.kind == "moved" for one in wrong.values())
    shown = Verification(
        article=id_,
        matches=not wrong,
        checked=len(cited),
        matched=len(cited) - len(wrong),
        differing=len(wrong) - moved,
        moved=moved,
        whole_text_matches=digest(text) == sha256,
        records=[
            CheckedRecord(
                record=record,
                matches=all(one.result == "matches" for one in citations),
                citations=citations,
            )
            for record, citations in records.items()
        ],
    )
    return shown.model_dump_json().encode()
