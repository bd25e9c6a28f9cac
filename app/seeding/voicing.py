"""Draft quotes: each quotation of a text, with its voice where that is clear."""

from collections.abc import Iterator

from app.evidence.quotations import Quotation
from app.seeding.stubs import Stub, slug
from app.seeding.surveying import Survey

_SAID = {
    "person": "{who} said: “{words}”.",
    "joint": "{who} spoke together of “{words}”.",
    "observers": "Unnamed observers spoke of “{words}”.",
    "officials": "Officials, not named, spoke of “{words}”.",
    "document": "A document has the words “{words}”.",
    "writer": "The writer puts “{words}” in quotation marks.",
}
_UNNAMED = {"observers": "observers", "officials": "officials"} | {
    "document": "a document",
    "writer": "the writer",
}


def quotes(survey: Survey, text: str) -> Iterator[Stub]:
    """A stub for each quotation, its words as `text` has them; no voice where none is clear."""
    for quotation in survey.quotes:
        yield _quote(survey, quotation, text)


def _quote(survey: Survey, quotation: Quotation, text: str) -> Stub:
    voice = quotation.voice
    words = text[quotation.span.start : quotation.span.end]
    unclear = voice.source == "unknown"
    who = [survey.ids["person", speaker] for speaker in voice.speakers]
    names = " and ".join(voice.speakers)
    said = "" if unclear else _SAID[voice.source].format(who=names, words=words.strip(" ,.“”"))
    stem = slug(voice.speakers[0].split(" ")[-1] if voice.speakers else voice.source)
    stub: Stub = {"id": f"{survey.article}-{stem}", "text": words, "form": quotation.form}
    maybe = " or ".join(survey.ids.get(("person", name), name) for name in voice.maybe)
    note = f"whose words these are is not clear{f': {maybe}?' if maybe else ''}"
    stub |= {"#": note if unclear else None, "source": "" if unclear else voice.source}
    stub |= {"speakers": who, "attributed_to": None if who else _UNNAMED.get(voice.source)}
    said_to = survey.ids["organisation", voice.said_to] if voice.said_to else None
    about = [i for _, i in survey.about(quotation.span) if i not in who]
    cited = list(dict.fromkeys([quotation.span, *voice.cues]))
    stub |= {"said_to": said_to, "about": about, "statement": said}
    return stub | {"basis": "stated", "citations": cited}
