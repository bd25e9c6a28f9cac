"""Turn a review into the files of a seed: citations, hashes, ids and shared records."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.drafting import gazetteer
from app.drafting.ids import short_slug, slug
from app.drafting.passages import passages
from app.drafting.project import FILES, SOURCES, Known
from app.drafting.review import SHARED, Line, Review
from app.evidence.spans import Span, span_at
from app.evidence.text import digest

Record = dict[str, Any]

_KEYS = {
    "person": "as role office political former country affiliation inferred",
    "organisation": "as kind country inferred",
    "place": "as kind country within inferred",
    "country": "as inferred",
    "quote": "by to form also about event statement inferred",
    "number": "number unit period series about asserted_by said also inferred",
    "event": "name kind date status place country about asserted_by said also inferred",
    "fact": "kind about asserted_by certainty also inferred number unit period said",
    "boilerplate": "also",
}
_BY = re.compile(r"(?P<source>observers|officials|document)(?: \((?P<words>.*)\))?|writer")
_SAID = {
    "observers": "Unnamed observers spoke of “{words}”.",
    "officials": "Unnamed officials spoke of “{words}”.",
    "document": "A document has the words “{words}”.",
    "writer": "The writer puts “{words}” in quotation marks.",
}
_DIGITS = r"-?\d+(?:\.\d+)?"
_NUMBER = re.compile(rf"(?P<sign>[<>]=?)?(?P<one>{_DIGITS})(?:\.\.(?P<two>{_DIGITS}))?")
_MENTIONS = 3
"""How many mentions of a name are cited."""


class Seed:
    """The seed of one article, made of a review and the article's text.

    `faults` has everything that is wrong, by line of the review. Undecided lines (`?`) are faults.
    """

    def __init__(self, review: Review, text: str, known: Known) -> None:
        """Read the kept lines of `review`; `known` has the names in the seed folder."""
        self.review, self.text, self.known = review, text, known
        self.faults = list(review.faults)
        self.passages = passages(text)
        self.article: Record = {}
        self.records: dict[str, list[Record]] = {}
        self.shared: dict[str, list[Record]] = {}
        self.ids: Counter[str] = Counter(known.ids)
        self.kept = [line for line in review.lines if line.mark != "-"]
        self.names = {line.id: line.words for line in self.kept if line.kind in SHARED}
        for line in self.kept:
            if line.mark == "?":
                self._fault(line, "is not decided: write + to keep it or - to drop it")
        if review.head.get("sha256") not in (None, digest(text)):
            self.faults.append("the text has changed since it was drafted: draft it again")
            return
        self._article()
        for line in self.kept:
            self._line(line)
        for line in self.kept:
            for key in ("about", "place", "to", "affiliation", "within", "event"):
                self._refers(line, key)

    def _fault(self, line: Line, problem: str) -> None:
        self.faults.append(
            f"line {line.number}: {line.kind} {line.id or line.words[:40]!r} {problem}"
        )

    def _refers(self, line: Line, key: str) -> None:
        own = {one.id for one in self.kept if one.kind in (*SHARED, "event", "quote")}
        for id_ in line.list_of(key):
            if id_ in own:
                continue
            dropped = any(one.id == id_ and one.mark == "-" for one in self.review.lines)
            if key in ("about", "place", "to", "affiliation") and dropped:
                continue  # what is dropped is left out wherever it was referred to
            self._fault(line, f"{key}: {id_} is not a record that this review keeps")

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
        publisher = head.get("publisher", "")
        self.article = {
            "id": head.get("article", ""), "title": head.get("title", ""),
            "sha256": digest(self.text), "characters": len(self.text), "byline": byline,
            "publisher": publisher if publisher in self.names else None,
            "language": head.get("language", "en"), "date": head.get("date") or None,
            **_basis(head.get("inferred", "")),
            "citations": self._numbered(head.get("cites", "1")),
        }  # fmt: skip

    def _line(self, line: Line) -> None:
        unknown = line.keys.keys() - set(_KEYS[line.kind].split())
        for key in sorted(unknown):
            self._fault(line, f"{key}: no such key; choose one of: {_KEYS[line.kind]}")
        if line.sentence > len(self.passages) or (line.kind not in SHARED and not line.sentence):
            self._fault(line, "is not under a sentence of the text")
            return
        if not line.words:
            self._fault(line, "has no words after the |")
            return
        made = getattr(self, f"_{line.kind}", self._named)(line)
        if made is not None:
            self.records.setdefault(
                "observation" if line.kind == "number" else line.kind, []
            ).append(made)

    def _named(self, line: Line) -> Record | None:
        """A person, organisation, place or country: its shared record, and where it is named."""
        forms = [line.words, *(form.strip() for form in line.keys.get("as", "").split(";"))]
        spans = [span for form in forms if form for span in _mentions(self.text, form)]
        if not spans:
            self._fault(
                line,
                f"the text does not name {line.words!r}; write `as:` and the form in the text",
            )
            return None
        if not re.fullmatch(
            r"[A-Z]{2}([A-Z]{2})?" if line.kind == "country" else r"[a-z0-9]+(-[a-z0-9]+)*", line.id
        ):
            self._fault(line, "write an id: lower case, digits and hyphens; for a country its code")
            return None
        if line.id not in self.known.names.get(line.kind, {}):
            shared: Record = {"id": line.id, "name": line.words}
            if line.kind in ("place", "organisation"):
                shared |= {
                    "kind": slug(line.keys.get("kind") or line.kind),
                    "country": self._code_of(line),
                }
            if line.kind == "place":
                shared["within"] = line.keys.get("within")
            self.shared.setdefault(line.kind, []).append(shared)
        cited = sorted({*spans[:_MENTIONS]})
        record: Record = {"id": line.id}
        if line.kind == "person":
            record |= self._described(line, cited)
        offices = record.pop("office", [])
        return (
            record | _basis(line.keys.get("inferred", "")) | {"citations": cited, "office": offices}
        )

    def _described(self, line: Line, cited: list[Span]) -> Record:
        keys, country = line.keys, line.keys.get("country")
        if country and country not in self.names:
            country = None
        office: list[Record] = []
        if title := keys.get("office"):
            of = self.names.get(country or "", "")
            where = f" of {of}" if of and of not in title else ""
            former = keys.get("former") == "yes"
            said = f"{line.words} {'was' if former else 'is called'} {title}{where}."
            spans = [*_mentions(self.text, title), *cited][:2]
            political = keys.get("political") == "yes"
            office = [{"id": slug(title), "title": title, "political": political,
                       "country": country, "former": former, "statement": said, "basis": "stated",
                       "citations": sorted({*spans})}]  # fmt: skip
        return {"occupation": keys.get("role"), "affiliation": keys.get("affiliation"),
                "countries": [country] if country else [], "office": office}  # fmt: skip

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
            self._fault(line, "the id is already used; choose another")
        return f"{id_}-{self.ids[id_]}"

    def _boilerplate(self, line: Line) -> Record:
        return {"name": line.words, "citations": self._cited(line)}

    def _fact(self, line: Line) -> Record:
        made: Record = {"id": self._new_id(line, short_slug(line.words)), "statement": line.words}
        made |= {"kind": line.keys.get("kind") or "action", "certainty": line.keys.get("certainty")}
        return made | self._common(line)

    def _event(self, line: Line) -> Record:
        keys = line.keys
        made: Record = {"id": self._new_id(line, short_slug(keys.get("name") or line.words))}
        made |= {"name": keys.get("name") or line.words.rstrip("."), "summary": line.words}
        made |= {"kind": slug(keys.get("kind") or "event"), "date": keys.get("date")}
        place = self._held(line, "place")
        made |= {"place": place[0] if place else None, "country": keys.get("country")}
        return made | {"status": keys.get("status") or "occurred"} | self._common(line)

    def _number(self, line: Line) -> Record | None:
        unit = line.keys.get("unit") or "number"
        bounds = _bounds(line.keys.get("number", ""))
        if bounds is None:
            self._fault(line, "number: write 5, >5, >=5, <5, <=5 or 3..5; or make it a fact")
            return None
        series = line.keys.get("series") or slug(f"{self.article['id']}-{unit}")
        whole = not any(isinstance(bound, float) for bound in bounds.values())
        held = next((s for s in self.shared.get("statistic", []) if s["id"] == series), None)
        if series not in self.known.names.get("statistic", {}) and held is None:
            name = f"{unit[0].upper()}{unit[1:]}"
            said = f"{name}, as the article “{self.article['title']}” gives them."
            held = {"id": series, "name": name, "description": said, "unit": unit}
            held["whole_numbers"] = whole
            self.shared.setdefault("statistic", []).append(held)
        elif held is not None:
            held["whole_numbers"] = held["whole_numbers"] and whole
        made: Record = {"id": self._new_id(line, short_slug(line.words)), "statistic": series}
        made |= {"period": line.keys.get("period"), **bounds, "statement": line.words}
        return made | self._common(line)

    def _quote(self, line: Line) -> Record | None:
        span = self._quotation(line)
        if span is None:
            self._fault(line, "its words are not exactly in the sentence")
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
            **_basis(line.keys.get("inferred", "")),
            "citations": cited,
        }

    def _quotation(self, line: Line) -> Span | None:
        """Where the quoted words are: in the sentence or, if they are longer, starting in it."""
        sentence = self.passages[line.sentence - 1]
        return next(_find(self.text, line.words, sentence.start, sentence.end), None)

    def _voice(self, line: Line) -> Record | None:
        by, words = line.keys.get("by", ""), line.words.strip(" ,.“”")
        people = line.list_of("by")
        kinds = {one.kind for one in self.kept if one.id in people}
        known = people and all(id_ in self.names for id_ in people)
        names = " and ".join(self.names.get(id_, id_) for id_ in people)
        said = line.keys.get("statement")
        if known and kinds == {"person"}:
            source = "person" if len(people) == 1 else "joint"
            told = (
                f"{names} said: “{words}”."
                if len(people) == 1
                else f"{names} spoke together of “{words}”."
            )
            return {"source": source, "speakers": people, "statement": said or told}
        if known and kinds == {"organisation"}:
            told = said or f"{names} said: “{words}”."
            if "organisation" in SOURCES:
                return {"source": "organisation", "speakers": people, "statement": told}
            return {"source": "officials", "attributed_to": names, "statement": told}
        if match := _BY.fullmatch(by):
            source = match["source"] or "writer"
            told = said or _SAID[source].format(words=words)
            return {
                "source": source,
                "attributed_to": match["words"] or f"the {source}",
                "statement": told,
            }
        self._fault(
            line,
            "by: who said it? Write ids of people or organisations that you keep, or observers, "
            "officials, document or writer",
        )
        return None

    def _common(self, line: Line) -> Record:
        by = line.keys.get("asserted_by")
        return {
            "about": self._held(line, "about"),
            "asserted_by": by,
            **_basis(line.keys.get("inferred", "")),
            "citations": self._cited(line),
        }

    # ---- files

    def files(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """The files to write in `folder`: path and content, shared ones with what they held."""
        order = (
            "boilerplate",
            "country",
            "place",
            "organisation",
            "person",
            "event",
            "quote",
            "observation",
            "fact",
        )
        lines = [*_table("[article]", self.article)]
        for table in order:
            for record in self.records.get(table, []):
                lines += _table(f"[[{table}]]", record)
                for office in record.get("office", []):
                    lines += _table(f"[[{table}.office]]", office)
        yield folder / f"articles/{self.article['id']}.toml", "\n".join(lines)
        for kind, records in self.shared.items():
            path = folder / FILES[kind]
            held = path.read_text(encoding="utf-8").rstrip("\n") if path.exists() else ""
            blocks = "\n".join(line for record in records for line in _table(f"[[{kind}]]", record))
            yield path, f"{held}\n\n{blocks}".lstrip("\n")


def _find(text: str, words: str, start: int, end: int) -> Iterator[Span]:
    """Where words occur that begin from `start` to `end`, whatever the white space between them."""
    parts = [re.escape(part).replace("¦", r"[|¦]") for part in words.split()]
    for match in re.finditer(r"\s+".join(parts), text[start:]):
        if start + match.start() >= end:
            break
        yield span_at(text, start + match.start(), start + match.end())


def _mentions(text: str, form: str) -> list[Span]:
    """Where a form of a name occurs as whole words."""
    return [
        span
        for span in _find(text, form, 0, len(text))
        if not re.match(r"\w", text[span.end : span.end + 1])
        and not re.match(r"\w", text[span.start - 1 : span.start] if span.start else "")
    ]


def _basis(inferred: str) -> Record:
    return {"basis": "inferred", "inference": inferred} if inferred else {"basis": "stated"}


def _bounds(said: str) -> Record | None:
    """The bounds of a number in a review."""
    match = _NUMBER.fullmatch(said.replace(",", "").strip())
    if match is None:
        return None
    one = float(match["one"]) if "." in match["one"] else int(match["one"])
    if match["two"]:
        two = float(match["two"]) if "." in match["two"] else int(match["two"])
        return (
            {"lower": one, "lower_inclusive": True, "upper": two, "upper_inclusive": True}
            if one <= two and not match["sign"]
            else None
        )
    if sign := match["sign"]:
        side = "lower" if sign[0] == ">" else "upper"
        return {side: one, f"{side}_inclusive": len(sign) > 1}
    return {"value": one}


def _table(header: str, record: Record) -> Iterator[str]:
    yield header
    for key, value in record.items():
        if key == "citations":
            yield "citations = ["
            for span in dict.fromkeys(value):
                place = f"paragraph = {span.paragraph}, start = {span.start}, end = {span.end}"
                yield f'  {{ {place}, sha256 = "{span.sha256}" }},'
            yield "]"
        elif key != "office" and (value not in (None, "", []) or key == "about"):
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
    yield ""
