"""What stands behind all nouns: links, citations, the search index, and what was seeded."""

from sqlalchemy import Text
from sqlmodel import Field as Column
from sqlmodel import SQLModel


class Link(SQLModel, table=True):
    """The record at `position` is found under `value` of the parameter `name` (`fact.about`)."""

    name: str = Column(primary_key=True, sa_type=Text)
    value: str = Column(primary_key=True, sa_type=Text)
    position: str = Column(primary_key=True, sa_type=Text)


class CitationRow(SQLModel, table=True):
    """A cited span, and the path of the record that it supports."""

    __tablename__ = "citation"

    article: str = Column(primary_key=True, sa_type=Text)
    start: int = Column(primary_key=True)
    end: int = Column(primary_key=True)
    record: str = Column(primary_key=True, sa_type=Text)
    paragraph: int
    sha256: str = Column(sa_type=Text)


class Mention(SQLModel, table=True):
    """What one article says of a person, country, place or organisation, as JSON."""

    entity: str = Column(primary_key=True, sa_type=Text)
    article: str = Column(primary_key=True, sa_type=Text)
    kind: str = Column(sa_type=Text)
    body: str = Column(sa_type=Text)


class SearchEntry(SQLModel, table=True):
    """A record as full-text search sees it; `tokens` are folded words and their stems."""

    __tablename__ = "search_entry"

    number: int | None = Column(default=None, primary_key=True)
    kind: str = Column(sa_type=Text)
    id: str = Column(sa_type=Text)
    article: str | None = Column(default=None, index=True, sa_type=Text)
    name: str = Column(sa_type=Text)
    text: str = Column(sa_type=Text)
    tokens: str = Column(sa_type=Text)


class Dataset(SQLModel, table=True):
    """What is in the database: one row.

    `version` is the hash of every document; `source` that of the seed and the code that read it.
    """

    id: int = Column(primary_key=True)
    version: str = Column(sa_type=Text)
    source: str = Column(sa_type=Text)
