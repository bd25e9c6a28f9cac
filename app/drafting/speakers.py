"""Whose words a quotation holds, read from the parse of the sentences around it."""

import re
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Span, Token

from app.drafting import gazetteer
from app.drafting.names import Name, Names
from app.drafting.quotations import Quotation

Source = Literal[
    "person", "organisation", "joint", "document", "observers", "officials", "writer", "unknown"
]
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_REACH = 12
"""So many tokens beside a quotation a verb of saying may stand in."""
_BACK = 4
"""So many sentences back a pronoun may refer to somebody."""
_MASCULINE = frozenset({"Mr", "Mr.", "Sir", "Lord", "King", "Prince", "Father"})
_FEMININE = frozenset(
    {"Ms", "Ms.", "Mrs", "Mrs.", "Miss", "Dame", "Lady", "Queen", "Princess", "Sister"}
)
_PRONOUNS = {"he": "he", "she": "she", "him": "he", "her": "she", "his": "he", "hers": "she"}
_DASHES = frozenset("-–—―")
_BETWEEN = _DASHES | frozenset("”,’'\"")
_FEW = 4
"""A quotation of so few words may be a name or an expression that the writer sets in marks."""


@dataclass(slots=True)
class Voice:
    """The source of a quotation: who is named (`speakers`), or `words` for an unnamed one.

    `cues` are the places, in code points, that tell so; `said_to` is whom it was told.
    """

    source: Source
    speakers: list[Name] = field(default_factory=list)
    words: str = ""
    cues: list[tuple[int, int]] = field(default_factory=list)
    said_to: Name | None = None


class Speakers:
    """Reads the voices of a text's quotations, in order."""

    def __init__(self, doc: Doc, names: Names, quotations: list[Quotation]) -> None:
        """Take a parsed text, its names and its quotations."""
        self.doc, self.names = doc, names
        self.quotations = quotations
        self._quoted = [False] * len(doc)
        self._spans = [doc.char_span(q.start, q.end, alignment_mode="expand") for q in quotations]
        for span in self._spans:
            for token in span or ():
                self._quoted[token.i] = True
        self._gender = {id(name): self._pronoun(name) for name in names.of("person")}
        self._lines = _lines(doc)
        self._last: tuple[int, Voice] | None = None  # the paragraph and voice of the last quotation
        self._sentences = list(doc.sents)
        self._number = {}
        for number, sentence in enumerate(self._sentences):
            for token in sentence:
                self._number[token.i] = number

    def voices(self) -> list[Voice]:
        """The voice of each quotation."""
        found: list[Voice] = []
        for number, (quotation, span) in enumerate(zip(self.quotations, self._spans, strict=True)):
            if quotation.continued and found:
                voice = Voice(found[-1].source, found[-1].speakers, found[-1].words)
            elif span is None:
                voice = Voice("unknown")
            else:
                voice = self._voice(number, span)
            found.append(voice)
            if voice.source != "writer" and span is not None:
                self._last = (span.end, voice)
        return found

    def meant(self, pronoun: Token) -> Name | None:
        """The person whom “he” or “she” likely means."""
        return self._recent(pronoun, pronoun.lower_)

    # ---- one quotation

    def _voice(self, number: int, span: Span) -> Voice:
        whole = _is_whole(span)
        steps = (
            (self._after, self._before, self._above)
            if whole
            else (self._above, self._after, self._before)
        )
        for step in steps:
            if voice := step(number, span):
                return voice
        if voice := self._carried(number, span, whole=whole):
            return voice
        if voice := self._accorded(span):
            return voice
        return self._default(span, whole=whole)

    def _after(self, number: int, span: Span) -> Voice | None:
        """“…,” Feldt said; “…,” said economist Nora Feldt."""
        start, sentence_end = span.end, self._lines[span.end - 1][1]
        dashed = False
        while start < sentence_end and self.doc[start].text in _BETWEEN:
            dashed = dashed or self.doc[start].text in _DASHES
            start += 1
        if dashed and start < sentence_end and (name := self.names.at(self.doc[start])):
            if name.kind == "person":  # “…” – Nora Feldt
                return self._named([name], self.doc[start])
        if self.doc[start - 1].text not in _BETWEEN and not _is_whole(span):
            return None
        if span[-1].text == ".":
            return None
        named = start < sentence_end and (
            self.names.at(self.doc[start]) or self.doc[start].text in gazetteer.TITLES
        )
        for token in self.doc[start : min(start + (4 * _REACH if named else _REACH), sentence_end)]:
            if (
                self._quoted[token.i]
                or token.text in (";", ":")
                or (token.text == "." and token.i > start)
            ):
                break
            if self._says(token):
                return self._said_by(token, span)
        return None

    def _before(self, number: int, span: Span) -> Voice | None:
        """Feldt said: “…”; she told the Gazette, “…”."""
        low = self._lines[span.start][0]
        at = span.start - 1
        passed = 0
        stopped = False
        while at >= low and passed < 3 * _REACH:
            token = self.doc[at]
            if self._quoted[at]:
                return None if not stopped and passed > 2 else None
            if token.text in (".", "!", "?") and token.i < span.start - 2:
                break
            if self._says(token):
                return self._said_by(token, span)
            at -= 1
            passed += 1
        return None

    def _above(self, number: int, span: Span) -> Voice | None:
        """Climb the parse from the quotation to a verb of saying that governs it."""
        token = span.root
        for _ in range(12):
            head = token.head
            if head is token:
                break
            if not self._quoted[head.i] and self._says(head) and token.dep_ not in _SUBJECTS:
                return self._said_by(head, span)
            token = head
        return None

    def _says(self, token: Token) -> bool:
        if self._quoted[token.i]:
            return False
        verb = token.pos_ in ("VERB", "AUX") or token.text in (
            "said",
            "says",
            "wrote",
            "added",
            "told",
        )
        return verb and token.lemma_.lower() in gazetteer.SAYING

    def _said_by(self, verb: Token, span: Span) -> Voice | None:
        subject = self._subject(verb)
        if subject is not None:
            voice = self._resolved(subject, verb)
            if voice:
                voice.said_to = self._told(verb)
                return voice
        return self._beside(verb, span)

    def _subject(self, verb: Token) -> Token | None:
        """The subject of a verb; of a participle or a second verb, that of the first."""
        seen = 0
        while seen < 6:
            passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)
            if passive and verb.tag_ == "VBN":
                agents = [c for c in verb.children if c.dep_ == "agent"]
                objects = [o for a in agents for o in a.children if o.dep_ == "pobj"]
                if objects:
                    return objects[0]
            for child in verb.children:
                if child.dep_ in _SUBJECTS and not self._quoted[child.i]:
                    if child.lower_ in ("who", "that", "which"):
                        return self._antecedent(child, verb)
                    return child
            if verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
                return verb.head if not self._quoted[verb.head.i] else None
            if (
                verb.dep_
                in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "parataxis", "dep")
                and verb.head is not verb
            ):
                verb = verb.head
                seen += 1
                continue
            return None
        return None

    def _antecedent(self, relative: Token, verb: Token) -> Token | None:
        """The noun that “who” or “which” stands for."""
        head = verb.head if verb.dep_ == "relcl" else None
        if relative.lower_ == "which" and (
            head is None or self.names.at(head) or head.text.isdigit()
        ):
            for token in reversed(list(self.doc[max(0, relative.i - 10) : relative.i])):
                if token.lower_ in gazetteer.DOCUMENTS:
                    return token
        return head

    def _beside(self, verb: Token, span: Span) -> Voice | None:
        """The name next to a verb whose subject the parse does not tell."""
        near = [*reversed(list(self.doc[max(0, verb.i - 8) : verb.i]))]
        if verb.i >= span.end:
            near = [*self.doc[verb.i + 1 : verb.i + 9], *near]
        for token in near:
            if self._quoted[token.i] or token.text in "“”\n":
                continue
            name = self.names.at(token)
            if name and name.kind in ("person", "organisation"):
                return self._named([name], token)
            if token.lower_ in ("he", "she"):
                return self._resolved(token, verb)
        return None

    def _told(self, verb: Token) -> Name | None:
        for child in verb.children:
            if child.dep_ in ("dobj", "dative", "pobj") and not self._quoted[child.i]:
                name = self.names.at(child)
                if name and name.kind in ("person", "organisation"):
                    return name
        return None

    # ---- who a subject is

    def _resolved(self, token: Token, verb: Token) -> Voice | None:
        people = [token, *self._joined(token, verb)]
        names = [name for t in people if (name := self.names.at(t)) and name.kind == "person"]
        if names:
            return self._named(list({id(n): n for n in names}.values()), token)
        if name := self._part_of_name(token):
            return self._named([name], token)
        word = token.lower_
        if word in ("he", "she"):
            return self._pronoun_voice(token)
        if word in ("i", "we", "it", "you", "that", "this", "there", "what"):
            return None
        if word == "they":
            return Voice("observers", words="they", cues=[_place(token)])
        return self._role(token)

    def _joined(self, token: Token, verb: Token) -> list[Token]:
        """Those who are named with a subject: “Xi and Mr Putin said”."""
        found = [t for t in token.conjuncts if (token.i < t.i < verb.i) or verb.i < token.i]
        at = token.i + 1
        while (
            not found and at + 1 < len(self.doc) and self.doc[at].text in ("and", *gazetteer.TITLES)
        ):
            if (name := self.names.at(self.doc[at + 1])) and name.kind == "person":
                found = [self.doc[at + 1]]
            at += 1
        return found

    def _part_of_name(self, token: Token) -> Name | None:
        name = self.names.at(token)
        if name and name.kind == "organisation":
            return name
        if name is None:  # “Trump spokesman Nora Feldt”, parsed the other way round
            for child in token.subtree:
                inner = self.names.at(child)
                near = child.dep_ in ("appos", "flat") and child.head is token
                if inner and inner.kind == "person" and near:
                    return inner
        return name if name and name.kind in ("place", "country") else None

    def _named(self, names: list[Name], token: Token) -> Voice:
        start, end = _place(token)
        for name in names:
            start, end = next((m for m in name.mentions if m[0] <= start < m[1]), (start, end))
        if len(names) > 1:
            return Voice("joint", names, cues=[(start, end)])
        kind = names[0].kind
        if kind in ("place", "country"):
            return Voice("officials", words=names[0].name, cues=[(start, end)])
        return Voice("person" if kind == "person" else "organisation", names, cues=[(start, end)])

    def _role(self, token: Token) -> Voice | None:
        """“the mayor”: the one person who is called so, or an unnamed voice."""
        if token.pos_ not in ("NOUN", "PROPN", "PRON", "ADJ", "DET", "NUM"):
            return None
        word, words = token.lower_, _phrase(token)
        if word in gazetteer.DOCUMENTS:
            return Voice("document", words=words, cues=[_place(token)])
        definite = any(c.lower_ in ("the", "his", "her", "their") for c in token.children)
        if definite and token.tag_ == "NN":
            known = [
                p for p in self.names.of("person") if word in f"{p.role} {p.title}".lower().split()
            ]
            if len(known) == 1:
                return Voice("person", known, cues=[_place(token)])
            if word in gazetteer.ROLES and (recent := self._recent(token, None)) and not known:
                return Voice("unknown", words=words)
        if word in gazetteer.OFFICIALS or token.lemma_ in gazetteer.OFFICIALS:
            return Voice("officials", words=words, cues=[_place(token)])
        return Voice("observers", words=words, cues=[_place(token)])

    def _pronoun_voice(self, token: Token) -> Voice:
        name = self._recent(token, token.lower_)
        if name is None:
            return Voice("unknown")
        return Voice("person", [name], cues=[_place(token)])

    def _recent(self, token: Token, pronoun: str | None) -> Name | None:
        """The person whom a pronoun at `token` most likely means."""
        number = self._number[token.i]
        best: tuple[float, Name] | None = None
        for back in range(_BACK + 1):
            if number - back < 0:
                break
            for other in self._sentences[number - back]:
                if other.i >= token.i:
                    break
                name = self.names.at(other)
                if not name or name.kind != "person" or self._quoted[other.i]:
                    continue
                gender = self._gender[id(name)]
                if pronoun and gender and gender != pronoun:
                    continue
                score = 3.0 - back
                score += 2.0 if _subject_like(other) else 0.0
                score += 1.0 if gender == pronoun and pronoun else 0.0
                if best is None or score > best[0]:
                    best = score, name
        if self._last and (best is None or best[0] < 6):
            end, voice = self._last
            if voice.speakers and len(voice.speakers) == 1 and voice.source == "person":
                said = voice.speakers[0]
                fits = not pronoun or self._gender[id(said)] in (pronoun, "")
                if (
                    fits
                    and number - self._number[min(end, len(self.doc) - 1)] <= 2
                    and (best is None or best[0] < 4.5)
                ):
                    return said
        return best[1] if best else None

    def _pronoun(self, name: Name) -> str:
        """The pronoun a person goes with, by title, first name, or the first pronoun after."""
        first = name.name.split()[0]
        for start, _ in name.mentions:
            before = self.doc.text[max(0, start - 12) : start].split()
            if before and before[-1] in _MASCULINE:
                return "he"
            if before and before[-1] in _FEMININE:
                return "she"
        return gazetteer.FIRST_NAMES.get(first, "") if " " in name.name else ""

    # ---- without a verb of its own

    def _carried(self, number: int, span: Span, *, whole: bool) -> Voice | None:
        """The voice of the quotation before it, if it goes on: “…,” she said. “…”."""
        if self._last is None or not whole:
            return None
        end, voice = self._last
        between = self.doc[end : span.start]
        lines = between.text.count("\n")
        alone = self._lines[span.start][0] >= span.start - 1
        if lines == 0 or (alone and lines <= 2 and len(between) < 3 * _REACH):
            return Voice(voice.source, voice.speakers, voice.words)
        return self._introduced(span)

    def _introduced(self, span: Span) -> Voice | None:
        """Somebody is the subject of the sentence just before, which ends in a colon."""
        number = self._number[span.start]
        if number == 0:
            return None
        for token in self._sentences[number - 1]:
            name = self.names.at(token)
            if (
                name
                and name.kind == "person"
                and not self._quoted[token.i]
                and _subject_like(token)
            ):
                return self._named([name], token)
        return None

    def _accorded(self, span: Span) -> Voice | None:
        """According to Feldt; in Feldt's words; Feldt's “shabby tricks”."""
        sentence = self._sentences[self._number[span.start]]
        for token in sentence:
            if token.lower_ == "according" and not self._quoted[token.i]:
                for other in self.doc[token.i + 1 : token.i + _REACH]:
                    name = self.names.at(other)
                    if name and name.kind in ("person", "organisation"):
                        return self._named([name], other)
                    if other.pos_ == "NOUN":
                        return self._role(other)
        before = span.start - 2
        if before > 0 and self.doc[before].text in ("’s", "'s"):
            name = self.names.at(self.doc[before - 1])
            if name and name.kind in ("person", "organisation"):
                return self._named([name], self.doc[before - 1])
        return None

    def _default(self, span: Span, *, whole: bool) -> Voice:
        """The one person or organisation that the sentence's subject is; else nobody, or the writer."""
        sentence = self._sentences[self._number[span.start]]
        subjects = [
            t
            for t in sentence
            if t.dep_ in _SUBJECTS and not self._quoted[t.i] and t.i < span.start
        ]
        for token in reversed(subjects):
            name = self.names.at(token)
            if name and name.kind in ("person", "organisation"):
                return self._named([name], token)
            if token.lower_ in ("he", "she"):
                return self._pronoun_voice(token)
        outside = [t for t in sentence if not self._quoted[t.i]]
        anyone = any(
            (n := self.names.at(t)) and n.kind in ("person", "organisation") for t in outside
        )
        anyone = anyone or any(t.lower_ in _PRONOUNS or t.lower_ == "they" for t in outside)
        words = len(re.findall(r"\w+", span.text))
        return Voice("unknown" if whole or anyone or words > _FEW else "writer")


def _lines(doc: Doc) -> list[tuple[int, int]]:
    """For each token where its line starts and ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for token in doc:
        if "\n" in token.text or token.i == len(doc) - 1:
            found += [(start, token.i if "\n" in token.text else token.i + 1)] * (
                token.i + 1 - start
            )
            start = token.i + 1
    return found


def _is_whole(span: Span) -> bool:
    """Whether the quotation is an utterance and not a few words of one."""
    words = span.text
    opens = words[:1].isupper() or words[:1] in "'‘…"
    return opens and (words[-1] in ",.!?…—" or len(words.split()) > 5)


def is_whole(words: str) -> bool:
    """Whether a quotation is an utterance and not a few words of one."""
    return words[:1].isupper() and (words[-1] in ",.!?…—" or len(words.split()) > 5)


def _place(token: Token) -> tuple[int, int]:
    return token.idx, token.idx + len(token)


def _phrase(token: Token) -> str:
    """A noun with what stands before it: “a city official”."""
    left = min(
        (t.i for t in token.lefts if t.dep_ in ("det", "amod", "compound", "poss", "nummod")),
        default=token.i,
    )
    return token.doc[left : token.i + 1].text


def _subject_like(token: Token) -> bool:
    while token.dep_ in ("compound", "flat") and token.head is not token:
        token = token.head
    return token.dep_ in _SUBJECTS
