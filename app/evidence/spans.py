"""A span: a part of an article's text, identified by position and hash, not by its words."""

from dataclasses import dataclass

from app.evidence.text import digest


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A W3C Web Annotation `TextPositionSelector` with the hash of what it selects.

    `start` (included) and `end` (excluded) count Unicode code points of the normalised text;
    `paragraph` is the line, from 1; `sha256` is that of the span's UTF-8 bytes, in hexadecimal.
    """

    start: int
    end: int
    paragraph: int
    sha256: str

    def matches(self, text: str) -> bool:
        """Whether `text` has the same words at the same place."""
        return (
            0 <= self.start < self.end <= len(text)
            and digest(text[self.start : self.end]) == self.sha256
            and paragraph_at(text, self.start) == self.paragraph
        )


def paragraph_at(text: str, position: int) -> int:
    """The number, from 1, of the line that holds `position`."""
    return text.count("\n", 0, position) + 1


def span_at(text: str, start: int, end: int) -> Span:
    """The span of `text` from `start` to `end`."""
    return Span(start, end, paragraph_at(text, start), digest(text[start:end]))


def find(text: str, words: str) -> list[Span]:
    """Every span of `text` that reads `words`, in order, overlaps included."""
    spans: list[Span] = []
    start = text.find(words) if words else -1
    sha256, paragraph, counted = digest(words), 1, 0
    while start >= 0:
        # Count on from the last one: a text may have many thousands.
        paragraph += text.count("\n", counted, start)
        counted = start
        spans.append(Span(start, start + len(words), paragraph, sha256))
        start = text.find(words, start + 1)
    return spans
