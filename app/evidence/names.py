"""Names in a text, sorted into people, organisations, places and countries by what is about them."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from app.evidence import gazetteer
from app.evidence.sentences import sentences
from app.evidence.spans import Span, span_at

Kind = Literal["person", "organisation", "place", "country", "other"]

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŌŐŘŚŞŠŢŤŪŮŰŲŹŻŽ]"
_WORD = rf"(?:U\.[SK]\.|{_CAPITAL}\w*(?:[-’'](?!s\b)\w+)*(?:[’']s\b)?|(?:al|el)-{_CAPITAL}\w+)"
_CHUNK = re.compile(
    rf"(?<!\w){_WORD}(?: (?:(?:of the|of|for|de|del|da|di|du|van|von|bin|la|le) )?{_WORD})*"
)
_TOKEN = re.compile(rf"{_WORD}|\S+")
_WITHIN = {"People’s", "Women’s", "Workers’", "Children’s", "King’s", "Queen’s", "People's"}
_TITLE = re.compile(
    rf"(?:(?P<political>{gazetteer.POLITICAL})|(?P<title>{gazetteer.OTHER_TITLE})"
    rf"|{gazetteer.HONORIFICS})(?: |$)"
)
_ROLE = rf"(?P<role>(?:(?!and |or |who |but |in )[\w’-]+ ){{0,4}}?(?:{'|'.join(sorted(gazetteer.ROLES))})\b)"
_FORMER = re.compile(r"\b(?:former|late|retired|ex-)")
_APPOSITIVE = re.compile(
    rf"(?:, (?:\d\d, )?|(?: is| was| has been) )(?P<article>(?:an?|the|its|their|one of the) )?{_ROLE}"
    rf"(?P<of>(?: (?:of|at|for) (?:the )?{_WORD}(?: {_WORD})*)?)"
)
_BEFORE = re.compile(
    rf"(?:(?P<whose>{_WORD}) )?(?P<title>\b{gazetteer.POLITICAL}|\b(?:{'|'.join(sorted(gazetteer.ROLES))})),? $"
)
_HOME = re.compile(r"[’']s (?:mayor|capital|centre|streets?|harbour|people|coast|residents)\b")
_ACTS = re.compile(rf" (?:also |then |later )?(?:{gazetteer.SAYING}|{gazetteer.DOING})\b|, \d\d,")
_LED_IN = re.compile(rf"(?:\b{gazetteer.SAYING}|\b(?:by|By)|\b(?:{'|'.join(gazetteer.ROLES)})) $")
_WHERE = re.compile(r"\b(?:in|at|from|near|to|around|outside|of|off|across) (?:the )?$")
_MOST = 4


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
class _Found:
    """The names of one text while they are gathered."""

    text: str
    names: dict[tuple[str, str], Name] = field(default_factory=dict)
    short: list[tuple[int, int, str]] = field(default_factory=list)
    loose: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, kind: Kind, name: str, start: int, end: int) -> Name:
        entry = self.names.setdefault((kind, name), Name(kind, name))
        mention = Mention(span_at(self.text, start, end), full=True, possessive=self._owns(end))
        entry.mentions.append(mention)
        return entry

    def _owns(self, end: int) -> bool:
        return self.text[end : end + 2] in {"’s", "'s"}


def names(text: str) -> list[Name]:
    """The names of `text`, in the order they first stand in it; of kind `other` where unsorted."""
    found = _Found(text)
    openings = {span.start for span in sentences(text)}
    openings |= {match.end() for match in re.finditer(r"[“‘(:] ?|\n", text)}
    for match in _CHUNK.finditer(text):
        for start, end in _parts(match[0], match.start()):
            _sort(found, start, end, opens=start in openings)
    _shortened(found)
    _settle(found)
    for entry in found.names.values():
        entry.mentions.sort(key=lambda mention: mention.span)
    return sorted(found.names.values(), key=lambda entry: entry.mentions[0].span)


def _parts(chunk: str, offset: int) -> list[tuple[int, int]]:
    """A run of capitalised words, cut after each genitive ("Moscow’s Red Square")."""
    cuts = [0]
    for match in re.finditer(r"([\w’'-]+) (?:of the|of|for|de|del|da|di|du|la|le) ", chunk):
        joins = gazetteer.ORGANISATIONS.keys() | gazetteer.OTHER | {"secretary"}
        if match[1].casefold() not in joins and match[0].endswith(("of ", "of the ", "for ")):
            cuts.append(match.end(1) + 1)
    for match in _TOKEN.finditer(chunk):
        if re.search(r"[’']s$", match[0]) and match[0] not in _WITHIN:
            cuts.append(min(match.end() + 1, len(chunk)))
    cuts = sorted({*cuts, len(chunk)})
    parts = []
    for start, end in pairwise(cuts):
        words = re.sub(r"[’']s ?$|^(?:of the|of|for) | $", "", chunk[start:end])
        if words:
            begin = start + chunk[start:end].index(words)
            parts.append((offset + begin, offset + begin + len(words)))
    return parts


def _sort(found: _Found, start: int, end: int, *, opens: bool) -> None:
    """Find out what the capitalised words from `start` to `end` name."""
    text = found.text
    words = text[start:end]
    first, _, rest = words.partition(" ")
    if opens and first in gazetteer.OPENERS and not _institution(words):
        if rest and rest[0].isupper():
            _sort(found, start + len(first) + 1, end, opens=False)
        return
    bare = words.removeprefix("The ")
    if words.casefold() in _KNOWN:
        known, sort = _KNOWN[words.casefold()]
        found.add("organisation", known, start, end).sort = sort
    elif bare in gazetteer.COUNTRIES:
        code = gazetteer.COUNTRIES[bare]
        found.add("country", code, end - len(bare), end)
    elif words in gazetteer.DEMONYMS:
        _adjective(found, start, end)
    elif sort := _institution(words):
        if text[max(0, start - 4) : start] == "The ":
            start -= 4
        found.add("organisation", text[start:end], start, end).sort = sort
    elif title := _TITLE.match(words):
        _titled(found, start, end, title)
    elif not _prefixed(found, start, end):
        _untitled(found, start, end, opens=opens)


_KNOWN = {
    name.casefold(): (name, sort)
    for name, sort in gazetteer.KNOWN_ORGANISATIONS.items()
}


def _institution(words: str) -> str:
    parts = words.split(" ")
    if len(parts) == 1 or _TITLE.match(words):
        return ""
    for word, following in pairwise(parts):
        if following in {"of", "for"} and word.casefold() in gazetteer.ORGANISATIONS:
            return gazetteer.ORGANISATIONS[word.casefold()]
    return gazetteer.ORGANISATIONS.get(parts[-1].casefold(), "")


def _adjective(found: _Found, start: int, end: int) -> None:
    code = gazetteer.DEMONYMS[found.text[start:end]]
    entry = found.add("country", f"{code} adjective", start, end)
    entry.stated = False
    entry.country = code


def _prefixed(found: _Found, start: int, end: int) -> bool:
    """A country or its adjective before something else: "US President", "Chinese Academy"."""
    words = found.text[start:end]
    for length in (3, 2, 1):
        parts = words.split(" ")
        head = " ".join(parts[:length])
        code = gazetteer.DEMONYMS.get(head) or gazetteer.COUNTRIES.get(head)
        if not code or len(parts) <= length:
            continue
        middle = start + len(head)
        if head in gazetteer.DEMONYMS:
            _adjective(found, start, middle)
        else:
            found.add("country", code, start, middle)
        if title := _TITLE.match(words[length and len(head) + 1 :]):
            _titled(found, middle + 1, end, title, country=code, begin=start)
        else:
            _sort(found, middle + 1, end, opens=False)
        return True
    return False


def _titled(
    found: _Found,
    start: int,
    end: int,
    title: re.Match[str],
    country: str = "",
    begin: int | None = None,
) -> None:
    """A person after a title; "President of France" and a bare "President" are none."""
    begin = start if begin is None else begin
    name = found.text[start + title.end() : end]
    if not name or name.startswith(("of ", "for ")):
        if name:
            tail = re.sub(r"^(?:of the|of|for) ", "", name)
            _sort(found, end - len(tail), end, opens=False)
        return
    if " " not in name:
        found.short.append((begin, end, name))
        entry = None
    else:
        entry = found.add("person", name, begin, end)
    said = title["political"] or title["title"]
    if entry and said and not entry.title:
        entry.title, entry.political = said, bool(title["political"])
        entry.country = country or _owner(found, begin)


def _owner(found: _Found, begin: int) -> str:
    """The country of "Russia’s President"."""
    owner = re.search(r"([\w .]+)[’']s $", found.text[max(0, begin - 40) : begin])
    words = owner[1].split(" ") if owner else []
    tails = (" ".join(words[i:]) for i in range(len(words)))
    return next((gazetteer.COUNTRIES[tail] for tail in tails if tail in gazetteer.COUNTRIES), "")


def _untitled(found: _Found, start: int, end: int, *, opens: bool) -> None:
    text = found.text
    words = text[start:end]
    parts = words.casefold().split(" ")
    place = gazetteer.PLACES.get(parts[-1]) or gazetteer.PLACES.get(parts[0])
    if set(parts) & gazetteer.OTHER or words in gazetteer.CALENDAR:
        return
    if words in gazetteer.CONTINENTS:
        found.add("place", words, start, end).sort = "continent"
    elif words in gazetteer.CAPITALS:
        entry = found.add("place", words, start, end)
        entry.sort, entry.country = "city", gazetteer.CAPITALS[words]
    elif place and len(parts) > 1:
        found.add("place", words, start, end).sort = place
    elif 1 < len(parts) <= _MOST and _human(text, start, end):
        found.add("person", words, start, end)
    elif not opens or len(parts) > 1:
        found.loose.append((start, end, words))
    elif any(word[2] == words for word in found.short):
        found.short.append((start, end, words))
    else:
        found.loose.append((start, end, f"{words} "))


def _human(text: str, start: int, end: int) -> bool:
    after, before = text[end : end + 90], text[max(0, start - 40) : start]
    return bool(_ACTS.match(after) or _APPOSITIVE.match(after) or _LED_IN.search(before))


def _shortened(found: _Found) -> None:
    """Give each shortened name to the person it is short for: "Mr Xi", and from then on "Xi"."""
    people = [entry for (kind, _), entry in found.names.items() if kind == "person"]
    for start, end, word in found.short:
        owner = _bearer(people, word)
        if owner is None:
            full = next((w for _, _, w in found.loose if word in w.split(" ") and " " in w.strip()), "")
            owner = found.names.setdefault(("person", full or word), Name("person", full or word))
            people.append(owner)
        possessive = found.text[end : end + 2] in {"’s", "'s"}
        owner.mentions.append(Mention(span_at(found.text, start, end), full=False, possessive=possessive))
    for start, end, words in found.loose:
        owner = _bearer(people, words.strip())
        if owner and (owner.name == words.strip() or " " not in words.strip()):
            possessive = found.text[end : end + 2] in {"’s", "'s"}
            full = owner.name == words.strip()
            owner.mentions.append(Mention(span_at(found.text, start, end), full, possessive))
        elif not words.endswith(" "):
            where = _WHERE.search(found.text[max(0, start - 20) : start])
            where = where or _HOME.match(found.text, end)
            known = ("place", words) in found.names
            entry = found.add("place" if where or known else "other", words, start, end)
            entry.sort = entry.sort or "place"
    found.loose.clear()


def _bearer(people: list[Name], word: str) -> Name | None:
    exact = [entry for entry in people if entry.name == word]
    return next(
        (entry for entry in [*exact, *people] if entry.name == word or word in entry.name.split(" ")),
        None,
    )


def _settle(found: _Found) -> None:
    """Join adjectives to their countries, roles to people; a place is no place if also a person."""
    for key, entry in list(found.names.items()):
        if key[1].endswith(" adjective"):
            del found.names[key]
            named = found.names.setdefault(("country", entry.country), Name("country", entry.country))
            named.stated = any(mention.full for mention in named.mentions)
            named.mentions += [
                Mention(mention.span, full=False, possessive=False) for mention in entry.mentions
            ]
        elif entry.kind == "other" and ("place", entry.name) in found.names:
            found.names["place", entry.name].mentions += entry.mentions
            del found.names[key]
        elif entry.kind == "person":
            _announced(found.text, entry)
            for mention in entry.mentions:
                said = _APPOSITIVE.match(found.text, mention.span.end)
                if said and not entry.role:
                    start = said.start("role")
                    entry.role = (said["role"] + (said["of"] or "")).strip()
                    entry.role_span = span_at(found.text, start, said.end())


def _announced(text: str, entry: Name) -> None:
    """The title or role that stands before a name: "the Norwegian Prime Minister, Astrid X"."""
    for mention in entry.mentions:
        start = mention.span.start
        before = _BEFORE.search(text[max(0, start - 60) : start])
        if not before or entry.title or entry.role:
            continue
        code = gazetteer.DEMONYMS.get((before["whose"] or "").removesuffix("’s"), "")
        span = span_at(text, start - len(before[0]), start - len(before[0]) + len(before[0].rstrip(", ")))
        entry.role_span = span
        if before["title"][0].isupper():
            entry.title, entry.political, entry.country = before["title"], True, code
        else:
            entry.role = before["title"]
