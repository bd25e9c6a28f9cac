"""Join what belongs to one name: its short forms, its adjective, its title or role."""

import re

from app.evidence import gazetteer
from app.evidence.mentions import Found, Mention, Name
from app.evidence.roles import ANNOUNCED, APPOSITIVE, REACH
from app.evidence.spans import span_at

_HOME = re.compile(r"[’']s (?:mayor|capital|centre|streets?|harbour|people|coast|residents)\b")
_WHERE = re.compile(
    r"\b(?:in|at|from|near|to|around|outside|of|off|across|between|nearby|neighbou?ring|visit(?:ed)?|"
    r"reached|northern|southern|eastern|western|central|rural|coastal) (?:the )?$"
)


def join_short(found: Found) -> None:
    """Give each shortened name to the person it is short for: "Mr Xi", and from then on "Xi"."""
    people = [entry for (kind, _), entry in found.names.items() if kind == "person"]
    for start, end, word in found.short:
        owner = _bearer(people, word)
        if owner is None:
            longer = (w.strip() for _, _, w in found.loose if word in w.split(" "))
            name = next((w for w in longer if " " in w), word)
            owner = found.names.setdefault(("person", name), Name("person", name))
            people.append(owner)
        owner.mentions.append(found.mention(start, end, full=False))
    for start, end, words in found.loose:
        owner = _bearer(people, words.strip()) or _house(found, words.strip())
        if owner and (owner.name == words.strip() or " " not in words.strip()):
            full = owner.name == words.strip()
            owner.mentions.append(found.mention(start, end, full=full))
        elif not words.endswith(" "):
            where = _WHERE.search(found.text[max(0, start - 20) : start])
            where = where or _HOME.match(found.text, end)
            known = ("place", words) in found.names
            if words.casefold() in gazetteer.PLACES.keys() | gazetteer.ORGANISATIONS.keys():
                where = None
            entry = found.add("place" if where or known else "other", words, start, end)
            entry.sort = entry.sort or "place"
    found.loose.clear()


def _bearer(people: list[Name], word: str) -> Name | None:
    exact = [entry for entry in people if entry.name == word]
    return next(
        (
            entry
            for entry in [*exact, *people]
            if entry.name == word or word in entry.name.split(" ")
        ),
        None,
    )


def _house(found: Found, word: str) -> Name | None:
    """The organisation whose name begins with `word`, where that is no word of many names."""
    if word.casefold() in gazetteer.ORGANISATIONS or word in gazetteer.CALENDAR:
        return None
    houses = [
        entry
        for (kind, name), entry in found.names.items()
        if kind == "organisation" and name.removeprefix("The ").split(" ")[0] == word != name
    ]
    return houses[0] if len(houses) == 1 else None


def settle(found: Found) -> None:
    """Join adjectives to their countries, roles to people; a place is no place if also a person."""
    for key, entry in list(found.names.items()):
        if key[1].endswith(" adjective"):
            del found.names[key]
            named = found.names.setdefault(
                ("country", entry.country), Name("country", entry.country)
            )
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
                said = APPOSITIVE.match(found.text, mention.span.end)
                if said and not entry.role:
                    start = said.start("role")
                    entry.role = (said["role"] + (said["of"] or "")).strip()
                    entry.role_span = span_at(found.text, start, said.end())


def _announced(text: str, entry: Name) -> None:
    """The title or role that stands before a name: "the Norwegian Prime Minister, Astrid X"."""
    for mention in entry.mentions:
        start = mention.span.start
        low = max(0, start - REACH)
        before = ANNOUNCED.search(text[low:start])
        if not before or entry.title or entry.role:
            continue
        code = gazetteer.DEMONYMS.get((before["whose"] or "").removesuffix("’s"), "")
        begin = before.start("title")
        if before["title"] in gazetteer.RELATIONS:
            continue
        if re.fullmatch(gazetteer.POLITICAL, before["title"]):
            entry.title, entry.political, entry.country = before["title"], True, code
        else:
            begin = before.start("kind") if before["kind"] else begin
            role = before[0][begin - before.start() :].rstrip(", ")
            entry.role = role[0].lower() + role[1:]
        end = before.end("of") if before["of"] else before.end("title")
        entry.role_span = span_at(text, low + begin, low + end)
