"""What stands behind all nouns: links, citations, the search index, and what was seeded."""

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field as Column
from sqlmodel import SQLModel

from app.core.schema import CodePoints

KEYED = {"sqlite_with_rowid": False}
"""SQLite keeps such a table once, in the order of its key, and not beside an index of it."""


class Link(SQLModel, table=True):
    """The record at `position` is found under `value` of the parameter `name` (`fact.about`).

    There is none of a value in `USUAL`, nor of what `app.queries.under` finds without.
    """

    __table_args__ = KEYED

    name: str = Column(primary_key=True, sa_type=CodePoints)
    value: str = Column(primary_key=True, sa_type=CodePoints)
    position: str = Column(primary_key=True, sa_type=CodePoints)


class Cited(SQLModel, table=True):
    """The cited spans of an article and the records they support, as `app.core.citations`."""

    article: str = Column(primary_key=True, sa_type=CodePoints)
    spans: str = Column(sa_type=CodePoints)


class Mention(SQLModel, table=True):
    """What one article says of a person, country, place or organisation, as JSON."""

    __table_args__ = KEYED

    article: str = Column(primary_key=True, sa_type=CodePoints)
    entity: str = Column(primary_key=True, sa_type=CodePoints)
    kind: str = Column(sa_type=CodePoints)
    body: str = Column(sa_type=CodePoints)


class SearchEntry(SQLModel, table=True):
    """A record as full-text search sees it.

    `words` are those of name and text, with the forms that they are found by, as
    `app.core.words.spelled` has them; `search_fts` indexes them.
    """

    __tablename__ = "search_entry"

    number: int = Column(primary_key=True, sa_type=BigInteger)
    kind: str = Column(sa_type=CodePoints)
    id: str = Column(sa_type=CodePoints)
    article: str | None = Column(default=None, sa_type=CodePoints)
    name: str = Column(sa_type=CodePoints)
    text: str = Column(sa_type=CodePoints)
    words: str = Column(sa_type=CodePoints)


class Vocabulary(SQLModel, table=True):
    """Every form of a word that an entry is found by, once."""

    __table_args__ = KEYED

    word: str = Column(primary_key=True, sa_type=CodePoints)


class Tally(SQLModel, table=True):
    """How many links of a name and value there are, where they are more than `RARE`.

    With an empty value: how many records of the kind that `name` says.
    """

    __table_args__ = KEYED

    name: str = Column(primary_key=True, sa_type=CodePoints)
    value: str = Column(primary_key=True, sa_type=CodePoints)
    total: int


class Source(SQLModel, table=True):
    """A file of the seed, or one record (`people#id`) of a file that all articles share.

    `size` and `modified` (in ns, 0 if it cannot be relied on) save reading what has not changed.
    `documents` is the hash of an article's documents.
    """

    __table_args__ = KEYED

    file: str = Column(primary_key=True, sa_type=CodePoints)
    article: str | None = Column(default=None, sa_type=CodePoints)
    sha256: str = Column(sa_type=CodePoints)
    size: int = Column(default=0, sa_type=BigInteger)
    modified: int = Column(default=0, sa_type=BigInteger)
    facts: int = 0
    citations: int = 0
    documents: str = Column(default="", sa_type=CodePoints)


class Filed(SQLModel, table=True):
    """What the records of an article but its facts are found under: JSON, to take them away by."""

    article: str = Column(primary_key=True, sa_type=CodePoints)
    links: bytes = Column(sa_type=LargeBinary)


class Dataset(SQLModel, table=True):
    """What is in the database: one row.

    `version` is the hash of every document, made of `documents`, a sum of hashes that can be
    taken from and added to; `code` is the hash of the code that made them. `citations` counts
    cited spans, each once.
    """

    id: int = Column(primary_key=True)
    version: str = Column(sa_type=CodePoints)
    documents: str = Column(sa_type=CodePoints)
    code: str = Column(sa_type=CodePoints)
    articles: int
    facts: int
    citations: int
