"""Draft a review of a text: one line for each record that it seems to contain."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Container

from spacy.tokens import Span, Token

from app.drafting import gazetteer
from app.drafting.dates import DateMention, speaks_of_future
from app.drafting.event_dates import is_of_thing, measures, status, when
from app.drafting.findings import Findings
from app.drafting.ids import short_slug, slug
from app.drafting.names import Name
from app.drafting.numerals import Number
from app.drafting.offices import person_keys
from app.drafting.passages import passages
from app.drafting.project import Known
from app.drafting.quotations import Quotation
from app.drafting.review import Line, Review
from app.drafting.review_values import MEASURES
from app.drafting.speakers import Voice, is_whole
from app.drafting.statements import (
    according,
    clauses_of,
    event_kind,
    fact_kind,
    governing_verb,
    main_verb,
    measure_of,
    reported,
    statement,
    subject_of,
)
from app.evidence.text import digest

_LABELS = (
    (
        "label before a photo credit",
        re.compile(r"(?:PHOTO|Photo|Picture|PICTURE|Image|IMAGE|Credit|CREDIT)S?: ?.{0,60}"),
    ),
    ("invitation to sign up", re.compile(r"(?:Sign up|Subscribe|Follow us)\b.*")),
    ("label", re.compile(r"(?:Follow topic|Read more|See also|Related)\w*:?")),
)
_SAYS_SOMETHING = 6
"""A sentence without a verb and of fewer words states nothing."""
_GAP = len(" in the town of ")
"""So few characters between a place and a date leave room for little but a preposition."""
_DANGLING = re.compile(
    r"(?: (?:of|in|by|to|for|with|on|at|from|and|or|a|an|the|its|his|her|their|as|that))+$"
)


def draft(found: Findings, article: str, file: str, known: Known) -> Review:
    """Draft the review of a text kept in `file`, to be served as `article`."""
    return _Draft(found, article, file, known).review()


class _Draft:
    def __init__(self, found: Findings, article: str, file: str, known: Known) -> None:
        self.found, self.article, self.file, self.known = found, article, file, known
        self.passages = passages(found.text)
        self.starts = [span.start for span in self.passages]
        self.taken: Counter[str] = Counter(known.ids)
        self.ids = {id(name): self._id(name) for name in found.names}
        self.names = found.parsed_names
        self.lines: list[Line] = []
        self.full: set[int] = set()  # sentences that have a record

    def review(self) -> Review:
        """Every kind of record in turn."""
        for name in self.found.names:
            self.lines.append(self._name(name))
        head_cites = self._heads()
        self._labels()
        for quotation, voice in self.found.quotations:
            self._quote(quotation, voice)
        for number in self.found.numbers:
            self._number(number)
        for at in range(1, len(self.passages) + 1):
            if at not in self.full and at != 1:
                self._sentence(at)
        order = {
            kind: n for n, kind in enumerate(("boilerplate", "quote", "number", "event", "fact"))
        }
        self.lines.sort(key=lambda line: (line.sentence, order.get(line.kind, 0)))
        notes: dict[int, list[str]] = {}
        for mark in self.found.doubtful_marks:
            words = self.found.text[mark + 1 : mark + 16]
            note = f"the quotation mark before “{words}” has no counterpart"
            notes.setdefault(self._at(mark), []).append(note)
        return Review(self._head(head_cites), self.lines, notes=notes)

    def _head(self, cites: list[int]) -> dict[str, str]:
        head = self.found.head
        title = self.found.text[self.passages[0].start :].split("\n", 1)[0].rstrip()
        written = self.found.written if not head.date else None
        inference = "The day of writing is not in the text." if written else ""
        return {
            "article": self.article,
            "file": self.file,
            "sha256": digest(self.found.text),
            "title": title,
            "byline": ", ".join(self._id_at(span) for span in head.writers),
            "publisher": self._id_at(head.publisher) if head.publisher else "",
            "date": head.date or str(written or ""),
            "date_of": "writing" if written else "publication",
            "inferred": inference,
            "cites": ", ".join(map(str, cites)),
        }

    def _heads(self) -> list[int]:
        cites = [1]
        head = self.found.head
        for place in (head.byline, head.dated):
            if place:
                number = self._at(place[0])
                cites += [number] if number not in cites else []
                span = self.passages[number - 1]
                if place[1] >= span.end:  # a line of its own
                    self.full.add(number)
        return cites

    def _labels(self) -> None:
        for number, span in enumerate(self.passages, start=1):
            words = self.found.text[span.start : span.end]
            for name, pattern in _LABELS:
                if pattern.fullmatch(words):
                    self.lines.append(Line("?", "boilerplate", "", name, {}, number))
                    self.full.add(number)

    # ---- names

    def _id(self, name: Name) -> str:
        if name.kind == "country":
            return next(c for c, n in gazetteer.COUNTRY_NAMES.items() if n == name.name)
        if held := self.known.by_name(name.kind, name.name):
            return held
        return self._new(slug(name.name) or name.kind, f"-{name.kind}")

    def _new(self, id_: str, suffix: str = "") -> str:
        """An id that nothing has yet."""
        id_ = id_ or "unnamed"
        if self.taken[id_] and suffix:
            id_ += suffix
        self.taken[id_] += 1
        return id_ if self.taken[id_] == 1 else f"{id_}-{self.taken[id_]}"

    def _id_at(self, place: tuple[int, int]) -> str:
        return next(
            (
                self.ids[id(n)]
                for n in self.found.names
                if any(m[0] >= place[0] and m[1] <= place[1] for m in n.mentions)
            ),
            "",
        )

    def _name(self, name: Name) -> Line:
        forms = dict.fromkeys(self.found.text[a:b] for a, b in name.mentions)
        others = [form for form in forms if form != name.name]
        stated = "" if name.stated else "Only the adjective is named."
        keys = {"as": "; ".join(others[:4])}
        if name.kind == "person":
            keys |= person_keys(name, self.found.text)
            keys["also"] = str(self._at(name.role_at[0])) if name.role_at else ""
        elif name.kind in ("place", "organisation"):
            keys |= {"kind": slug(name.sort or name.kind), "country": name.country}
        keys["inferred"] = stated
        return Line("?", name.kind, self.ids[id(name)], name.name, keys)

    def _short(self, name: Name) -> str:
        """The word that the text uses most for somebody."""
        forms = Counter(self.found.text[a:b] for a, b in name.mentions)
        single = [form for form, _ in forms.most_common() if " " not in form]
        return single[0] if single else name.last

    # ---- what is said under a sentence

    def _at(self, position: int) -> int:
        """The number of the sentence at a position."""
        return max(1, bisect(self.starts, position))

    def _about(self, number: int, *, without: Container[str] = ()) -> str:
        span = self.passages[number - 1]
        ids = [self.ids[id(n)] for n in self.found.named(span.start, span.end)]
        return ", ".join(i for i in dict.fromkeys(ids) if i not in without)

    def _quote(self, quotation: Quotation, voice: Voice) -> None:
        words = self.found.text[quotation.start : quotation.end]
        if not re.search(r"[^\W\d_]", words):  # markup
            return
        number = self._at(quotation.start)
        last = self._at(quotation.end - 1)
        speakers = [self.ids[id(n)] for n in voice.speakers if id(n) in self.ids]
        by = ", ".join(speakers) or (voice.source if voice.source != "unknown" else "?")
        if not speakers and voice.words and voice.source not in ("unknown", "writer"):
            by += f" ({voice.words})"
        cues = sorted({self._at(start) for start, _ in voice.cues} - {number})
        stem = (
            self._short(voice.speakers[0])
            if voice.speakers
            else by.split(" ")[0].strip("?") or "words"
        )
        keys = {
            "by": by,
            "to": self.ids.get(id(voice.said_to), "") if voice.said_to else "",
            "form": "" if is_whole(words) else "fragment",
            "verb": voice.verb,
            "also": ", ".join(map(str, cues)),
        }
        self.lines.append(
            Line(
                "?", "quote", self._new(f"{slug(stem)}-{short_slug(words, 4)}"), words, keys, number
            )
        )
        self.full |= set(range(number, last + 1))

    def _number(self, number: Number) -> None:
        at = self._at(number.start)
        if any(q.start <= number.start < q.end for q, _ in self.found.quotations):
            return
        unit = number.unit or self._unit_before(number, at)
        words = self.found.text[number.start : number.end]
        day = self._period(number)
        period = (day.best if day else None) or ""
        stated = words if number.kind == "ordinal" else number.in_words
        stated = f"{stated} {unit}{f', {period}' if period else ''}."
        sentence = self._parse(at)
        token = self.found.doc.char_span(number.start, number.end, alignment_mode="expand")
        by = measured = ""
        if sentence is not None and token is not None:
            verb = governing_verb(token.root)
            clause = self._said(sentence, verb)
            stated = clause if words in clause else stated
            measured = measure_of(verb) if unit in MEASURES else ""
            if main := main_verb(sentence, self._quoted(sentence)):
                inner, by = self._holder(main)
                by = by if inner in (verb, *verb.ancestors) else ""
        keys = {"number": str(number), "unit": unit, "period": period, "said": words}
        keys |= {"name": measured, "about": self._about(at), "asserted_by": by}
        keys["inferred"] = self._reckoned(day)
        self.lines.append(Line("?", "number", "", f"{stated[0].upper()}{stated[1:]}", keys, at))
        self.full.add(at)

    def _unit_before(self, number: Number, at: int) -> str:
        """What a number without a unit counts, if the number before it in the sentence says so."""
        before = [
            n
            for n in self.found.numbers
            if self._at(n.start) == at and n.start < number.start and n.unit
        ]
        return (
            before[-1].unit
            if before and before[-1].unit not in ("dollars", "pounds", "euros", "yen")
            else "number"
        )

    def _period(self, number: Number) -> DateMention | None:
        """The date in the sentence that says when the number was true, if there is only one."""
        at = self._at(number.start)
        near = [d for d in self.found.dates if self._at(d.start) == at]
        others = [n for n in self.found.numbers if self._at(n.start) == at]
        if not near:
            return None
        nearest = min(near, key=lambda d: min(abs(d.start - number.end), abs(number.start - d.end)))
        between = self.found.text[min(number.end, nearest.end) : max(number.start, nearest.start)]
        apart = (len(others) > 1 or len(near) > 1) and re.search(r"[,;]|\band\b", between)
        return None if apart or measures(self.found.text, nearest) else nearest

    def _parse(self, number: int) -> Span | None:
        """A sentence as the parse has it."""
        span = self.passages[number - 1]
        return self.found.doc.char_span(span.start, span.end, alignment_mode="expand")

    def _quoted(self, sentence: Span) -> frozenset[int]:
        """The tokens of a sentence that are quoted."""
        start, end = sentence.start_char, sentence.end_char
        near = [q for q, _ in self.found.quotations if q.start < end and start < q.end]
        return frozenset(t.i for t in sentence if any(q.start <= t.idx < q.end for q in near))

    def _sentence(self, number: int) -> None:
        """An event if the sentence has a date, else a fact, else nothing."""
        sentence = self._parse(number)
        verb = main_verb(sentence, self._quoted(sentence)) if sentence is not None else None
        if sentence is None or verb is None or sentence.text.rstrip().endswith("?"):
            self._rest(number)
            return
        verb, by = self._holder(verb)
        keys = {"asserted_by": by}
        clauses = [
            (one, words) for one in clauses_of(verb) if (words := self._stated(sentence, one))
        ]
        event = self._dated(number, sentence, verb)
        if event and not any(event[0] is one for one, _ in clauses):
            clauses = [(event[0], event[1])]
        for one, words in clauses:
            if event and event[0] is one:
                self._event(number, words, one, event[2], keys)
                continue
            kind = fact_kind(one, ahead=speaks_of_future(one) and one.tag_ not in ("VBZ", "VBP"))
            made = {"kind": kind, "about": self._about(number)} | keys
            self.lines.append(Line("?", "fact", "", words, made, number))
        if not clauses:
            self._rest(number)

    def _said(self, sentence: Span, verb: Token) -> str:
        """The statement of a clause, without “according to”."""
        given = {t.i for c in verb.children if c.lower_ == "according" for t in c.subtree}
        quoted = self._quoted(sentence) | given
        return statement(sentence, verb, self.names, quoted, self.found.speakers.meant)

    def _stated(self, sentence: Span, verb: Token) -> str:
        """The statement of a clause that has a subject, or nothing."""
        return self._said(sentence, verb) if subject_of(verb) is not None else ""

    def _dated(
        self, number: int, sentence: Span, verb: Token
    ) -> tuple[Token, str, DateMention] | None:
        """The verb of the first date that tells when something was, its statement, and the date."""
        for day in self.found.dates:
            if self._at(day.start) == number and not measures(self.found.text, day):
                token = self.found.doc.char_span(day.start, day.end, alignment_mode="expand")
                if token is None or is_of_thing(token):
                    continue
                dated = governing_verb(token.root)
                said = reported(dated) is not None and dated is not verb
                if dated.pos_ == "VERB" and not said and (words := self._stated(sentence, dated)):
                    return dated, words, day
        return None

    def _holder(self, verb: Token) -> tuple[Token, str]:
        """The verb of what is held to be so, and the id of who holds it; empty for nobody."""
        by = ""
        while inner := reported(verb):
            holder = self._view_of(subject_of(verb))
            if not holder:
                break
            verb, by = inner, holder
        return verb, by or self._view_of(according(verb))

    def _view_of(self, token: Token | None) -> str:
        """The id of a person or organisation, or the word for unnamed ones."""
        if token is None:
            return ""
        name = self.names.at(token)
        if name is None and token.lower_ in ("he", "she"):
            name = self.found.speakers.meant(token)
        if name:
            return self.ids[id(name)] if name.kind in ("person", "organisation") else ""
        if token.tag_ != "NNS":
            return ""
        officials = token.lower_ in gazetteer.OFFICIALS
        observers = token.lemma_ in gazetteer.ROLES or token.lower_ in ("observers", "experts")
        return "officials" if officials else "observers" if observers else ""

    def _rest(self, number: int) -> None:
        """A sentence without a short statement, to be reworded or marked as boilerplate."""
        span = self.passages[number - 1]
        words = self.found.text[span.start : span.end]
        if words.endswith(("?", ":")) or len(words.split()) < _SAYS_SOMETHING:
            self.lines.append(Line("?", "boilerplate", "", "text without facts", {}, number))
        else:
            keys = {"kind": "action", "about": self._about(number)}
            self.lines.append(Line("?", "fact", "", words, keys, number))

    def _event(
        self, number: int, words: str, verb: Token, day: DateMention, more: dict[str, str]
    ) -> None:
        span = self.passages[number - 1]
        places = [n for n in self.found.named(span.start, span.end) if n.kind == "place"]
        gaps = [
            (min(abs(m[0] - day.end), abs(day.start - m[1])), self.ids[id(n)])
            for n in places
            for m in n.mentions
        ]
        gap, place = min(gaps, default=(_GAP, ""))
        place = place if gap < _GAP else ""
        name = _DANGLING.sub("", " ".join(words.rstrip(".").split()[:7]))
        today = str(self.found.written or "")
        keys = {
            "name": name, "kind": event_kind(verb), "date": when(self.found.text, day),
            "status": status(day.best, today, ahead=speaks_of_future(verb)),
            "place": place, "about": self._about(number, without={place}),
            "inferred": self._reckoned(day),
            "said": "" if day.best else self.found.text[day.start : day.end],
        }  # fmt: skip
        self.lines.append(
            Line("?", "event", self._new(short_slug(name)), words, keys | more, number)
        )

    def _reckoned(self, day: DateMention | None) -> str:
        """Which part of an incomplete date is inferred."""
        if day is None or day.edtf or not day.likely:
            return ""
        return f"The date is calculated from the day of writing, {self.found.written}."
