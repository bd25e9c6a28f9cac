"""Names of people, organisations, places and countries, each with all its mentions."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from app.drafting import gazetteer
from app.drafting.candidates import Candidate, Kind, candidates, is_opener, known
from app.drafting.roles import is_shown, is_title, role_after, role_before, title_start

_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")


@dataclass(slots=True)
class Name:
    """A name and where it is mentioned: starts and ends in code points.

    For a person `role` is what the text calls them, as said at `role_at`, `title` is the words
    before the name. `sort` is the kind of place or organisation, `country` an ISO 3166 code.
    `stated` is false for a country known by its adjective alone.
    """

    kind: Kind
    name: str
    mentions: list[tuple[int, int]] = field(default_factory=list)
    title: str = ""
    role: str = ""
    role_at: tuple[int, int] | None = None
    sort: str = ""
    country: str = ""
    stated: bool = True

    @property
    def last(self) -> str:
        """A person's last name."""
        words = [word for word in self.name.split() if not _SUFFIX.fullmatch(word)]
        return words[-1].strip(",") if words else self.name

    @property
    def pronoun(self) -> str:
        """The pronoun that the first name goes with, or nothing."""
        return str(gazetteer.FIRST_NAMES.get(self.name.split()[0], ""))


class Names:
    """Who and what a parsed text names."""

    def __init__(self, doc: Doc) -> None:
        """Find all names in `doc`."""
        self.doc = doc
        self.found: list[Name] = []
        self._people: dict[str, list[Name]] = defaultdict(list)  # by last and by first name
        self._things: dict[tuple[str, str], Name] = {}
        self._companies: dict[str, Name] = {}  # by the first word
        self._at: dict[int, Name] = {}
        every = candidates(doc)
        people = [one.span for one in every if one.kind == "person"]
        shown = {span.text for span in people if len(span) > 1 or is_shown(span)}
        for span in sorted(people, key=lambda span: -len(span)):
            if span.text in shown or self._bearer(span.text):
                self._person(span)
        things = [one for one in every if one.kind != "person"]
        for one in sorted(things, key=lambda one: len(one.span) == 1):
            self._thing(one)
        self._short_mentions()
        self._acronyms()
        self._aliases()
        for name in self.found:
            name.mentions.sort()
        self.found.sort(key=lambda name: name.mentions[0])

    def of(self, kind: Kind) -> list[Name]:
        """The names of one kind, in the order of the text."""
        return [name for name in self.found if name.kind == kind]

    def at(self, token: Token) -> Name | None:
        """The name that `token` is part of."""
        return self._at.get(token.i)

    def person_at(self, token: Token) -> Name | None:
        """The person whose name `token` is part of."""
        name = self.at(token)
        return name if name and name.kind == "person" else None

    def _person(self, span: Span) -> None:
        first, *_, last = [*span.text.split(), span.text.split()[-1]]
        alike = [*self._people[last], *self._people[first]]
        alike = [person for person in alike if _same_person(person, span.text)]
        name = self._meant(alike, span) if alike else None
        if name is None:
            name = Name("person", span.text)
            for word in {name.last, first}:
                self._people[word].append(name)
            self.found.append(name)
        self._mention(name, span)
        self._describe(name, span)

    def _meant(self, people: list[Name], span: Span) -> Name:
        """Of several people with a name: the first named of those whom Mr or Mrs fits."""
        before = self.doc[span.start - 1].text.strip(".") if span.start else ""
        wanted = {"Mr": "he", "Mrs": "she", "Ms": "she", "Miss": "she"}.get(before, "")
        fitting = [p for p in people if wanted and p.pronoun in ("", wanted)]
        return min(fitting or people, key=lambda person: min(person.mentions))

    def _describe(self, name: Name, span: Span) -> None:
        """The title before a name and the role before or after it."""
        start = title_start(self.doc, span.start)
        title = self.doc[start : span.start]
        titled = len(title) and (is_title(title[-1]) or is_title(title[0]))
        if titled and not name.title and not re.fullmatch(gazetteer.HONORIFICS, title.text):
            name.title = title.text.rstrip(" ,")
            name.role_at = (title.start_char, title.end_char)
        role = role_before(span)
        if role is None or re.fullmatch(gazetteer.HONORIFICS, role.text):
            role = role_after(span)
        if role and not name.role:
            name.role = role.text
            name.role_at = name.role_at or (role.start_char, role.end_char)
        for token in self.doc[max(0, start - 2) : span.start] if name.title else ():
            code = gazetteer.DEMONYMS.get(token.text) or gazetteer.COUNTRIES.get(token.text)
            if code and token.sent == span.sent:
                name.country = name.country or code

    def _thing(self, one: Candidate) -> None:
        words = one.span.text
        located = one.span.root.head.lower_ in ("in", "near", "from", "to")
        located = located and one.kind != "organisation"
        bearer = None if located or words in gazetteer.DEMONYMS else self._bearer(words)
        if bearer and (one.kind != "country" or bearer.last == words):
            self._mention(bearer, one.span)
            return
        key, code = self._key(one)
        bare = key.removeprefix("The ")
        name = self._things.get((one.kind, bare)) or self._companies.get(bare)
        if name is None:
            name = Name(one.kind, key, country=code, stated=one.kind != "country")
            name.sort = _sort(words, one.kind)
            if one.kind == "place" and words in gazetteer.STATES:
                name.sort, name.country = "state", "US"
            if one.kind == "place" and words in gazetteer.CAPITALS:
                name.sort, name.country = "city", gazetteer.CAPITALS[words]
            self.found.append(name)
            self._things[one.kind, bare] = name
            if name.sort == "company" and " " in bare:
                self._companies.setdefault(bare.split()[0], name)
        name.name = max(name.name, key, key=len)
        name.stated = name.stated or words not in gazetteer.DEMONYMS
        self._mention(name, one.span)

    def _key(self, one: Candidate) -> tuple[str, str]:
        """How a thing is shown, and the code of a country."""
        words = one.span.text
        if one.kind == "country":
            code = gazetteer.COUNTRIES.get(words) or gazetteer.DEMONYMS[words]
            return gazetteer.COUNTRY_NAMES[code], code
        if one.kind != "organisation":
            return gazetteer.STATES.get(words, words), ""
        if words.isupper() and known(words) in gazetteer.KNOWN_ORGANISATIONS:
            words = known(words)
        before = self.doc[one.span.start - 1] if one.span.start else None
        titled = before is not None and before.text == "The" and not before.is_sent_start
        titled = titled and self.doc[one.span.start - 2].text not in "-–—:”"
        return (f"The {words}" if titled else words), ""

    def _bearer(self, word: str) -> Name | None:
        """The person whose last name `word` is; or whose first name, if nobody else has it."""
        people = [p for p in self._people.get(word, []) if " " in p.name]
        last = [p for p in people if p.last == word]
        if last:
            return min(last, key=lambda person: min(person.mentions))
        return people[0] if len(people) == 1 else None

    def _short_mentions(self) -> None:
        """Last names and one-word names that occur alone and were not recognised."""
        forms = {n.name: n for n in self.found if n.kind in ("organisation", "place")}
        people = sorted(self.of("person"), key=lambda person: min(person.mentions), reverse=True)
        forms |= {person.last: person for person in people}
        for token in self.doc:
            name = forms.get(token.text) if token.i not in self._at else None
            if (
                name
                and token.text[0].isupper()
                and not (token.is_sent_start and is_opener(token.text))
            ):
                self._mention(name, self.doc[token.i : token.i + 1])

    def _acronyms(self) -> None:
        """Join “World Health Organisation (WHO)” with WHO, the Brisa Courier with the Courier."""
        things = [name for name in self.found if name.kind in ("organisation", "place")]
        short = {name.name.replace(".", ""): name for name in things if name.name.isupper()}
        words = {n.name: n for n in things if n.sort == "newspaper" and " " not in n.name}
        for one in things:
            letters = "".join(w[0] for w in re.findall(r"[\w’']+", one.name) if w[0].isupper())
            *first, last = one.name.split()
            other = short.pop(letters, None) or words.pop(last, None) if first else None
            if other is not None and other is not one:
                self._join(one, other)

    def _aliases(self) -> None:
        """Join the Fed with the Federal Reserve, and Kelm City Council with the City Council."""
        things = self.of("organisation")
        for other in things:
            aliases = gazetteer.ALIASES
            name = aliases.get(other.name)
            longer = [one for one in things if one.name.endswith(f" {other.name}")]
            same = [
                one for one in things if name and gazetteer.ALIASES.get(one.name, one.name) == name
            ]
            same = [one for one in same if one is not other and one in self.found]
            within = len(longer) == 1 and " " in other.name and longer[0] in self.found
            if one := next(iter(same), longer[0] if within else None):
                one.name = name or one.name
                self._join(one, other)

    def _join(self, one: Name, other: Name) -> None:
        """Make the mentions of `other` those of `one`."""
        one.mentions += other.mentions
        one.sort = one.sort or other.sort
        self._at.update({i: one for i, name in self._at.items() if name is other})
        self.found.remove(other)

    def _mention(self, name: Name, span: Span) -> None:
        name.mentions.append((span.start_char, span.end_char))
        self._at.update(dict.fromkeys(range(span.start, span.end), name))


def _sort(words: str, kind: Kind) -> str:
    """The kind of place or organisation, by the words of its name."""
    if kind == "organisation" and known(words) in gazetteer.KNOWN_ORGANISATIONS:
        return gazetteer.KNOWN_ORGANISATIONS[known(words)]
    table = {"organisation": gazetteer.ORGANISATIONS, "place": gazetteer.PLACES}.get(kind, {})
    return next((table[part] for part in reversed(words.lower().split()) if part in table), "")


def _same_person(person: Name, words: str) -> bool:
    """Whether `words`, as long as the known name or shorter, name the same person."""
    held, said = person.name.split(), words.split()
    if len(said) == 1:
        return said[0] == person.last or (len(held) > 1 and said[0] == held[0])
    return held == said or (said[-1] == person.last and said[0] == held[0])
