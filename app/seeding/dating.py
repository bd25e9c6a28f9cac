"""Draft events: one for each date that a text gives for something that took or takes place."""

import re
from collections.abc import Iterator

from app.core.edtf import days
from app.evidence.clauses import is_apart, is_future
from app.evidence.dates import DateMention
from app.evidence.reckoning import reckoned
from app.evidence.spans import Span
from app.seeding.stubs import Stub
from app.seeding.surveying import Survey

_BARE = re.compile(r"\d{4}|\d{3}X")
_RELATIVE = re.compile(r"(?:this|last|next) (?:year|month|week)", re.IGNORECASE)
_GAP = len(" at the town of ")
"""So few characters between a place and a date leave room for little but a preposition."""


def events(survey: Survey) -> Iterator[Stub]:
    """A stub for each date, but for those that only measure or belong to a number."""
    for mention in survey.dates:
        if not (_measures(survey, mention) or _counts(survey, mention)):
            yield _event(survey, mention)


def _measures(survey: Survey, mention: DateMention) -> bool:
    sentence = survey.sentence(mention.span)
    bare = bool(_BARE.fullmatch(mention.pattern))
    return bare and is_apart(survey.text, mention.span.start, (sentence.start, sentence.end))


def _counts(survey: Survey, mention: DateMention) -> bool:
    """Whether "last year" stands in the clause of a number, whose period it is."""
    low, high = survey.clause(mention.span)
    return bool(_RELATIVE.fullmatch(survey.words(mention.span))) and any(
        low <= figure.span.start < high for figure in survey.figures
    )


def _event(survey: Survey, mention: DateMention) -> Stub:
    low, high = survey.clause(mention.span)
    sentence = survey.sentence(mention.span)
    future = is_future(survey.text[low:high])
    stub: Stub = {"id": "", "name": "", "summary": "", "kind": "", "date": mention.edtf}
    guess = suggested(survey, mention, future=future)
    stub["#"] = None if mention.edtf else f'“{survey.words(mention.span)}”: date = "{guess}"?'
    stub["place"] = _place(survey, mention, low, high)
    stub["status"] = _status(survey, mention.edtf or guess, future=future)
    stub["about"] = [i for kind, i in survey.about(sentence) if kind != "place"]
    return stub | {"basis": "stated", "citations": [sentence]}


def suggested(survey: Survey, mention: DateMention, *, future: bool) -> str:
    """The date that is likely meant, or its form where nothing tells when the text was written."""
    words = survey.words(mention.span)
    guess = None
    if survey.written:
        guess = reckoned(words, mention.pattern, survey.written, future=future)
    return guess or mention.pattern or "YYYY"


def _status(survey: Survey, said: str, *, future: bool) -> str:
    """Before the text's own date it occurred and after it is expected, whatever the words."""
    if survey.written and "YYYY" not in said:
        first, last = days(said)
        today = survey.written.isoformat()
        if last and last < today:
            return "occurred"
        if first and first > today:
            return "expected"
    return "expected" if future else "occurred"


def _place(survey: Survey, mention: DateMention, low: int, high: int) -> str | None:
    """The place in the clause that stands next to the date."""
    date = mention.span
    near = [
        (min(abs(date.start - where.span.end), abs(where.span.start - date.end)), entry.name)
        for entry, where in survey.within(Span(low, high, 0, ""))
        if entry.kind == "place"
    ]
    gap, name = min(near, default=(_GAP, ""))
    return survey.ids["place", name] if gap < _GAP else None
