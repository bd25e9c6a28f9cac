"""Quotes: verbatim, with the voice they belong to."""

from typing import Self

from pydantic import Field, model_validator

from app.evidence.text import digest
from app.model.terms import CountryCode, Form, Slug, Source
from app.seeding.linking import unusual
from app.seeding.records import AGENTS, ANYTHING, CitedRecord, Words
from app.seeding.rendering import Rendering

_NAMED = {"person": 1, "joint": 2}


class QuoteRecord(CitedRecord):
    """`[[quote]]`: `text` is what stands between the quotation marks; its span is cited first."""

    REFERENCES = {
        "speakers": frozenset({"person"}),
        "said_to": AGENTS,
        "event": frozenset({"event"}),
        "about": ANYTHING,
    }

    id: Slug
    text: str = Field(min_length=1, max_length=5000)
    form: Form
    source: Source
    speakers: list[Slug] = []
    attributed_to: Words | None = None
    said_to: Slug | None = None
    event: Slug | None = None
    about: list[Slug | CountryCode] = []
    statement: Words

    @model_validator(mode="after")
    def _has_a_voice(self) -> Self:
        named = _NAMED.get(self.source)
        if named and (len(self.speakers) < named or self.attributed_to):
            message = (
                f'source = "{self.source}" takes {named} speaker(s) or more and no attributed_to'
            )
            raise ValueError(message)
        if not named and (self.speakers or not self.attributed_to):
            message = f'source = "{self.source}" takes attributed_to and no speakers'
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _is_verbatim(self) -> Self:
        if digest(self.text) != self.citations[0].sha256:
            message = "text is not what the first citation points at, to the letter"
            raise ValueError(message)
        return self


def render(record: QuoteRecord, into: Rendering) -> None:
    """Add the quotation, and the fact that it was said."""
    quote = into.names[record.id]
    standing = into.standing(record)
    shown = {
        "id": record.id,
        "url": quote.url,
        "text": record.text,
        "form": record.form,
        "source": record.source,
        "speakers": into.references(record.speakers),
        "attributed_to": record.attributed_to,
        "said_to": into.maybe(record.said_to),
        "reported_by": into.byline,
        "event": into.maybe(record.event),
        "about": into.references(record.about),
        "statement": record.statement,
        "article": into.article,
    }
    into.add(
        "quote",
        shown,
        standing,
        f"{standing.place} {record.id}",
        record.text,
        [
            *unusual("quote.form", record.form),
            *unusual("quote.source", record.source),
            *[("quote.speaker", id_) for id_ in record.speakers],
            ("quote.said_to", record.said_to),
            ("quote.event", record.event),
            *[("quote.about", id_) for id_ in record.about],
        ],
    )
    into.cite(quote.url, standing)
    into.find_by("quote", record.id, record.text, record.statement)
    into.fact(
        f"quote-{record.id}",
        record.statement,
        "quotation",
        standing,
        about=filter(None, [*record.speakers, *record.about, record.event]),
        record=quote,
    )
