"""Draft the seed of a new article from its text: what can be found, each marked as a draft."""

import re
from collections import Counter
from pathlib import Path

from app.evidence import gazetteer
from app.evidence.mentions import Name
from app.evidence.spans import Span, span_at
from app.evidence.text import digest
from app.seeding.dating import events
from app.seeding.measuring import observations, series
from app.seeding.reading import SHARED, read
from app.seeding.stubs import Draft, Stub, slug
from app.seeding.surveying import Survey
from app.seeding.voicing import quotes

_NOUNS = {kind: noun for noun, (_, kind) in SHARED.items()}
_CREDIT = re.compile(r"^(?:PHOTO|Photo|Picture|PICTURE|Image|IMAGE|Credit|CREDIT)S?:", re.MULTILINE)
_LABELS = (
    ("label before a photo credit", _CREDIT),
    ("invitation to sign up", re.compile(r"^(?:Sign up|Subscribe|Follow us)\b.*$", re.MULTILINE)),
    ("label", re.compile(r"^(?:Follow topic|Read more|See also|Related)\w*:?$", re.MULTILINE)),
)
_MOST = 3
"""So many mentions of a name are cited."""


def draft(text: str, article: str, folder: Path) -> Draft:
    """Draft the article `article` from its `text`; `folder` is the seed whose names it shares.

    Raises `FaultySeed` where that seed cannot be read.
    """
    return _Drafting(text, Survey(text, article, read(folder, may_be_empty=True))).drafted()


class _Drafting:
    def __init__(self, text: str, survey: Survey) -> None:
        self.text = text
        self.survey = survey
        self.draft = Draft(self._article())
        self.numbers: Counter[str] = Counter()

    def drafted(self) -> Draft:
        """Every kind of record in turn, citing the text as it is."""
        self._labels()
        for entry in self.survey.named:
            if entry.kind == "other":
                self.draft.unsorted.append(entry.name)
            else:
                self._name(entry)
        for event in events(self.survey):
            self._add("event", event, f"{self.survey.article}-event")
        for quote in quotes(self.survey, self.text):
            self._add("quote", quote, quote["id"])
        for figure, observation in zip(self.survey.figures, observations(self.survey), strict=True):
            self._series(series(self.survey, figure))
            self._add("observation", observation, observation["statistic"])
        for sentence in self.survey.sentences:
            self._fact(sentence)
        self.draft.notes = [
            (one.span, f"“{self.survey.words(one.span)}” is no count but {_ASIDES[one.kind]}")
            for one in self.survey.asides
        ]
        self._cite()
        return self.draft

    def _cite(self) -> None:
        """Have all citations of the text as it is, whatever its quotation marks were read as."""
        for stubs in self.draft.records.values():
            for stub in stubs:
                for record in [stub, *stub.get("office", [])]:
                    record["citations"] = [self._as_it_is(span) for span in record["citations"]]

    def _as_it_is(self, span: Span) -> Span:
        return span_at(self.text, span.start, span.end)

    def _article(self) -> Stub:
        title = next(line for line in map(str.strip, self.text.split("\n")) if line)
        start = self.text.index(title)
        head, id_at = self.survey.head, self.survey.id_at
        cited = [span_at(self.text, start, start + len(title)), head.byline, head.dated]
        stub: Stub = {"id": self.survey.article, "title": title, "language": "en"}
        stub |= {"sha256": digest(self.text), "characters": len(self.text)}
        stub["byline"] = [id_at("person", span) for span in head.writers] or None
        house = id_at("organisation", head.publisher) if head.publisher else None
        stub |= {"publisher": house, "date": head.date}
        citations = [self._as_it_is(span) for span in cited if span]
        return stub | {"basis": "stated", "citations": citations}

    def _labels(self) -> None:
        for name, pattern in _LABELS:
            for match in pattern.finditer(self.text):
                label = {"name": name, "citations": [span_at(self.text, *match.span())]}
                self.draft.records["boilerplate"].append(label)

    def _name(self, entry: Name) -> None:
        id_ = self.survey.ids[entry.kind, entry.name]
        if any(stub["id"] == id_ for stub in self.draft.records[entry.kind]):
            return
        if id_ not in self.survey.known[entry.kind]:
            name = gazetteer.COUNTRY_NAMES[id_] if entry.kind == "country" else entry.name
            shared: Stub = {"id": id_, "name": name}
            if entry.kind in {"place", "organisation"}:
                shared |= {"kind": entry.sort or entry.kind, "country": entry.country or None}
            if shared.get("country"):
                self._country(shared["country"])
            self.draft.shared[_NOUNS[entry.kind]].append(shared)
        best = sorted(entry.mentions, key=lambda mention: (not mention.full, mention.span))[:_MOST]
        stub: Stub = {"id": id_}
        if entry.kind == "person":
            stub |= self._described(entry)
        stub |= {"basis": "stated", "citations": sorted(mention.span for mention in best)}
        if entry.kind == "country" and not entry.stated:
            stub |= {"basis": "inferred", "inference": "Only the adjective is named."}
        self.draft.records[entry.kind].append(stub)

    def _country(self, code: str) -> None:
        """Have a country that a capital lies in among the shared ones."""
        listed = [stub["id"] for stub in self.draft.shared["countries"]]
        named = any(one.kind == "country" and one.name == code for one in self.survey.named)
        if code not in self.survey.known["country"] and code not in listed and not named:
            name = gazetteer.COUNTRY_NAMES[code]
            self.draft.shared["countries"].append({"id": code, "name": name})

    def _described(self, entry: Name) -> Stub:
        span = min((m for m in entry.mentions if m.full), key=lambda m: m.span, default=None)
        office: Stub = {}
        span_ = span.span if span else entry.mentions[0].span
        noun = re.split(r" (?:of|at|for) ", entry.role)[0].split(" ")[-1]
        political = noun in gazetteer.POLITICAL_ROLES
        leading = noun in gazetteer.LEADING_ROLES and noun != entry.role
        if entry.title or political or leading:
            title = entry.title or entry.role
            of = f" of {gazetteer.COUNTRY_NAMES[entry.country]}" if entry.country else ""
            office = {"id": slug(title), "title": title}
            office |= {"political": entry.political or political}
            office |= {"country": entry.country or None, "organisation": self._house(entry)}
            former = bool(re.search(r"\b(?:[Ff]ormer|[Ee]x)\b", title))
            office |= {"former": former, "statement": f"{entry.name}: {title}{of}."}
            cited = {span_, *([entry.role_span] if entry.role_span else [])}
            office |= {"basis": "stated", "citations": sorted(cited)}
        return {
            "occupation": entry.role or None,
            "countries": [entry.country] if entry.country else [],
            "office": [office] if office else [],
        }

    def _house(self, entry: Name) -> str | None:
        """The organisation that a role is in: the one named, or the only one of its kind."""
        _, _, of = entry.role.partition(" of the ")
        houses = [one for one in self.survey.named if one.kind == "organisation"]
        meant = [one for one in houses if of and of.casefold() in one.name.casefold().split(" ")]
        exact = [one for one in houses if of and one.name.casefold() == of.casefold()]
        chosen = exact or meant
        return self.survey.ids["organisation", chosen[0].name] if len(chosen) == 1 else None

    def _series(self, stub: Stub) -> None:
        if all(known["id"] != stub["id"] for known in self.draft.shared["statistics"]):
            self.draft.shared["statistics"].append(stub)

    def _fact(self, sentence: Span) -> None:
        listed = [s for stub in self.draft.records["boilerplate"] for s in stub["citations"]]
        said = [quotation.span for quotation in self.survey.quotes if quotation.form == "direct"]
        head = self.survey.head
        lines = [span for span in (head.byline, head.dated) if span in self.survey.sentences]
        if any(
            span.start < sentence.end and sentence.start < span.end
            for span in [*listed, *said, *lines]
        ):
            return
        about = [i for _, i in self.survey.about(sentence)]
        stub: Stub = {"id": "", "statement": "", "kind": "", "about": about}
        stub |= {"basis": "stated", "citations": [sentence]}
        self._add("fact", stub, f"{self.survey.article}-fact")

    def _add(self, table: str, stub: Stub, stem: str) -> None:
        """Add a record with an id that begins with `stem` and counts on."""
        self.numbers[stem] += 1
        id_ = f"{stem}-{self.numbers[stem]}"[-100:].strip("-")
        self.draft.records[table].append(stub | {"id": id_})


_ASIDES = {
    "share": "a share of something",
    "age": "an age",
    "duration": "a length of time",
    "order": "a place in an order",
}
