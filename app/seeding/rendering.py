"""Render the records of one article: for each its row, links, citations and search entry.

Documents are made from plain dictionaries whose keys stand in the order of the shown models, which
a test holds them against: building each model first would take most of a seeding's time. What
stands in many of them, as references do, is encoded once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from app.model.terms import VOICES, Certainty, DerivedKind, FactKind
from app.queries.entries import entry_number
from app.seeding.linking import Named, Under, enter, under_fact
from app.seeding.records import CitationRecord, CitedRecord

PATHS = {
    "article": "/articles/",
    "person": "/people/",
    "country": "/countries/",
    "place": "/places/",
    "organisation": "/organisations/",
    "event": "/events/",
    "quote": "/quotes/",
    "statistic": "/statistics/",
    "fact": "/facts/",
}

Document = dict[str, Any]
Reference = dict[str, str]
Values = tuple[Any, ...]
Rows = dict[str, list[Values]]
"""Rows by table, as tuples in the order of its columns."""


def reference(kind: str, id_: str, name: str) -> Reference:
    """A light reference to a record of `kind`."""
    return {"id": id_, "name": name, "url": PATHS[kind] + id_}


def text_of(document: Document) -> str:
    """A document as it is stored and served."""
    return orjson.dumps(document).decode()


class Name(NamedTuple):
    """A record as others refer to it; `shown` is the whole reference as text."""

    id: str
    name: str
    url: str
    shown: str


def named(reference: Reference) -> Name:
    """The name that a light reference gives."""
    return Name(**reference, shown=text_of(reference))


_VOICES = {
    id_: named({"id": id_, "name": name, "url": f"/facts?asserted_by={id_}"})
    for id_, name in VOICES.items()
}


class Standing(NamedTuple):
    """How a record is known and where it stands: `shown` are the last fields of its document."""

    shown: str
    place: str
    spans: list[tuple[int, int, int, str]]


@dataclass
class Rendering:
    """What one article adds to the dataset.

    `names` holds every id that the article's records may refer to; `around` the places that each
    place is within; `links` what records are found under, those of articles before it as well;
    `filed` the same of its own records but facts; `cited_by` the paths of what cites a span;
    `numbers` what each kind's next search entry has for its number.
    """

    article: str
    names: Mapping[str, Name]
    around: Mapping[str, list[str]]
    byline: list[orjson.Fragment]
    links: Named
    rows: Rows = field(default_factory=lambda: defaultdict(list))
    filed: list[tuple[str, Under]] = field(default_factory=list)
    cited_by: dict[tuple[int, int, int, str], dict[str, None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    numbers: dict[str, int] = field(default_factory=dict)
    known: dict[int, Standing] = field(default_factory=dict)

    def references(self, ids: Iterable[str]) -> list[orjson.Fragment]:
        """The records of these ids, once each, in order."""
        return [orjson.Fragment(self.names[id_].shown) for id_ in dict.fromkeys(ids)]

    def maybe(self, id_: str | None) -> orjson.Fragment | None:
        """The record of this id, if there is one."""
        return orjson.Fragment(self.names[id_].shown) if id_ else None

    def voice(self, asserted_by: str | None) -> Name:
        """Whose statement it is: the article's own unless somebody else is named."""
        return _VOICES.get(asserted_by or "") or self.names[asserted_by or self.article]

    def citation(self, citation: CitationRecord) -> str:
        """A citation as it is shown."""
        return (
            f'{{"article":"{self.article}","paragraph":{citation.paragraph},'
            f'"start":{citation.start},"end":{citation.end},"sha256":"{citation.sha256}"}}'
        )

    def standing(self, record: CitedRecord) -> Standing:
        """How `record` is known and where it stands."""
        # Most records are shown twice, once as the fact that they are so.
        found = self.known.get(id(record))
        if found is None:
            cited = record.citations
            inference = orjson.dumps(record.inference).decode()
            found = self.known[id(record)] = Standing(
                f'"basis":"{record.basis}","inference":{inference},'
                f'"citations":[{",".join(map(self.citation, cited))}]',
                f"{self.article} {cited[0].start:07d}",
                [(c.start, c.end, c.paragraph, c.sha256) for c in cited],
            )
        return found

    def document(self, shown: Document, record: CitedRecord) -> str:
        """The document of a cited record: `shown`, and how it is known, which ends each."""
        return f"{orjson.dumps(shown)[:-1].decode()},{self.standing(record).shown}}}"

    def add(
        self,
        kind: str,
        shown: Document,
        record: CitedRecord,
        position: str,
        name: str,
        under: Under,
        columns: Values = (),
    ) -> None:
        """Add one record: its row, and what it is found `under` beside its article.

        `columns` are those of its table alone, in their order.
        """
        self.find_under(position, under)
        document = self.document(shown, record)
        self.rows[kind].append((position, shown["id"], name, document, self.article, *columns))

    def find_under(self, position: str, under: Under) -> None:
        """Enter what the record at `position` is found under."""
        self.filed.append((position, under))
        enter(self.links, position, under)

    def cite(self, path: str, record: CitedRecord) -> None:
        """Enter the citations of the record served at `path`, each once."""
        for span in self.standing(record).spans:
            self.cited_by[span][path] = None

    def cited_spans(self) -> int:
        """How many places of the article are cited."""
        return len({span[:2] for span in self.cited_by})

    def find_by(self, kind: str, id_: str, name: str, *texts: str | None) -> None:
        """Make a record findable by the words of its name and `texts`, which are spelled later."""
        text = " · ".join(filter(None, texts))
        number = self.numbers.get(kind) or entry_number(kind, self.article)
        self.numbers[kind] = number + 1
        self.rows["search_entry"].append((number, kind, id_, self.article, name, text))

    def name(self, kind: str, id_: str, record: CitedRecord) -> None:
        """Keep where this article names a record that articles share."""
        self.cite(self.names[id_].url, record)
        said = (("inference", record.inference),) if record.inference else ()
        self.mention(kind, id_, f"{{{self.standing(record).shown}}}", said)

    def mention(self, kind: str, id_: str, body: str, said: Under = ()) -> None:
        """Keep what this article says of a record that articles share.

        Each distinct thing `said` of it can be looked up.
        """
        self.rows["mention"].append((self.article, id_, kind, body))
        if said:
            self.find_under(
                self.article,
                [(f"mention.{what}", f"{id_} {value}") for what, value in said if value],
            )

    def fact(
        self,
        id_: str,
        statement: str,
        kind: FactKind,
        source: CitedRecord,
        *,
        about: Iterable[str],
        asserted_by: str | None = None,
        certainty: Certainty = "certain",
        record: Name | None = None,
    ) -> None:
        """Add one fact; `record` is the structured record that rests on it."""
        voice = self.voice(asserted_by)
        concerned = dict.fromkeys(about)
        path = f"/facts/{id_}"
        standing = self.standing(source)
        # As text: there are as many facts as of all else together.
        document = (
            f'{{"id":"{id_}","url":"{path}","statement":{orjson.dumps(statement).decode()},'
            f'"kind":"{kind}","asserted_by":{voice.shown},"certainty":"{certainty}",'
            f'"about":[{",".join([self.names[one].shown for one in concerned])}],'
            f'"record":{record.shown if record else "null"},"article":"{self.article}",'
            f"{standing.shown}}}"
        )
        position = f"{standing.place} {id_}"
        under = under_fact(kind, voice.id, certainty, source.basis, concerned)
        enter(self.links, position, under)
        self.rows["fact"].append((position, id_, statement, document, self.article))
        self.cite(path, source)
        if kind not in _FOUND_AS_THEMSELVES:
            self.find_by("fact", id_, statement)


_FOUND_AS_THEMSELVES: frozenset[DerivedKind] = frozenset({"event", "quotation"})
"""Facts whose words search already finds in the record that rests on them."""


def uncited(said: Document) -> Document:
    """Something said, without where it was said."""
    return {key: value for key, value in said.items() if key not in _HOW_KNOWN}


_HOW_KNOWN = frozenset({"basis", "inference", "citations"})
