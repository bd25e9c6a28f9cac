"""Quotes: words in quotation marks, verbatim, with who said them."""

from collections.abc import Iterator
from typing import Annotated, Self, get_args

from pydantic import Field, model_validator
from sqlalchemy import Index
from sqlmodel import Field as Column

from app.core import records, schema
from app.core.collection import ARTICLE, Collection, Linked
from app.core.rendering import Rendering
from app.core.resource import Resource
from app.core.terms import UNNAMED, Certainty, Form, Hedge, Slug, Source
from app.evidence.text import digest
from app.resources.facts import add_fact


class Quote(schema.NamedRow, schema.ArticleRow, table=True):
    """A quotation."""

    __table_args__ = (Index("ix_quote_name_key_position", "name_key", "position"),)

    item: str = Column(sa_type=schema.CodePoints)


class QuoteShown(schema.CitedShown):
    """A quotation; the first citation is the quoted words themselves."""

    id: str
    url: str
    text: str = Field(
        description="Verbatim, without the outer quotation marks; it may end with a comma. To "
        "print it, use `display`."
    )
    display: str = Field(
        description="The words in quotation marks, without a comma at the end. Words of ours in "
        "square brackets come first if those of a `fragment` would mislead alone. Cite a "
        "fragment by its `statement`.",
        examples=["“main guest”"],
    )
    form: Form = Field(description="`direct`: a full utterance; `fragment`: a few words of one.")
    source: Source = Field(
        description="Who said it: `person`, several people jointly (`joint`), an "
        "`organisation`, a `document`, "
        "unnamed `observers` or `officials`, or the article's `writer`."
    )
    speakers: list[schema.Reference] = Field(
        description="Who said it; the writers of the article if `source` is `writer`; empty if the "
        "source is a document or unnamed."
    )
    attributed_to: str | None = Field(description="The source in words if there is no speaker.")
    said_to: schema.Reference | None = Field(
        description="Null where the article doesn't say to whom."
    )
    reported_by: list[schema.Reference] = Field(
        description="Who wrote the article that reports it."
    )
    event: schema.Reference | None
    about: schema.AboutShown
    statement: str = Field(
        description="Who said what, in our words. It contains the words of a `fragment`."
    )
    voice: schema.VoiceShown
    asserted_by: schema.AsserterShown
    certainty: Certainty = Field(
        description=f"{schema.CERTAINTY} For a quote: the weakest hedge in it."
    )


_NAMED = {"person": 1, "joint": 2, "organisation": 1}


class QuoteRecord(records.CitedRecord):
    """`[[quote]]`: `text` is between the quotation marks; its span is the first citation."""

    NAME = "statement"
    FACT = "quote-{id}"

    id: Slug
    text: records.Verbatim
    form: Form
    lead_in: records.Words | None = None
    source: Source
    speakers: list[Annotated[Slug, records.Refers("person", "organisation")]] = []
    attributed_to: records.Words | None = None
    said_to: Annotated[Slug, records.Refers(*records.AGENTS)] | None = None
    event: records.EventId | None = None
    about: list[records.AnyId] = []
    statement: records.Words
    certainty: Hedge = "certain"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        named = _NAMED.get(self.source)
        if named and (len({*self.speakers}) < named or self.attributed_to):
            raise ValueError(
                f'source = "{self.source}" needs {named} speaker(s) or more and no attributed_to'
            )
        if self.source == "writer" and self.speakers:
            raise ValueError('source = "writer" needs no speakers: the byline names the writers')
        if not named and self.source != "writer" and (self.speakers or not self.attributed_to):
            raise ValueError(f'source = "{self.source}" needs attributed_to and no speakers')
        if digest(self.text) != self.citations[0].sha256:
            raise ValueError("text is not exactly what the first citation points to")
        if self.form == "fragment" and self.words not in self.statement:
            raise ValueError("the statement does not contain the words of the fragment")
        if self.lead_in and self.form == "direct":
            raise ValueError("only a fragment needs a lead_in: a full quotation stands alone")
        return self

    def references(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """Each id that the record refers to; a speaker may be an organisation if `source` is."""
        speaker = "organisation" if self.source == "organisation" else "person"
        for field, id_, kinds in super().references():
            yield field, id_, frozenset({speaker}) if field == "speakers" else kinds

    @property
    def words(self) -> str:
        """The words without a comma at the end."""
        return self.text.rstrip(" ,;:–—")


def _asserter(record: QuoteRecord, by: list[str], into: Rendering) -> str:
    """Who asserts the quotation, as one id; `by` are those who said it, or made the document.

    Of several people or a document: the event if exactly they took part in it, or else the
    quotation, which stands for its speakers or its source in words.
    """
    if record.source in UNNAMED:
        return record.source
    if len(by) == 1 and record.source != "document":
        return by[0]
    stands = by and {*by} == {*into.makers.get(record.event or "", ())}
    return record.event if record.event and stands else record.id


def render(record: QuoteRecord, into: Rendering) -> None:
    """Add the quotation, and the fact that it was said."""
    quote = into.name(record.id)
    speakers = into.writers if record.source == "writer" else record.speakers
    by = into.makers.get(record.event or "", []) if record.source == "document" else speakers
    attributed_to = None if speakers else record.attributed_to or "the writer"
    into.makers[record.id] = speakers
    if attributed_to:
        into.asserters[record.id] = schema.Name(record.id, attributed_to, quote.url)
    about = [*record.about, record.event] if record.event else record.about
    document = into.document(
        record,
        QuoteShown,
        display=f"[{record.lead_in}] “{record.words}”" if record.lead_in else f"“{record.words}”",
        speakers=into.references(speakers),
        attributed_to=attributed_to,
        event=into.reference(record.event),
        reported_by=into.references(into.writers),
        voice="judgement" if record.source == "writer" else "reported_speech",
        asserted_by=into.asserter(_asserter(record, by, into)).reference,
        certainty="unhedged" if record.certainty == "certain" else record.certainty,
    )
    links = {
        "speaker": by,
        "said_to": record.said_to,
        "event": record.event,
        "about": into.concerned(about),
    }
    names = into.names(*speakers, record.said_to, record.event, *record.about)
    text = f"{document['display']} {record.statement}"
    into.add(
        QUOTES,
        record,
        document,
        position=into.position(record, record.id),
        name=record.statement,
        name_key=schema.name_key(record.words),
        links=links,
        entry=("", text, (RESOURCE.words, record.attributed_to, names)),
    )
    into.relate("quotes", quote.reference, about)
    add_fact(into, record, "quotation", document, [record.id, *about], restates=quote)


QUOTES = Collection(
    name="quotes",
    description="Every quotation, verbatim, with who said it, where, and about what.",
    table=Quote,
    shown=QuoteShown,
    lists={"facts": "fact.about"},
    parameters=(
        Linked(
            "speaker",
            "Words of these people, alone or jointly, or of these organisations. A document has "
            "no speaker. The words of a person include those of their joint statements.",
            "cui-hongjian",
            note="A document has no `speakers`. A person's quotes include joint statements.",
        ),
        Linked("form", "Full utterances or fragments.", "direct", choices=get_args(Form)),
        Linked(
            "source",
            "Who said it: a named person, several jointly, an organisation, a document, unnamed "
            "observers or officials, or the writer.",
            "person",
            choices=get_args(Source),
        ),
        Linked(
            "about",
            "Words about these people, countries, places (and what is within them), organisations "
            "or events, or said there.",
            "xi-jinping",
        ),
        Linked("event", "Words said at these events.", "xi-putin-joint-statement-2025"),
        Linked("said_to", "Words said to these people or organisations.", "the-straits-times"),
        ARTICLE,
    ),
    sorts={"position": "position", "id": "id", "text": "name_key"},
    order="in the order of the article",
    example="putin-on-xi-main-guest",
)

RESOURCE = Resource(
    collections=(QUOTES,), record=QuoteRecord, render=render, words="quote quotation said words"
)
