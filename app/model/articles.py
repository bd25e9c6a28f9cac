"""Articles: the sources, described and never reproduced."""

from pydantic import Field
from sqlalchemy import Index
from sqlmodel import Field as Column

from app.model.base import (
    ArticleRow,
    BasisShown,
    Citation,
    Citations,
    CodePoints,
    Inference,
    Reference,
    Shown,
)


class Article(ArticleRow, table=True):
    """An article; `earliest` and `latest` bound the day it was published."""

    __table_args__ = (Index("ix_article_name_position", "name", "position"),)

    sha256: str = Column(sa_type=CodePoints)
    characters: int
    earliest: str | None = Column(default=None, sa_type=CodePoints)
    latest: str | None = Column(default=None, sa_type=CodePoints)


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
    date: str | None = Field(description="When it was published, as far as known: EDTF.")
    earliest: str | None
    latest: str | None
    sha256: str = Field(description="Of the whole text: UTF-8, NFC, LF line ends.")
    characters: int = Field(description="Length of that text in Unicode code points.")
    boilerplate: list[Boilerplate]
    holdings: Holdings
    basis: BasisShown
    inference: Inference
    citations: Citations
