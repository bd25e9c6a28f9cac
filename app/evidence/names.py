"""Names in a text, sorted by what stands about them: people, organisations, places, countries."""

import re
from itertools import pairwise

from app.evidence import gazetteer
from app.evidence.joining import join_short, settle
from app.evidence.mentions import Found, Name
from app.evidence.roles import WORD, add_in_role, is_person
from app.evidence.sentences import sentences

_COMPOUNDS = "|".join(name for name in gazetteer.COUNTRIES if " and " in name)
_CHUNK = re.compile(
    rf"\b(?:{_COMPOUNDS})\b|(?<!\w){WORD}"
    rf"(?: (?:(?:of the|of|for|de|del|da|di|du|van|von|bin|la|le) )?{WORD})*"
)
_TOKEN = re.compile(rf"{WORD}|\S+")
_WITHIN = {"People’s", "Women’s", "Workers’", "Children’s", "King’s", "Queen’s", "People's"}
_TITLE = re.compile(
    rf"(?:(?P<political>{gazetteer.POLITICAL})|(?P<title>{gazetteer.OTHER_TITLE})"
    rf"|{gazetteer.HONORIFICS})(?: |$)"
)
_CALLED = re.compile(
    rf"\b(?P<word>{'|'.join(sorted(gazetteer.ORGANISATIONS, key=len, reverse=True))}|newspaper) $"
)
_LIES = re.compile(
    rf"\b(?:[Tt]he|[Aa]) (?P<word>{'|'.join(sorted(gazetteer.PLACES, key=len, reverse=True))}) of $"
)
_MOST = 4


def names(text: str) -> list[Name]:
    """The names of `text`, in the order they first stand in it; of kind `other` where unsorted."""
    found = Found(text)
    openings = {span.start for span in sentences(text)}
    openings |= {match.end() for match in re.finditer(r"[“‘(:] ?|\n| [-–—] ", text)}
    for match in _CHUNK.finditer(text):
        if match[0] in gazetteer.COUNTRIES:
            found.add("country", gazetteer.COUNTRIES[match[0]], *match.span())
            continue
        for start, end in _parts(match[0], match.start()):
            _sort(found, start, end, opens=start in openings)
    join_short(found)
    settle(found)
    for entry in found.names.values():
        entry.mentions.sort(key=lambda mention: mention.span)
    return sorted(found.names.values(), key=lambda entry: entry.mentions[0].span)


def _parts(chunk: str, offset: int) -> list[tuple[int, int]]:
    """A run of capitalised words, cut after each genitive ("Moscow’s Red Square")."""
    cuts = [0]
    joins = gazetteer.ORGANISATIONS.keys() | gazetteer.OTHER | {"secretary"}
    cuts += [
        match.end(1) + 1
        for match in re.finditer(r"([\w’'-]+) (?:of the|of|for) ", chunk)
        if match[1].casefold() not in joins
    ]
    cuts += [
        min(match.end() + 1, len(chunk))
        for match in _TOKEN.finditer(chunk)
        if re.search(r"[’']s$", match[0]) and match[0] not in _WITHIN
    ]
    cuts = sorted({*cuts, len(chunk)})
    parts = []
    for start, end in pairwise(cuts):
        words = re.sub(r"[’']s ?$|^(?:of the|of|for) | $", "", chunk[start:end])
        if words:
            begin = start + chunk[start:end].index(words)
            parts.append((offset + begin, offset + begin + len(words)))
    return parts


def _sort(found: Found, start: int, end: int, *, opens: bool) -> None:
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
    elif not _prefixed(found, start, end) and not add_in_role(found, start, words):
        _untitled(found, start, end, opens=opens)


_KNOWN = {name.casefold(): (name, sort) for name, sort in gazetteer.KNOWN_ORGANISATIONS.items()}


def _institution(words: str) -> str:
    parts = words.split(" ")
    if len(parts) == 1 or _TITLE.match(words):
        return ""
    for word, following in pairwise(parts):
        if following in {"of", "for"} and word.casefold() in gazetteer.ORGANISATIONS:
            return gazetteer.ORGANISATIONS[word.casefold()]
    return gazetteer.ORGANISATIONS.get(parts[-1].casefold(), "")


def _adjective(found: Found, start: int, end: int) -> None:
    code = gazetteer.DEMONYMS[found.text[start:end]]
    entry = found.add("country", f"{code} adjective", start, end)
    entry.stated = False
    entry.country = code


def _prefixed(found: Found, start: int, end: int) -> bool:
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
    found: Found,
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


def _owner(found: Found, begin: int) -> str:
    """The country of "Russia’s President"."""
    owner = re.search(r"([\w .]+)[’']s $", found.text[max(0, begin - 40) : begin])
    words = owner[1].split(" ") if owner else []
    tails = (" ".join(words[i:]) for i in range(len(words)))
    return next((gazetteer.COUNTRIES[tail] for tail in tails if tail in gazetteer.COUNTRIES), "")


def _untitled(found: Found, start: int, end: int, *, opens: bool) -> None:
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
    elif called := _CALLED.search(text, max(0, start - 40), start):
        sort = gazetteer.ORGANISATIONS.get(called["word"], called["word"])
        found.add("organisation", words, start, end).sort = sort
    elif lies := _LIES.search(text, max(0, start - 40), start):
        found.add("place", words, start, end).sort = gazetteer.PLACES[lies["word"]]
    elif 1 < len(parts) <= _MOST and is_person(text, start, end):
        found.add("person", words, start, end)
    elif not opens or len(parts) > 1:
        found.loose.append((start, end, words))
    elif any(word[2] == words for word in found.short):
        found.short.append((start, end, words))
    else:
        found.loose.append((start, end, f"{words} "))
