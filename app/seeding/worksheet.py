"""The worksheet of a draft: each sentence of the text once, with all that was drafted from it."""

from collections.abc import Iterator

from app.evidence.sentences import sentences
from app.evidence.spans import Span
from app.seeding.stubs import Draft, Stub


def worksheet(drafted: Draft, text: str) -> Iterator[str]:
    """The lines of the worksheet, an empty one after each sentence; cited words in [ and ]."""
    entries = [
        (stub["citations"][0], f"  {table} {stub.get('id') or stub['name']}{_detail(stub)}")
        for table, stubs in drafted.records.items()
        for stub in stubs
    ]
    entries += [(span, f"  note: {note}") for span, note in drafted.notes]
    for sentence in sentences(text):
        here = [
            (span, line)
            for span, line in entries
            if span.start < sentence.end and sentence.start <= span.start
        ]
        cited = [span for span, _ in here if span != sentence]
        yield f"paragraph {sentence.paragraph}: {_marked(text, sentence, cited)}"
        yield from (line for _, line in here)
        yield ""


def _marked(text: str, sentence: Span, cited: list[Span]) -> str:
    """The sentence, with brackets around what is cited of it."""
    words = ""
    at = sentence.start
    for span in sorted(set(cited), key=lambda one: (one.start, -one.end)):
        if span.start >= at and span.end <= sentence.end:
            words += f"{text[at : span.start]}[{text[span.start : span.end]}]"
            at = span.end
    return words + text[at : sentence.end]


def _detail(stub: Stub) -> str:
    """What was drafted that the sentence has to bear out: date, number, speaker, note."""
    bounds = [
        f"{words} {stub[key]}{'' if stub[f'{key}_inclusive'] else ' (excluded)'}"
        for key, words in (("lower", "from"), ("upper", "to"))
        if stub.get(key) is not None
    ]
    value = stub.get("value")
    parts = [
        str(stub.get("date") or ""),
        "" if value is None else str(value),
        *bounds,
        f"period {stub['period']}" if stub.get("period") else "",
        *str(stub.get("#") or "").split("\n"),
        stub.get("status", ""),
        " ".join([stub.get("source", ""), *stub.get("speakers", [])]),
        stub.get("occupation") or "",
    ]
    told = ", ".join(filter(None, parts))
    return f": {told}" if told else ""
