"""A record that articles share, made from what all of them say and from the new dataset's rows.

However many articles name a record, it lists a limited number of things, in the order of articles,
and says how many there are.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.core.collection import Collection
from app.core.documents import Document, Name, Reference
from app.core.records import AnyRecord
from app.core.rendering import Links, Shared, linked
from app.core.schema import refers
from app.core.terms import LISTED

FIRST = 20
"""How many of the articles that name a record it lists and cites: the first ones."""

STATING = 3
"""How many of the articles that state an office it cites for it."""

SAID = 100
"""How many distinct things of one kind a record shows."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What one article says about the record."""

    article: str
    said: Document


class Said:
    """Distinct values of one kind, each with the first mention that has it.

    Of more than `SAID` values, the first by value are kept.
    """

    def __init__(self) -> None:
        """Start without any."""
        self._first: dict[str, Mention] = {}

    def add(self, value: str, mention: Mention) -> None:
        """Add a value; mentions come in the order of articles."""
        if value not in self._first:
            self._first[value] = mention
            if len(self._first) > 10 * SAID:
                self._first = dict(sorted(self._first.items())[:SAID])

    def items(self, most: int = SAID) -> list[tuple[str, Mention]]:
        """The values and who says them first, in the order of articles."""
        kept = sorted(self._first.items(), key=lambda pair: pair[0])[:SAID]
        return sorted(kept, key=lambda pair: (pair[1].article, pair[0]))[:most]


@dataclass(slots=True)
class Office:
    """An office that some articles state; `articles` are the first that do."""

    place: tuple[str, int]
    shown: Document
    articles: set[str]


@dataclass
class SharedRecord:
    """One shared record; `run` queries the new dataset.

    `urls` has the beginning of each kind's paths.
    """

    id: str
    collection: Collection
    shared: Shared
    run: Callable[[str, Sequence[Any]], list[Any]]
    urls: Mapping[str, str]
    first: list[Mention] = field(default_factory=list)
    values: dict[str, Said] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    _sayers: dict[str, Mention] = field(default_factory=dict)

    @property
    def name(self) -> Name:
        """The record's name in other records."""
        return self.shared.names[self.id]

    @property
    def record(self) -> AnyRecord:
        """How the seed describes it."""
        return self.shared.described(self.id)

    def join(
        self,
        lists: Mapping[str, str],
        *,
        keywords: Iterable[str | None],
        links: Links | None = None,
        shown: Mapping[str, object] | None = None,
        item: Mapping[str, object] | None = None,
        text: str = "",
    ) -> "Joined":
        """The record as it is stored.

        Its document has the fields of its schema: those `shown`, and the others from the seed's
        record. Its item also lists what `lists` names, each by the filter that finds it. A filter
        finds the values in the document's field of its name, or those that `links` has.
        """
        model = self.collection.shown
        made = {**self.name.reference, **(shown or {}), **self.how_known()}
        document = {
            name: made[name] if name in made else self._described(name, field_.annotation)
            for name, field_ in model.model_fields.items()
        }
        whole = {
            **document,
            "totals": self.totals(**lists),
            "links": self.links(**lists),
            **(item or {}),
        }
        for name in self.collection.item.model_fields:
            if name not in whole:
                whole[name] = self.references(lists[name])
        found: Document = {**document, **(links or {})}
        return Joined(
            document,
            {name: whole[name] for name in self.collection.item.model_fields},
            {name: found.get(name) for name in linked(self.collection) if name != "article"},
            text,
            " ".join(filter(None, keywords)),
        )

    def _described(self, name: str, annotation: object) -> object:
        value = getattr(self.record, name)
        return self.reference(value) if refers(annotation) else value

    def reference(self, id_: str | None) -> Reference | None:
        """A reference to another shared record, if there is one."""
        return self.shared.names[id_].reference if id_ else None

    def title(self, id_: str | None) -> str:
        """The name of another shared record."""
        name = self.shared.names.get(id_ or "")
        return name.name if name else ""

    def add(self, mention: Mention) -> None:
        """Add what the next article says."""
        if len(self.first) < FIRST:
            self.first.append(mention)
        said = mention.said
        for inference in said["inferences"]:
            self._value("inference", inference, mention)
        for what in ("occupation", "affiliation"):
            if said.get(what):
                self._value(what, said[what], mention)
        for what in ("countries", "statements"):
            for value in said.get(what, ()):
                self._value(what, value, mention)
        for place, office in enumerate(said.get("offices", ())):
            self._office(office, (mention.article, place))

    def _value(self, what: str, value: str, mention: Mention) -> None:
        self.values.setdefault(what, Said()).add(value, mention)

    def _office(self, office: Document, place: tuple[str, int]) -> None:
        key = _fingerprint(office)
        known = self.offices.get(key)
        if known is None:
            self.offices[key] = Office(place, office, {place[0]})
            if len(self.offices) > 10 * SAID:
                self.offices = dict(sorted(self.offices.items(), key=_key)[:SAID])
        elif place[0] in known.articles or len(known.articles) < STATING:
            known.articles.add(place[0])
            known.shown["citations"] += office["citations"]

    def stated_offices(self) -> list[Document]:
        """Each office once, with the citations of the first articles that state it."""
        kept = [office for _, office in sorted(self.offices.items(), key=_key)[:SAID]]
        return [office.shown for office in sorted(kept, key=lambda one: one.place)]

    def said(self, what: str, most: int = SAID) -> list[str]:
        """Distinct things that articles say about the record, in the order of first mention."""
        told = self.values[what].items(most) if what in self.values else []
        self._sayers.update((mention.article, mention) for _, mention in told)
        return [value for value, _ in told]

    def how_known(self) -> Document:
        """The first articles that name the record, those that first said what it shows, and where.

        Call it last, after everything else that the record shows.
        """
        inferences = self.said("inference")
        cited = {mention.article: mention for mention in self.first} | self._sayers
        mentions = [cited[article] for article in sorted(cited)]
        # An article may have inferred it in several ways; keep their order.
        joined = " ".join(" ".join(mention.said["inferences"]) for mention in mentions)
        inferences.sort(key=joined.find)
        return {
            "article": self.first[0].article,
            "articles": [mention.article for mention in self.first],
            "basis": "inferred" if inferences else "stated",
            "inference": " ".join(inferences) or None,
            "citations": [one for mention in mentions for one in mention.said["citations"]],
        }

    def rows(self, columns: str, link: str) -> list[Any]:
        """Columns of the first records that have this one for the filter `link` (`fact.about`)."""
        kind = link.partition(".")[0]
        return self.run(
            f"SELECT {columns} FROM link AS l JOIN {kind} AS t "  # noqa: S608 - names of ours
            "ON t.position = l.position WHERE l.name = ? AND l.value = ? "
            "ORDER BY l.position LIMIT ?",
            [link, self.id, LISTED],
        )

    def documents(self, link: str) -> list[Document]:
        """The documents of these records."""
        return [orjson.loads(document) for (document,) in self.rows("t.document", link)]

    def references(self, link: str) -> list[Document]:
        """Light references to these records."""
        kind = link.partition(".")[0]
        if more := _ALSO_SHOWN.get(kind):
            return [_light(document, more) for document in self.documents(link)]
        url = self.urls[kind]
        return [
            {"id": id_, "name": name, "url": url + id_}
            for id_, name in self.rows("t.id, t.name", link)
        ]

    def total(self, link: str) -> int:
        """How many records have this one for the filter `link`."""
        sql = "SELECT count(*) FROM link WHERE name = ? AND value = ?"
        return int(self.run(sql, [link, self.id])[0][0])

    def totals(self, **links: str) -> dict[str, int]:
        """How many there are of each thing that an item lists."""
        counted = {"articles": "article.about", **links}
        return {name: self.total(link) for name, link in counted.items()}

    def links(self, **links: str) -> dict[str, str]:
        """The path of the full list of each thing that an item lists."""
        listed = {"articles": "article.about", **links}
        return {name: self.listing(link) for name, link in listed.items()}

    def listing(self, link: str) -> str:
        """The path of the list of all records that have this one for the filter `link`."""
        kind, _, name = link.partition(".")
        name, _, match = name.partition("~")
        more = f"&match={match}" if match else ""
        return f"{self.urls[kind].removesuffix('/')}?{name}={self.id}{more}"


@dataclass(frozen=True, slots=True)
class Joined:
    """A shared record as it is stored: `item` is its document with related records and links."""

    shown: Document
    item: Document
    links: Links
    text: str
    keywords: str


_ALSO_SHOWN = {
    "fact": ("kind", "voice", "asserted_by", "certainty", "basis"),
    "event": ("date", "status"),
}
"""What a reference to a record of these kinds has besides id, name and URL."""


def _light(document: Document, more: Iterable[str]) -> Document:
    name = document.get("statement") or document["name"]
    light = {"id": document["id"], "name": name, "url": document["url"]}
    return light | {field: document[field] for field in more}


def _fingerprint(office: Document) -> str:
    """What identifies an office, whichever article states it."""
    said = {key: value for key, value in office.items() if key not in _HOW_KNOWN}
    return hashlib.sha256(orjson.dumps(said)).hexdigest()[:32]


_HOW_KNOWN = frozenset({"basis", "inference", "citations"})


def _key(pair: tuple[str, Any]) -> str:
    return pair[0]
