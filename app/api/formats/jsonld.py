"""JSON-LD: records in the terms of schema.org, each citation a W3C Web Annotation.

Nothing is said that the record does not say. An event has its own status, since schema.org takes
one without for held as planned. Only who certainly attended what took place is an `attendee`. A
bounded number has its bounds, and a date is given as a schema.org date where it is not a span.
"""

from collections.abc import Callable
from typing import Any

import orjson

from app.api.formats.vocabulary import CONTEXT_PATH

Record = dict[str, Any]

_TYPES = {
    "articles": "NewsArticle",
    "people": "Person",
    "countries": "Country",
    "places": "Place",
    "organisations": "Organization",
    "quotes": "Quotation",
    "statistics": "StatisticalVariable",
}
"""What a reference is, by where it leads; an event that may never be is only named."""

_ATTENDED = frozenset({"attended", "main guest"})


def page(kind: str, documents: list[bytes], total: int) -> bytes:
    """A page of records of one kind, of `total` on all pages."""
    return orjson.dumps(
        {
            "@context": CONTEXT_PATH,
            "@type": "ItemList",
            "numberOfItems": total,
            "itemListElement": [_record(kind, orjson.loads(one)) for one in documents],
        }
    )


def item(kind: str, document: bytes) -> bytes:
    """One record."""
    return orjson.dumps({"@context": CONTEXT_PATH, **_record(kind, orjson.loads(document))})


def _record(kind: str, shown: Record) -> Record:
    return _kept({**_SHAPES[kind](shown), **_known(shown)})


def _known(shown: Record) -> Record:
    """How a record is known, and where it stands."""
    return {
        "basis": shown["basis"],
        "inference": shown["inference"],
        "citations": [_annotation(citation) for citation in shown["citations"]],
    }


def _annotation(citation: Record) -> Record:
    return {
        "@type": "Annotation",
        "target": {
            "@type": "SpecificResource",
            "hasSource": f"/articles/{citation['article']}",
            "paragraph": citation["paragraph"],
            "sha256": citation["sha256"],
            "selector": {
                "@type": "TextPositionSelector",
                "start": citation["start"],
                "end": citation["end"],
            },
        },
    }


def _reference(shown: Record | None) -> Record | None:
    if shown is None:
        return None
    kind = _TYPES.get(shown["url"].split("/")[1])
    return _kept({"@id": shown["url"], "@type": kind, "name": shown["name"]})


def _references(shown: list[Record]) -> list[Record | None]:
    return [_reference(one) for one in shown]


def _country(code: str | None) -> str | None:
    return f"/countries/{code}" if code else None


def _single(date: str | None) -> str | None:
    """An EDTF date that ISO 8601 has as well: a day, a month or a year."""
    return date if date and "/" not in date and "X" not in date else None


def _named(type_: str, shown: Record) -> Record:
    """What all that articles share have in common."""
    return {
        "@id": shown["url"],
        "@type": type_,
        "name": shown["name"],
        "subjectOf": [f"/articles/{article}" for article in shown["articles"]],
    }


def _quote(shown: Record) -> Record:
    return {
        "@id": shown["url"],
        "@type": "Quotation",
        "text": shown["text"],
        "description": shown["statement"],
        "form": shown["form"],
        "source": shown["source"],
        "spokenByCharacter": _references(shown["speakers"]),
        "attributedTo": shown["attributed_to"],
        "saidTo": _reference(shown["said_to"]),
        "reportedBy": _references(shown["reported_by"]),
        "event": _reference(shown["event"]),
        "about": _references(shown["about"]),
        "isBasedOn": f"/articles/{shown['article']}",
    }


def _event(shown: Record) -> Record:
    places = [_reference(shown["place"]), _country(shown["country"])]
    begins, ends = _span(shown)
    attendees, certain, possible = [], [], []
    for one in shown["participants"]:
        if one["certainty"] != "certain":
            possible.append(_role(one, "possibleParticipant"))
        elif one["part"] in _ATTENDED and shown["status"] == "occurred":
            attendees.append(_role(one, "attendee"))
        else:
            certain.append(_role(one, "participant"))
    return {
        "@id": shown["url"],
        "@type": "Event",
        "name": shown["name"],
        "description": shown["summary"],
        "kind": shown["kind"],
        "eventStatus": f"af:{shown['status']}",
        "date": shown["date"],
        "earliest": shown["earliest"],
        "latest": shown["latest"],
        "startDate": begins,
        "endDate": ends,
        "location": [_as_node(place) for place in places if place],
        "attendee": attendees,
        "participant": certain,
        "possibleParticipant": possible,
        "about": _references(shown["about"]),
        "assertedBy": shown["asserted_by"]["url"],
        "subjectOf": f"/articles/{shown['article']}",
    }


def _as_node(place: Record | str) -> Record:
    return place if isinstance(place, dict) else {"@id": place, "@type": "Country"}


def _span(shown: Record) -> tuple[str | None, str | None]:
    """First and last date of an event; of an interval only the ends that it has."""
    date = shown["date"]
    if date is None or "/" not in date:
        single = _single(date)
        return single, single
    first, _, last = date.partition("/")
    if first == "..":
        # It began at some time until `last`; when it ended is not said.
        return None, None
    return _single(first), None if last == ".." else _single(last)


def _role(one: Record, term: str) -> Record:
    return _kept(
        {
            "@type": "Role",
            "roleName": one["part"],
            "certainty": one["certainty"],
            "assertedBy": one["asserted_by"]["url"],
            term: _reference(one),
            **_known(one),
        }
    )


def _person(shown: Record) -> Record:
    occupation = shown["occupation"]
    return {
        **_named("Person", shown),
        "hasOccupation": [
            *([{"@type": "Occupation", "name": occupation}] if occupation else []),
            *(_office(office) for office in shown["offices"]),
        ],
        "affiliation": _reference(shown["affiliation"]),
        "country": [_country(code) for code in shown["countries"]],
    }


def _office(office: Record) -> Record:
    return _kept(
        {
            "@type": "Role",
            "roleName": office["title"],
            "hasOccupation": {"@type": "Occupation", "name": office["title"]},
            "country": _country(office["country"]),
            "organisation": _reference(office["organisation"]),
            "political": office["political"],
            "former": office["former"],
            "asOf": office["as_of"],
            **_known(office),
        }
    )


def _statistic(shown: Record) -> Record:
    return {
        # Property too, so that an observation may have it as its `measuredProperty`.
        **_named("StatisticalVariable", shown),
        "@type": ["StatisticalVariable", "Property"],
        "description": shown["description"],
        "unit": shown["unit"],
        "wholeNumbers": shown["whole_numbers"],
    }


def _observation(shown: Record) -> Record:
    series = shown["statistic"]["url"]
    exact = shown["value"] is not None
    return {
        "@id": f"{series}/observations#{shown['id']}",
        "@type": "Observation",
        "measuredProperty": {"@id": series},
        "observationAbout": _references(shown["about"]),
        "observationDate": _single(shown["period"]),
        "date": shown["period"],
        "earliest": shown["earliest"],
        "latest": shown["latest"],
        "value": shown["value"],
        "minValue": None if exact else shown["lower"],
        "lowerInclusive": None if exact else shown["lower_inclusive"],
        "maxValue": None if exact else shown["upper"],
        "upperInclusive": None if exact else shown["upper_inclusive"],
        "display": shown["display"],
        "description": shown["statement"],
        "dimension": [
            {"@type": "PropertyValue", "name": name, "value": of}
            for name, of in (shown["dimensions"] or {}).items()
        ],
        "assertedBy": shown["asserted_by"] and shown["asserted_by"]["url"],
        "subjectOf": shown["article"] and f"/articles/{shown['article']}",
    }


def _fact(shown: Record) -> Record:
    voice = shown["asserted_by"]
    article = f"/articles/{shown['article']}"
    return {
        "@id": shown["url"],
        "@type": "Claim",
        "text": shown["statement"],
        "kind": shown["kind"],
        "certainty": shown["certainty"],
        # What the article itself reports has no author but it, and appears in it like the rest.
        "author": None if voice["url"] == article else _reference(voice),
        "assertedBy": voice["url"],
        "appearance": {"@id": article, "@type": "NewsArticle"},
        "about": _references(shown["about"]),
        "record": _reference(shown["record"]),
    }


def _article(shown: Record) -> Record:
    return {
        "@id": shown["url"],
        "@type": "NewsArticle",
        "headline": shown["title"],
        "author": _references(shown["byline"]),
        "publisher": _reference(shown["publisher"]),
        "inLanguage": shown["language"],
        "datePublished": _single(shown["date"]),
        "date": shown["date"],
        "earliest": shown["earliest"],
        "latest": shown["latest"],
        "sha256": shown["sha256"],
        "characters": shown["characters"],
    }


def _country_record(shown: Record) -> Record:
    return {**_named("Country", shown), "identifier": shown["id"]}


def _place(shown: Record) -> Record:
    return {
        **_named("Place", shown),
        "kind": shown["kind"],
        "containedInPlace": _reference(shown["within"]),
        "country": _country(shown["country"]),
    }


def _organisation(shown: Record) -> Record:
    return {
        **_named("Organization", shown),
        "kind": shown["kind"],
        "country": _country(shown["country"]),
    }


_SHAPES: dict[str, Callable[[Record], Record]] = {
    "quote": _quote,
    "event": _event,
    "person": _person,
    "statistic": _statistic,
    "observation": _observation,
    "fact": _fact,
    "article": _article,
    "country": _country_record,
    "place": _place,
    "organisation": _organisation,
}


def _kept(node: Record) -> Record:
    """A node without what is not known."""
    return {name: value for name, value in node.items() if value is not None and value != []}
