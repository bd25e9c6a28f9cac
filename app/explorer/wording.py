"""The wording of dates, numbers, places in the text and names on web pages."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from app.core.edtf import days, in_words
from app.core.schema import paragraphs_in_words, place_in_words
from app.core.terms import LABELS
from app.resources import COLLECTIONS

ONE = {collection.name: collection.kind for collection in COLLECTIONS} | {
    "leaders": "leader",
    "statistics": "number",
}
"""The word for one record of each collection on a page."""

MANY = {name: "numbers" if name == "statistics" else name for name in ONE}

PARAMETERS = {
    "asserted_by": "Stated by",
    "basis": "Stated or inferred",
    "inferred": "What is inferred",
    "leader": "Political office",
    "said_to": "Said to",
    "date_from": "From",
    "date_to": "Until",
    "byline": "Written by",
    "event": "Occasion",
    "voice": "How it is stated",
}
"""The label of a parameter, if it is not simply its name."""

DOUBTS = {
    "year": "year inferred",
    "date": "date inferred",
    "year_and_country": "year and country inferred",
    "country": "country inferred",
    "date_and_country": "date and country inferred",
    "content": "partly inferred",
    "source": "source and date inferred",
    "expected": "expected",
    "ongoing": "under way when the article was written",
    "judgement": "judgement",
    "likely": "likely",
    "possible": "possible",
}
"""What a page says of what is inferred, not past, an opinion or hedged."""

LONGEST = 300
"""How many characters a description has: a statement cut short may lose its condition."""

MARKED = re.compile("<mark>(.*?)</mark>")
"""The words of a search in the snippet of a hit."""

_WORDS = {"true": "yes", "false": "no"}


def event_date(event: dict[str, Any]) -> str:
    """The date of an event: `some time in` a vague date, unless the event lasted that long."""
    if event["precision"] is None:
        return in_words(None)
    words = str(event["date_in_words"])
    if words.startswith("between"):
        return f"some time {words}"
    if event["precision"] in {"month", "year", "decade", "century"} and words[0] != "a":
        return f"some time in {'the ' if words.endswith('s') else ''}{words}"
    return words


def whole(number: float) -> str:
    """A number with separators between thousands."""
    return f"{number:,}"


def places_of(citations: Sequence[dict[str, Any]]) -> str:
    """The paragraphs of a record's citations: `paragraph 3`, `paragraphs 3, 6 and 10`."""
    return paragraphs_in_words(citation["paragraph"] for citation in citations)


def short(text: str, aside: str = "") -> str:
    """A description, cut to the longest that it may be; `aside` is kept."""
    most = max(LONGEST - len(aside), LONGEST // 2)
    cut = text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
    return cut + aside


def source(shown: dict[str, Any]) -> str:
    """Who states a record: `stated by Cui Hongjian`, `partly inferred from the article`."""
    if "speakers" in shown:
        return " and ".join(one["name"] for one in shown["speakers"]) or shown["attributed_to"]
    if (other := _other(shown)) is not None:
        return f"stated by {other['name']}"
    if shown["inferred"] == "content":
        return f"{DOUBTS['content']} from the article"
    named = "name" in shown and "asserted_by" not in shown
    return "named by the article" if named else "stated by the article"


def _other(shown: dict[str, Any]) -> dict[str, Any] | None:
    """Who states a record, if not the article; a quotation names its speaker anyway."""
    voice: dict[str, Any] | None = None if "speakers" in shown else shown.get("asserted_by")
    return voice if voice and voice["id"] != shown["article"] else None


def doubts(shown: dict[str, Any]) -> list[str]:
    """What a page says beside a record, unless it is simply so: `expected`, `country inferred`.

    A quotation has its opinions and hedges in its own words.
    """
    names = ("inferred",) if "speakers" in shown else ("status", "inferred", "voice", "certainty")
    words = [DOUBTS.get(shown.get(name) or "") for name in names]
    if "byline" in shown and shown["inferred"] == "content":
        words = [DOUBTS["source"]]
    return [one for one in words if one]


def marks(shown: dict[str, Any]) -> list[str]:
    """What the row of a record in a list says beside it: its source, if it is not the article."""
    return [*([source(shown)] if _other(shown) else []), *doubts(shown)]


def attributed(shown: dict[str, Any]) -> str:
    """Who states a record, and its doubts: `stated by the article, year inferred`.

    An article does not state its headline: who wrote it for whom, and when.
    """
    if "byline" in shown:
        writers = " and ".join(one["name"] for one in shown["byline"])
        publisher = (shown["publisher"] or {}).get("name")
        inferred = ", date inferred" if shown["date_inference"] else ""
        made = "published" if shown["date_of"] == "publication" else "written"
        when = shown["date"] and f"{made} {in_words(shown['date'])}{inferred}"
        return ", ".join(filter(None, (writers and f"by {writers}", publisher, when)))
    by = source(shown)
    return ", ".join([by, *(one for one in doubts(shown) if not by.startswith(one))])


def office_of(person: dict[str, Any], countries: Mapping[str, str]) -> str:
    """A person’s first office: `President, China, as of May 2025, date inferred`; else empty."""
    for office in person.get("offices", [])[:1]:
        title, when = office["title"], in_words(office["as_of"]) if office["as_of"] else ""
        held = [f"as of {when}"] if when else []
        if office["former"]:
            begins, _ = days(office["as_of"])
            title, held = (title, [f"in {when}"]) if begins else (f"former {title}", [])
        organisation, country = office["organisation"], countries.get(office["country"] or "", "")
        where = [organisation["name"]] if organisation else []
        # Not for a Palestinian President.
        where += [country] if country and country[:4] not in title else []
        return ", ".join([title, *where, *held, *doubts(office)])
    return ""


def source_of(article: dict[str, Any] | None) -> str:
    """An article by its title, newspaper and date."""
    if article is None:
        return ""
    publisher = [article["publisher"]["name"]] if article["publisher"] else []
    made = "written " if article["date_of"] == "writing" else ""
    date = [f"{made}{in_words(article['date'])}"] if article["date"] else []
    inferred = f" ({', '.join(doubts(article))})" if doubts(article) else ""
    return ", ".join([f"“{article['title']}”", *publisher, *date]) + inferred


def marked(text: str, snippet: str) -> Markup:
    """A text with the same words marked as in the snippet of a hit, which is HTML."""
    escaped = escape(text)
    words = sorted(map(re.escape, set(MARKED.findall(snippet))), key=len, reverse=True)
    if not words:
        return escaped
    found = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
    return Markup(found.sub(r"<mark>\g<0></mark>", str(escaped)))  # noqa: S704 - escaped above


def sourced(quote: dict[str, Any]) -> Markup | None:
    """The statement of a quotation with its sources as links; None if it does not name them all."""
    if quote["source"] == "document":
        return escape(quote["statement"])
    unnamed = {"name": quote["attributed_to"], "url": f"/facts?asserted_by={quote['source']}"}
    text = str(escape(quote["statement"]))
    for one in quote["speakers"] or [unnamed]:
        name = str(escape(one["name"]))
        either = rf"(?<!\w)({re.escape(name)}|{re.escape(name[:1].upper() + name[1:])})(?!\w)"
        text, found = re.subn(either, rf'<a href="{page_of(one["url"])}">\1</a>', text, count=1)
        if not found:
            return None
    return Markup(text)  # noqa: S704 - escaped above


def by_place(citations: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Citations by the place they are at, each with its words: `Paragraph 22, second sentence`."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for citation in citations:
        found.setdefault((citation["article"], place_in_words(citation)), []).append(citation)
    return [(place[0].upper() + place[1:], cited) for (_, place), cited in found.items()]


def page_of(url: str) -> str:
    """The path of the page that shows what the API serves at `url`."""
    voice = re.fullmatch(r"/facts\?asserted_by=(\w+)", url)
    return f"/explore/voices/{voice[1]}" if voice else f"/explore{url}"


def parameter_name(name: str) -> str:
    """The label of a parameter."""
    return PARAMETERS.get(name) or name.replace("_", " ").capitalize()


def value_name(value: str) -> str:
    """The label of a value that is a code, not an id."""
    return _WORDS.get(value) or LABELS.get(value) or value.replace("-", " ")
