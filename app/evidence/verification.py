"""Hold cited spans against a copy of the text they were taken from."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.evidence.spans import Span, paragraph_at
from app.evidence.text import digest


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A span that the copy does not bear out, and in which way."""

    record: str
    span: Span
    reason: str


def mismatches(text: str, cited: Iterable[tuple[str, Span]]) -> list[Mismatch]:
    """The citations, given as (record, span), that `text` does not bear out, in their order."""
    return [
        Mismatch(record, span, _reason(text, span))
        for record, span in cited
        if not span.matches(text)
    ]


def _reason(text: str, span: Span) -> str:
    if span.end > len(text):
        return f"the text ends at character {len(text)}"
    if digest(text[span.start : span.end]) != span.sha256:
        return "the words differ"
    return f"the words stand in paragraph {paragraph_at(text, span.start)}"
