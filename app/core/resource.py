"""A resource, declared once, and the records of it that articles share.

A shared record is made from what all articles say of it and from the new dataset's rows. However
many articles name it, it lists a limited number of things, in the order of articles, and says how
many there are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from app.core.collection import Collection
from app.core.records import AnyRecord, CitedRecord, Record
from app.core.rendering import Entry, LinkRow, Links, NamedValues, Rendering, Shared, links_of
from app.core.schema import (
    HOW_KNOWN,
    LISTED_AS,
    Document,
    Name,
    Reference,
    encoded,
    name_key,
    refers,
)
from app.core.terms import LISTED

FIRST = 20
"""How many of the articles that name a record it lists and cites: the first ones."""

STATING = 3
"""How many of the articles that state an office it cites for it."""

SAID = 100
"""How many distinct things of one kind a record shows."""


class Joined(NamedTuple):
    """A shared record as it is stored: its row, its links and its search entry."""

    row: NamedValues
    links: list[LinkRow]
    entry: Entry


@dataclass
class SharedRecord:
    """One shared record; `run` queries the new dataset.

    `urls` has the beginning of each kind's paths. `first` is what the first articles say of it, as
    `Rendering.mentions` has it, with the `article`. `values` are what articles say, each with what
    the first article that says it has. `offices` are those that articles state, as JSON without
    how they are known, each with the first articles that state it.
    """

    id: str
    resource: "Resource"
    shared: Shared
    run: Callable[[str, Sequence[Any]], list[Any]]
    urls: Mapping[str, str]
    first: list[Document] = field(default_factory=list)
    values: dict[str, dict[str, Document]] = field(default_factory=lambda: defaultdict(dict))
    offices: dict[str, tuple[Document, set[str]]] = field(default_factory=dict)

    @property
    def name(self) -> Name:
        """The record's name in other records."""
        return self.shared.names[self.id]

    @property
    def record(self) -> AnyRecord:
        """How the seed describes it."""
        return self.shared.records[self.id]

    def join(
        self,
        *,
        keywords: Iterable[str | None] = (),
        links: Links | None = None,
        shown: Mapping[str, object] | None = None,
        item: Mapping[str, object] | None = None,
        paths: Mapping[str, str] | None = None,
        text: str = "",
    ) -> Joined:
        """The record as it is stored.

        Its document has the fields of its schema: those `shown`, and the others from the seed's
        record. Its item also has the collection's lists, with `paths` to the whole of each. A
        filter finds the values in the document's field of its name, or those that `links` has.
        Search finds the record by its other names and its kind, besides `text` and `keywords`.
        """
        collection, kind, name = self.resource.collection, self.resource.kind, self.name.name
        made = {**self.name.reference, **self._how_known(), **(shown or {})}
        document: Document = {
            field_: made[field_] if field_ in made else self._described(field_, info.annotation)
            for field_, info in collection.shown.model_fields.items()
        }
        lists = {"articles": "article.about", **collection.lists}
        whole = {
            **document,
            "totals": {listed: self.total(link) for listed, link in lists.items()},
            "links": {**{one: self.listing(link) for one, link in lists.items()}, **(paths or {})},
            **(item or {}),
        }
        fields = collection.item.model_fields
        row = {
            "position": self.id,
            "id": self.id,
            "name": name,
            "name_key": name_key(name),
            "document": encoded(document),
            "item": encoded(
                {one: whole[one] if one in whole else self.references(lists[one]) for one in fields}
            ),
        }
        # Each article that names it has linked to it.
        found = links_of(collection, self.id, {**document, **(links or {}), "article": None})
        category = document.get("kind", "").replace("-", " ")
        words = [*keywords, category, *document.get("other_names", ()), self.resource.words]
        texts = (name, text, " ".join(filter(None, words)))
        entry = Entry(kind, self.id, self.id, None, *texts, document)
        return Joined(row, found, entry)

    def _described(self, name: str, annotation: object) -> object:
        value = getattr(self.record, name)
        return self.reference(value) if refers(annotation) else value

    def reference(self, id_: str | None) -> Document | None:
        """A reference to another shared record, if there is one."""
        return self.shared.names[id_].reference if id_ else None

    def title(self, id_: str | None) -> str:
        """The name of another shared record."""
        name = self.shared.names.get(id_ or "")
        return name.name if name else ""

    def add(self, said: Document) -> None:
        """Add what the next article says."""
        if len(self.first) < FIRST:
            self.first.append(said)
        for what, most in _VALUES.items():
            known = self.values[what]
            for value in said.get(what, ()):
                if len(known) < most:
                    known.setdefault(value, said)
        for office in said.get("offices", ()):
            same = {key: value for key, value in office.items() if key not in HOW_KNOWN}
            known, articles = self.offices.setdefault(encoded(same), (office, set()))
            if said["article"] in articles or len(articles) < STATING:
                articles.add(said["article"])
                if known is not office:
                    known["citations"] += office["citations"]

    def said(self, what: str) -> list[str]:
        """Distinct things that articles say about the record, in the order of first mention."""
        return list(self.values[what])

    def _how_known(self) -> Document:
        """The articles it is based on: the first ones, and those that first say what it shows."""
        inferences, parts = self.said("inferences"), self.said("parts")
        sayers = [said for values in self.values.values() for said in values.values()]
        cited = {said["article"]: said["citations"] for said in [*self.first, *sayers]}
        return {
            "article": self.first[0]["article"],
            "articles": [said["article"] for said in self.first],
            "basis": "inferred" if inferences else "stated",
            "inferred": parts[0] if len(parts) == 1 else "content" if parts else None,
            "inference": " ".join(inferences) or None,
            "citations": [one for article in sorted(cited) for one in cited[article]],
        }

    def found(self, link: str, *, last: bool = False) -> list[tuple[str, Document]]:
        """Names and documents of the first or `last` records that the filter `link` finds."""
        kind = link.partition(".")[0]
        rows = self.run(
            f"SELECT t.name, t.document FROM link AS l JOIN {kind} AS t "  # noqa: S608 - our names
            "ON t.position = l.position WHERE l.name = ? AND l.value = ? "
            f"ORDER BY l.position {'DESC' if last else ''} LIMIT ?",
            [link, self.id, LISTED],
        )
        found = [(name, orjson.loads(document)) for name, document in rows]
        return found[::-1] if last else found

    def references(self, link: str) -> list[Document]:
        """Light references to these records."""
        fields = LISTED_AS.get(link.partition(".")[0], Reference).model_fields
        return [
            {field: name if field == "name" else document[field] for field in fields}
            for name, document in self.found(link)
        ]

    def total(self, link: str) -> int:
        """How many records the filter `link` finds for this one."""
        sql = "SELECT count(*) FROM link WHERE name = ? AND value = ?"
        return int(self.run(sql, [link, self.id])[0][0])

    def listing(self, link: str) -> str:
        """The path of the list of all records that the filter `link` finds for this one."""
        kind, _, name = link.partition(".")
        name, _, match = name.partition("~")
        more = f"&match={match}" if match else ""
        return f"{self.urls[kind].removesuffix('/')}?{name}={self.id}{more}"


_VALUES = {
    "occupations": 1,
    **dict.fromkeys(("affiliations", "inferences", "parts", "countries", "statements"), SAID),
}
"""What articles say of a record, and how many different ones are kept."""


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

    @cached_property
    def collection(self) -> Collection:
        """The collection that references lead to."""
        return self.collections[-1]

    @cached_property
    def kind(self) -> str:
        return self.collection.kind

    def url(self, id_: str) -> str:
        """The path of the record of this id."""
        return f"/{self.collection.name}/{id_}"
