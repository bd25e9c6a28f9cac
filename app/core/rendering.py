"""Render the records of one article: rows, links, citations, search entries and mentions.

Documents are made from plain dictionaries whose keys stand in the order of the schema, which a test
compares: to build each model first would take most of a seeding's time. What stands in many
documents, as references do, is encoded once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.core.documents import Document, Name, encoded, name_of
from app.core.records import CitationRecord, CitedRecord, Record
from app.core.terms import LISTED, UNNAMED, Certainty, DerivedKind, FactKind, Voice

Values = tuple[Any, ...]
"""A row, in the order of its table's columns."""

Links = Iterable[tuple[str, str | None]]
"""Filters of a collection, each with a value that the record has; None stands for no value."""

_UNNAMED = {id_: name_of(id_, name, f"/facts?asserted_by={id_}") for id_, name in UNNAMED.items()}


@dataclass(frozen=True, slots=True)
class Shared:
    """The records that articles share, by id: as others name them, described, and their kind."""

    names: dict[str, Name]
    records: dict[str, Record]
    kinds: dict[str, str]

    def add(self, kind: str, record: Record, name: Name) -> None:
        """Add a record."""
        self.names[name.id], self.records[name.id], self.kinds[name.id] = name, record, kind

    def around(self, place: str) -> list[str]:
        """The places that a place is within, the nearest first, and at last its country."""
        found: list[str] = []
        country: str | None = self.described(place).country
        # Two places that name each other as what they are within end the chain.
        while (outer := self.described((found or [place])[-1]).within) and outer not in found:
            found.append(outer)
            country = country or self.described(outer).country
        return [*found, country] if country else found

    def described(self, id_: str) -> Any:  # noqa: ANN401 - each kind has a record class of its own
        """The record of this id."""
        return self.records[id_]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a record is known and where it stands.

    `shown` has the last fields of its document; `place` begins the positions of records that are
    in the order of the article.
    """

    basis: str
    shown: str
    place: str
    citations: list[CitationRecord]


@dataclass
class Rendering:
    """What one article adds to the dataset.

    `own` holds the names of the article and of its records. `rows` are by table, `links` are
    (name, value, position), `entries` are (kind, position, id, article, title, text, keywords).
    `spans` are the citations as (start, end, path of the record): (paragraph, sha256).
    `mentions` is what the article says of each shared record. `listing` are records whose items
    list others, from `related`: references by the id of the record that lists them, by name.
    `facts` are references to all facts.
    """

    article: str
    shared: Shared
    own: dict[str, Name]
    writers: list[str] = field(default_factory=list)
    rows: dict[str, list[Values]] = field(default_factory=lambda: defaultdict(list))
    links: list[tuple[str, str, str]] = field(default_factory=list)
    entries: list[Values] = field(default_factory=list)
    spans: dict[tuple[int, int, str], tuple[int, str]] = field(default_factory=dict)
    mentions: dict[str, Document] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    related: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    listing: list[tuple[str, int, Document, Standing, tuple[str, ...]]] = field(
        default_factory=list
    )

    def relate(self, name: str, shown: str, ids: Iterable[str]) -> None:
        """List a reference, as JSON, on the items of those records that are the article's own."""
        for id_ in dict.fromkeys(ids):
            if id_ in self.own:
                self.related.setdefault(id_, {}).setdefault(name, []).append(shown)

    def complete(self) -> None:
        """Add the item documents of events and quotes, when all that they list has been added."""
        for kind, row, shown, standing, names in self.listing:
            id_ = shown["id"]
            related = self.related.get(id_, {})
            lists = {name: related.get(name, []) for name in names}
            first = {
                name: orjson.Fragment(f"[{','.join(all_[:LISTED])}]")
                for name, all_ in lists.items()
            }
            totals = {name: len(all_) for name, all_ in lists.items()}
            links = {name: f"/{name}?about={id_}" for name in names}
            listed = orjson.dumps({**first, "totals": totals, "links": links}).decode()
            self.rows[kind][row] += (f"{document_of(shown, standing)[:-1]},{listed[1:]}",)

    def concerned(self, ids: Iterable[str | None]) -> list[str]:
        """The ids, each once, and for each place also the places and the country it is in."""
        found: dict[str, None] = {}
        for id_ in filter(None, ids):
            around = self.shared.around(id_) if self.shared.kinds.get(id_) == "place" else ()
            found |= dict.fromkeys((id_, *around))
        return list(found)

    def name(self, id_: str) -> Name:
        """The record of this id, as others name it."""
        return self.own.get(id_) or self.shared.names[id_]

    def names(self, *ids: str | None) -> str:
        """The names of some records, for search."""
        return " ".join(self.name(id_).name for id_ in dict.fromkeys(ids) if id_)

    def references(self, ids: Iterable[str]) -> list[orjson.Fragment]:
        """References to the records of these ids, once each, in order."""
        return [self.name(id_).fragment for id_ in dict.fromkeys(ids)]

    def reference(self, id_: str | None) -> orjson.Fragment | None:
        """A reference to the record of this id, if there is one."""
        return self.name(id_).fragment if id_ else None

    def asserter(self, asserted_by: str | None) -> Name:
        """Who asserts it: the article unless somebody else is named."""
        return _UNNAMED.get(asserted_by or "") or self.name(asserted_by or self.article)

    def citations(self, citations: Iterable[CitationRecord]) -> str:
        """Citations as they are shown."""
        article = self.article
        shown = [
            f'{{"article":"{article}","paragraph":{c.paragraph},"sentence":{c.sentence or "null"},'
            f'"last_sentence":{c.last_sentence or "null"},'
            f'"start":{c.start},"end":{c.end},"sha256":"{c.sha256}"}}'
            for c in citations
        ]
        return f"[{','.join(shown)}]"

    def standing(self, record: CitedRecord) -> Standing:
        """How `record` is known and where it stands."""
        basis, citations = record.basis, record.citations
        shown = (
            f'"basis":"{basis}","inference":{encoded(record.inference)},'
            f'"citations":{self.citations(citations)}'
        )
        return Standing(basis, shown, f"{self.article} {citations[0].start:07d}", citations)

    def add(
        self,
        kind: str,
        shown: Document,
        standing: Standing,
        position: str,
        name: str,
        links: Links,
        columns: Values = (),
        lists: tuple[str, ...] = (),
    ) -> None:
        """Add one record: its row and links; `columns` are those of its table alone, in order.

        `lists` names what its item lists: facts and quotes about it.
        """
        if lists:
            self.listing.append((kind, len(self.rows[kind]), shown, standing, lists))
        self.link(kind, position, [*links, ("article", self.article)])
        document = document_of(shown, standing)
        self.rows[kind].append((position, shown["id"], name, document, self.article, *columns))

    def link(self, kind: str, position: str, links: Links) -> None:
        """Add links of the record at `position`."""
        for name, value in dict.fromkeys(links):
            if value is not None:
                self.links.append((f"{kind}.{name}", value, position))

    def cite(self, url: str, standing: Standing) -> None:
        """Add the citations of the record that is served at `url`."""
        for c in standing.citations:
            self.spans[c.start, c.end, url] = (c.paragraph, c.sha256)

    def entry(self, kind: str, position: str, title: str, text: str, *keywords: str | None) -> None:
        """Make the record at `position` searchable; its id is the last word of its position."""
        id_ = position.rpartition(" ")[2]
        words = " ".join(filter(None, keywords))
        self.entries.append((kind, position, id_, self.article, title, text, words))

    def mention(self, kind: str, id_: str, record: CitedRecord, **said: Any) -> None:  # noqa: ANN401 - values of JSON
        """Add what the article says of a record that articles share."""
        known = self.mentions.get(id_)
        if known is None:
            self.link(kind, id_, [("article", self.article)])
            self.link("article", self.article, [("about", id_)])
            known = self.mentions[id_] = {"inferences": [], "citations": {}, **said}
        if record.inference and record.inference not in known["inferences"]:
            known["inferences"].append(record.inference)
        cited: dict[CitationRecord, None] = known["citations"]
        cited.update(dict.fromkeys(record.citations))

    def fact(
        self,
        id_: str,
        statement: str,
        kind: FactKind,
        standing: Standing,
        *,
        about: Iterable[str],
        asserted_by: str | None = None,
        voice: Voice = "report",
        certainty: Certainty = "certain",
        record: Name | None = None,
    ) -> None:
        """Add one fact; `record` is the structured record that it only restates."""
        asserter = self.asserter(asserted_by)
        ids = list(dict.fromkeys(about))
        concerned = [self.name(one) for one in ids]
        url = f"/facts/{id_}"
        # As text: there are as many facts as of all else together.
        document = (
            f'{{"id":"{id_}","url":"{url}","statement":{encoded(statement)},'
            f'"kind":"{kind}","voice":"{voice}","asserted_by":{asserter.shown},'
            f'"certainty":"{certainty}",'
            f'"about":[{",".join([one.shown for one in concerned])}],'
            f'"record":{record.shown if record else "null"},"article":"{self.article}",'
            f"{standing.shown}}}"
        )
        position = f"{standing.place} {id_}"
        self.links += [
            ("fact.kind", kind, position),
            ("fact.voice", voice, position),
            ("fact.asserted_by", asserter.id, position),
            ("fact.restates", "true" if record else "false", position),
            ("fact.certainty", certainty, position),
            ("fact.basis", standing.basis, position),
            ("fact.article", self.article, position),
            *[("fact.about", one, position) for one in self.concerned(ids)],
        ]
        shown = (
            f'{{"id":"{id_}","name":{encoded(statement)},"url":"{url}","kind":"{kind}",'
            f'"voice":"{voice}","asserted_by":{asserter.shown},"certainty":"{certainty}"}}'
        )
        self.relate("facts", shown, ids)
        self.facts[id_] = shown
        self.rows["fact"].append((position, id_, statement, document, self.article))
        self.cite(url, standing)
        if kind not in _FOUND_WITH_THEIR_RECORD:
            names = [one.name for one in concerned]
            # The article's title would match whatever its facts are about.
            name = asserter.name if asserter.id != self.article else None
            self.entry("fact", position, "", statement, "fact", kind, name, *names)


_FOUND_WITH_THEIR_RECORD: frozenset[DerivedKind] = frozenset(
    {"event", "quotation", "office", "observation"}
)
"""Facts that search finds as the record that rests on them."""


def document_of(shown: Document, standing: Standing) -> str:
    """The document of a cited record: what is `shown`, and at its end how that is known."""
    return f"{orjson.dumps(shown)[:-1].decode()},{standing.shown}}}"
