"""Whom a text means by “he”, “she” or “the mayor”: only where no one else can be meant."""

import re
from collections.abc import Iterable

from app.evidence.gazetteer import ROLES, SAYING
from app.evidence.mentions import Mention, Name
from app.evidence.sentences import sentences

ROLE = re.compile(
    rf"\b[Tt]he (?P<kind>(?:[a-z][\w’-]+ )?)(?P<role>{'|'.join(sorted(ROLES))})\b"
    r"(?: (?:of|at|for) (?:the )?[\w’-]+)?"
)
"""A role that stands for whoever has it."""

_OTHERS = {
    "he": {"Ms", "Mrs", "Miss", "Dame", "Lady", "Queen"},
    "she": {"Mr", "Sir", "Lord", "King"},
}
_TELLS = re.compile(rf"(?:[^.\n]{{0,140}},)? (?:has |have |also )?{SAYING}\b")
_REACH = 3
"""So many sentences back a pronoun may mean somebody."""


class Cast:
    """Who is named in a text, and where."""

    def __init__(self, text: str, outside: str, named: Iterable[Name]) -> None:
        """Take the people and organisations of `named`; `outside` is what is not quoted."""
        named = list(named)
        self._outside = outside
        self._sentences = sentences(text)
        self.people = _placed(named, "person")
        self.houses = _placed(named, "organisation")
        self._unsorted = {
            mention: name for mention, name in _placed(named, "other").items() if " " in name
        }
        self._roles = {
            entry.name: set(f"{entry.role} {entry.title}".casefold().replace("-", " ").split())
            for entry in named
            if entry.kind == "person"
        }

    def with_role(self, said: re.Match[str]) -> list[str]:
        """Those who have the role of "the fisheries minister"."""
        words = {said["role"], *said["kind"].split()}
        return sorted(name for name, role in self._roles.items() if words <= role)

    def meant(
        self, pronoun: str, at: int, spoke: Iterable[tuple[int, tuple[str, ...]]]
    ) -> list[tuple[str, Mention | None]]:
        """Whom a pronoun at `at` may mean, with where they are named: one, unless it is unclear.

        `spoke` says who spoke where before.
        """
        before = [s for s in self._sentences if s.start < at][-1 - _REACH :]
        for sentence in reversed(before):
            told = [who for where, who in spoke if sentence.start <= where < sentence.end]
            if told and told[-1]:
                return [(name, None) for name in told[-1]]
            named = [
                (mention, name)
                for mention, name in [*self.people.items(), *self._unsorted.items()]
                if sentence.start <= mention.span.start < min(sentence.end, at)
                and self._outside[mention.span.start] != "_"
                and not mention.possessive
                and self._fits(name, pronoun)
            ]
            subjects = [
                (m, name)
                for m, name in named
                if m.span.start == sentence.start and _TELLS.match(self._outside, m.span.end)
            ]
            if named:
                chosen = subjects if len({name for _, name in named}) > 1 and subjects else named
                return sorted({name: (name, mention) for mention, name in chosen}.values(), key=_by)
        return []

    def _fits(self, name: str, pronoun: str) -> bool:
        """Whether "he" or "she" may be the one whom the text calls Mr or Ms."""
        called = {
            self._outside[m.span.start :].split(" ", 1)[0]
            for m, n in self.people.items()
            if n == name
        }
        return not called & _OTHERS.get(pronoun, set())


def _by(one: tuple[str, Mention | None]) -> str:
    return one[0]


def _placed(named: list[Name], kind: str) -> dict[Mention, str]:
    return {
        mention: entry.name for entry in named if entry.kind == kind for mention in entry.mentions
    }
