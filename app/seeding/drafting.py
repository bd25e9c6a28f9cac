"""Draft the seed of a new article from its text: what can be found, each marked as a draft."""

import re
from pathlib import Path

from app.evidence import gazetteer
from app.evidence.dates import DateMention, dates
from app.evidence.figures import Figure, figures
from app.evidence.mentions import Name
from app.evidence.names import names
from app.evidence.quotations import Quotation, quotations
from app.evidence.sentences import sentences
from app.evidence.spans import Span, span_at
from app.evidence.text import digest
from app.seeding.reading import SHARED, Seed, read
from app.seeding.stubs import Draft, Stub, slug

_SHARED = {"person": "people", "country": "countries"} | {
    kind: f"{kind}s" for kind in ("place", "organisation", "statistic")
}
_CREDIT = re.compile(r"^(?:PHOTO|Photo|Picture|PICTURE|Image|IMAGE|Credit|CREDIT)S?:", re.MULTILINE)
_LABELS = (
    ("label before a photo credit", _CREDIT),
    ("invitation to sign up", re.compile(r"^(?:Sign up|Subscribe|Follow us)\b.*$", re.MULTILINE)),
    ("label", re.compile(r"^(?:Follow topic|Read more|See also|Related)\w*:?$", re.MULTILINE)),
)
_SAID = {
    "person": "{who} said: “{words}”.",
    "joint": "{who} spoke together of “{words}”.",
    "observers": "Unnamed observers spoke of “{words}”.",
    "officials": "Officials, not named, spoke of “{words}”.",
    "document": "A document has the words “{words}”.",
    "writer": "The writer puts “{words}” in quotation marks.",
}
_UNNAMED = {"observers": "observers", "officials": "officials"} | {
    "document": "a document",
    "writer": "the writer",
}
_MOST = 3
"""So many mentions of a name are cited."""


def draft(text: str, article: str, folder: Path) -> Draft:
    """Draft the article `article` from its `text`; `folder` is the seed whose names it shares.

    Raises `FaultySeed` where that seed cannot be read.
    """
    return _Drafting(text, article, read(folder, may_be_empty=True)).drafted()


class _Drafting:
    def __init__(self, text: str, article: str, seed: Seed) -> None:
        self.text = text
        self.known = {
            kind: {record.id: record for record in getattr(seed, noun)}
            for noun, (_, kind) in SHARED.items()
        }
        self.sentences = sentences(text)
        self.named = names(text)
        self.dates = dates(text)
        self.figures = figures(text, [mention.span for mention in self.dates])
        self.quotes = quotations(text, self.named)
        self.ids: dict[tuple[str, str], str] = {
            (e.kind, e.name): self._id(e) for e in self.named if e.kind != "other"
        }
        title = text.split("\n", 1)[0].strip()
        self.draft = Draft(
            {"id": article, "title": title, "language": "en", "sha256": digest(text)}
            | {"characters": len(text), "basis": "stated", "citations": [self._title(title)]}
        )

    def drafted(self) -> Draft:
        """Every kind of record in turn."""
        for name, pattern in _LABELS:
            for match in pattern.finditer(self.text):
                label = {"name": name, "citations": [span_at(self.text, *match.span())]}
                self.draft.records["boilerplate"].append(label)
        for entry in self.named:
            if entry.kind == "other":
                self.draft.unsorted.append(entry.name)
            else:
                self._name(entry)
        for mention in self.dates:
            self._event(mention)
        for quotation in self.quotes:
            self._quote(quotation)
        for figure in self.figures:
            self._observation(figure)
        for sentence in self.sentences:
            self._fact(sentence)
        return self.draft

    def _title(self, title: str) -> Span:
        start = self.text.index(title)
        return span_at(self.text, start, start + len(title))

    def _id(self, entry: Name) -> str:
        """The id of a name: that which the seed has, by the whole or by the last name."""
        if entry.kind == "country":
            return entry.name
        known = self.known[entry.kind]
        for id_, record in known.items():
            if record.name.casefold() == entry.name.casefold():
                return str(id_)
        if entry.kind == "person" and " " not in entry.name:
            bearers = [i for i, one in known.items() if entry.name in one.name.split(" ")]
            if len(bearers) == 1:
                return str(bearers[0])
        id_ = slug(entry.name)
        taken = {i for kind, ids in self.known.items() if kind != entry.kind for i in ids}
        return f"{id_}-{entry.kind}" if id_ in taken else id_

    def _name(self, entry: Name) -> None:
        id_ = self.ids[entry.kind, entry.name]
        if any(stub["id"] == id_ for stub in self.draft.records[entry.kind]):
            return
        if id_ not in self.known[entry.kind]:
            name = gazetteer.COUNTRY_NAMES[id_] if entry.kind == "country" else entry.name
            shared: Stub = {"id": id_, "name": name}
            if entry.kind in {"place", "organisation"}:
                shared |= {"kind": entry.sort or entry.kind, "country": entry.country or None}
            if shared.get("country"):
                self._country(shared["country"])
            self.draft.shared[_SHARED[entry.kind]].append(shared)
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
        named = any(one.kind == "country" and one.name == code for one in self.named)
        if code not in self.known["country"] and code not in listed and not named:
            name = gazetteer.COUNTRY_NAMES[code]
            self.draft.shared["countries"].append({"id": code, "name": name})

    def _described(self, entry: Name) -> Stub:
        span = min((m for m in entry.mentions if m.full), key=lambda m: m.span, default=None)
        office: Stub = {}
        span_ = span.span if span else entry.mentions[0].span
        political = gazetteer.POLITICAL_ROLES & set(entry.role.split(" "))
        if entry.title or political:
            title = entry.title or entry.role
            of = f" of {gazetteer.COUNTRY_NAMES[entry.country]}" if entry.country else ""
            office = {"id": slug(title), "title": title}
            office |= {"political": entry.political or bool(political)}
            office |= {"country": entry.country or None, "former": False}
            office |= {"statement": f"{entry.name}: {title}{of}.", "basis": "stated"}
            cited = {span_, *([entry.role_span] if political and entry.role_span else [])}
            office |= {"citations": sorted(cited)}
        return {
            "occupation": entry.role or None,
            "countries": [entry.country] if entry.country else [],
            "office": [office] if office else [],
        }

    def _event(self, mention: DateMention) -> None:
        sentence = self._sentence(mention.span)
        words = self.text[mention.span.start : mention.span.end]
        note = None if mention.edtf else f'“{words}”: date = "{mention.pattern or "YYYY"}"?'
        place = next((i for kind, i in self._about(sentence) if kind == "place"), None)
        stub: Stub = {
            "id": self._new("event", f"{self.draft.article['id']}-event"),
            "name": "",
            "summary": "",
        }
        stub |= {"kind": "", "date": mention.edtf, "#": note, "place": place, "status": "occurred"}
        about = [i for kind, i in self._about(sentence) if kind != "place"]
        stub |= {"about": about, "basis": "stated", "citations": [sentence]}
        self.draft.records["event"].append(stub)

    def _quote(self, quotation: Quotation) -> None:
        voice = quotation.voice
        words = self.text[quotation.span.start : quotation.span.end]
        who = [self.ids["person", speaker] for speaker in voice.speakers]
        names_ = " and ".join(voice.speakers)
        statement = _SAID[voice.source].format(who=names_, words=words.strip().rstrip(",.“”"))
        stem = slug(voice.speakers[0].split(" ")[-1] if voice.speakers else voice.source)
        stub: Stub = {"id": self._new("quote", f"{self.draft.article['id']}-{stem}"), "text": words}
        stub |= {"form": quotation.form, "source": voice.source, "speakers": who}
        stub |= {"attributed_to": None if who else _UNNAMED[voice.source]}
        stub |= {"said_to": self.ids[("organisation", voice.said_to)] if voice.said_to else None}
        about = [i for _, i in self._about(quotation.span) if i not in who]
        cited = list(dict.fromkeys([quotation.span, *voice.cues]))
        stub |= {"about": about, "statement": statement, "basis": "stated", "citations": cited}
        self.draft.records["quote"].append(stub)

    def _observation(self, figure: Figure) -> None:
        sentence = self._sentence(figure.span)
        series = self._series(figure)
        words = self.text[figure.span.start : figure.span.end]
        note = f"“{words}” is not exact: give bounds" if figure.near is not None else None
        stub: Stub = {"id": self._new("observation", series), "statistic": series}
        dated = [m.edtf for m in self.dates if m.edtf and self._sentence(m.span) == sentence]
        stub |= {"period": dated[0] if len(dated) == 1 else None, "#": note}
        for key in ("value", "lower", "lower_inclusive", "upper", "upper_inclusive"):
            stub[key] = getattr(figure, key)
        stub |= {"about": [i for _, i in self._about(sentence)], "statement": "", "basis": "stated"}
        self.draft.records["observation"].append(stub | {"citations": [sentence]})

    def _series(self, figure: Figure) -> str:
        unit = figure.unit or "number"
        id_ = f"{self.draft.article['id']}-{slug(unit)}"
        if all(stub["id"] != id_ for stub in self.draft.shared["statistics"]):
            stub: Stub = {"id": id_, "name": "", "description": "", "unit": unit}
            stub |= {"whole_numbers": unit != "per cent", "dimensions": []}
            self.draft.shared["statistics"].append(stub)
        return id_

    def _fact(self, sentence: Span) -> None:
        listed = [s for stub in self.draft.records["boilerplate"] for s in stub["citations"]]
        said = [quotation.span for quotation in self.quotes if quotation.form == "direct"]
        if any(
            span.start < sentence.end and sentence.start < span.end for span in [*listed, *said]
        ):
            return
        stub: Stub = {"id": self._new("fact", f"{self.draft.article['id']}-fact"), "statement": ""}
        stub |= {"kind": "action", "about": [i for _, i in self._about(sentence)]}
        self.draft.records["fact"].append(stub | {"basis": "stated", "citations": [sentence]})

    def _new(self, table: str, stem: str) -> str:
        number = sum(stub["id"].startswith(stem) for stub in self.draft.records[table]) + 1
        return f"{stem}-{number}"[-100:].strip("-")

    def _sentence(self, span: Span) -> Span:
        whole = [s for s in self.sentences if s.start <= span.start < s.end]
        return whole[0] if whole else span

    def _about(self, span: Span) -> list[tuple[str, str]]:
        """The kinds and ids of the names within `span`."""
        return [
            (entry.kind, self.ids[entry.kind, entry.name])
            for entry in self.named
            if entry.kind != "other"
            and any(span.start <= m.span.start < span.end for m in entry.mentions)
        ]
