"""How dates, numbers, places in the text and names of things read on a page."""

import re
from collections.abc import Sequence
from typing import Any

from app.core.edtf import Edtf, parse

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

ONE = {
    "leaders": "leader",
    "people": "person",
    "events": "event",
    "quotes": "quote",
    "statistics": "number",
    "facts": "fact",
    "articles": "article",
    "countries": "country",
    "places": "place",
    "organisations": "organisation",
}
"""What a page calls one record of each collection."""

MANY = {name: "numbers" if name == "statistics" else name for name in ONE}

KINDS = {
    "action": "What happened",
    "analysis": "Analysis",
    "appearance": "Appearance",
    "comparison": "Comparisons",
    "credit": "Credits",
    "criticism": "Criticism",
    "display": "On display",
    "event": "Events",
    "expectation": "Expectations",
    "history": "Background",
    "hope": "Hopes",
    "meaning": "Meaning",
    "motive": "Motives",
    "observation": "Numbers",
    "office": "Offices",
    "participation": "Taking part",
    "possibility": "Possibilities",
    "quotation": "Quotations",
    "reason": "Reasons",
    "relationship": "Relations",
    "risk": "Risks",
    "sanctions": "Sanctions",
    "trade": "Trade",
}
"""Headings over facts of each kind."""

PARAMETERS = {
    "asserted_by": "Stated by",
    "basis": "Stated or inferred",
    "leader": "Political office",
    "said_to": "Said to",
    "date_from": "From",
    "date_to": "Until",
    "byline": "Written by",
    "event": "Occasion",
}
"""What a page calls a parameter, if not by its name."""

_WORDS = {"true": "yes", "false": "no", "observers": "unnamed observers"}
_WORDS["officials"] = "unnamed officials"

_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth"),
)

_UNIT_OF_ORDINAL = re.compile(r"number of the (.+)")


def date_in_words(edtf: str | None, status: str = "") -> str:
    """An EDTF date in words, no more exact than it is: `9 May 2025`, `since February 2022`."""
    if edtf is None:
        return "no date given"
    read = parse(edtf)
    begin, end = (one and _single(one) for one in (read.begin, read.end))
    if begin and end:
        if read.begin == read.end:
            return begin
        return _span(read, begin, end)
    if begin:
        return f"since {begin}" if read.lasted and status == "ongoing" else f"{begin} or later"
    return f"{end} or earlier"


def _span(read: Edtf, begin: str, end: str) -> str:
    """`9–10 May 2025`, `8 May 2025 to 2 June 2025`, `between May 2025 and September 2025`."""
    if not read.lasted:
        return f"between {begin} and {end}"
    first, _, rest = begin.partition(" ")
    last, _, other = end.partition(" ")
    if rest and rest == other and first.isdigit():
        return f"{first}–{last} {rest}"
    return f"{begin} to {end}"


def event_date(edtf: str | None, status: str = "") -> str:
    """The date of an event: what is vaguer than a day is `some time in` it, unless it lasted."""
    words = date_in_words(edtf, status)
    if edtf and parse(edtf).precision in {"month", "year", "decade", "century"}:
        return f"some time in {'the ' if words.endswith('s') else ''}{words}"
    return words


def _single(text: str) -> str:
    if "X" in text:
        return text.replace("X", "0") + "s"
    year, *rest = text.split("-")
    month = f"{_MONTHS[int(rest[0]) - 1]} " if rest else ""
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{month}{year}"


def whole(number: float) -> str:
    """A number with separators between thousands."""
    return f"{number:,}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`, `80th`."""
    teen = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def number_in_words(series: dict[str, Any], observation: dict[str, Any]) -> str:
    """An observation with its unit: `80th anniversary`, `more than 40 meetings`, `11 trips`."""
    unit, value = str(series["unit"]), observation["value"]
    counted = _UNIT_OF_ORDINAL.fullmatch(unit)
    if isinstance(value, int) and (counted or series.get("ordinal")):
        return f"{ordinal(value)} {counted[1] if counted else unit}"
    if value == 1 and series.get("singular"):
        unit = series["singular"]
    return f"{observation['display']} {unit}"


def sentence_of(citation: dict[str, Any]) -> str:
    """The place of a citation: `paragraph 22, second sentence`; the sentence if it is known."""
    place = f"paragraph {citation['paragraph']}"
    first, last = citation.get("sentence"), citation.get("last_sentence")
    if not first:
        return place
    if last and last != first:
        return f"{place}, sentences {first} to {last}"
    words = _ORDINALS[first - 1] if first <= len(_ORDINALS) else ordinal(first)
    return f"{place}, {words} sentence"


def places_of(citations: Sequence[dict[str, Any]]) -> str:
    """The paragraphs of a record's citations: `paragraph 3`, `paragraphs 3, 6 and 10`."""
    *most, last = sorted({citation["paragraph"] for citation in citations})
    return f"paragraphs {', '.join(map(str, most))} and {last}" if most else f"paragraph {last}"


def by_place(citations: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Citations by the place they are at, each with its words: `Paragraph 22, second sentence`."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for citation in citations:
        found.setdefault((citation["article"], sentence_of(citation)), []).append(citation)
    return [(place[0].upper() + place[1:], cited) for (_, place), cited in found.items()]


def page_of(url: str) -> str:
    """The path of the page that shows what the API serves at `url`."""
    voice = re.fullmatch(r"/facts\?asserted_by=(\w+)", url)
    return f"/explore/voices/{voice[1]}" if voice else f"/explore{url}"


def parameter_name(name: str) -> str:
    """What a page calls a parameter."""
    return PARAMETERS.get(name) or name.replace("_", " ").capitalize()


def value_name(value: str) -> str:
    """What a page calls a value that is a word and not an id."""
    return _WORDS.get(value) or value.replace("-", " ")
