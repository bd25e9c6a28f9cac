"""Names and where they stand in a text, as they are gathered."""

from dataclasses import dataclass, field
from typing import Literal

from app.evidence.spans import Span, span_at

Kind = Literal["person", "organisation", "place", "country", "other"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a name stands, its titles included; `full` unless it is shortened."""

    span: Span
    full: bool
    possessive: bool = False


@dataclass(slots=True)
class Name:
    """A name and all its mentions. What is not known of it is empty.

    For people: `title` (with `political`), the `country` that its adjective names, and `role`,
    what is said in apposition. For others: `sort`, the kind of place or organisation.
    """

    kind: Kind
    name: str
    mentions: list[Mention] = field(default_factory=list)
    title: str = ""
    political: bool = False
    country: str = ""
    role: str = ""
    role_span: Span | None = None
    sort: str = ""
    stated: bool = True


@dataclass(slots=True)
class Found:
    """The names of one text while they are gathered."""

    text: str
    names: dict[tuple[str, str], Name] = field(default_factory=dict)
    short: list[tuple[int, int, str]] = field(default_factory=list)
    loose: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, kind: Kind, name: str, start: int, end: int) -> Name:
        entry = self.names.setdefault((kind, name), Name(kind, name))
        entry.mentions.append(self.mention(start, end, full=True))
        return entry

    def mention(self, start: int, end: int, *, full: bool) -> Mention:
        """The mention at `start` to `end`; possessive where a genitive follows."""
        possessive = self.text[end : end + 2] in {"’s", "'s"}
        return Mention(span_at(self.text, start, end), full, possessive)
