"""What a person's line says of offices and roles."""

import re

from app.drafting import gazetteer
from app.drafting.names import Name

_CHOSEN = ("chancellor", "governor", "president")
_MOST = 7  # no more words in a row may be the article's


def person_keys(name: Name, text: str) -> dict[str, str]:
    """The keys of a person's line: role or office, as `text` says them of the name."""
    said = name.title or name.role
    nouns = re.split(r" (?:of|at|for) ", said)[0].split()
    noun = nouns[-1].lower() if nouns else ""
    political = noun in gazetteer.POLITICAL_ROLES or bool(
        re.search(rf"(?:{gazetteer.POLITICAL}|(?:Sen|Rep|Gov|Cllr)\.?)(?: of |$)", name.title)
    )
    headed = said.partition(" of ")[2].split()
    if noun in _CHOSEN and any(_is_institution(word) for word in headed):
        political = False  # the president of a club
    leading = noun in gazetteer.LEADING_ROLES and " of " in said
    office = said if name.title or political or leading else ""
    country = name.country
    for token in said.split():
        country = country or gazetteer.DEMONYMS.get(token, "")
    if country and f"of {gazetteer.COUNTRY_NAMES[country]}" not in office and office:
        office = " ".join(word for word in office.split() if word not in gazetteer.DEMONYMS)
    at = name.role_at[0] if name.role_at else 0
    before = text[max(0, at - len("former United States ")) : at]
    former = "yes" if re.search(r"\b(?:[Ff]ormer|[Ee]x)\b", f"{before} {said}") else ""
    return {
        "role": "" if office == said else _short(name.role),
        "office": _short(office),
        "political": ("yes" if political else "no") if office else "",
        "former": former if office else "",
        "country": country,
    }


def _is_institution(word: str) -> bool:
    acronym = len(word) > len("UK") and word.isupper() and word not in gazetteer.COUNTRIES
    return acronym or word.lower() in gazetteer.ORGANISATIONS


def _short(role: str) -> str:
    """A role, without what it is of if so many words would be a copy of the text."""
    return re.split(r" (?:of|at|for|in) ", role)[0] if len(role.split()) > _MOST else role
