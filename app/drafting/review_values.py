"""What may stand behind the keys of a review's lines: which keys, which words, which numbers."""

import re
from typing import Any, get_args

from app.core.terms import Form, Hedge, StatedKind, Status

KEYS = {
    "person": "as role office political former country affiliation also inferred",
    "organisation": "as kind country inferred",
    "place": "as kind country within inferred",
    "country": "as inferred",
    "quote": "by verb to form also about event statement certainty inferred",
    "number": "number unit name period series status about asserted_by certainty said also "
    "inferred",
    "event": "name kind date status place country about asserted_by certainty said also inferred",
    "fact": "kind about asserted_by certainty also inferred number unit name period said status",
    "boilerplate": "also",
}
"""The keys that each kind of line may have."""

_HEDGE = get_args(Hedge)
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("person", "political"): ("yes", "no"), ("person", "former"): ("yes", "no"),
    ("quote", "form"): get_args(Form), ("quote", "certainty"): _HEDGE,
    ("number", "status"): ("reported", "expected"), ("number", "certainty"): _HEDGE,
    ("event", "status"): get_args(Status), ("event", "certainty"): _HEDGE,
    ("fact", "kind"): get_args(StatedKind), ("fact", "certainty"): _HEDGE,
}  # fmt: skip
"""The only words that a key of a kind of line may have."""

SOURCE = re.compile(r"(?P<source>observers|officials|document)(?: \((?P<words>.*)\))?|writer")
"""A source of words that is no record."""

_SAID = {
    "joint": "{names} spoke together of “{words}”.",
    "observers": "Unnamed observers spoke of “{words}”.",
    "officials": "Unnamed officials spoke of “{words}”.",
    "document": "A document has the words “{words}”.",
    "writer": "The writer puts “{words}” in quotation marks.",
}
_DIGITS = r"-?\d{1,15}(?:\.\d{1,20})?"
_NUMBER = re.compile(rf"(?P<sign>[<>]=?)?(?P<one>{_DIGITS})(?:\.\.(?P<two>{_DIGITS}))?")
MEASURES = ("per cent", "percentage points", "dollars", "pounds", "euros", "yen")
"""Units that do not tell what is measured in them."""

_THE = re.compile(
    r"(?:United |Netherlands|Philippines|Bahamas|Gambia|Maldives|Comoros|Seychelles|Congo|Vatican"
    r"|.*\b(?:Republic|Islands|Emirates|Union|Territory|Territories)\b)"
)


def number_bounds(said: str) -> dict[str, Any] | None:
    """The bounds that `5`, `>5` or `3..5` stands for, as a seed has them; None for other words."""
    match = _NUMBER.fullmatch(said.replace(",", "").strip())
    if match is None:
        return None
    one = float(match["one"]) if "." in match["one"] else int(match["one"])
    if match["two"]:
        two = float(match["two"]) if "." in match["two"] else int(match["two"])
        both = {"lower": one, "lower_inclusive": True, "upper": two, "upper_inclusive": True}
        return both if one <= two and not match["sign"] else None
    if sign := match["sign"]:
        side = "lower" if sign[0] == ">" else "upper"
        return {side: one, f"{side}_inclusive": len(sign) > 1}
    return {"value": one}


def office_statement(person: str, title: str, country: str, *, former: bool) -> str:
    """That somebody holds an office, or held it; `country` is a name or empty."""
    where = ""
    if country and country not in title and not re.search(r"\bof\b", title):
        where = f" of {'the ' if _THE.match(country) else ''}{country}"
    article = ""
    if title[:1].islower():
        article = "an " if title[0] in "aeiou" else "a "
        article = "the " if where or re.search(r"\bof\b", title) else article
    when = "was formerly" if former else "was"
    since = "" if former else " when the article was written"
    return f"{person} {when} {article}{title}{where}{since}."


def quote_statement(source: str, names: list[str], verb: str, words: str) -> str:
    """That somebody said or wrote the words; `names` are those of people or organisations."""
    sentence = _SAID.get(source, "{names} {verb}: “{words}”.")
    return sentence.format(names=" and ".join(names), verb=verb, words=words)
