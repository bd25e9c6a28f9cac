"""Compare every citation of an article with a reader's own copy, which is not kept."""

from collections import Counter
from dataclasses import asdict
from typing import Literal

import orjson
from pydantic import Field

from app.api.http import Request, Response
from app.api.items import stored
from app.api.problems import UnreadableBody
from app.core.schema import Shown
from app.evidence.text import Span, UnreadableText, digest, normalise
from app.evidence.verification import invisible_differences, mismatches
from app.queries.find import cited_spans
from app.resources.articles import ARTICLES

Result = Literal["matches", "differs", "moved", "ends"]


class CheckedCitation(Shown):
    """A cited span, and whether the text has the same words there."""

    start: int
    end: int
    paragraph: int
    sha256: str
    result: Result = Field(
        description="`moved`: the same words are elsewhere; `ends`: the text is shorter and does "
        "not have that part of the article."
    )
    moved: int = Field(description="By how many characters; 0 in the same place.")


class CheckedRecord(Shown):
    """A record, and whether the text has all the words that it cites."""

    record: str
    matches: bool
    citations: list[CheckedCitation]


class InvisibleCharacter(Shown):
    """An invisible character in the text that makes citations differ."""

    code_point: str
    name: str
    count: int


class Verification(Shown):
    """How well a text matches; the numbers count citations."""

    article: str
    matches: bool = Field(description="Whether every citation matches.")
    checked: int
    matched: int
    differing: int = Field(description="The words there differ.")
    moved: int
    missing: int = Field(
        description="The text does not have that part of the article, or ends before it."
    )
    whole_text_matches: bool = Field(
        description="Whether the whole text is identical to the article's."
    )
    matched_without_invisible: int = Field(
        description="How many citations would match if the text had plain single spaces and no "
        "invisible characters. If this is more than `matched`, see `invisible`."
    )
    invisible: list[InvisibleCharacter] = Field(
        description="White space and invisible characters that make citations differ or move."
    )
    records: list[CheckedRecord]


def verification_response(request: Request) -> Response:
    """Compare the citations of the article `{id}` with the body; raises `UnreadableBody`."""
    id_ = request.path_params["id"]
    document = stored(request.snapshot, ARTICLES, id_)
    cited = cited_spans(request.snapshot, id_)
    try:
        text = normalise(request.body)
    except UnreadableText as error:
        raise UnreadableBody(str(error)) from error
    shown = _verified(id_, orjson.loads(document)["sha256"], text, cited)
    return Response(shown.model_dump_json().encode())


def _verified(id_: str, sha256: str, text: str, cited: list[tuple[str, Span]]) -> Verification:
    wrong = {(one.record, one.span): one for one in mismatches(text, cited)}
    kinds = Counter(one.kind for one in wrong.values())
    matched = len(cited) - len(wrong)
    better, invisible = invisible_differences(text, cited, matched) if wrong else (matched, [])
    records: dict[str, list[CheckedCitation]] = {}
    for record, span in cited:
        result: Result = "matches"
        if mismatch := wrong.get((record, span)):
            # The released values of `result` are all that clients expect.
            result = "ends" if mismatch.kind == "missing" else mismatch.kind
        moved = mismatch.moved if mismatch else 0
        checked = CheckedCitation(**asdict(span), result=result, moved=moved)
        records.setdefault(record, []).append(checked)
    return Verification(
        article=id_,
        matches=not wrong,
        checked=len(cited),
        matched=matched,
        differing=kinds["differs"],
        moved=kinds["moved"],
        missing=kinds["missing"],
        whole_text_matches=digest(text) == sha256,
        matched_without_invisible=better,
        invisible=[InvisibleCharacter(**asdict(one)) for one in invisible],
        records=[
            CheckedRecord(
                record=record, matches=all(one.result == "matches" for one in many), citations=many
            )
            for record, many in records.items()
        ],
    )
