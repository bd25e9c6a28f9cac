"""Render the records of one article: for each its row, links, citations and search entry.

Documents are made from plain dictionaries whose keys stand in the order of the shown models, which
a test holds them against: building each model first would take most of a seeding's time. What
stands in many of them, as references do, is encoded once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.core.documents import Document, Name, encoded, text_of
from app.core.entries import entry_number
from app.core.linking import Named, Under, enter, enter_fact
from app.core.records import CitationRecord, CitedRecord
from app.core.terms import VOICES, Certainty, DerivedKind, FactKind

Values = tuple[Any, ...]
Rows = dict[str, list[Values]]
"""Rows by table, as tuples in the order of its columns."""


_VOICES = {
    id_: Name(id_, name, url, text_of({"id": id_, "name": name, "url": url}))
    for id_, name in VOICES.items()
    for url in [f"/facts?asserted_by={id_}"]
}


@dataclass(slots=True)
class Standing:
    """How a record is known and where it stands.

    `shown` are the last fields of its document, `place` begins the positions that are in the
    order of the article.
    """

    basis: str
    shown: str
    place: str
    citations: list[CitationRecord]


@dataclass
class Rendering:
    """What one article adds to the dataset.

    `names` holds every id that the article's records may refer to; `around` the places that each
    place is within; `links` what records are found under, those of articles before it as well;
    `filed` the same of its own records but facts; `cited` the paths of what is cited, and where;
    `numbers` what each kind's next search entry has for its number; `spans` how many places of
    the article are cited, once all are.
    """

    article: str
    names: Mapping[str, Name]
    around: Mapping[str, list[str]]
    byline: list[orjson.Fragment]
    links: Named
    rows: Rows = field(default_factory=lambda: defaultdict(list))
    filed: list[tuple[str, Under]] = field(default_factory=list)
    cited: list[tuple[str, list[CitationRecord]]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    spans: int = 0

    def references(self, ids: Iterable[str]) -> list[orjson.Fragment]:
        """The records of these ids, once each, in order."""
        return [orjson.Fragment(self.names[id_].shown) for id_ in dict.fromkeys(ids)]

    def maybe(self, id_: str | None) -> orjson.Fragment | None:
        """The record of this id, if there is one."""
        return orjson.Fragment(self.names[id_].shown) if id_ else None

    def voice(self, asserted_by: str | None) -> Name:
        """Whose statement it is: the article's own unless somebody else is named."""
        return _VOICES.get(asserted_by or "") or self.names[asserted_by or self.article]

    def citations(self, citations: Iterable[CitationRecord]) -> str:
        """Citations as they are shown."""
        article = self.article
        shown = [
            f'{{"article":"{article}","paragraph":{c.paragraph},'
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
        place = f"{self.article} {citations[0].start:07d}"
        return Standing(basis, shown, place, citations)

    def add(
        self,
        kind: str,
        shown: Document,
        standing: Standing,
        position: str,
        name: str,
        under: Under,
        columns: Values = (),
    ) -> None:
        """Add one record: its row, and what it is found `under` beside its article.

        `columns` are those of its table alone, in their order.
        """
        self.find_under(position, under)
        document = document_of(shown, standing)
        self.rows[kind].append((position, shown["id"], name, document, self.article, *columns))

    def find_under(self, position: str, under: Under) -> None:
        """Enter what the record at `position` is found under."""
        self.filed.append((position, under))
        enter(self.links, position, under)

    def cite(self, path: str, standing: Standing) -> None:
        """Enter the citations of the record that is served at `path`."""
        self.cited.append((path, standing.citations))

    def cited_by(self) -> dict[tuple[int, int, int, str], list[str]]:
        """The paths of what cites a span, each once."""
        cited_by: dict[CitationRecord, dict[str, None]] = defaultdict(dict)
        for path, citations in self.cited:
            for citation in citations:
                cited_by[citation][path] = None
        return {
            (c.start, c.end, c.paragraph, c.sha256): list(paths) for c, paths in cited_by.items()
        }

    def find_by(self, kind: str, id_: str, name: str, text: str = "") -> None:
        """Make a record findable by the words of its name and `text`, which are spelled later."""
        number = self.numbers.get(kind) or entry_number(kind, self.article)
        self.numbers[kind] = number + 1
        self.rows["search_entry"].append((number, kind, id_, self.article, name, text))

    def name(self, kind: str, id_: str, record: CitedRecord) -> None:
        """Keep where this article names a record that articles share."""
        standing = self.standing(record)
        self.cite(self.names[id_].url, standing)
        said = [("inference", record.inference)] if record.inference else []
        self.mention(kind, id_, f"{{{standing.shown}}}", said)

    def mention(self, kind: str, id_: str, body: str, said: list[tuple[str, str]]) -> None:
        """Keep what this article says of a record that articles share.

        Each distinct thing `said` of it can be looked up.
        """
        self.rows["mention"].append((self.article, id_, kind, body))
        if said:
            under = [(f"mention.{what}", f"{id_} {value}") for what, value in said]
            self.find_under(self.article, under)

    def fact(
        self,
        id_: str,
        statement: str,
        kind: FactKind,
        standing: Standing,
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
        # As text: there are as many facts as of all else together.
        document = (
            f'{{"id":"{id_}","url":"{path}","statement":{encoded(statement)},'
            f'"kind":"{kind}","asserted_by":{voice.shown},"certainty":"{certainty}",'
            f'"about":[{",".join([self.names[one].shown for one in concerned])}],'
            f'"record":{record.shown if record else "null"},"article":"{self.article}",'
            f"{standing.shown}}}"
        )
        position = f"{standing.place} {id_}"
        enter_fact(self.links, position, kind, voice.id, certainty, standing.basis, concerned)
        self.rows["fact"].append((position, id_, statement, document, self.article))
        self.cited.append((path, standing.citations))
        if kind not in _FOUND_AS_THEMSELVES:
            self.find_by("fact", id_, statement)


_FOUND_AS_THEMSELVES: frozenset[DerivedKind] = frozenset({"event", "quotation"})
"""Facts whose words search already finds in the record that rests on them."""


def document_of(shown: Document, standing: Standing) -> str:
    """The document of a cited record: what is `shown`, and how it is known, which ends each."""
    return f"{orjson.dumps(shown)[:-1].decode()},{standing.shown}}}"
