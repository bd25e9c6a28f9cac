"""Words that show what kind of thing a name is: countries, titles, institutions."""

import csv
import re
import tomllib
from pathlib import Path

_FOLDER = Path(__file__).parent


def _table() -> list[dict[str, str]]:
    with (_FOLDER.parent / "core/countries.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _either(words: str) -> str:
    """A pattern that matches any of the words."""
    parts = words.split(";") if ";" in words else words.split()
    return f"(?:{'|'.join(' '.join(part.split()) for part in parts)})"


def _listed(words: str) -> list[str]:
    return [" ".join(word.split()) for word in words.split(";")]


def _by_word(kinds: dict[str, str], sep: str | None = None) -> dict[str, str]:
    return {
        " ".join(word.split()): kind for kind, words in kinds.items() for word in words.split(sep)
    }


_WORDS = tomllib.loads((_FOLDER / "gazetteer.toml").read_text(encoding="utf-8"))
ROWS = _table()
COUNTRIES = {name: row["code"] for row in ROWS for name in row["names"].split(";")}
COUNTRIES |= {"U.S.": "US", "US": "US", "U.K.": "GB"}
COUNTRIES.pop("Emirates")  # more often the airline
"""The code of a country (ISO 3166-1 alpha-2, or 3166-3) by each name it goes by."""

COUNTRY_NAMES = {row["code"]: row["names"].split(";")[0] for row in ROWS}
"""The name of a country, by its code."""

DEMONYMS = {word: row["code"] for row in ROWS for word in row["demonyms"].split(";") if word}
"""The code of a country by its adjective."""

CAPITALS = dict(one.split(" = ") for one in _listed(_WORDS["capitals"]))
"""The code of a country by its capital."""

CITIES = frozenset(_listed(_WORDS["cities"]))
"""Cities that are no capitals and that the pipeline may take for teams or firms."""

ALIASES = dict(one.split(" = ") for one in _listed(_WORDS["aliases"]))
"""The name of an organisation by others that it goes by."""

REGIONS = frozenset(_listed(_WORDS["regions"]))
"""Continents and regions of several countries, and others that the pipeline misreads."""

STATES = dict(one.split(" = ") for one in _listed(_WORDS["states"]))
"""The states of the United States by the abbreviations of the news: Calif."""

HONORIFICS = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev|Sir|Dame|Lord|Lady)\b\.?|Professor\b"

POLITICAL = (
    r"(?:(?:Deputy|Vice|Acting|Interim|First|Former|Foreign|Defen[cs]e|Finance|Interior|Trade|"
    r"Energy|"
    r"Health|Education|Transport|Justice|Environment|Agriculture|Culture|Labou?r|Economy|Prime|"
    r"Secretary of)[- ])*"
    r"(?:Vice-?[Pp]resident|President|Vice-?[Pp]remier|Premier|Prime Minister|Minister|Chancellor|"
    r"Senator|Governor|Mayor|Secretary-General|Secretary|Congress(?:man|woman)|Speaker|King|Queen|"
    r"Emperor|Crown Prince|Prince|Princess|Ambassador|Chairman|Taoiseach|Sheikh|Emir|Councillor|"
    r"Council(?:man|woman|member)|Alderman|Assembly(?:man|woman)|Sheriff|"
    r"Commissioner|(?:Attorney|Solicitor|Surgeon)[ -]General)"
)
OTHER_TITLE = (
    r"(?:Chief Executive|Captain|Colonel|General|Major|Admiral|Commander|Judge|Justice|Pope|"
    r"Bishop|Archbishop|Cardinal|Father|Sister|Reverend|Inspector|Sergeant|Director|Coach|Dean)"
)

TITLES = frozenset(_WORDS["titles"].split())
"""Titles that a name often follows."""

ROLES = frozenset(_WORDS["roles"].split())
RELATIONS = frozenset(_WORDS["relations"].split())
"""Words for relatives and other relations between people."""
NO_ROLES = frozenset(_WORDS["no_roles"].split())
"""Words that end like roles but are not roles."""
POLITICAL_ROLES = frozenset(_WORDS["political_roles"].split())
LEADING_ROLES = frozenset(_WORDS["leading_roles"].split())
"""Roles that are offices where it is said of what."""

ORGANISATIONS = _by_word(_WORDS["organisations"])
"""The kind of an organisation whose name has the word."""

KNOWN_ORGANISATIONS = _by_word(_WORDS["known_organisations"], ";")
"""What kind of organisation is known by the name."""

PLACES = _by_word(_WORDS["places"])
"""The kind of a place whose name has the word."""

OTHER = frozenset(_WORDS["other"].split())
"""Words in the names of what is neither person, place nor organisation."""

CALENDAR = frozenset(_WORDS["calendar"].split())

SAYING = frozenset(_WORDS["saying"].split())
"""Verbs (lemmas) that lead to somebody's words."""

DOCUMENTS = frozenset(_WORDS["documents"].split())
"""Nouns for what is written; they may be the source of a quotation."""

OFFICIALS = frozenset(_WORDS["officials"].split())
"""Nouns for unnamed sources in a state or an institution."""

OPENERS = frozenset(_WORDS["openers"].split())
"""Words that open a sentence with a capital but are not names."""

FIRST_NAMES = {
    name.title(): pronoun
    for table in ("more_first_names", "first_names")
    for pronoun, names in _WORDS[table].items()
    for name in names.split()
}
"""The pronoun that a first name goes with."""

EVENTS = _by_word(_WORDS["events"])
"""The kind of event that a verb describes."""

FACTS = _by_word(_WORDS["facts"])
"""The kind of fact that a verb describes."""


def words(name: str) -> frozenset[str]:
    """A list of words by its name in `gazetteer.toml`."""
    return frozenset(_WORDS[name].split())


_MAKES = re.compile(r"[a-z-]{3,}(?:er|or|ist|man|woman|ian)")


def is_role(word: str) -> bool:
    """Whether a noun says what somebody is or does: mayor, bookbinder, pianist."""
    bare = word.lower()
    return bare in ROLES or (bool(_MAKES.fullmatch(word)) and bare not in NO_ROLES)
