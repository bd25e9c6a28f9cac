"""Everything that drafting finds in a text, and how `draft --format json` shows it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from spacy.tokens import Doc

from app.drafting.candidates import Kind
from app.drafting.dates import DateMention, find_dates
from app.drafting.head import Head, read_head
from app.drafting.names import Name, Names
from app.drafting.numerals import Number
from app.drafting.pipeline import TextTooLong, parsed
from app.drafting.quantities import find_numbers
from app.drafting.quotations import Quotation, curled, read_marks
from app.drafting.speakers import Speakers, Voice

_BOUNDS = ("value", "lower", "lower_inclusive", "upper", "upper_inclusive")
_COUNTS = ("cardinal", "ordinal")


class UndraftableText(ValueError):
    """The text cannot be drafted: it is empty or too long."""


@dataclass(slots=True)
class Findings:
    """The findings in `text`; positions count its code points. `written` is the day of writing.

    `numbers` are counts; `asides` the other numbers: shares, ages, durations, places in a row.
    """

    text: str
    doc: Doc
    head: Head
    written: date | None
    quotations: list[tuple[Quotation, Voice]]
    doubtful_marks: list[int]
    names: list[Name]
    numbers: list[Number]
    asides: list[Number]
    dates: list[DateMention]
    parsed_names: Names
    speakers: Speakers

    def named(self, start: int, end: int) -> list[Name]:
        """The names that are mentioned from `start` to `end`."""
        return [n for n in self.names if any(start <= at < end for at, _ in n.mentions)]


def find(text: str, written: date | None = None) -> Findings:
    """Find quotations, names, numbers and dates in `text` (NFC, LF).

    `written` is the day of writing, if known; else it comes from the text's date line.
    Raises `UndraftableText`.
    """
    if not text.strip():
        raise UndraftableText("the text is empty")
    marks = read_marks(text)
    try:
        doc = parsed(curled(text, marks))
    except TextTooLong as error:
        raise UndraftableText(str(error)) from error
    names = Names(doc)
    dates = find_dates(doc, written)
    head = read_head(doc.text, names.found, dates)
    if written is None and head.date and len(head.date) == len("2030-06-05"):
        written = date.fromisoformat(head.date)
        dates = find_dates(doc, written)
    every = find_numbers(doc, [(one.start, one.end) for one in dates])
    numbers = _outside([one for one in every if one.kind in _COUNTS], names.found)
    asides = [one for one in every if one.kind not in _COUNTS]
    speakers = Speakers(doc, names, marks.quotations)
    voices = speakers.voices()
    found = _with_head(names.found, head, doc.text)
    return Findings(
        text, doc, head, written,
        list(zip(marks.quotations, voices, strict=True)), marks.doubtful, found, numbers, asides,
        dates, names, speakers,
    )  # fmt: skip


def _outside(numbers: list[Number], names: list[Name]) -> list[Number]:
    """The numbers that are not part of a name; a part of a number is not a name: US $5."""
    inside = {at: one for one in numbers for at in range(one.start, one.end)}
    for name in list(names):
        for start, end in list(name.mentions):
            around = inside.get(start)
            if around and end <= around.end and (start, end) != (around.start, around.end):
                name.mentions.remove((start, end))
        if not name.mentions:
            names.remove(name)
    named = {at for name in names for start, end in name.mentions for at in range(start, end)}
    return [one for one in numbers if not {one.start, one.end - 1} & named]


def _with_head(names: list[Name], head: Head, text: str) -> list[Name]:
    """The names, including those whose kind only the head shows."""
    in_head: list[tuple[Kind, tuple[int, int]]] = [("person", span) for span in head.writers]
    in_head += [("organisation", head.publisher)] if head.publisher else []
    in_head += [("place", head.place)] if head.place else []
    names = list(names)
    for kind, (start, end) in in_head:
        words = text[start:end].title() if kind == "place" else text[start:end]
        if any(n.kind == "country" and (start, end) in n.mentions for n in names):
            continue
        mention = {(start, end)}
        for other in list(names):
            inside = {m for m in other.mentions if start <= m[0] < end}
            if inside and (other.kind != kind or other.name != words):
                other.mentions = [m for m in other.mentions if m not in inside]
                if not other.mentions:
                    names.remove(other)
        known = next((n for n in names if n.kind == kind and _bare(n.name) == _bare(words)), None)
        for other in list(names):
            if known is None and other.name == words and other.kind not in ("person", kind):
                other.kind, known = kind, other  # what the text calls so is what its head calls so
        if known is None:
            names.append(
                Name(kind, words, [*mention], sort="publisher" if kind == "organisation" else "")
            )
        elif (start, end) not in known.mentions:
            known.mentions = sorted([*known.mentions, *mention])
    return sorted(names, key=lambda one: one.mentions[0])


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ")


def as_json(file: str, found: Findings) -> dict[str, Any]:
    """What `draft --format json` prints of one text."""
    return {
        "file": file,
        "quotations": [
            {
                "start": q.start,
                "end": q.end,
                "source": v.source,
                "speakers": [n.name for n in v.speakers],
            }
            for q, v in found.quotations
        ],
        "names": [
            {"kind": n.kind, "name": n.name, "mentions": [list(m) for m in n.mentions]}
            for n in found.names
            if n.stated
        ],
        "numbers": [
            {
                "start": n.start,
                "end": n.end,
                "unit": n.unit or None,
                **{key: getattr(n, key) for key in _BOUNDS},
            }
            for n in sorted([*found.numbers, *found.asides], key=lambda n: n.start)
            if n.kind != "order"
        ],
        "dates": [{"start": d.start, "end": d.end, "edtf": d.best} for d in found.dates],
        "doubtful_marks": found.doubtful_marks,
    }
