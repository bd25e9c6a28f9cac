"""People by what stands about their names: a role before or after, a title, what they do."""

import re

from app.evidence import gazetteer
from app.evidence.mentions import Found
from app.evidence.spans import span_at

_UPPER = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŌŐŘŚŞŠŢŤŪŮŰŲŹŻŽ]"
WORD = (
    rf"(?:U\.[SK]\.|{_UPPER}\w*(?:[-’'](?!s\b)\w+)*(?:[’']s\b|(?<=s)’(?= {_UPPER}))?"
    rf"|(?:al|el)-{_UPPER}\w+)"
)
"""A capitalised word; a genitive belongs to it, and also one in `s’` within a name."""

_ROLES = rf"(?:{'|'.join(sorted(gazetteer.ROLES))})\b"
_LISTED = rf"(?:(?!and |or |who |but |in )[\w’-]+ ){{0,4}}?{_ROLES}"
_ENDED = (
    rf"\b(?!(?:{'|'.join(sorted(gazetteer.NO_ROLES))})\b)"
    r"[a-z]{3,}(?:er|or|ist|ian|man|woman|smith|wright)\b"
)
_MADE = (
    r"(?:(?!(?:and|or|who|but|in) )[\w’-]+ ){0,3}?"
    rf"{_ENDED}(?=[,.]| (?:who|and|from|at|of|in|for|with)\b)"
)
"""A role that no list has, by how it ends."""
APPOSITIVE = re.compile(
    r"(?:, (?:\d\d, )?|(?: is| was| has been) )(?:(?:an?|the|its|their|one of the) )?"
    rf"(?P<role>{_LISTED}|(?:(?<=, a )|(?<=, an )){_MADE})"
    rf"(?P<of>(?: (?:of|at|for) (?:the )?{WORD}(?: {WORD})*)?)"
)
_FORMER = r"(?:(?:[Ff]ormer|[Rr]etired|[Dd]eputy|[Aa]cting|[Ss]enior) )*"
_RELATION = rf"(?:{'|'.join(sorted(gazetteer.RELATIONS))})\b"
_NO_PART = r"(?!(?:and|or|of|who|but|in|with|for|to|by|at|on|from|that|which|was|is)\b)"
_NO_OPENER = (
    rf"\b(?!(?:{'|'.join(sorted(gazetteer.OPENERS))}|Former|Retired|Deputy|Acting|Senior)\b)"
)
ANNOUNCED = re.compile(
    r"(?:(?:\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Oo]ur)"
    rf"|{_NO_OPENER}(?P<whose>{WORD})) (?P<kind>(?:{_NO_PART}[a-z][\w’-]* ){{0,3}}))?"
    rf"(?P<title>\b{gazetteer.POLITICAL}|\b{_FORMER}{_ROLES}"
    rf"|(?(kind)(?:{_ENDED}|\b{_RELATION})|(?!)))"
    r"(?:,? $|(?P<of> (?:of|at|for) (?:the |its |their )?"
    rf"(?:{WORD}(?: (?:of |for )?(?:the )?{WORD})*"
    r"|[a-z]\w+(?: [a-z]\w+)?)), $)"
)
"""A title or role before a name, which begins where the match ends."""

REACH = 110
"""So far before a name, in characters, its role may begin."""
_CAPITAL_ROLES = "|".join(
    sorted(role.capitalize() for role in gazetteer.ROLES - gazetteer.POLITICAL_ROLES)
)
_NO_NAME = gazetteer.PLACES.keys() | gazetteer.ORGANISATIONS.keys() | gazetteer.OTHER
_ROLE_LED = re.compile(
    rf"(?P<role>(?:{WORD} )?(?:{_CAPITAL_ROLES})) "
    rf"(?P<name>{WORD}(?: {WORD}){{1,2}})"
)
_ACTS = re.compile(
    rf"(?: (?:of|from|at) (?:the )?{WORD}(?: {WORD})*)? "
    rf"(?:also |then |later )?(?:{gazetteer.SAYING}|{gazetteer.DOING})\b|, \d\d,|, (?:who|whose)\b"
)
_PART = re.compile(rf"{WORD} {WORD} (?:of|from) (?:the )?$")
_THERE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Aa]cross|[Aa]round|[Oo]ff) $")
_LED_IN = re.compile(rf"(?:\b{gazetteer.SAYING}|\b(?:by|By)|\b(?:{'|'.join(gazetteer.ROLES)})) $")
_MOST = 4
"""A person's name has no more words."""


def add_in_role(found: Found, start: int, words: str) -> bool:
    """Add the person who stands right after a role, if so: "chief executive Bo Park" is no park."""
    parts = words.casefold().split(" ")
    if 1 < len(parts) <= _MOST and not set(parts) & gazetteer.OTHER and _led(found.text, start):
        found.add("person", words, start, start + len(words))
        return True
    led = _ROLE_LED.fullmatch(words)
    if led is None or set(led["name"].casefold().split(" ")) & _NO_NAME:
        return False
    begin, end = start + led.start("name"), start + led.end("name")
    entry = found.add("person", led["name"], begin, end)
    if not entry.role:
        entry.role = led["role"].lower()
        entry.role_span = span_at(found.text, start, start + led.end("role"))
    return True


def _led(text: str, start: int) -> bool:
    """Whether a role stands right before `start`."""
    before = ANNOUNCED.search(text[max(0, start - REACH) : start])
    return bool(before and before["of"] is None and not before[0].endswith(", "))


def is_person(text: str, start: int, end: int) -> bool:
    """Whether what stands about the name from `start` to `end` is said of people."""
    after, before = text[end : end + 90], text[max(0, start - REACH) : start]
    if _THERE.search(before) or _PART.search(before):
        return False
    return bool(
        _ACTS.match(after)
        or APPOSITIVE.match(after)
        or _LED_IN.search(before)
        or ANNOUNCED.search(before)
    )
