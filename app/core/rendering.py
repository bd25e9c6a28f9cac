"""Render the records of one article: rows, links, citations, search entries and mentions.

A document has the fields of its schema, each from the field of the record with the same name. It
is a plain dictionary: building each model first would take most of a seeding's time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

from pydantic import BaseModel

from app.core.collection import Collection
from app.core.records import AnyRecord, CitationRecord, CitedRecord, Record
from app.core.schema import Document, Name, encoded, name_key, refers
from app.core.terms import LISTED, UNNAMED

Values = tuple[Any, ...]
"""A row, in the order of its table's columns."""

NamedValues = dict[str, Any]
"""A row as values by column name."""

LinkRow = tuple[str, str, str]
"""The name of a link, its value, and the position of the record that it leads to."""

Links = Mapping[str, str | Iterable[str] | None]
"""Filters of a collection, each with the value or values of a record: of references, the ids."""

_UNNAMED = {id_: Name(id_, name, f"/facts?asserted_by={id_}") for id_, name in UNNAMED.items()}


@dataclass(frozen=True, slots=True)
class Shared:
    """The records that articles share, by id: their names, descriptions and kinds."""

    names: dict[str, Name]
    records: dict[str, AnyRecord]
    kinds: dict[str, str]

    def containing(self, place: str) -> list[str]:
        """The places that a place is within, the nearest first, and finally its country."""
        found: list[str] = []
        country: str | None = self.records[place].country
        # The chain also ends if two places are within each other.
        while (outer := self.records[(found or [place])[-1]].within) and outer not in found:
            found.append(outer)
            country = country or self.records[outer].country
        return [*found, country] if country else found


class Entry(NamedTuple):
    """A record as search finds it, with the document that its hit is made from."""

    kind: str
    position: str
    id: str
    article: str | None
    title: str
    text: str
    keywords: str
    document: Document


class Rendering:
    """What one article adds to the dataset.

    `article` is its id, `writers` its byline, `written` its date as EDTF, and `own` has the names
    of the article and of its records. `asserters` are the names of all who assert something, by
    id: of the article `the article (The Straits Times)`, as its title would read like a claim, and
    of the event of a joint statement the people who made it.
    `makers` are the people who made a statement jointly, by the event at which they did, or by the
    quotation. `rows` are by table, `spans` are rows of the citations' table. `mentions` is what the
    article says of each shared record. `with_lists` are rows whose items list others;
    `listed_on` has their references, by the id of the record that lists them and the list's name.
    `facts` are references to the article's facts, by id.
    """

    def __init__(self, source: AnyRecord, shared: Shared, own: dict[str, Name]) -> None:
        """Begin with the article's own record."""
        self.article: str = source.id
        self.writers: list[str] = source.byline
        self.written: str | None = source.date
        self.shared, self.own = shared, own
        where = f" ({self.name(source.publisher).name})" if source.publisher else ""
        called = Name(self.article, f"the article{where}", own[self.article].url)
        self.asserters = {**_UNNAMED, self.article: called}
        self.makers: dict[str, list[str]] = {}
        self.rows: dict[str, list[NamedValues]] = defaultdict(list)
        self.links: list[LinkRow] = []
        self.entries: list[Entry] = []
        self.spans: set[Values] = set()
        self.mentions: dict[str, Document] = {}
        self.facts: dict[str, Document] = {}
        self.listed_on: defaultdict[str, dict[str, list[Document]]]
        self.listed_on = defaultdict(lambda: defaultdict(list))
        self.with_lists: list[tuple[NamedValues, Iterable[str]]] = []

    def name(self, id_: str) -> Name:
        """The name of the record with this id in other records."""
        return self.own.get(id_) or self.shared.names[id_]

    def names(self, *ids: str | None) -> str:
        """The names of some records, for search."""
        return " ".join([self.name(id_).name for id_ in dict.fromkeys(ids) if id_])

    def references(self, ids: Iterable[str]) -> list[Document]:
        """References to the records of these ids, once each, in order."""
        return [self.name(id_).reference for id_ in dict.fromkeys(ids)]

    def reference(self, id_: str | None) -> Document | None:
        """A reference to the record of this id, if there is one."""
        return self.name(id_).reference if id_ else None

    def asserter(self, asserted_by: str | None) -> Name:
        """Who asserts it: the article, unless the record names somebody else.

        For a joint statement of people, those who made it; otherwise the event is named.
        """
        id_ = asserted_by or self.article
        if id_ not in self.asserters:
            known = self.name(id_)
            makers = [self.name(one).name for one in self.makers.get(id_, ())]
            jointly = ", jointly" if len(makers) > 1 else ""
            words = " and ".join(makers) + jointly or known.name
            self.asserters[id_] = Name(id_, words, known.url)
        return self.asserters[id_]

    def concerned(self, ids: Iterable[str | None]) -> list[str]:
        """The ids, each once, and for each place also the places and the country it is in."""
        found: dict[str, None] = {}
        for id_ in filter(None, ids):
            found[id_] = None
            if self.shared.kinds.get(id_) == "place":
                found |= dict.fromkeys(self.shared.containing(id_))
        return list(found)

    def cited(self, citations: Iterable[CitationRecord]) -> list[Document]:
        """Citations as they are served."""
        return [{"article": self.article, **vars(citation)} for citation in citations]

    def document(self, record: AnyRecord, shown: type[BaseModel], /, **made: object) -> Document:
        """The fields of `shown`: those `made`, and the others from the record's fields."""
        said, fields = vars(record), _fields(shown)
        if "voice" in fields and "voice" not in made:
            by, voice, certainty = record.assertion(self.writers)
            asserter = self.asserter(by).reference
            made |= {"voice": voice, "asserted_by": asserter, "certainty": certainty}
        return {
            name: made[name] if name in made else make(record, self) if make else said[name]
            for name, make in fields.items()
        }

    def position(self, record: CitedRecord, id_: str) -> str:
        """The position of a record in a collection that follows the order of the article."""
        return f"{self.article} {record.citations[0].start:07d} {id_}"

    def add(
        self,
        collection: Collection,
        record: CitedRecord,
        document: Document,
        *,
        position: str,
        name: str,
        links: Links | None = None,
        entry: tuple[str, str, Iterable[str | None]] | None = None,
        **columns: object,
    ) -> None:
        """Add the document of a record: its row, its links and its citations.

        A filter finds the values in the document's field of its name, or those that `links` has.
        Search finds it by the title, the text and the keywords in `entry`. `columns` are those
        that only its table has.
        """
        row: NamedValues = {
            "position": position,
            "id": document["id"],
            "name": name,
            "name_key": name_key(name),
            "document": encoded(document),
            "article": self.article,
            **columns,
        }
        self.rows[collection.kind].append(row)
        if collection.lists:
            self.with_lists.append((row, collection.lists))
        self.links += links_of(collection, position, {**document, **(links or {})})
        if entry:
            title, text, keywords = entry
            texts = (title, text, " ".join(filter(None, keywords)))
            shown = (row["id"], self.article, *texts, document)
            self.entries.append(Entry(collection.kind, position, *shown))
        if url := document.get("url"):
            self.cite(url, record.citations)

    def link(self, kind: str, position: str, links: Links) -> None:
        """Add links of the record at `position`, besides those of its document."""
        self.links += _links(kind, position, links.items())

    def cite(self, url: str, citations: Iterable[CitationRecord]) -> None:
        """Add citations of the record that is served at `url`."""
        self.spans |= {
            (self.article, c.start, c.end, url, c.paragraph, c.sha256) for c in citations
        }

    def mention(self, kind: str, id_: str, record: CitedRecord, **said: object) -> None:
        """Add what the article says about a shared record."""
        self.cite(self.name(id_).url, record.citations)
        known = self.mentions.get(id_)
        if known is None:
            self.link(kind, id_, {"article": self.article})
            self.link("article", self.article, {"about": id_})
            known = self.mentions[id_] = {"inferences": [], "parts": [], "citations": {}, **said}
        if record.inference:
            for name, one in (("inferences", record.inference), ("parts", record.inferred_part)):
                if one not in known[name]:
                    known[name].append(one)
        known["citations"] |= dict.fromkeys(record.citations)

    def relate(self, name: str, shown: Document, ids: Iterable[str]) -> None:
        """Add `shown` to the list `name` of the article's own records among `ids`."""
        for id_ in dict.fromkeys(ids):
            if id_ in self.own:
                self.listed_on[id_][name].append(shown)

    def complete(self) -> None:
        """Add the item documents of events and quotes, after everything that they list."""
        for row, names in self.with_lists:
            lists = {name: self.listed_on[row["id"]][name] for name in names}
            listed = {
                **{name: shown[:LISTED] for name, shown in lists.items()},
                "totals": {name: len(shown) for name, shown in lists.items()},
                "links": {name: f"/{name}?about={row['id']}" for name in names},
            }
            row["item"] = f"{row['document'][:-1]},{encoded(listed)[1:]}"


def links_of(collection: Collection, position: str, found: Links) -> list[LinkRow]:
    """The links of a record: the values that `found` has for the collection's filters."""
    return _links(collection.kind, position, [(n, found.get(n)) for n in collection.facets])


def _links(
    kind: str, position: str, found: Iterable[tuple[str, str | Iterable[str] | None]]
) -> list[LinkRow]:
    """Links of the record at `position`, each once."""
    return [
        (f"{kind}.{name}", value, position)
        for name, values in found
        for value in ([values] if isinstance(values, str) else dict.fromkeys(values or ()))
    ]


Maker = Callable[[Any, Rendering], object]
"""Makes a field of a document from a record."""

_MADE: dict[str, Maker] = {
    "url": lambda record, into: into.name(record.id).url,
    "name": lambda record, into: into.name(record.id).name,
    "article": lambda _, into: into.article,
    "inferred": lambda record, _: record.inferred_part,
    "citations": lambda record, into: into.cited(record.citations),
}
"""Fields that are made from more than the record's field of the same name."""


@cache
def _fields(shown: type[BaseModel]) -> dict[str, Maker | None]:
    """The fields of a document, each with what makes it, or None if the record's is copied."""
    return {
        name: _MADE.get(name) or (partial(_refer, name) if refers(info.annotation) else None)
        for name, info in shown.model_fields.items()
    }


def _refer(name: str, record: Record, into: Rendering) -> object:
    """The references to the records whose ids a field has."""
    ids = getattr(record, name)
    return into.references(ids) if isinstance(ids, list) else into.reference(ids)
