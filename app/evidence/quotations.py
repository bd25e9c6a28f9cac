"""Quotations in a text, and whose words they most likely are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.evidence.gazetteer import SAYING
from app.evidence.mentions import Mention, Name
from app.evidence.spans import Span, span_at

Form = Literal["direct", "fragment"]
Source = Literal["person", "joint", "document", "observers", "officials", "writer"]

_QUOTED = re.compile(r"“([^“”]+)”")
_STOP = re.compile(r"[.!?…][\"'”’)]*\s+(?=\W*[A-ZÀ-Þ])|\n")
_VERB = re.compile(rf"\b{SAYING}\b")
_PRONOUN = re.compile(r"\b(?:he|she|they|He|She|They)\b")
_UNNAMED: dict[Source, re.Pattern[str]] = {
    "observers": re.compile(
        r"\b(?:[Oo]bservers|[Aa]nalysts|[Cc]ritics|[Ee]xperts|[Cc]ommentators|[Ss]upporters|"
        r"[Rr]esidents|[Vv]isitors|[Vv]illagers|[Ww]itnesses|[Nn]eighbours|[Ss]cientists)\b"
    ),
    "officials": re.compile(r"\b(?:[Oo]fficials?|[Oo]fficially|[Aa]uthorities|[Pp]olice)\b"),
    "document": re.compile(
        r"\b(?:[Ss]tatement|communiqu[eé]|[Dd]eclaration|[Ll]etter|[Tt]reaty|[Rr]eport|[Ll]aw|"
        r"[Aa]ct|[Nn]otice|[Ll]eaflet|[Pp]oster|[Bb]anner|[Ss]ign|[Pp]laque|[Mm]emo)\b"
    ),
}
_OBJECT = re.compile(r"\b(?:with|to|by|of|against|for|on|from|about|than) $")
_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|in the words of|[Ii]n the view of) $")
_OTHERS = {
    "he": {"Ms", "Mrs", "Miss", "Dame", "Lady", "Queen"},
    "she": {"Mr", "Sir", "Lord", "King"},
}
_TELLS = re.compile(rf"(?:[^.\n]{{0,140}},)? (?:has |have |also )?{SAYING}\b")
_FULL = 6
"""So many words with a capital at their head are a full utterance."""

_CUE = 100
"""A cue longer than this, in characters, is cited as its two ends."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words they are: `speakers` and `said_to` as `names` gives them; `cues` say so."""

    source: Source
    speakers: tuple[str, ...] = ()
    said_to: str = ""
    cues: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between a pair of “ and ” at `span`, and its likeliest voice.

    The voice is the writer's where nothing else is said.
    """

    span: Span
    form: Form
    voice: Voice


def quotations(text: str, named: Iterable[Name]) -> list[Quotation]:
    """The quotations of `text`, in order, each with its voice."""
    named = list(named)
    people = _placed(named, "person")
    houses = _placed(named, "organisation")
    found: list[Quotation] = []
    for match in _QUOTED.finditer(text):
        reading = _Reading(text, match, people, houses, found)
        found.append(reading.quotation())
    return found


def _placed(named: list[Name], kind: str) -> dict[Mention, str]:
    return {
        mention: entry.name for entry in named if entry.kind == kind for mention in entry.mentions
    }


@dataclass(slots=True)
class _Reading:
    """One quotation being read, with what stands around it in its sentence."""

    text: str
    match: re.Match[str]
    people: Mapping[Mention, str]
    houses: Mapping[Mention, str]
    earlier: list[Quotation]

    def quotation(self) -> Quotation:
        form = self._form()
        return Quotation(span_at(self.text, *self.match.span(1)), form, self._whose(form))

    def _whose(self, form: Form) -> Voice:
        opens, closes = self._sentence()
        before = (opens, self.match.start())
        after = (self.match.end(), closes)
        for low, high in [before, after] if form == "fragment" else [after, before]:
            if voice := self._voice(low, high, follows=low == after[0]):
                return voice
        if form == "direct" and opens == self.match.start() and self.earlier:
            last = self.earlier[-1].voice
            if last.source == "person":
                return Voice("person", last.speakers)
        for source, words in _UNNAMED.items():
            if cue := words.search(self._outside(*before)):
                return Voice(source, cues=(self._cut(before[0] + cue.start(), before[1]),))
        return Voice("writer", cues=self._context(*before))

    def _form(self) -> Form:
        words = self.match[1]
        led = self.text[: self.match.start()].rstrip(" ")
        utters = words[0].isupper() and len(words.split()) >= _FULL
        ends = words[-1] in ",.!?…" and (words[0].isupper() or led.endswith(("said", ",", ":")))
        return "direct" if utters or ends or led.endswith((":", "said,")) else "fragment"

    def _sentence(self) -> tuple[int, int]:
        """Where the sentence around the quotation begins and ends."""
        start, end = self.match.span()
        masked = self._outside(0, len(self.text))
        opens = max((stop.end() for stop in _STOP.finditer(masked, 0, start)), default=0)
        stop = _STOP.search(masked, end)
        return opens, stop.start() if stop else len(self.text)

    def _outside(self, low: int, high: int) -> str:
        """The text with what is quoted blanked out, so that offsets hold."""
        return re.sub(r"“([^“”\n]*)”", lambda quoted: "“" + "_" * len(quoted[1]) + "”", self.text)[
            low:high
        ]

    def _voice(self, low: int, high: int, *, follows: bool) -> Voice | None:
        """Whose words they are, as the clause from `low` to `high` says; None if it does not."""
        clause = self._outside(low, high)
        verbs = list(_VERB.finditer(clause))
        for verb in verbs if follows else reversed(verbs):
            if voice := self._subject(clause, low, verb):
                return voice
        for mention, name in self.people.items():
            start = mention.span.start
            if low <= start < high and _ACCORDING.search(self.text[:start]):
                return Voice("person", (name,), cues=(mention.span,))
        return None

    def _subject(self, clause: str, low: int, verb: re.Match[str]) -> Voice | None:
        begin, end = low + verb.start(), low + verb.end()
        heard = self._heard(end, low + len(clause))
        behind = [m for m in self.people if 0 <= m.span.start - end <= 1 and not m.possessive]
        if behind and not heard:
            return self._said((behind[0],), end - len(verb[0]), behind[0].span.end)
        ahead: list[tuple[int, Source, Mention | None]] = [
            (m.span.start, "person", m)
            for m in self.people
            if low <= m.span.start < begin
            and not m.possessive
            and not _OBJECT.search(self.text[: m.span.start])
        ]
        for source, words in _UNNAMED.items():
            ahead += [
                (low + cue.start(), source, None) for cue in words.finditer(clause, 0, begin - low)
            ]
        ahead += [
            (low + cue.start(), "writer", None) for cue in _PRONOUN.finditer(clause, 0, begin - low)
        ]
        if not ahead:
            return None
        start, source, mention = max(ahead, key=lambda one: one[0])
        if mention:
            partner = self._partner(mention)
            both = (partner, mention) if partner else (mention,)
            return self._said(both, both[0].span.start, end, heard)
        if source == "writer":
            return self._meant(start, end, heard)
        return Voice(source, cues=(self._cut(start, end),))

    def _said(
        self, who: tuple[Mention, ...], start: int, end: int, heard: Mention | None = None
    ) -> Voice | None:
        last = heard.span.end if heard else end
        near = last - start < _CUE
        cues = (self._cut(start, last),) if near else (who[0].span, self._cut(end - 4, last))
        speakers = tuple(self.people[mention] for mention in who)
        said_to = self.houses[heard] if heard else ""
        return Voice("joint" if len(who) > 1 else "person", speakers, said_to, cues)

    def _meant(self, start: int, end: int, heard: Mention | None) -> Voice | None:
        """Whom "he said" means: the last subject of a sentence, or of a verb of saying."""
        pronoun = self.text[start : start + 3].lower().strip()
        told = [
            m
            for m, name in self.people.items()
            if m.span.end <= self.match.start()
            and not m.possessive
            and self._fits(name, pronoun)
            and (self._leads(m) or _TELLS.match(self.text, m.span.end))
        ]
        spoke = [q for q in self.earlier if q.voice.source == "person"]
        last = max(told, key=lambda m: m.span.start, default=None)
        cut = self._cut(start, end)
        said_to = self.houses[heard] if heard else ""
        if last is None or (spoke and last.span.start < spoke[-1].span.start):
            if spoke:
                voice = spoke[-1].voice
                return Voice("person", voice.speakers, said_to, (cut, *voice.cues[:1]))
            named = [m for m in self.people if m.span.end <= start]
            last = max(named, key=lambda m: m.span.start, default=None)
        return Voice("person", (self.people[last],), said_to, (cut, last.span)) if last else None

    def _leads(self, mention: Mention) -> bool:
        """Whether the name opens a sentence."""
        before = self.text[: mention.span.start]
        return not before or before.endswith("\n") or bool(re.search(r"[.!?…”] $", before))

    def _fits(self, name: str, pronoun: str) -> bool:
        """Whether "he" or "she" may be the one whom the text calls Mr or Ms."""
        called = {
            self.text[m.span.start :].split(" ", 1)[0] for m, n in self.people.items() if n == name
        }
        return not called & _OTHERS.get(pronoun, set())

    def _heard(self, end: int, last: int) -> Mention | None:
        """The organisation that was told."""
        for mention in self.houses:
            start = mention.span.start
            if end <= start < last and re.fullmatch(r" (?:to )?(?:the )?", self.text[end:start]):
                return mention
        return None

    def _partner(self, mention: Mention) -> Mention | None:
        """The other of "A and B said"."""
        for other in self.people:
            if other.span.end < mention.span.start and re.fullmatch(
                r",? and ", self.text[other.span.end : mention.span.start]
            ):
                return other
        return None

    def _context(self, low: int, high: int) -> tuple[Span, ...]:
        words = self.text[low:high].strip()
        if not words:
            return ()
        start = low + self.text[low:high].index(words)
        return (span_at(self.text, start, start + len(words)),)

    def _cut(self, start: int, end: int) -> Span:
        words = self.text[start:end].rstrip()
        return span_at(self.text, start, start + len(words))
