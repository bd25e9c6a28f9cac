"""Render the records of one article: for each its row, links, citations and search entry."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlmodel import SQLModel

from app.model.base import ArticleRow, Certainty, Citation, Reference, Row, Shown
from app.model.dataset import CitationRow, Link, Mention, SearchEntry
from app.model.facts import VOICES, DerivedKind, Fact, FactKind, FactShown
from app.queries.words import tokens
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


class Identified(Protocol):
    """A shown record with an id."""

    id: str

    def model_dump_json(self) -> str:
        """The record as JSON."""


Rows = dict[type[SQLModel], list[dict[str, Any]]]


def links_of(
    table: type[Row], position: str, links: Mapping[str, Iterable[str | None]]
) -> Iterator[dict[str, str]]:
    """The rows of `Link` for one record, by the name of the parameter."""
    kind = table.__name__.lower()
    for name, values in links.items():
        for value in dict.fromkeys(values):
            if value is not None:
                yield {"name": f"{kind}.{name}", "value": value, "position": position}


def reference(kind: str, id_: str, name: str) -> Reference:
    """A light reference to a record of `kind`."""
    return Reference(id=id_, name=name, url=PATHS[kind] + id_)


@dataclass
class Rendering:
    """What one article adds to the dataset, as rows by table.

    `names` holds every id that the article's records may refer to.
    """

    article: str
    names: Mapping[str, Reference]
    byline: list[Reference] = field(default_factory=list)
    rows: Rows = field(default_factory=lambda: defaultdict(list))
    cited_at: set[tuple[str, CitationRecord]] = field(default_factory=set)

    def references(self, ids: Iterable[str]) -> list[Reference]:
        """The records of these ids, once each, in order."""
        return [self.names[id_] for id_ in dict.fromkeys(ids)]

    def maybe(self, id_: str | None) -> Reference | None:
        """The record of this id, if there is one."""
        return self.names[id_] if id_ else None

    def voice(self, asserted_by: str | None) -> Reference:
        """Whose statement it is: the article's own unless somebody else is named."""
        if asserted_by in VOICES:
            url = f"/facts?asserted_by={asserted_by}"
            return Reference(id=asserted_by, name=VOICES[asserted_by], url=url)
        return self.names[asserted_by or self.article]

    def cited(self, record: CitedRecord) -> dict[str, Any]:
        """The fields that say how `record` is known and where it stands."""
        return {
            "basis": record.basis,
            "inference": record.inference,
            "citations": [
                Citation(article=self.article, **citation.model_dump())
                for citation in record.citations
            ],
        }

    def place_in_text(self, record: CitedRecord, id_: str) -> str:
        """Where the record comes when they are read in the order of the article."""
        return f"{self.article} {record.citations[0].start:07d} {id_}"

    def add(
        self,
        table: type[ArticleRow],
        shown: Identified,
        position: str,
        *,
        name: str,
        columns: Mapping[str, Any] | None = None,
        **links: Iterable[str | None],
    ) -> None:
        """Add one record: its row, and the values of each parameter that it is found under."""
        self.rows[table].append(
            {
                "position": position,
                "id": shown.id,
                "name": name,
                "document": shown.model_dump_json(),
                "article": self.article,
                **(columns or {}),
            }
        )
        links = {"article": [self.article], **links}
        self.rows[Link].extend(links_of(table, position, links))

    def cite(self, path: str, record: CitedRecord) -> None:
        """Enter the citations of the record served at `path`, each once."""
        for citation in record.citations:
            if (path, citation) not in self.cited_at:
                self.cited_at.add((path, citation))
                self.rows[CitationRow].append(
                    {"article": self.article, "record": path, **citation.model_dump()}
                )

    def find_by(self, kind: str, id_: str, name: str, *texts: str | None) -> None:
        """Make a record findable by the words of its name and `texts`."""
        text = " · ".join(filter(None, texts))
        self.rows[SearchEntry].append(
            {
                "kind": kind,
                "id": id_,
                "article": self.article,
                "name": name,
                "text": text,
                "tokens": tokens(f"{name} {text}"),
            }
        )

    def mention(self, kind: str, id_: str, body: Shown) -> None:
        """Keep what this article says of a record that articles share."""
        self.rows[Mention].append(
            {
                "entity": id_,
                "article": self.article,
                "kind": kind,
                "body": body.model_dump_json(),
            }
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
        record: Reference | None = None,
    ) -> None:
        """Add one fact; `record` is the structured record that rests on it."""
        voice = self.voice(asserted_by)
        shown = FactShown(
            id=id_,
            url=f"/facts/{id_}",
            statement=statement,
            kind=kind,
            asserted_by=voice,
            certainty=certainty,
            about=self.references(about),
            record=record,
            article=self.article,
            **self.cited(source),
        )
        self.add(
            Fact,
            shown,
            self.place_in_text(source, id_),
            name=statement,
            kind=[kind],
            asserted_by=[voice.id],
            certainty=[certainty],
            basis=[source.basis],
            about=[entry.id for entry in shown.about],
        )
        self.cite(shown.url, source)
        if kind not in _FOUND_AS_THEMSELVES:
            self.find_by("fact", id_, statement)


_FOUND_AS_THEMSELVES: frozenset[DerivedKind] = frozenset({"event", "quotation"})
"""Facts whose words search already finds in the record that rests on them."""
