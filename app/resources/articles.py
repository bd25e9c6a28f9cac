"""Articles: the sources, described and never reproduced."""

from typing import Annotated

import orjson
from pydantic import Field, StringConstraints
from sqlalchemy import Index
from sqlmodel import Field as Column

from app.core.collection import Collection, Linked, Related
from app.core.edtf import days, in_words, keys
from app.core.records import (
    CitationRecords,
    CitedRecord,
    EdtfText,
    Line,
    Record,
    Sha256,
    WebUrl,
    Words,
)
from app.core.rendering import Rendering, document_of
from app.core.resource import Resource
from app.core.schema import (
    BasisShown,
    Citation,
    Citations,
    CodePoints,
    DatedRow,
    DateInference,
    FactReference,
    Inference,
    Reference,
    Shown,
)
from app.core.terms import Slug


class Article(DatedRow, table=True):
    """An article; its date is the day it was published."""

    __table_args__ = (Index("ix_article_name_position", "name", "position"),)

    sha256: str = Column(sa_type=CodePoints)
    characters: int


class Boilerplate(Shown):
    """A part of the text that says nothing about the world, listed so that nothing is hidden."""

    name: str
    citations: list[Citation]


class Holdings(Shown):
    """How many records of each kind come from an article."""

    events: int
    quotes: int
    observations: int
    facts: int
    citations: int


class ArticleShown(Shown):
    """An article: what it is, and how to tell whether your copy is the same text."""

    id: str
    url: str
    title: str
    byline: list[Reference]
    publisher: Reference | None
    language: str = Field(description="BCP 47.", examples=["en"])
    source_url: str | None = Field(
        description="Where the article can be read, if known.",
        examples=["https://example.org/article"],
    )
    date: str | None = Field(description="When it was published, as far as known: EDTF.")
    date_inference: DateInference
    date_in_words: str = Field(examples=["9 or 10 May 2025"])
    earliest: str | None
    latest: str | None
    sha256: str = Field(description="Of the whole text: UTF-8, NFC, LF line ends.")
    characters: int = Field(description="Length of that text in Unicode code points.")
    lead: list[FactReference] = Field(description="The facts that carry the article, in order.")
    boilerplate: list[Boilerplate]
    holdings: Holdings
    basis: BasisShown
    inference: Inference
    citations: Citations


class ArticleRecord(CitedRecord):
    """`[article]`: the source, described."""

    REFERENCES = {
        "byline": frozenset({"person"}),
        "publisher": frozenset({"organisation"}),
    }

    id: Slug
    title: Line
    byline: list[Slug] = []
    publisher: Slug | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    url: WebUrl | None = None
    date: EdtfText | None = None
    date_inference: Line | None = None
    lead: list[Slug] = Field(default=[], max_length=7)
    sha256: Sha256
    characters: int = Field(ge=1, le=9_999_999)


class BoilerplateRecord(Record):
    """`[[boilerplate]]`: a part of the text that says nothing about the world."""

    name: Words
    citations: CitationRecords


def render(record: ArticleRecord, boilerplate: list[BoilerplateRecord], into: Rendering) -> None:
    """Add the article itself; it comes last, as it counts what was found in it."""
    earliest, latest = days(record.date)
    standing = into.standing(record)
    url = into.name(record.id).url
    into.cite(url, standing)
    found = into.rows
    shown = {
        "id": record.id,
        "url": url,
        "title": record.title,
        "byline": into.references(record.byline),
        "publisher": into.reference(record.publisher),
        "language": record.language,
        "source_url": record.url,
        "date": record.date,
        "date_inference": record.date_inference,
        "date_in_words": in_words(record.date),
        "earliest": earliest,
        "latest": latest,
        "sha256": record.sha256,
        "characters": record.characters,
        "lead": [orjson.Fragment(into.facts[id_]) for id_ in record.lead],
        "boilerplate": [
            {
                "name": part.name,
                "citations": orjson.Fragment(into.citations(part.citations)),
            }
            for part in boilerplate
        ],
        "holdings": {
            "events": len(found["event"]),
            "quotes": len(found["quote"]),
            "observations": len(found["observation"]),
            "facts": len(found["fact"]),
            "citations": len({span[:2] for span in into.spans}),
        },
    }
    into.link(
        "article",
        record.id,
        [
            *[("byline", id_) for id_ in record.byline],
            ("publisher", record.publisher),
            ("language", record.language),
        ],
    )
    columns = (*keys(record.date), record.sha256, record.characters)
    document = document_of(shown, standing)
    into.rows["article"].append((record.id, record.id, record.title, document, record.id, *columns))
    names = into.names(*record.byline, record.publisher)
    words = (names, in_words(record.date) if record.date else None, RESOURCE.words)
    into.entry("article", record.id, record.title, "", *words)


ARTICLES = Collection(
    name="articles",
    description="The sources: described, with the hash and length of their text, never the text.",
    table=Article,
    shown=ArticleShown,
    item=ArticleShown,
    parameters=(
        Linked("byline", "Articles by these people.", "yew-lun-tian"),
        Linked("publisher", "Articles published by these organisations.", "the-straits-times"),
        Linked(
            "about",
            "Articles that name these people, countries, places or organisations, or have "
            "numbers of these statistics.",
            "xi-jinping",
        ),
        Linked("language", "Articles in these languages (BCP 47).", "en"),
    ),
    sorts={"id": "position", "title": "name"},
    order="by id",
    example="xi-putin-victory-day-2025",
    includes={
        "byline": Related(("byline",)),
        "publisher": Related(("publisher",)),
    },
)

RESOURCE = Resource(collections=(ARTICLES,), words="article source author writer")
