"""The wording of dates, numbers, places in the text and names on web pages."""

from collections.abc import Mapping, Sequence

from app.core.edtf import days, in_words
from app.core.schema import Document, paragraphs_in_words, place_in_words
from app.core.terms import LABELS
from app.resources import COLLECTIONS

ONE = {collection.name: collection.singular for collection in COLLECTIONS}
ONE |= {"statistics": "number"}
"""The word for one record of each collection on a page."""

MANY = {name: name for name in ONE} | {"statistics": "numbers"}

PARAMETERS = {
    "asserted_by": "Stated by",
    "basis": "Stated or inferred",
    "leader": "Political office",
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
    "source": "source inferred",
    "source_and_date": "source and date inferred",
    "expected": "expected",
    "ongoing": "under way when the article was written",
    "judgement": "judgement",
    "likely": "likely",
    "possible": "possible",
}
"""What a page says of what is inferred, not past, an opinion or hedged."""

_LONGEST = 300
"""How many characters a description has: a statement cut short may lose its condition."""

_LABELS = LABELS | {"true": "yes", "false": "no"}


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def event_date(event: Document) -> str:
    """The date of an event: `some time in` a vague date, unless the event lasted that long."""
    words = str(event["date_in_words"]) if event["precision"] else in_words(None)
    if words.startswith("between"):
        return f"some time {words}"
    long = event["precision"] in {"month", "year", "decade", "century"}
    doubted = words.startswith(("about", "possibly"))
    return f"some time in {words}" if long and not doubted else words


def described(series: Document, *, briefly: bool = False) -> str:
    """What a series counts, and whether only its last numbers are shown."""
    shown, many = len(series["observations"]), series["totals"]["observations"]
    cut = f" The last {shown} of {many} numbers." if many > shown else ""
    return short(series["description"], cut) if briefly else f"{series['description']}{cut}"


def places_of(citations: Sequence[Document]) -> str:
    """The paragraphs of a record's citations: `paragraph 3`, `paragraphs 3, 6 and 10`."""
    return paragraphs_in_words(citation["paragraph"] for citation in citations)


def short(text: str, aside: str = "", most: int = _LONGEST) -> str:
    """A description, cut to the longest that it may be; `aside` is kept."""
    most = max(most - len(aside), most // 2)
    cut = text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
    return cut + aside


def source(shown: Document, *, several: bool = False) -> str:
    """Who states a record: `stated by Cui Hongjian`, `partly inferred from the article`.

    An article does not state its headline: who wrote it for whom, and when. If there are `several`,
    it has its newspaper: `stated by the article in The Straits Times`.
    """
    if "byline" in shown:
        writers = " and ".join(one["name"] for one in shown["byline"])
        return ", ".join([*([f"by {writers}"] if writers else []), *_issued(shown)])
    if "speakers" in shown:
        return " and ".join(one["name"] for one in shown["speakers"]) or shown["attributed_to"]
    if (other := _other(shown)) is not None:
        return f"stated by {other['name']}"
    article = "the article"
    if several and "asserted_by" in shown:
        article = shown["asserted_by"]["name"].replace(" (", " in ", 1).removesuffix(")")
    if shown["inferred"] == "content":
        return f"{DOUBTS['content']} from {article}"
    return f"{'stated' if 'asserted_by' in shown else 'named'} by {article}"


def _other(shown: Document) -> Document | None:
    """Who states a record, if not the article; a quotation names its speaker anyway."""
    voice: Document | None = None if "speakers" in shown else shown.get("asserted_by")
    return voice if voice and voice["id"] != shown["article"] else None


def doubts(shown: Document) -> list[str]:
    """What a page says beside a record, unless it is simply so: `expected`, `country inferred`.

    A quotation has its opinions and hedges in its own words.
    """
    names = ("inferred",) if "speakers" in shown else ("status", "inferred", "voice", "certainty")
    words = [DOUBTS.get(shown.get(name) or "") for name in names]
    if "byline" in shown and shown["inferred"] == "content":
        words = [DOUBTS["source_and_date" if shown["date_inference"] else "source"]]
    return [one for one in words if one]


def marks(shown: Document) -> list[str]:
    """What the row of a record in a list says beside it: its source, if it is not the article."""
    return [*([source(shown)] if _other(shown) else []), *doubts(shown)]


def attributed(shown: Document, *, several: bool = False) -> str:
    """Who states a record, and its doubts: `stated by the article, year inferred`."""
    by = source(shown, several=several)
    return ", ".join(filter(None, (by, *(one for one in doubts(shown) if not by.startswith(one)))))


def _issued(article: Document) -> list[str]:
    """The newspaper and the date of an article, as far as they are known."""
    publisher = [article["publisher"]["name"]] if article["publisher"] else []
    made = "written " if article["date_of"] == "writing" else ""
    return [*publisher, *([f"{made}{in_words(article['date'])}"] if article["date"] else [])]


def source_of(article: Document) -> str:
    """An article by its title, newspaper and date."""
    inferred = f" ({', '.join(doubts(article))})" if doubts(article) else ""
    return ", ".join([f"“{article['title']}”", *_issued(article)]) + inferred


def office_of(office: Document, countries: Mapping[str, str]) -> tuple[str, str]:
    """An office and when it was held: `President, China` and `as of May 2025`.

    The second is empty without a date, or if only the end of a former office is known.
    """
    former, held = office["former"], office["as_of"]
    dated = held and not (former and days(held)[0] is None)
    title = office["title"] if dated or not former else f"former {office['title']}"
    organisation, country = office["organisation"], countries.get(office["country"] or "", "")
    where = [organisation["name"]] if organisation else []
    # Not for a Palestinian President.
    where += [country] if country and country[:4] not in title else []
    when = f"{'in' if former else 'as of'} {in_words(held)}" if dated else ""
    return ", ".join([title, *where]), when


def first_office(person: Document, countries: Mapping[str, str]) -> str:
    """A person’s first office: `President, China, as of May 2025, date inferred`; else empty."""
    for office in person.get("offices", [])[:1]:
        return ", ".join(filter(None, (*office_of(office, countries), *doubts(office))))
    return ""


def by_place(citations: Sequence[Document]) -> list[tuple[str, list[Document]]]:
    """Citations by the place they are at, each with its words: `Paragraph 22, second sentence`."""
    found: dict[tuple[str, str], list[Document]] = {}
    for citation in citations:
        place = sentence_case(place_in_words(citation))
        found.setdefault((citation["article"], place), []).append(citation)
    return [(place, cited) for (_, place), cited in found.items()]


def page_of(url: str) -> str:
    """The path of the page that shows what the API serves at `url`."""
    return f"/explore{url.replace('/facts?asserted_by=', '/voices/')}"


def parameter_name(name: str) -> str:
    return PARAMETERS.get(name) or name.replace("_", " ").capitalize()


def value_name(value: str) -> str:
    """The label of a value that is a code, not an id."""
    return _LABELS.get(value) or value.replace("-", " ")
