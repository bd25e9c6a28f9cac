"""The tables behind all resources: links, tallies, citations, the search index."""

from sqlalchemy import Index
from sqlmodel import Field as Column
from sqlmodel import SQLModel

from app.core.schema import CodePoints

KEYED = {"sqlite_with_rowid": False}
"""SQLite stores such a table once, in the order of its key, without a separate index."""


class Link(SQLModel, table=True):
    """The record at `position` has `value` for the filter `name`, such as `fact.about`.

    Every value of every `Linked` filter of every record has its row, except ids.
    """

    __table_args__ = KEYED

    name: str = Column(primary_key=True, sa_type=CodePoints)
    value: str = Column(primary_key=True, sa_type=CodePoints)
    position: str = Column(primary_key=True, sa_type=CodePoints)


class Tally(SQLModel, table=True):
    """How many links of a name and value there are.

    With the name of a kind and an empty value: how many records of the kind there are.
    """

    __table_args__ = KEYED

    name: str = Column(primary_key=True, sa_type=CodePoints)
    value: str = Column(primary_key=True, sa_type=CodePoints)
    total: int


class CitedSpan(SQLModel, table=True):
    """A span of an article, and the path of a record that cites it."""

    __tablename__ = "citation"
    __table_args__ = KEYED

    article: str = Column(primary_key=True, sa_type=CodePoints)
    start: int = Column(primary_key=True)
    end: int = Column(primary_key=True)
    url: str = Column(primary_key=True, sa_type=CodePoints)
    paragraph: int
    sha256: str = Column(sa_type=CodePoints)


class SearchEntry(SQLModel, table=True):
    """A record as search finds it, numbered from 1 by kind and position.

    `title` and `text` are shown in hits; `keywords` are only searched. `hit` is what a
    hit shows of the record, as JSON.
    """

    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_entry_kind", "kind"),)

    number: int = Column(primary_key=True)
    kind: str = Column(sa_type=CodePoints)
    id: str = Column(sa_type=CodePoints)
    article: str | None = Column(default=None, sa_type=CodePoints)
    title: str = Column(sa_type=CodePoints)
    text: str = Column(sa_type=CodePoints)
    keywords: str = Column(sa_type=CodePoints)
    hit: str = Column(sa_type=CodePoints)


class Vocabulary(SQLModel, table=True):
    """A word of the search index, the term it is indexed as, and how many entries have it."""

    __table_args__ = (Index("ix_vocabulary_term", "term"), KEYED)

    word: str = Column(primary_key=True, sa_type=CodePoints)
    term: str = Column(sa_type=CodePoints)
    entries: int


class DatasetRow(SQLModel, table=True):
    """What the database contains: one row, written last.

    `version` is the hash of all documents; `fingerprint` that of the seed's files and of the code
    that rendered them. `citations` counts cited spans, each once. `seeded` is a time in UTC.
    """

    __tablename__ = "dataset"

    version: str = Column(primary_key=True, sa_type=CodePoints)
    fingerprint: str = Column(sa_type=CodePoints)
    articles: int
    facts: int
    citations: int
    seeded: str = Column(sa_type=CodePoints)
    complete: bool
