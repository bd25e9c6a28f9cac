"""A resource, declared once: everything that the code knows about one kind of record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.collection import Collection
from app.core.documents import Document
from app.core.records import AnyRecord, CitedRecord, Record
from app.core.rendering import Rendering
from app.core.shared_record import Joined, SharedRecord


def _mention(record: AnyRecord, into: Rendering) -> None:
    into.mention(into.shared.kinds[record.id], record.id, record)


@dataclass(frozen=True, kw_only=True, eq=False)
class Resource:
    """A kind of record: its collections, its seed records, and how they become documents.

    The last of `collections` is the one that references lead to; others are parts of it.
    `record` is its table in an article's file (`[[event]]`), and `render` adds what such a record
    says to the dataset. If articles share the records, `shared` is their table in a file of
    their own (`people.toml`), and `join` makes the document from what all articles say. `join` and
    `render` are only needed if an article says more about one than where it names it. `words`
    are the words that people search for when they mean the kind. `json_ld` makes a node of
    schema.org from a document; without it, `app.api.formats.jsonld` has to know the kind.
    """

    collections: tuple[Collection, ...]
    record: type[CitedRecord] | None = None
    render: Callable[[Any, Rendering], None] = _mention
    shared: type[Record] | None = None
    join: Callable[[SharedRecord], Joined] = SharedRecord.join
    words: str = ""
    json_ld: Callable[[Document], Document] | None = None

    @property
    def collection(self) -> Collection:
        """The collection that references lead to."""
        return self.collections[-1]

    @property
    def kind(self) -> str:
        """What one of its records is."""
        return self.collection.kind

    def url(self, id_: str) -> str:
        """The path of the record of this id."""
        return f"/{self.collection.name}/{id_}"
