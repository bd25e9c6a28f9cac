"""The text of an article, in the normal form that offsets and hashes refer to, and spans of it."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_MARKS = 30
"""More combining marks in a row than this are not text (UAX #15, stream-safe text format)."""

# Marks are all beyond this, and no character is more than two; the cheap search spares most texts
# the exact one.
_MARKS = re.compile(rf"[^\x00-\u02ff]{{{MAX_MARKS // 2 + 1},}}")


class UnreadableText(ValueError):
    """The bytes are not text in UTF-8."""


def normalise(raw: bytes) -> str:
    """Decode `raw` as UTF-8 (a byte order mark is dropped), in NFC, with LF line ends.

    Raises `UnreadableText` where the bytes are not UTF-8, and for more than 30 combining marks in
    a row, because the time to order them grows with the square of their number.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"not UTF-8: byte {error.start} ({raw[error.start]:#04x}) cannot be decoded"
        ) from error
    for found in _MARKS.finditer(text):
        in_a_row = 0
        for character in found[0]:
            marks = _marks(character)
            in_a_row = in_a_row + marks if marks else 0
            if in_a_row > MAX_MARKS:
                message = f"more than {MAX_MARKS} combining marks in a row, after character "
                raise UnreadableText(message + str(found.start()))
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _marks(character: str) -> int:
    """How many combining marks a character is once it is decomposed; none if it is a letter."""
    decomposed = unicodedata.normalize("NFD", character)
    return len(decomposed) if unicodedata.combining(decomposed[0]) else 0


def digest(text: str) -> str:
    """The sha256, in hexadecimal, of the UTF-8 bytes of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()


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


def spans_of(text: str, words: str) -> list[Span]:
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


CLOSERS = {"“": "”", "„": "“”", "«": "»", "「": "」", '"': '"'}
"""The double marks that close a quotation, by the one that opens it."""

_AROUND = CLOSERS | {"“": '”"', '"': '"”', "‘": "’", "'": "'", "‚": "‘’", "‹": "›", "『": "』"}
"""The same with single marks, and with double ones of two styles."""

# A » that opens comes first, or else the words between two quotations would be one.
_QUOTED = re.compile(r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|「[^「」]*」")
_PAIR = re.compile(
    r"(?:(?<=[\s(\[{—–‘'/-])|^)\"(?=[^\s\"])([^\"]*+(?<=[^\s(\[{]))\"(?=[\s.,;:!?)\]}—–’'/-]|\Z)"
)
_UNPAIRED = re.compile(r'(?<!\d)"')
"""A straight mark that is in no pair; after a digit, it means inches."""


def curled(text: str) -> str:
    """`text`, as long as before, with each clear pair of straight double marks as “ and ”.

    A line whose marks do not pair up, inches aside, stays as it is.
    """
    if '"' not in text:
        return text
    return "\n".join(_read(line) or line for line in text.split("\n"))


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """Where the words between double marks start and end, without spaces beside the marks.

    Straight marks count if they are a clear pair, and marks inside a quotation do not.
    """
    for found in _QUOTED.finditer(curled(text)):
        if words := found[0][1:-1].strip():
            start = text.index(words, found.start())
            yield start, start + len(words)


def in_marks(text: str, start: int, end: int) -> bool:
    """Whether quotation marks that may be a pair are around these words, single ones included.

    A paragraph of a longer quotation has none at its end, but the next one opens as it does.
    """
    before, after = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
    goes_on = before in CLOSERS and before == after and text[end] == "\n"
    return goes_on or (bool(after) and after in _AROUND.get(before, ""))


def unpaired(text: str) -> list[int]:
    """The lines, from 1, whose straight marks are no clear pairs of quotation marks."""
    lines = enumerate(text.split("\n"), start=1)
    return [number for number, line in lines if '"' in line and _read(line) is None]


def _read(line: str) -> str | None:
    """The line with its pairs curled; None if a straight mark is left, or pairs cross."""
    read = _PAIR.sub(r"“\1”", line)
    crossed = re.search(r"[“”]", line) and re.search(r"“[^”]*“|”[^“]*”", read)
    return None if crossed or _UNPAIRED.search(read) else read
