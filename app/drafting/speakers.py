"""The speaker of a quotation, from the parse of the sentences around it."""

import re
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Span, Token

from app.drafting import gazetteer
from app.drafting.names import Name, Names
from app.drafting.quotations import Quotation
from app.drafting.referents import SUBJECTS, Referents, is_subject

Source = Literal[
    "person", "organisation", "joint", "document", "observers", "officials", "writer", "unknown"
]
_EMPTY_LINE = 2
"""How many line breaks an empty line has."""

_OWNER = 3
"""How many tokens before the quoted words their owner is: Feldt, ’s and the mark."""

_REACH = 12
"""How many tokens from a quotation a verb of saying may be; four times as many if a name
with its role comes first, three times as many before the quotation."""
_CLIMB = 12
_DASHES = "-–—―"
_BETWEEN = f"{_DASHES}”,’'\""
_UTTERANCE = 5
"""A quotation of more words that opens with a capital is an utterance."""
_FEW = 4
"""A quotation of so few words may be a name or an expression that the writer sets in marks."""
_CHAINED = ("conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "parataxis", "dep")
_ADDRESSING = ("tell", "ask", "inform", "warn", "remind", "assure")
_SAID = ("said", "says", "wrote", "added", "told")


_VERBS = "wrote asked added replied tweeted shouted argued warned announced posted explained"
_PAST = {
    **{word: word for word in _VERBS.split()},
    "writes": "wrote", "asks": "asked", "adds": "added", "argues": "argued", "warns": "warned",
}  # fmt: skip
"""Verbs that may stand before a quotation, by their forms."""


@dataclass(slots=True)
class Voice:
    """The source of a quotation: the named `speakers`, or `words` for an unnamed source.

    `cues` are the places, in code points, that show it; `said_to` is the listener; `verb` is
    the verb, in the past, if it says more than “said”.
    """

    source: Source
    speakers: list[Name] = field(default_factory=list)
    words: str = ""
    cues: list[tuple[int, int]] = field(default_factory=list)
    said_to: Name | None = None
    verb: str = ""


class Speakers:
    """Finds the sources of a text's quotations, in order."""

    def __init__(self, doc: Doc, names: Names, quotations: list[Quotation]) -> None:
        """Take a parsed text, its names and its quotations."""
        self.doc, self.names, self.quotations = doc, names, quotations
        self._spans = [doc.char_span(q.start, q.end, alignment_mode="expand") for q in quotations]
        self._quoted = [False] * len(doc)
        for span in self._spans:
            for token in span or ():
                self._quoted[token.i] = True
        self._referents = Referents(doc, names, self._quoted)
        self._lines = _lines(doc)
        self._last: tuple[int, Voice] | None = None  # where the quotation before ends, its voice

    def voices(self) -> list[Voice]:
        """The voice of each quotation."""
        found: list[Voice] = []
        for quotation, span in zip(self.quotations, self._spans, strict=True):
            if quotation.continued and found and found[-1].source != "unknown":
                voice = Voice(found[-1].source, found[-1].speakers, found[-1].words)
            elif quotation.continued and found and span is not None:
                voice = self._voice(span)  # the speaker may be named at the end
                for at in range(len(found) - 1, -1, -1):
                    found[at] = Voice(voice.source, voice.speakers, voice.words)
                    if not self.quotations[at].continued:
                        break
            else:
                voice = self._voice(span) if span is not None else Voice("unknown")
            found.append(voice)
            if voice.source != "writer" and span is not None:
                self._last = (span.end, voice)
        return found

    def meant(self, pronoun: Token) -> Name | None:
        """The person whom “he” or “she” likely means."""
        last = None
        if self._last and self._last[1].source == "person" and self._last[0] <= pronoun.i:
            last = (self._last[0], self._last[1].speakers[0])
        return self._referents.meant(pronoun, last)

    def _voice(self, span: Span) -> Voice:
        whole = is_whole(span.text)
        steps = [self._after, self._before, self._above, self._carried, self._accorded]
        if not whole:
            steps = [self._above, self._after, self._before, self._accorded]
        for step in steps:
            if voice := step(span):
                return voice
        return self._default(span, whole=whole)

    # ---- a verb of saying beside or above the quotation

    def _after(self, span: Span) -> Voice | None:
        """“…,” Feldt said; “…,” said economist Nora Feldt; “…” – Nora Feldt."""
        start, end = span.end, self._lines[span.end - 1][1]
        dashed = False
        while start < end and self.doc[start].text in _BETWEEN:
            dashed = dashed or self.doc[start].text in _DASHES
            start += 1
        first = self.doc[start] if start < end else None
        if first is not None and dashed and (name := self.names.person_at(first)):
            return self._named([name], first)
        closed = self.doc[start - 1].text in _BETWEEN or is_whole(span.text)
        if first is None or not closed or span[-1].text == ".":
            return None
        named = self.names.at(first) or first.text in gazetteer.TITLES
        for token in self.doc[start : min(start + (4 if named else 1) * _REACH, end)]:
            stop = token.text in ";:" or (token.text == "." and token.i > start)
            if self._quoted[token.i] or stop:
                break
            if self._says(token):
                return self._said_by(token, span)
        return None

    def _before(self, span: Span) -> Voice | None:
        """Feldt said: “…”; she told the Gazette, “…”."""
        low = max(self._lines[span.start][0], span.start - 3 * _REACH)
        for at in range(span.start - 1, low - 1, -1):
            token = self.doc[at]
            if self._quoted[at] or (token.text in ".!?" and at < span.start - 2):
                break
            if self._says(token):
                return self._said_by(token, span)
        return None

    def _above(self, span: Span) -> Voice | None:
        """A verb of saying that governs the quotation in the parse."""
        token = span.root
        for _ in range(_CLIMB):
            head = token.head
            if head is token:
                break
            if self._says(head) and token.dep_ not in SUBJECTS:
                return self._said_by(head, span)
            token = head
        return None

    def _says(self, token: Token) -> bool:
        verb = token.pos_ in ("VERB", "AUX") or token.text in _SAID
        return verb and token.lemma_.lower() in gazetteer.SAYING and not self._quoted[token.i]

    def _said_by(self, verb: Token, span: Span) -> Voice | None:
        subject = self._subject(verb)
        voice = self._resolved(subject, verb) if subject is not None else None
        if voice is None:
            return self._beside(verb, span)
        voice.said_to = self._told(verb)
        word = _PAST.get(verb.lower_, verb.lower_)
        voice.verb = word if word in _PAST.values() else ""
        return voice

    def _subject(self, verb: Token) -> Token | None:
        """The subject of a verb; of a participle or a second verb, that of the first."""
        for _ in range(_CLIMB // 2):
            children = list(verb.children)
            if verb.tag_ == "VBN" and any(c.dep_ in ("auxpass", "nsubjpass") for c in children):
                agents = [o for c in children if c.dep_ == "agent" for o in c.children]
                if agents:
                    return agents[0]
            if verb.lemma_ in _ADDRESSING and any(c.dep_ == "nsubjpass" for c in children):
                return None  # they were told: who told them is not said
            own = [c for c in children if c.dep_ in SUBJECTS and not self._quoted[c.i]]
            if own:
                relative = own[0].lower_ in ("who", "that", "which")
                return self._antecedent(own[0], verb) if relative else own[0]
            if verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
                return None if self._quoted[verb.head.i] else verb.head
            if verb.dep_ not in _CHAINED or verb.head is verb:
                break
            verb = verb.head
        return None

    def _antecedent(self, relative: Token, verb: Token) -> Token | None:
        """The noun that “who” or “which” refers to."""
        head = verb.head if verb.dep_ == "relcl" else None
        if relative.lower_ == "which" and (head is None or self.names.at(head) or head.like_num):
            for token in reversed(list(self.doc[max(0, relative.i - _REACH) : relative.i])):
                if token.lower_ in gazetteer.DOCUMENTS:
                    return token
        return head

    def _beside(self, verb: Token, span: Span) -> Voice | None:
        """The name next to a verb without a subject in the parse."""
        near = [*reversed(list(self.doc[max(0, verb.i - 8) : verb.i]))]
        if verb.i >= span.end:
            near = [*self.doc[verb.i + 1 : verb.i + 9], *near]
        for token in near:
            name = self.names.at(token)
            if self._quoted[token.i]:
                continue
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
        names = {id(name): name for t in people if (name := self.names.person_at(t))}
        if names:
            return self._named(list(names.values()), token)
        name = self.names.at(token)
        appositions = [self.names.person_at(c) for c in token.children if c.dep_ == "appos"]
        if name := name or next(filter(None, appositions), None):
            return self._named([name], token)
        word = token.lower_
        if word in ("he", "she", "him", "her"):
            return self._by_pronoun(token)
        if word in ("i", "we", "it", "you", "that", "this", "there", "what"):
            return None
        if word == "they":
            return Voice("observers", words="they", cues=[_place(token)])
        return self._by_role(token)

    def _joined(self, token: Token, verb: Token) -> list[Token]:
        """Those who are named with a subject: “Feldt and Mr Varney said”."""
        found = [t for t in token.conjuncts if token.i < t.i < verb.i or verb.i < token.i]
        at = token.i + 1
        while (
            not found and at + 1 < len(self.doc) and self.doc[at].text in ("and", *gazetteer.TITLES)
        ):
            at += 1
            found = [self.doc[at]] if self.names.person_at(self.doc[at]) else []
        return found

    def _named(self, names: list[Name], token: Token) -> Voice:
        place = _place(token)
        for name in names:
            place = next((m for m in name.mentions if m[0] <= place[0] < m[1]), place)
        kind = names[0].kind
        if kind in ("place", "country"):  # “Berlin said”
            return Voice("officials", words=names[0].name, cues=[place])
        alone: Source = "person" if kind == "person" else "organisation"
        return Voice("joint" if len(names) > 1 else alone, names, cues=[place])

    def _by_role(self, token: Token) -> Voice | None:
        """“the mayor”: the only person who is called that, or an unnamed source."""
        if token.pos_ not in ("NOUN", "PROPN", "PRON", "ADJ", "DET", "NUM"):
            return None
        word, words = token.lower_, _phrase(token)
        if word in gazetteer.DOCUMENTS:
            return Voice("document", words=words, cues=[_place(token)])
        if token.tag_ == "NN" and any(c.lower_ in ("the", "his", "her") for c in token.children):
            people = self.names.of("person")
            bearers = [p for p in people if word in f"{p.role} {p.title}".lower().split()]
            if len(bearers) == 1:
                return Voice("person", bearers, cues=[_place(token)])
            if people and word in gazetteer.ROLES:
                return Voice("unknown", words=words)
        official = word in gazetteer.OFFICIALS or token.lemma_ in gazetteer.OFFICIALS
        return Voice("officials" if official else "observers", words=words, cues=[_place(token)])

    def _by_pronoun(self, token: Token) -> Voice:
        name = self.meant(token)
        return Voice("person", [name], cues=[_place(token)]) if name else Voice("unknown")

    # ---- without a verb of its own

    def _carried(self, span: Span) -> Voice | None:
        """The voice of the quotation before it, if it goes on: “…,” she said. “…”."""
        if self._last is None:
            return None
        end, voice = self._last
        lines = self.doc[end : span.start].text.count("\n")
        alone = self._lines[span.start][0] >= span.start - 1
        if lines == 0 or (alone and lines <= _EMPTY_LINE and span.start - end < 3 * _REACH):
            return Voice(voice.source, voice.speakers, voice.words)
        number = self._referents.number[span.start]
        for token in self._referents.sentences[number - 1] if number else ():
            name = self.names.person_at(token)
            if name and is_subject(token) and not self._quoted[token.i]:
                return self._named([name], token)
        return None

    def _accorded(self, span: Span) -> Voice | None:
        """According to Feldt; Feldt's “shabby tricks”."""
        for token in self._sentence(span):
            if token.lower_ == "according" and not self._quoted[token.i]:
                for other in self.doc[token.i + 1 : token.i + _REACH]:
                    name = self.names.at(other)
                    if name and name.kind in ("person", "organisation"):
                        return self._named([name], other)
                    if other.pos_ == "NOUN":
                        return self._by_role(other)
        if span.start >= _OWNER and self.doc[span.start - 2].text in ("’s", "'s"):
            owner = self.doc[span.start - _OWNER]
            name = self.names.at(owner)
            if name and name.kind in ("person", "organisation"):
                return self._named([name], owner)
        return None

    def _default(self, span: Span, *, whole: bool) -> Voice:
        """The subject of the sentence, if it is somebody; else nobody, or the writer."""
        sentence = self._sentence(span)
        if not whole and sentence.text.rstrip().endswith("?"):
            return Voice("writer")
        outside = [token for token in sentence if not self._quoted[token.i]]
        for token in reversed(outside):
            name = self.names.at(token)
            somebody = name and name.kind in ("person", "organisation")
            subject = token.dep_ in SUBJECTS and token.i < span.start
            if subject and (somebody or token.lower_ in ("he", "she")):
                return self._resolved(token, token.head) or Voice("unknown")
        anyone = any(
            ((n := self.names.at(t)) and n.kind in ("person", "organisation"))
            or t.lower_ in ("he", "she", "him", "her", "his", "they")
            for t in outside
        )
        words = len(re.findall(r"\w+", span.text))
        return Voice("unknown" if whole or anyone or words > _FEW else "writer")

    def _sentence(self, span: Span) -> Span:
        return self._referents.sentences[self._referents.number[span.start]]


def is_whole(words: str) -> bool:
    """Whether a quotation is an utterance and not a few words of one."""
    opens = words.lstrip("[(")[:1].isupper() or words[:1] in "'‘…"
    return opens and (words[-1] in ",.!?…—" or len(words.split()) > _UTTERANCE)


def _lines(doc: Doc) -> list[tuple[int, int]]:
    """For each token where its line starts and ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for token in doc:
        broken = "\n" in token.text
        if broken or token.i == len(doc) - 1:
            end = token.i if broken else token.i + 1
            found += [(start, end)] * (token.i + 1 - start)
            start = token.i + 1
    return found


def _place(token: Token) -> tuple[int, int]:
    return token.idx, token.idx + len(token)


def _phrase(token: Token) -> str:
    """A noun with the words before it: “a city official”."""
    parts = ("det", "amod", "compound", "poss", "nummod")
    left = min((t.i for t in token.lefts if t.dep_ in parts), default=token.i)
    return token.doc[left : token.i + 1].text
