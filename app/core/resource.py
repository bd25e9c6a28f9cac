"""A resource, declared once: everything that the code knows about one kind of record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.collection import Collection
from app.core.documents import Document
from app.core.records import AnyRecord, CitedRecord, Record
from app.core.rendering import Rendering
from app.core.shared_record import Joined, SharedRecord


@dataclass(frozen=True, kw_only=True, eq=False)
class Resource:
    """A kind of record: its collections, its seed records, and how they become documents.

    The last of `collections` is the one that references lead to; others are parts of it.
    `record` is its table in an article's file (`[[event]]`), and `render` adds what such a record
    says to the dataset. If articles share the records, `shared` is their table in a file of
    their own (`people.toml`), and `join` makes the document from what all articles say; `render`
    is only needed if an article says more about one than where it names it. `words`
    are the words that people search for when they mean the kind. `json_ld` makes a node of
    schema.org from a document; without it, `app.api.formats.jsonld` has to know the kind.
    """

    collections: tuple[Collection, ...]
    record: type[CitedRecord] | None = None
    render: Callable[[Any, Rendering], None] | None = None
    shared: type[Record] | None = None
    join: Callable[[SharedRecord], Joined] | None = None
    words: str = ""
    json_ld: Callable[[Document], Document] | None = None
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        """Name the kind after the table."""
        object.__setattr__(self, "kind", self.collections[-1].kind)

    @property
    def collection(self) -> Collection:
        """The collection that references lead to."""
        return self.collections[-1]

    def rendered(self, record: AnyRecord, into: Rendering) -> None:
        """Add a record of an article's file to the dataset."""
        if self.render:
            self.render(record, into)
        else:
            into.mention(self.kind, record.id, record)

    def joined(self, one: SharedRecord) -> Joined:
        """The document of a shared record."""
        if self.join is None:
            message = f"articles do not share {self.collection.name}"
            raise TypeError(message)
        return self.join(one)

    def url(self, id_: str) -> str:
        """The path of the record of this id."""
        return f"/{self.collection.name}/{id_}"
