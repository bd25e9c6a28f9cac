"""Articles: the sources, described and never reproduced."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from sqlalchemy import Index
from sqlmodel import Field as Column

from app.core import records, schema
from app.core.collection import Collection, Linked
from app.core.edtf import days, in_words, keys
from app.core.rendering import Rendering
from app.core.resource import Resource
from app.core.terms import Slug


class Article(schema.NamedRow, schema.DatedRow, table=True):
    """An article; its date is when it was published, or only when it was written."""

    __table_args__ = (Index("ix_article_name_key_position", "name_key", "position"),)

    sha256: str = Column(sa_type=schema.CodePoints)
    characters: int


class Boilerplate(schema.Shown):
    """A part of the text without facts, listed so that nothing is hidden."""

    name: str
    citations: list[schema.Citation]


class Holdings(schema.Shown):
    """How many records of each kind come from an article; some facts restate other records."""

    events: int
    quotes: int
    observations: int
    facts: int
    citations: int = Field(description="Cited passages, each counted once.")


class ArticleShown(schema.Shown):
    """An article: what it is, and how to check whether your copy has the same text."""

    id: str
    url: str
    title: str
    byline: list[schema.Reference]
    publisher: schema.Reference | None
    language: str = Field(description="BCP 47.", examples=["en"])
    source_url: str | None = Field(
        description="Where the article can be read, if known.",
        examples=["https://example.org/article"],
    )
    date: str | None = Field(
        description="EDTF, as far as known; `date_of` says what kind of date it is."
    )
    date_of: Literal["publication", "writing"] = Field(
        description="`writing` if only the date of writing is known, not the date of publication."
    )
    date_inference: schema.DateInference
    date_in_words: str = Field(examples=["9 or 10 May 2025"])
    earliest: str | None
    latest: str | None
    sha256: str = Field(description="Of the whole text in UTF-8, NFC, with LF line ends.")
    characters: int = Field(description="Length of that text in Unicode code points.")
    lead: list[schema.FactReference] = Field(
        description="The article's main statements, in order. This service chose them; some may "
        "be judgements."
    )
    boilerplate: list[Boilerplate]
    holdings: Holdings
    basis: schema.BasisShown
    inferred: schema.InferredShown
    inference: schema.Inference
    citations: schema.Citations


class ArticleRecord(records.CitedRecord):
    """`[article]`: the source, described."""

    id: Slug
    title: records.Line
    byline: list[records.PersonId] = []
    publisher: records.OrganisationId | None = None
    language: Annotated[
        str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=100)
    ]
    url: records.WebUrl | None = None
    date: records.EdtfText | None = None
    date_of: Literal["publication", "writing"] = "publication"
    date_inference: records.Line | None = None
    lead: list[Slug] = Field(default=[], max_length=7)
    sha256: records.Sha256
    characters: int = Field(ge=1, le=records.LONGEST_ARTICLE)


class BoilerplateRecord(records.Record):
    """`[[boilerplate]]`: a part of the text without facts."""

    name: records.Words
    citations: records.CitationRecords


def render(record: ArticleRecord, boilerplate: list[BoilerplateRecord], into: Rendering) -> None:
    """Add the article itself; it comes last because it counts its records."""
    earliest, latest = days(record.date)
    into.cite(into.name(record.id).url, record.citations)
    holdings = {name: len(into.rows[name.removesuffix("s")]) for name in Holdings.model_fields}
    document = into.document(
        record,
        ArticleShown,
        source_url=record.url,
        date_in_words=in_words(record.date),
        earliest=earliest,
        latest=latest,
        lead=[into.facts[id_] for id_ in record.lead],
        boilerplate=[
            {"name": part.name, "citations": into.cited(part.citations)} for part in boilerplate
        ],
        holdings={**holdings, "citations": len({span[:3] for span in into.spans})},
    )
    names = into.names(*record.byline, record.publisher)
    words = (names, in_words(record.date) if record.date else None, RESOURCE.words)
    into.add(
        ARTICLES,
        record,
        document,
        position=record.id,
        name=record.title,
        links={"byline": record.byline, "publisher": record.publisher},
        entry=(record.title, "", words),
        sha256=record.sha256,
        characters=record.characters,
        **keys(record.date)._asdict(),
    )


ARTICLES = Collection(
    name="articles",
    description="The sources, with the hash and length of their text, but without the text.",
    table=Article,
    shown=ArticleShown,
    parameters=(
        Linked("byline", "Articles by these people.", "yew-lun-tian"),
        Linked("publisher", "Articles published by these organisations.", "the-straits-times"),
        Linked(
            "about",
            "Articles that name these people, countries, places or organisations, or give "
            "numbers for these statistics.",
            "xi-jinping",
        ),
        Linked("language", "Articles in these languages (BCP 47).", "en"),
    ),
    sorts={"id": "position", "title": "name_key"},
    example="xi-putin-victory-day-2025",
)

RESOURCE = Resource(collections=(ARTICLES,), words="article source author writer")
