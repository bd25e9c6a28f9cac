"""The review file: a text's sentences, and under each its drafted records, one per line.

A line is `MARK KIND [ID] | WORDS | KEY: VALUE | …`. The mark is `?` (undecided),
`+` (keep) or `-` (drop). Lines may be added, and words, ids and values changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

SHARED = ("person", "organisation", "place", "country")
CITED = ("quote", "number", "event", "fact", "boilerplate")
KINDS = (*SHARED, *CITED)
_LINE = re.compile(
    rf"(?P<mark>[?+-]) *(?P<kind>{'|'.join(KINDS)})\b *(?P<id>[^|]*)(?:\|(?P<rest>.*))?"
)
_SENTENCE = re.compile(r"\[(?P<number>\d+)\] (?P<text>.*)")
_KEY = re.compile(r" *(?P<key>[a-z_]+): *(?P<value>.*)")
_HEAD = re.compile(r"(?P<key>[a-z0-9]+): *(?P<value>.*)")

_HELP = """\
# {title}
# One line is one record. Change ? to + to keep it or to - to drop it. You may edit its words.
# by: ids of people or organisations, or: observers (WORDS), officials (WORDS), document (WORDS),
#     writer
# number: 5  >5 (more than)  >=5 (at least)  <5  <=5  3..5
# Then: article-facts review THIS-FILE
"""


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

    def list_of(self, key: str) -> list[str]:
        """The ids or numbers under a key, which have commas between them."""
        return [part.strip() for part in self.keys.get(key, "").split(",") if part.strip()]


@dataclass(slots=True)
class Review:
    """A whole review: `head` has the article's id, file, title, byline, publisher, date and cites.

    `notes` are remarks for the reviewer, by sentence; `faults` are lines that could not be read.
    """

    head: dict[str, str]
    lines: list[Line]
    faults: list[str] = field(default_factory=list)
    notes: dict[int, list[str]] = field(default_factory=dict)


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
        elif match := _LINE.fullmatch(line):
            review.lines.append(_line(match, sentence, number))
        elif not sentence and (head := _HEAD.fullmatch(line)):
            review.head[head["key"]] = head["value"].strip()
        else:
            review.faults.append(
                f"line {number}: write + or -, a kind ({', '.join(KINDS)}), and | before the words"
            )
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
