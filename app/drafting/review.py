"""The review file: a text's sentences, and under each its drafted records, one per line.

A line is `MARK KIND [ID] | WORDS | KEY: VALUE | …`. The mark is `?` (undecided),
`+` (keep) or `-` (drop). Lines may be added, and words, ids and values changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.evidence.text import digest

SHARED = ("person", "organisation", "place", "country")
CITED = ("quote", "number", "event", "fact", "boilerplate")
KINDS = (*SHARED, *CITED)
_LINE = re.compile(
    rf"(?P<mark>[?+-]) *(?P<kind>{'|'.join(KINDS)})\b *(?P<id>[^|]*)(?:\|(?P<rest>.*))?"
)
_SENTENCE = re.compile(r"\[(?P<number>\d{1,9})\] (?P<text>.*)")
_KEY = re.compile(r" *(?P<key>[a-z_]+): *(?P<value>.*)")
_HEAD = re.compile(r"(?P<key>[a-z0-9_]+): *(?P<value>.*)")
_STAMP = re.compile(r"(?m)^draft: (?P<digest>[0-9a-f]{64})\n")

_HELP = """\
# {title}
# One line is one record. Change ? to + to keep it or to - to drop it. You may edit its words.
# by: ids of people or organisations, or: observers (WORDS), officials (WORDS), document (WORDS),
#     writer
# asserted_by: whose view or words it is: an id, observers, officials or writer
# number: 5  >5 (more than)  >=5 (at least)  <5  <=5  3..5
# Then: article-facts review THIS-FILE
"""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong at a line of a review (from 1; 0 for the whole), and under which sentence."""

    line: int
    sentence: int
    detail: str

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else "the review"
        return f"{line}{f', sentence {self.sentence}' if self.sentence else ''}: {self.detail}"


@dataclass(slots=True)
class Line:
    """One record of a review; `sentence` is the number of its sentence, from 1."""

    mark: str
    kind: str
    id: str
    words: str
    keys: dict[str, str] = field(default_factory=dict)
    sentence: int = 0
    number: int = 0

    def __str__(self) -> str:
        parts = [f"{self.mark} {self.kind} {self.id}".rstrip(), _plain(self.words)]
        parts += [f"{key}: {_plain(value)}" for key, value in self.keys.items() if value]
        return " | ".join(parts)

    @property
    def label(self) -> str:
        """What a fault calls the line: its id, or the first of its words."""
        return f"{self.kind} {self.id or self.words[:40]!r}"

    def list_of(self, key: str) -> list[str]:
        """The ids or numbers under a key, which have commas between them."""
        return [part.strip() for part in self.keys.get(key, "").split(",") if part.strip()]


@dataclass(slots=True)
class Review:
    """A whole review: `head` has the article's id, file, title, byline, publisher, date and cites.

    `notes` are remarks for the reviewer, by sentence; `faults` are lines that could not be read.
    `places` are the lines on which the keys of the head and the numbers of the sentences stand.
    """

    head: dict[str, str]
    lines: list[Line]
    faults: list[Problem] = field(default_factory=list)
    notes: dict[int, list[str]] = field(default_factory=dict)
    places: dict[str | int, int] = field(default_factory=dict)


def _plain(words: str) -> str:
    return " ".join(words.replace("|", "¦").split())


def written(review: Review, sentences: list[str]) -> Iterator[str]:
    """The lines of a review file; `sentences` are those of the text."""
    yield from _HELP.format(title=review.head.get("title", "")).splitlines()
    yield ""
    yield from (f"{key}: {value}" for key, value in review.head.items())
    yield ""
    yield from (str(line) for line in review.lines if not line.sentence)
    by_sentence: dict[int, list[Line]] = {}
    for line in review.lines:
        by_sentence.setdefault(line.sentence, []).append(line)
    for number, text in enumerate(sentences, start=1):
        yield ""
        yield f"[{number}] {_plain(text)}"
        yield from (f"# {note}" for note in review.notes.get(number, []))
        yield from (str(line) for line in by_sentence.get(number, []))


def stamped(content: str) -> str:
    """A draft with the hash of all its other lines, which tells whether anybody changed it."""
    return content.replace("\narticle: ", f"\ndraft: {digest(content)}\narticle: ", 1)


def untouched(content: str) -> bool:
    """Whether a review is as it was drafted."""
    stamp = _STAMP.search(content)
    return stamp is not None and stamp["digest"] == digest(_STAMP.sub("", content, count=1))


def read_review(content: str) -> Review:
    """Read a review file; `faults` lists the lines that cannot be read."""
    review = Review({}, [])
    sentence = 0
    for number, raw in enumerate(content.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if heading := _SENTENCE.fullmatch(line):
            sentence = int(heading["number"])
            review.places[sentence] = number
        elif match := _LINE.fullmatch(line):
            review.lines.append(_line(match, sentence, number))
        elif not sentence and (head := _HEAD.fullmatch(line)):
            review.head[head["key"]] = head["value"].strip()
            review.places[head["key"]] = number
        else:
            detail = f"write + or -, a kind ({', '.join(KINDS)}), and | before the words"
            review.faults.append(Problem(number, sentence, detail))
    return review


def _line(match: re.Match[str], sentence: int, number: int) -> Line:
    words, *rest = (match["rest"] or "").split("|")
    keys: dict[str, str] = {}
    for part in rest:
        if key := _KEY.fullmatch(part):
            keys[key["key"]] = key["value"].strip()
        else:
            words += f"|{part}"
    return Line(
        match["mark"], match["kind"], match["id"].strip(), words.strip(), keys, sentence, number
    )
