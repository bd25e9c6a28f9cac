"""Render the records of one article: rows, links, citations, search entries and mentions.

A document has the fields of its schema, each from the field of the record with the same name. It
is a plain dictionary: building each model first would take most of a seeding's time. Parts of many
documents, such as references, are encoded once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, NamedTuple

import orjson
from pydantic import BaseModel

from app.core.collection import Collection, Linked
from app.core.records import AnyRecord, CitationRecord, CitedRecord, Record
from app.core.schema import HOW_KNOWN, Document, Name, encoded, name_key, name_of, refers
from app.core.terms import LISTED, UNNAMED

Values = tuple[Any, ...]
"""A row, in the order of its table's columns."""

NamedValues = dict[str, Any]
"""The same by the names of the columns."""

Links = Mapping[str, str | Iterable[str] | None]
"""Filters of a collection, each with the value or values of a record."""

_UNNAMED = {id_: name_of(id_, name, f"/facts?asserted_by={id_}") for id_, name in UNNAMED.items()}


@dataclass(frozen=True, slots=True)
class Shared:
    """The records that articles share, by id: their names, descriptions and kinds."""

    names: dict[str, Name]
    records: dict[str, Record]
    kinds: dict[str, str]

    def add(self, kind: str, record: Record, name: Name) -> None:
        """Add a record."""
        self.names[name.id], self.records[name.id], self.kinds[name.id] = name, record, kind

    def containing(self, place: str) -> list[str]:
        """The places that a place is within, the nearest first, and finally its country."""
        found: list[str] = []
        country: str | None = self.described(place).country
        # The chain also ends if two places are within each other.
        while (outer := self.described((found or [place])[-1]).within) and outer not in found:
            found.append(outer)
            country = country or self.described(outer).country
        return [*found, country] if country else found

    def described(self, id_: str) -> AnyRecord:
        """The record of this id."""
        return self.records[id_]


@dataclass(frozen=True, slots=True)
class Standing:
    """The basis, what is inferred, and the citations of a record.

    `shown` has the last fields of its document as JSON; `start` begins the positions of records
    that are in the order of the article.
    """

    basis: str
    inferred: str | None
    shown: str
    start: str
    citations: list[CitationRecord]


class Entry(NamedTuple):
    """A record as search finds it, with the document that its hit is made from."""

    kind: str
    position: str
    id: str
    article: str | None
    title: str
    text: str
    keywords: str
    document: str


@dataclass
class Rendering:
    """What one article adds to the dataset.

    `own` holds the names of the article and of its records. `written` is its date, as EDTF.
    `called` is what it is called where it asserts something, and `asserters` are the names of all
    who do, by the id of what names them.
    `makers` are the people who made a statement jointly, by the event at which they did. `rows`
    are by table, `links` are (name, value, position).
    `spans` are the citations as (start, end, path of the record): (paragraph, sha256).
    `mentions` is what the article says of each shared record. `listing` are rows whose items
    list others, from `related`: references by the id of the record that lists them, by name.
    `facts` are references to all facts.
    """

    article: str
    shared: Shared
    own: dict[str, Name]
    writers: list[str] = field(default_factory=list)
    written: str | None = None
    makers: dict[str, list[str]] = field(default_factory=dict)
    called: str = "the article"
    asserters: dict[str, Name] = field(default_factory=dict)
    rows: dict[str, list[NamedValues]] = field(default_factory=lambda: defaultdict(list))
    links: list[tuple[str, str, str]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    spans: dict[tuple[int, int, str], tuple[int, str]] = field(default_factory=dict)
    mentions: dict[str, Document] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    related: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    listing: list[tuple[NamedValues, Iterable[str]]] = field(default_factory=list)

    def name(self, id_: str) -> Name:
        """The name of the record with this id in other records."""
        return self.own.get(id_) or self.shared.names[id_]

    def names(self, *ids: str | None) -> str:
        """The names of some records, for search."""
        return " ".join([self.name(id_).name for id_ in dict.fromkeys(ids) if id_])

    def references(self, ids: Iterable[str]) -> list[orjson.Fragment]:
        """References to the records of these ids, once each, in order."""
        return [self.name(id_).fragment for id_ in dict.fromkeys(ids)]

    def reference(self, id_: str | None) -> orjson.Fragment | None:
        """A reference to the record of this id, if there is one."""
        return self.name(id_).fragment if id_ else None

    def asserter(self, asserted_by: str | None) -> Name:
        """Who asserts it: the article, unless the record names somebody else.

        The name is not the article's title, which is a claim itself, and not that of the event at
        which several made a statement, because an event asserts nothing.
        """
        id_ = asserted_by or self.article
        if id_ not in self.asserters:
            known = _UNNAMED.get(id_) or self.name(id_)
            makers = " and ".join([self.name(one).name for one in self.makers.get(id_, ())])
            words = f"{makers}, jointly" if makers else known.name
            words = self.called if id_ == self.article else words
            self.asserters[id_] = name_of(id_, words, known.url)
        return self.asserters[id_]

    def concerned(self, ids: Iterable[str | None]) -> list[str]:
        """The ids, each once, and for each place also the places and the country it is in."""
        found: dict[str, None] = {}
        for id_ in filter(None, ids):
            found[id_] = None
            if self.shared.kinds.get(id_) == "place":
                found |= dict.fromkeys(self.shared.containing(id_))
        return list(found)

    def citations(self, citations: Iterable[CitationRecord]) -> str:
        """Citations as JSON."""
        article = self.article
        shown = [
            f'{{"article":"{article}","paragraph":{c.paragraph},"sentence":{c.sentence or "null"},'
            f'"last_sentence":{c.last_sentence or "null"},'
            f'"start":{c.start},"end":{c.end},"sha256":"{c.sha256}"}}'
            for c in citations
        ]
        return f"[{','.join(shown)}]"

    def standing(self, record: CitedRecord) -> Standing:
        """The basis, inference and citations of `record`."""
        basis, inferred, citations = record.basis, record.inferred_part, record.citations
        shown = (
            f'"basis":"{basis}","inferred":{encoded(inferred)},"inference":{encoded(record.inference)},'
            f'"citations":{self.citations(citations)}'
        )
        return Standing(
            basis, inferred, shown, f"{self.article} {citations[0].start:07d}", citations
        )

    def document(self, record: Record, shown: type[BaseModel], **made: object) -> Document:
        """The fields of `shown`: those `made`, and the others from the record's of the same names.

        Its basis, inference and citations are not among them; see `document_of`.
        """
        said = vars(record)
        return {
            name: made[name] if name in made else make(record, self) if make else said[name]
            for name, make in _fields(shown)
        }

    def add(
        self,
        collection: Collection,
        document: Document,
        standing: Standing,
        *,
        position: str,
        name: str,
        links: Links | None = None,
        **columns: object,
    ) -> None:
        """Add one record: its row, its links and its citations.

        A filter finds the values in the document's field of its name, or those that `links` has.
        `columns` are those that only its table has.
        """
        row: NamedValues = {
            "position": position,
            "id": document["id"],
            "name": name,
            "document": document_of(document, standing),
            "article": self.article,
            **columns,
        }
        if hasattr(collection.table, "name_key") and "name_key" not in columns:
            row["name_key"] = name_key(name)
        self.rows[collection.kind].append(row)
        if collection.lists:
            self.listing.append((row, collection.lists))
        known = {"basis": standing.basis, "inferred": standing.inferred}
        given = {**document, **known, **(links or {})}
        found = {name: given.get(name) for name in linked(collection)}
        self.link(collection.kind, position, found)
        if url := document.get("url"):
            self.cite(url, standing.citations)

    def link(self, kind: str, position: str, links: Links) -> None:
        """Add links of the record at `position`."""
        self.links += links_of(kind, position, links)

    def cite(self, url: str, citations: Iterable[CitationRecord]) -> None:
        """Add citations of the record that is served at `url`."""
        for c in citations:
            self.spans[c.start, c.end, url] = (c.paragraph, c.sha256)

    def entry(self, kind: str, position: str, title: str, text: str, *keywords: str | None) -> None:
        """Make the record searchable that was added last."""
        row = self.rows[kind][-1]
        words = " ".join(filter(None, keywords))
        self.entries.append(
            Entry(kind, position, row["id"], self.article, title, text, words, row["document"])
        )

    def mention(self, kind: str, id_: str, record: CitedRecord, **said: object) -> None:
        """Add what the article says about a shared record."""
        self.cite(self.name(id_).url, record.citations)
        known = self.mentions.get(id_)
        if known is None:
            self.link(kind, id_, {"article": self.article})
            self.link("article", self.article, {"about": id_})
            known = self.mentions[id_] = {"inferences": [], "parts": [], "citations": {}, **said}
        if record.inference and record.inference not in known["inferences"]:
            known["inferences"].append(record.inference)
            known["parts"].append(record.inferred_part)
        cited: dict[CitationRecord, None] = known["citations"]
        cited.update(dict.fromkeys(record.citations))

    def relate(self, name: str, shown: str, ids: Iterable[str]) -> None:
        """List a reference, as JSON, on the items of those records that are the article's own."""
        for id_ in dict.fromkeys(ids):
            if id_ in self.own:
                self.related.setdefault(id_, {}).setdefault(name, []).append(shown)

    def complete(self) -> None:
        """Add the item documents of events and quotes, after everything that they list."""
        for row, names in self.listing:
            related = self.related.get(row["id"], {})
            lists = {name: related.get(name, []) for name in names}
            listed = {
                **{
                    name: orjson.Fragment(f"[{','.join(shown[:LISTED])}]")
                    for name, shown in lists.items()
                },
                "totals": {name: len(shown) for name, shown in lists.items()},
                "links": {name: f"/{name}?about={row['id']}" for name in names},
            }
            row["item"] = f"{row['document'][:-1]},{orjson.dumps(listed)[1:].decode()}"


def links_of(kind: str, position: str, links: Links) -> list[tuple[str, str, str]]:
    """Links of the record at `position` as (name, value, position), each once."""
    found: list[tuple[str, str, str]] = []
    for name, value in links.items():
        if isinstance(value, str):
            found.append((f"{kind}.{name}", value, position))
        elif value:
            under = f"{kind}.{name}"
            found += [(under, one, position) for one in dict.fromkeys(value)]
    return found


@cache
def linked(collection: Collection) -> tuple[str, ...]:
    """The filters of a collection that look for an id or a word."""
    return tuple(one.name for one in collection.parameters if isinstance(one, Linked))


Maker = Callable[[Any, Rendering], object]
"""Makes a field of a document from a record."""

_MADE: dict[str, Maker] = {
    "url": lambda record, into: into.name(record.id).url,
    "name": lambda record, into: into.name(record.id).name,
    "article": lambda _, into: into.article,
    "voice": lambda record, into: record.assertion(into.writers).voice,
    "certainty": lambda record, into: record.assertion(into.writers).certainty,
    "asserted_by": lambda record, into: (
        into.asserter(record.assertion(into.writers).asserted_by).fragment
    ),
}
"""Fields that are made from more than the record's field of the same name."""


@cache
def _fields(shown: type[BaseModel]) -> tuple[tuple[str, Maker | None], ...]:
    """The fields of a document, each with what makes it, or None if the record's is copied."""
    return tuple(
        (name, _MADE.get(name) or (partial(_refer, name) if refers(info.annotation) else None))
        for name, info in shown.model_fields.items()
        if name not in HOW_KNOWN
    )


def _refer(name: str, record: Record, into: Rendering) -> object:
    """The references to the records whose ids a field has."""
    ids = getattr(record, name)
    return into.references(ids) if isinstance(ids, list) else into.reference(ids)


def document_of(shown: Document, standing: Standing) -> str:
    """The document of a cited record: its `shown` fields, then basis, inference and citations."""
    return f"{orjson.dumps(shown)[:-1].decode()},{standing.shown}}}"
