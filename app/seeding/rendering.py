"""Render the records of one article: for each its row, links, citations and search entry.

Documents are made from plain dictionaries whose keys stand in the order of the shown models, which
a test holds them against: building each model first would take most of a seeding's time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.model.terms import VOICES, Certainty, DerivedKind, FactKind
from app.queries.entries import entry_number
from app.queries.words import Spelling
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


@dataclass
class Rendering:
    """What one article adds to the dataset.

    `names` holds every id that the article's records may refer to; `around` the places that each
    place is within; `links` what records are found under, those of articles before it as well;
    `filed` the same of its own records but facts; `spans` where the article is cited; `numbers`
    what each kind's next search entry has for its number.
    """

    article: str
    names: Mapping[str, Reference]
    around: Mapping[str, list[str]]
    byline: list[Reference]
    spelling: Spelling
    links: Named
    rows: Rows = field(default_factory=lambda: defaultdict(list))
    filed: list[tuple[str, Under]] = field(default_factory=list)
    spans: set[tuple[int, int]] = field(default_factory=set)
    cited_at: set[tuple[str, int, int]] = field(default_factory=set)
    cited_by: dict[tuple[int, int, int, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    numbers: dict[str, int] = field(default_factory=dict)
    known: dict[int, Document] = field(default_factory=dict)

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
            return {"id": asserted_by, "name": VOICES[asserted_by], "url": url}
        return self.names[asserted_by or self.article]

    def citation(self, citation: CitationRecord) -> Document:
        """A citation as it is shown."""
        return {
            "article": self.article,
            "paragraph": citation.paragraph,
            "start": citation.start,
            "end": citation.end,
            "sha256": citation.sha256,
        }

    def cited(self, record: CitedRecord) -> Document:
        """The fields that say how `record` is known and where it stands."""
        # Most records are shown twice, once as the fact that they are so.
        found = self.known.get(id(record))
        if found is None:
            found = self.known[id(record)] = {
                "basis": record.basis,
                "inference": record.inference,
                "citations": [self.citation(citation) for citation in record.citations],
            }
        return found

    def place_in_text(self, record: CitedRecord, id_: str) -> str:
        """Where the record comes when they are read in the order of the article."""
        return f"{self.article} {record.citations[0].start:07d} {id_}"

    def add(
        self,
        kind: str,
        shown: Document,
        position: str,
        name: str,
        under: Under,
        columns: Values = (),
    ) -> None:
        """Add one record: its row, and what it is found `under`.

        `columns` are those of its table alone, in their order.
        """
        self.find_under(position, [(f"{kind}.article", self.article), *under])
        self._add(kind, shown, position, name, columns)

    def _add(
        self, kind: str, shown: Document, position: str, name: str, columns: Values = ()
    ) -> None:
        row = (position, shown["id"], name, text_of(shown), self.article, *columns)
        self.rows[kind].append(row)

    def find_under(self, position: str, under: Under) -> None:
        """Enter what the record at `position` is found under."""
        self.filed.append((position, under))
        enter(self.links, position, under)

    def cite(self, path: str, record: CitedRecord) -> None:
        """Enter the citations of the record served at `path`, each once."""
        for c in record.citations:
            start, end = c.start, c.end
            key = (path, start, end)
            if key not in self.cited_at:
                self.cited_at.add(key)
                self.spans.add((start, end))
                self.cited_by[start, end, c.paragraph, c.sha256].append(path)

    def find_by(self, kind: str, id_: str, name: str, *texts: str | None) -> None:
        """Make a record findable by the words of its name and `texts`."""
        text = " · ".join(filter(None, texts))
        number = self.numbers.get(kind) or entry_number(kind, self.article)
        self.numbers[kind] = number + 1
        words = self.spelling.spell(name, text)
        self.rows["search_entry"].append((number, kind, id_, self.article, name, text, words))

    def mention(self, kind: str, id_: str, body: Document) -> None:
        """Keep what this article says of a record that articles share."""
        self.rows["mention"].append((self.article, id_, kind, text_of(body)))
        self.find_under(id_, [(f"{kind}.article", self.article)])
        said = [
            (name, f"{id_} {value if isinstance(value, str) else text_of(uncited(value))}")
            for field_, name in _SAID
            if field_ in body
            for value in as_list(body[field_])
        ]
        self.find_under(self.article, [("article.about", id_), *said])

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
        concerned = self.references(about)
        shown = {
            "id": id_,
            "url": f"/facts/{id_}",
            "statement": statement,
            "kind": kind,
            "asserted_by": voice,
            "certainty": certainty,
            "about": concerned,
            "record": record,
            "article": self.article,
            **self.cited(source),
        }
        position = self.place_in_text(source, id_)
        enter(self.links, position, under_fact(shown))
        self._add("fact", shown, position, statement)
        self.cite(f"/facts/{id_}", source)
        if kind not in _FOUND_AS_THEMSELVES:
            self.find_by("fact", id_, statement)


_FOUND_AS_THEMSELVES: frozenset[DerivedKind] = frozenset({"event", "quotation"})
"""Facts whose words search already finds in the record that rests on them."""

_SAID = [
    (said, f"mention.{said}")
    for said in ("affiliation", "countries", "inference", "occupation", "offices")
]
"""What an article may say of a shared record; each distinct thing said can be looked up."""


def as_list(value: Any) -> list[Any]:  # noqa: ANN401 - a field of a JSON document
    """What a field says, as a list; nothing where it is null."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def uncited(said: Document) -> Document:
    """Something said, without where it was said."""
    return {key: value for key, value in said.items() if key not in _HOW_KNOWN}


_HOW_KNOWN = frozenset({"basis", "inference", "citations"})
