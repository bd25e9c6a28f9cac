"""Turn a review into the files of a seed: citations, hashes, ids and shared records."""

import re
from collections import Counter

from app.drafting import gazetteer
from app.drafting.ids import short_slug, slug
from app.drafting.passages import found, mentions, passages
from app.drafting.project import Known
from app.drafting.review import SHARED, Line, Problem, Review
from app.drafting.review_values import (
    CHOICES,
    KEYS,
    MEASURES,
    SOURCE,
    number_bounds,
    office_statement,
    quote_statement,
)
from app.drafting.said_dates import basis
from app.drafting.seed_toml import Record
from app.evidence.text import Span, digest

_MENTIONS = 3
"""How many mentions of a name are cited."""


class Seed:
    """The seed of one article, made of a review and the article's text.

    `faults` has everything that is wrong, by line of the review. Undecided lines (`?`) are faults.
    `made` are the lines by the words that a fault of the seed names their records by; `failed`
    those of which no record could be made.
    """

    def __init__(self, review: Review, text: str, known: Known) -> None:
        """Read the kept lines of `review`; `known` has the names in the seed folder."""
        self.review, self.text, self.known = review, text, known
        self.faults = list(review.faults)
        self.passages = passages(text)
        self.article: Record = {}
        self.records: dict[str, list[Record]] = {}
        self.shared: dict[str, list[Record]] = {}
        self.changed: dict[str, Record] = {}
        self.made: dict[str, Line] = {}
        self.failed: list[Line] = []
        self.ids: Counter[str] = Counter(known.ids)
        self.kept = [line for line in review.lines if line.mark != "-"]
        self.names = {line.id: line.words for line in self.kept if line.kind in SHARED}
        if review.head.get("sha256") not in (None, digest(text)):
            self._head_fault("sha256", "the text has changed since it was drafted: draft it again")
            return
        self._article()
        for line in self.kept:
            if line.mark == "?":
                self.fault(line, "is not decided: write + to keep it or - to drop it")
            self._line(line)
        for line in self.kept:
            for key in ("about", "place", "to", "affiliation", "within", "event"):
                self._refers(line, key)

    @property
    def used(self) -> set[str]:
        """The ids of the shared records that the article names or has numbers of."""
        named = {one["id"] for kind in SHARED for one in self.records.get(kind, [])}
        named |= {one["statistic"] for one in self.records.get("observation", [])}
        keys = ("country", "within")
        return named | {line.keys.get(key, "") for line in self.kept for key in keys}

    def fault(self, line: Line, detail: str) -> None:
        """Note what is wrong with a line."""
        self.faults.append(Problem(line.number, line.sentence, f"{line.label} {detail}"))

    def _head_fault(self, key: str, detail: str) -> None:
        self.faults.append(Problem(self.review.places.get(key, 0), 0, detail))

    def _refers(self, line: Line, key: str) -> None:
        own = {one.id for one in self.kept if one.kind in (*SHARED, "event", "quote")}
        for id_ in line.list_of(key):
            if id_ in own:
                continue
            dropped = any(one.id == id_ and one.mark == "-" for one in self.review.lines)
            if key in ("about", "place", "to", "affiliation") and dropped:
                continue  # what is dropped is left out wherever it was referred to
            self.fault(line, f"{key}: {id_} is not a record that this review keeps")

    def _held(self, line: Line, key: str) -> list[str]:
        """The ids under a key, without those that are dropped."""
        dropped = {one.id for one in self.review.lines if one.mark == "-"} - {
            one.id for one in self.kept
        }
        return [id_ for id_ in line.list_of(key) if id_ not in dropped]

    def _code_of(self, line: Line) -> str | None:
        """The country of a place or organisation; it becomes a shared record if it is new."""
        code = line.keys.get("country")
        name = gazetteer.COUNTRY_NAMES.get(code or "")
        held = {record["id"] for record in self.shared.get("country", [])}
        known = code in self.known.names.get("country", {}) or code in held or code in self.names
        if code and name and not known:
            self.shared.setdefault("country", []).append({"id": code, "name": name})
        return code

    # ---- records

    def _article(self) -> None:
        head = self.review.head
        byline = [
            id_.strip() for id_ in head.get("byline", "").split(",") if id_.strip() in self.names
        ]
        publisher, date = head.get("publisher", ""), head.get("date", "")
        cited = self._numbered(head.get("cites") or "1")
        inferred = head.get("inferred", "")
        of = head.get("date_of") or "publication"
        if not date:
            detail = "write the day of publication, or that of writing and date_of: writing"
            self._head_fault("date", f"date: is empty; {detail}")
        if of not in ("publication", "writing"):
            self._head_fault("date_of", "date_of: write publication or writing")
        self.article = {
            "id": head.get("article", ""), "title": head.get("title", ""),
            "sha256": digest(self.text), "characters": len(self.text), "byline": byline,
            "publisher": publisher if publisher in self.names else None,
            "language": head.get("language") or "en", "url": head.get("url"),
            "date": date or None, "date_of": of if date else None,
            **basis(inferred, date, "date_inference", self._words(cited)),
            "citations": cited,
        }  # fmt: skip

    def _line(self, line: Line) -> None:
        unknown = line.keys.keys() - set(KEYS[line.kind].split())
        for key in sorted(unknown):
            self.fault(line, f"{key}: no such key; choose one of: {KEYS[line.kind]}")
        for key, value in list(line.keys.items()):
            words = CHOICES.get((line.kind, key))
            if words and value and value not in words:
                self.fault(line, f"{key}: {value!r} is none of: {', '.join(words)}")
                line.keys[key] = ""
        made = self._made(line)
        if made is None:
            self.failed.append(line)
            return
        kind = "observation" if line.kind == "number" else line.kind
        self.records.setdefault(kind, []).append(made)
        self.made[f"{kind} {made.get('id', made.get('name'))!r}"] = line

    def _made(self, line: Line) -> Record | None:
        if line.sentence > len(self.passages) or (line.kind not in SHARED and not line.sentence):
            self.fault(line, "is not under a sentence of the text")
        elif not line.words:
            self.fault(line, "has no words after the |")
        else:
            made: Record | None = getattr(self, f"_{line.kind}", self._named)(line)
            return made
        return None

    def _named(self, line: Line) -> Record | None:
        """A person, organisation, place or country: its shared record, and where it is named."""
        forms = [line.words, *(form.strip() for form in line.keys.get("as", "").split(";"))]
        spans = [span for form in forms if form for span in mentions(self.text, form)]
        if not spans:
            detail = "write `as:` and the form in the text"
            self.fault(line, f"the text does not name {line.words!r}; {detail}")
            return None
        if not re.fullmatch(
            r"[A-Z]{2}([A-Z]{2})?" if line.kind == "country" else r"[a-z0-9]+(-[a-z0-9]+)*", line.id
        ):
            self.fault(line, "write an id: lower case, digits and hyphens; for a country its code")
            return None
        if line.id not in self.known.names.get(line.kind, {}) or line.id in self.known.own:
            shared: Record = {"id": line.id, "name": line.words}
            if line.kind in ("place", "organisation"):
                shared |= {
                    "kind": slug(line.keys.get("kind") or line.kind),
                    "country": self._code_of(line),
                }
            if line.kind == "place":
                shared["within"] = line.keys.get("within")
            self._share(line.kind, shared, line)
        cited = sorted({*spans[:_MENTIONS]})
        record: Record = {"id": line.id}
        if line.kind == "person":
            record |= self._described(line, spans)
            cited = list(
                dict.fromkeys([*cited, *(self._also(line) if line.keys.get("role") else [])])
            )
        offices = record.pop("office", [])
        inferred = basis(line.keys.get("inferred", ""), None, "", "")
        return record | inferred | {"citations": cited, "office": offices}

    def _described(self, line: Line, named: list[Span]) -> Record:
        keys, country = line.keys, line.keys.get("country")
        if country and country not in self.names:
            country = None
        office: list[Record] = []
        if title := keys.get("office"):
            former = keys.get("former") == "yes"
            said = office_statement(
                line.words, title, self.names.get(country or "", ""), former=former
            )
            political = keys.get("political") == "yes"
            office = [{"id": slug(title), "title": title, "political": political,
                       "country": country, "former": former, "statement": said, "basis": "stated",
                       "citations": self._stating(line, title, named)}]  # fmt: skip
            self.made[f"person {line.id!r}: office {slug(title)!r}"] = line
        return {"occupation": keys.get("role"), "affiliation": keys.get("affiliation"),
                "countries": [country] if country else [], "office": office}  # fmt: skip

    def _stating(self, line: Line, title: str, named: list[Span]) -> list[Span]:
        """The sentence that states an office, and where it is not in it, one naming the person."""
        cited = self._also(line)
        if not cited:
            said = [self._sentence_of(span) for span in mentions(self.text, title)]
            both = [one for one in said if any(self._sentence_of(n) == one for n in named)]
            cited = (both or said)[:1]
        if not cited:
            self.fault(line, f"the text does not say {title!r}; add also: the number of the "
                             "sentence that states the office")  # fmt: skip
        apart = not any(self._sentence_of(span) in cited for span in named)
        return [*cited, *(named[:1] if apart else [])]

    def _sentence_of(self, span: Span) -> Span:
        return next(one for one in reversed(self.passages) if one.start <= span.start)

    def _also(self, line: Line) -> list[Span]:
        return self._numbered(line.keys.get("also", ""))

    def _share(self, kind: str, record: Record, line: Line) -> None:
        """Add a shared record, or change the one that only this article had."""
        if record["id"] in self.known.own:
            self.changed[record["id"]] = record
            return
        self.shared.setdefault(kind, []).append(record)
        self.made.setdefault(repr(record["id"]), line)

    def _words(self, spans: list[Span]) -> str:
        return " ".join(self.text[span.start : span.end] for span in spans)

    def _cited(self, line: Line) -> list[Span]:
        return self._numbered(f"{line.sentence} {line.keys.get('also', '')}")

    def _numbered(self, numbers: str) -> list[Span]:
        """The sentences with these numbers."""
        every = dict.fromkeys(map(int, re.findall(r"\d{1,6}", numbers)))
        return [self.passages[n - 1] for n in every if 0 < n <= len(self.passages)]

    def _new_id(self, line: Line, stem: str) -> str:
        id_ = line.id or stem or line.kind
        self.ids[id_] += 1
        if self.ids[id_] == 1:
            return id_
        if line.id and line.id in self.known.ids:
            self.fault(line, "the id is already used; choose another")
        return f"{id_}-{self.ids[id_]}"

    def _boilerplate(self, line: Line) -> Record:
        return {"name": line.words, "citations": self._cited(line)}

    def _fact(self, line: Line) -> Record:
        made: Record = {"id": self._new_id(line, short_slug(line.words)), "statement": line.words}
        made |= {"kind": line.keys.get("kind") or "action"}
        return made | self._common(line)

    def _event(self, line: Line) -> Record:
        keys = line.keys
        made: Record = {"id": self._new_id(line, short_slug(keys.get("name") or line.words))}
        made |= {"name": keys.get("name") or line.words.rstrip("."), "summary": line.words}
        made |= {"kind": slug(keys.get("kind") or "event"), "date": keys.get("date")}
        place = self._held(line, "place")
        made |= {"place": place[0] if place else None, "country": keys.get("country")}
        made |= {"status": keys.get("status") or "occurred"}
        return made | self._common(line, keys.get("date"), "date_inference")

    def _number(self, line: Line) -> Record | None:
        unit = line.keys.get("unit") or "number"
        bounds = number_bounds(line.keys.get("number", ""))
        if bounds is None:
            self.fault(line, "number: write 5, >5, >=5, <5, <=5 or 3..5; or make it a fact")
            return None
        measured = line.keys.get("name", "")
        if not measured and not line.keys.get("series") and unit in MEASURES[:2]:
            self.fault(line, f"name: “{unit}” of what? Write what is measured, or a series")
        series = line.keys.get("series") or slug(f"{self.article['id']}-{measured or unit}")
        whole = not any(isinstance(bound, float) for bound in bounds.values())
        held = next((s for s in self.shared.get("statistic", []) if s["id"] == series), None)
        if series not in self.known.names.get("statistic", {}) and held is None:
            name = measured or unit
            name = f"{name[0].upper()}{name[1:]}"
            said = f"{name}, as the article “{self.article['title']}” gives them."
            held = {"id": series, "name": name, "description": said, "unit": unit}
            held["whole_numbers"] = whole
            self._share("statistic", held, line)
        elif held is not None:
            held["whole_numbers"] = held["whole_numbers"] and whole
        elif series in self.known.own:
            whole = whole and self.changed.get(series, {}).get("whole_numbers", True)
            self.changed[series] = {"whole_numbers": whole}
        made: Record = {"id": self._new_id(line, short_slug(line.words)), "statistic": series}
        period = line.keys.get("period")
        made |= {"period": period, "status": line.keys.get("status")}
        made |= {**bounds, "statement": line.words}
        return made | self._common(line, period, "period_inference")

    def _quote(self, line: Line) -> Record | None:
        span = self._quotation(line)
        if span is None:
            self.fault(line, "its words are not exactly in the sentence")
            return None
        voice = self._voice(line)
        if voice is None:
            return None
        form = line.keys.get("form") or "direct"
        made: Record = {
            "id": self._new_id(line, short_slug(line.words)),
            "text": self.text[span.start : span.end],
            "form": form,
        } | voice
        to = self._held(line, "to")
        made |= {"said_to": to[0] if to else None, "event": line.keys.get("event")}
        cited = [span, *self._cited(line)]
        return made | {
            "about": self._held(line, "about"),
            "certainty": line.keys.get("certainty"),
            **basis(line.keys.get("inferred", ""), None, "", ""),
            "citations": cited,
        }

    def _quotation(self, line: Line) -> Span | None:
        """Where the quoted words are: in the sentence or, if they are longer, starting in it."""
        sentence = self.passages[line.sentence - 1]
        return next(found(self.text, line.words, sentence.start, sentence.end), None)

    def _voice(self, line: Line) -> Record | None:
        by, words = line.keys.get("by", ""), line.words.strip(" ,.“”")
        people = line.list_of("by")
        kinds = {one.kind for one in self.kept if one.id in people}
        names = [self.names.get(id_, "") for id_ in people]
        match = SOURCE.fullmatch(by)
        if all(names) and kinds in ({"person"}, {"organisation"}):
            source = "organisation" if kinds == {"organisation"} else "person"
            source = "joint" if source == "person" and len(people) > 1 else source
            made: Record = {"source": source, "speakers": people}
        elif match:
            source = match["source"] or "writer"
            made = {"source": source, "attributed_to": match["words"] or f"the {source}"}
        else:
            detail = "Write ids of people or organisations that you keep, or observers, officials"
            self.fault(line, f"by: who said it? {detail}, document or writer")
            return None
        said = line.keys.get("statement") or quote_statement(
            source, names, line.keys.get("verb") or "said", words
        )
        return made | {"statement": said}

    def _common(self, line: Line, date: str | None = None, key: str = "") -> Record:
        cited, inferred = self._cited(line), line.keys.get("inferred", "")
        return {
            "about": self._held(line, "about"),
            **self._asserted(line),
            "certainty": line.keys.get("certainty"),
            **basis(inferred, date, key, self._words(cited)),
            "citations": cited,
        }

    def _asserted(self, line: Line) -> Record:
        """Whose view a statement is; the writer's is a judgement, also of the publisher's."""
        by = line.keys.get("asserted_by", "")
        source = SOURCE.fullmatch(by)
        kinds = {one.id: one.kind for one in self.kept}
        if by == "writer":
            byline, publisher = self.article["byline"], self.article["publisher"]
            if len(byline) == 1:
                return {"asserted_by": byline[0]}
            if publisher and not byline:
                return {"asserted_by": publisher, "voice": "judgement"}
            detail = (
                f"the article has several writers: name one of {', '.join(byline)}"
                if byline
                else "the article names neither writer nor publisher, and a judgement needs "
                "somebody who makes it: add an organisation line for the publisher and name it "
                "at publisher:, or state only what can be seen or looked up"
            )
            self.fault(line, f"asserted_by: {detail}")
        elif by and not source and kinds.get(by) not in {*SHARED, "event"} - {"place"}:
            detail = "write a kept person, organisation, country or event, or observers, officials"
            self.fault(line, f"asserted_by: {by!r} is not a source here; {detail} or writer")
        elif source and source["source"] == "document":
            self.fault(
                line, "asserted_by: a document has no id; name who wrote it, or leave it out"
            )
        else:
            return {"asserted_by": source["source"] if source else by}
        return {}
