"""Draft a review of a text: one line for each record that it seems to contain."""

import re
from bisect import bisect
from collections import Counter

from spacy.tokens import Span, Token

from app.drafting import gazetteer
from app.drafting.dates import DateMention, speaks_of_future
from app.drafting.findings import Findings
from app.drafting.ids import short_slug, slug
from app.drafting.names import Name
from app.drafting.numerals import Number
from app.drafting.passages import passages
from app.drafting.project import Known
from app.drafting.quotations import Quotation
from app.drafting.review import Line, Review
from app.drafting.speakers import Voice, is_whole
from app.drafting.statements import (
    event_kind,
    fact_kind,
    governing_verb,
    main_verb,
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
_OPEN = re.compile(r"\b(?:since|until|till|before|after|by|from)(?: the)? $", re.IGNORECASE)
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
        return {
            "article": self.article,
            "file": self.file,
            "sha256": digest(self.found.text),
            "title": title,
            "byline": ", ".join(self._id_at(span) for span in head.writers),
            "publisher": self._id_at(head.publisher) if head.publisher else "",
            "date": head.date or "",
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
            keys |= self._person_keys(name)
        elif name.kind in ("place", "organisation"):
            keys |= {"kind": slug(name.sort or name.kind), "country": name.country}
        keys["inferred"] = stated
        return Line("?", name.kind, self.ids[id(name)], name.name, keys)

    def _person_keys(self, name: Name) -> dict[str, str]:
        said = name.title or name.role
        nouns = re.split(r" (?:of|at|for) ", said)[0].split()
        noun = nouns[-1].lower() if nouns else ""
        political = noun in gazetteer.POLITICAL_ROLES or bool(
            re.search(rf"(?:{gazetteer.POLITICAL}|(?:Sen|Rep|Gov|Cllr)\.?)(?: of |$)", name.title)
        )
        leading = noun in gazetteer.LEADING_ROLES and " of " in said
        office = said if name.title or political or leading else ""
        country = name.country
        for token in said.split():
            country = country or gazetteer.DEMONYMS.get(token, "")
        if country and f"of {gazetteer.COUNTRY_NAMES[country]}" not in office and office:
            office = " ".join(word for word in office.split() if word not in gazetteer.DEMONYMS)
        at = name.role_at[0] if name.role_at else 0
        before = self.found.text[max(0, at - len("former United States ")) : at]
        former = "yes" if re.search(r"\b(?:[Ff]ormer|[Ee]x)\b", f"{before} {said}") else ""
        return {
            "role": "" if office == said else name.role,
            "office": office,
            "political": ("yes" if political else "no") if office else "",
            "former": former if office else "",
            "country": country,
        }

    def _short(self, name: Name) -> str:
        """The word that the text uses most for somebody."""
        forms = Counter(self.found.text[a:b] for a, b in name.mentions)
        single = [form for form, _ in forms.most_common() if " " not in form]
        return single[0] if single else name.last

    # ---- what is said under a sentence

    def _at(self, position: int) -> int:
        """The number of the sentence at a position."""
        return max(1, bisect(self.starts, position))

    def _about(self, number: int, *, without: set[str] = frozenset()) -> str:  # type: ignore[assignment] # an empty set
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
        told = words if number.kind == "ordinal" else number.in_words
        told = f"{told} {unit}{f', {period}' if period else ''}."
        sentence = self._parse(at)
        token = self.found.doc.char_span(number.start, number.end, alignment_mode="expand")
        if sentence is not None and token is not None:
            clause = self._statement(sentence, governing_verb(token.root))
            told = clause if words in clause else told
        keys = {"number": str(number), "unit": unit, "period": period, "said": words}
        keys |= {"about": self._about(at), "inferred": self._reckoned(day)}
        self.lines.append(Line("?", "number", "", f"{told[0].upper()}{told[1:]}", keys, at))
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
        return None if apart or _measures(self.found.text, nearest) else nearest

    def _parse(self, number: int) -> Span | None:
        """A sentence as the parse has it."""
        span = self.passages[number - 1]
        return self.found.doc.char_span(span.start, span.end, alignment_mode="expand")

    def _quoted(self, sentence: Span) -> frozenset[int]:
        """The tokens of a sentence that are quoted."""
        start, end = sentence.start_char, sentence.end_char
        near = [q for q, _ in self.found.quotations if q.start < end and start < q.end]
        return frozenset(t.i for t in sentence if any(q.start <= t.idx < q.end for q in near))

    def _statement(self, sentence: Span, verb: Token) -> str:
        meant = self.found.speakers.meant
        return statement(sentence, verb, self.names, self._quoted(sentence), meant)

    def _sentence(self, number: int) -> None:
        """An event if the sentence has a date, else a fact, else nothing."""
        sentence = self._parse(number)
        verb = main_verb(sentence, self._quoted(sentence)) if sentence is not None else None
        if sentence is None or verb is None or sentence.text.rstrip().endswith("?"):
            self._rest(number)
            return
        keys: dict[str, str] = {}
        subject = subject_of(verb)
        holder = self.names.at(subject) if subject is not None else None
        while holder and holder.kind in ("person", "organisation") and (inner := reported(verb)):
            verb, keys = inner, {"asserted_by": self.ids[id(holder)]}
        for day in self.found.dates:
            if self._at(day.start) == number and not _measures(self.found.text, day):
                token = self.found.doc.char_span(day.start, day.end, alignment_mode="expand")
                dated = governing_verb(token.root) if token is not None else verb
                words = self._statement(sentence, dated) if dated.pos_ == "VERB" else ""
                if words:
                    self._event(number, words, dated, day, keys)
                    return
        if words := self._statement(sentence, verb):
            kind = fact_kind(verb, ahead=speaks_of_future(verb))
            keys = {"kind": kind, "about": self._about(number)} | keys
            self.lines.append(Line("?", "fact", "", words, keys, number))
        else:
            self._rest(number)

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
            "name": name, "kind": event_kind(verb), "date": day.best or "",
            "status": _status(day.best, today, ahead=speaks_of_future(verb)),
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


def _measures(text: str, day: DateMention) -> bool:
    """Whether a date only says since or until when."""
    return bool(_OPEN.search(text[max(0, day.start - 14) : day.start]))


def _status(said: str | None, today: str, *, ahead: bool) -> str:
    """It occurred before the day of writing and is expected after it, whatever the words."""
    if said and today:
        first, last = said.split("/")[0], said.split("/")[-1]
        if last < today[: len(last)]:
            return "occurred"
        if first > today[: len(first)]:
            return "expected"
    return "expected" if ahead else "occurred"
