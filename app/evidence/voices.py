"""Whose words a quotation has: who its sentence says that speaks, or that this is not clear."""

import re
from dataclasses import dataclass
from typing import Literal

from app.evidence.gazetteer import ANSWERING, SAYING
from app.evidence.meaning import ROLE, Cast
from app.evidence.mentions import Mention
from app.evidence.spans import Span, span_at

Source = Literal["person", "joint", "document", "observers", "officials", "writer", "unknown"]

_VERB = re.compile(rf"\b(?:{SAYING}|{ANSWERING})\b")
_PRONOUN = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
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
_OBJECT = re.compile(r"\b(?:with|to|by|of|against|for|on|from|about|than|met|at|in) (?:the )?$")
_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|in the words of|[Ii]n the view of) $")
_ADVERB = re.compile(r" (?:(?:has|have|had|also|then|later|once) )?")
_SOMEBODY = re.compile(
    r"(?<!\bof )(?<!\bat )(?<!\bin )(?<!\bto )(?<!\bby )(?<!\bon )(?<!\bfor )(?<!\bfrom )"
    r"(?<!\bwith )\b(?:the|an?|its|their|his|her|our|this|one|another)(?: [a-z][\w’-]*){1,3}"
    r"(?<! and)(?<! but)(?<! then)(?<! who)(?<! which)(?<! that) $"
)
"""Somebody else right before a verb: "the high court ruled"."""
_NEAR = 30
_CUE = 100
"""A cue longer than this, in characters, is cited as its two ends."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words they are: `speakers` and `said_to` as `names` gives them; `cues` say so.

    It is `unknown` where nothing tells, or where it `maybe` is one of several.
    """

    source: Source
    speakers: tuple[str, ...] = ()
    said_to: str = ""
    cues: tuple[Span, ...] = ()
    maybe: tuple[str, ...] = ()


def masked(text: str) -> str:
    """The text with what is quoted blanked out, so that offsets hold."""
    return re.sub(r"“([^“”\n]*)”", lambda quoted: "“" + "_" * len(quoted[1]) + "”", text)


@dataclass(slots=True)
class Words:
    """A quotation from `start` to `end` in the sentence from `opens` to `closes`.

    `outside` is the text without what is quoted, `spoke` who spoke the quotations before.
    """

    text: str
    outside: str
    start: int
    end: int
    opens: int
    closes: int
    cast: Cast
    spoke: list[tuple[Span, Voice]]

    def voice(self, *, direct: bool) -> Voice:
        """Whose words they are."""
        sides = [(self.opens, self.start, False), (self.end, self.closes, True)]
        led = self.outside[self.opens : self.start].rstrip().endswith((":", "said", "said,"))
        for low, high, follows in reversed(sides) if direct and not led else sides:
            if voice := self._told(low, high, follows=follows):
                return voice
            if _VERB.search(self.outside, low, high):
                break
        if direct and (voice := self._goes_on()):
            return voice
        for source, words in _UNNAMED.items():
            if cue := words.search(self.outside, self.opens, self.start):
                return Voice(source, cues=(self._cut(cue.start(), self.start),))
        said = any(_VERB.search(self.outside, low, high) for low, high, _ in sides)
        source = "unknown" if direct or said else "writer"
        return Voice(source, cues=self._context())

    def _goes_on(self) -> Voice | None:
        """Whoever spoke in the sentence before a sentence of nothing but a quotation."""
        alone = self.opens == self.start and not self.outside[self.end : self.closes].strip(" .")
        if not alone or not self.spoke:
            return None
        span, last = self.spoke[-1]
        between = self.outside[span.end + 1 : self.start].rstrip()
        near = not re.search(r"[.!?…]\s|\n", between)
        return Voice("person", last.speakers) if near and last.source == "person" else None

    def _told(self, low: int, high: int, *, follows: bool) -> Voice | None:
        """Whose words they are, as the clause from `low` to `high` says; None if it does not."""
        verbs = list(_VERB.finditer(self.outside, low, high))
        for verb in verbs if follows else reversed(verbs):
            if voice := self._subject(low, high, verb):
                return voice
        for mention, name in self.cast.people.items():
            start = mention.span.start
            if low <= start < high and _ACCORDING.search(self._before(mention)):
                return Voice("person", (name,), cues=(mention.span,))
        return None

    def _subject(self, low: int, high: int, verb: re.Match[str]) -> Voice | None:
        begin, end = verb.span()
        heard = self._heard(end, high)
        behind = [m for m in self.cast.people if 0 <= m.span.start - end <= 1 and not m.possessive]
        if behind and not heard:
            return self._said((behind[0],), begin, behind[0].span.end)
        if role := ROLE.match(self.outside, end + 1, high):
            return self._one_of(self.cast.with_role(role), (self._cut(begin, role.end()),))
        ahead = self._ahead(low, begin)
        if not ahead:
            return None
        start, source, subject = max(ahead, key=lambda one: one[0])
        if isinstance(subject, Mention):
            partner = self._partner(subject)
            both = (partner, subject) if partner else (subject,)
            return self._said(both, both[0].span.start, end, heard)
        cut = self._cut(start, end)
        if subject:
            return self._meant(subject, cut, heard)
        if source == "unknown" and _UNNAMED["document"].search(self.outside, end, high):
            source = "document"
        return Voice(source, cues=(cut,))

    def _ahead(
        self, low: int, begin: int
    ) -> list[tuple[int, Source, Mention | re.Match[str] | None]]:
        """Whoever may be the subject of the verb at `begin`, with where."""
        ahead: list[tuple[int, Source, Mention | re.Match[str] | None]] = [
            (m.span.start, "person", m)
            for m in self.cast.people
            if low <= m.span.start < begin
            and not m.possessive
            and self.outside[m.span.start] != "_"
            and not _OBJECT.search(self._before(m))
        ]
        for source, words in _UNNAMED.items():
            found = words.finditer(self.outside, low, begin)
            ahead += [(cue.start(), source, None) for cue in found]
        for form in (ROLE, _PRONOUN):
            found = form.finditer(self.outside, low, begin)
            ahead += [(cue.start(), "unknown", cue) for cue in found if self._acts(cue, begin)]
        ahead += [
            (m.span.start, "unknown", None)
            for m in self.cast.houses
            if low <= m.span.start
            and not _OBJECT.search(self._before(m))
            and _ADVERB.fullmatch(self.text, m.span.end, begin)
        ]
        if other := _SOMEBODY.search(self.outside, max(low, begin - _CUE), begin):
            ahead.append((other.start(), "unknown", None))
        return ahead

    def _before(self, mention: Mention) -> str:
        """The words right before a name."""
        return self.text[max(0, mention.span.start - _NEAR) : mention.span.start]

    def _acts(self, cue: re.Match[str], verb: int) -> bool:
        """Whether a pronoun or role is the subject; other pronouns may stand farther off."""
        near = bool(_ADVERB.fullmatch(self.outside, cue.end(), verb))
        return near or cue[0].lower() in {"he", "she"}

    def _meant(self, subject: re.Match[str], cut: Span, heard: Mention | None) -> Voice:
        """Whom a role or a pronoun means."""
        if subject.re is ROLE:
            return self._one_of(self.cast.with_role(subject), (cut,), heard)
        word = subject[0].lower()
        if word not in {"he", "she"}:
            return Voice("unknown", cues=(cut,))
        spoke = [
            (span.start, voice.speakers) for span, voice in self.spoke if voice.source == "person"
        ]
        meant = self.cast.meant(word, subject.start(), spoke)
        named = tuple(mention.span for _, mention in meant if mention)
        if len(meant) == 1 and not named:
            named = self.spoke[-1][1].cues[:1]
        return self._one_of([name for name, _ in meant], (cut, *named), heard)

    def _one_of(
        self, names: list[str], cues: tuple[Span, ...], heard: Mention | None = None
    ) -> Voice:
        if len(names) != 1 or names[0] not in self.cast.people.values():
            return Voice("unknown", cues=cues[:1], maybe=tuple(names))
        said_to = self.cast.houses[heard] if heard else ""
        return Voice("person", (names[0],), said_to, tuple(dict.fromkeys(cues)))

    def _said(
        self, who: tuple[Mention, ...], start: int, end: int, heard: Mention | None = None
    ) -> Voice:
        last = heard.span.end if heard else end
        near = last - start < _CUE
        cues = (self._cut(start, last),) if near else (who[0].span, self._cut(end - 4, last))
        speakers = tuple(self.cast.people[mention] for mention in who)
        said_to = self.cast.houses[heard] if heard else ""
        return Voice("joint" if len(who) > 1 else "person", speakers, said_to, cues)

    def _heard(self, end: int, last: int) -> Mention | None:
        """The organisation that was told."""
        for mention in self.cast.houses:
            start = mention.span.start
            if end <= start < last and re.fullmatch(r" (?:to )?(?:the )?", self.text[end:start]):
                return mention
        return None

    def _partner(self, mention: Mention) -> Mention | None:
        """The other of "A and B said"."""
        for other in self.cast.people:
            if other.span.end < mention.span.start and re.fullmatch(
                r",? and ", self.text[other.span.end : mention.span.start]
            ):
                return other
        return None

    def _context(self) -> tuple[Span, ...]:
        words = self.text[self.opens : self.start].strip()
        if not words:
            return ()
        start = self.opens + self.text[self.opens : self.start].index(words)
        return (span_at(self.text, start, start + len(words)),)

    def _cut(self, start: int, end: int) -> Span:
        words = self.text[start:end].rstrip()
        return span_at(self.text, start, start + len(words))
