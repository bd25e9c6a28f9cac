"""Each kind of record in the terms of schema.org.

Nothing is said that the record does not say. An event has its own status, since schema.org takes
one without for held as planned. Only who certainly attended what took place is an `attendee`. A
bounded number has its bounds, and a date is given as a schema.org date where it is not a span.
"""

from collections.abc import Callable

from app.api.formats.nodes import Node, country, kept, known, reference, references
from app.core.edtf import parse

_EXACT = frozenset({"day", "month", "year"})
_ATTENDED = "attended"


def record(kind: str, shown: Node) -> Node:
    """The record of `kind` that is served as `shown`."""
    return kept({**_SHAPES[kind](shown), **known(shown)})


def _single(date: str | None) -> str | None:
    """An EDTF date that ISO 8601 has as well: a day, a month or a year."""
    return date if date and parse(date).precision in _EXACT else None


def _named(type_: str, shown: Node) -> Node:
    """What all that articles share have in common."""
    return {
        "@id": shown["url"],
        "@type": type_,
        "name": shown["name"],
        "subjectOf": [f"/articles/{article}" for article in shown["articles"]],
    }


def _quote(shown: Node) -> Node:
    return {
        "@id": shown["url"],
        "@type": "Quotation",
        "text": shown["text"],
        "description": shown["statement"],
        "form": shown["form"],
        "source": shown["source"],
        "spokenByCharacter": references(shown["speakers"]),
        "attributedTo": shown["attributed_to"],
        "saidTo": reference(shown["said_to"]),
        "reportedBy": references(shown["reported_by"]),
        "event": reference(shown["event"]),
        "about": references(shown["about"]),
        "isBasedOn": f"/articles/{shown['article']}",
    }


def _event(shown: Node) -> Node:
    places = [reference(shown["place"]), country(shown["country"])]
    begins, ends = _span(shown)
    attendees, certain, possible = [], [], []
    for one in shown["participants"]:
        if one["certainty"] != "certain":
            possible.append(_role(one, "possibleParticipant"))
        elif one["part"] == _ATTENDED and shown["status"] == "occurred":
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
        "about": references(shown["about"]),
        "assertedBy": shown["asserted_by"]["url"],
        "subjectOf": f"/articles/{shown['article']}",
    }


def _as_node(place: Node | str) -> Node:
    return place if isinstance(place, dict) else {"@id": place, "@type": "Country"}


def _span(shown: Node) -> tuple[str | None, str | None]:
    """First and last date of an event; of an interval only the ends that it has."""
    date = parse(shown["date"]) if shown["date"] else None
    # What lies between two dates, or began before one, did not begin or end on them.
    if date is None or date.begin is None or not (date.lasted or date.begin == date.end):
        return None, None
    return _single(date.begin), _single(date.end)


def _role(one: Node, term: str) -> Node:
    return kept(
        {
            "@type": "Role",
            "roleName": one["part"],
            "certainty": one["certainty"],
            "assertedBy": one["asserted_by"]["url"],
            term: reference(one),
            **known(one),
        }
    )


def _person(shown: Node) -> Node:
    occupation = shown["occupation"]
    return {
        **_named("Person", shown),
        "hasOccupation": [
            *([{"@type": "Occupation", "name": occupation}] if occupation else []),
            *(_office(office) for office in shown["offices"] if not office["former"]),
        ],
        # Held once: who reads only schema.org must not take it for held.
        "formerOffice": [_office(office) for office in shown["offices"] if office["former"]],
        "affiliation": reference(shown["affiliation"]),
        "country": [country(code) for code in shown["countries"]],
    }


def _office(office: Node) -> Node:
    return kept(
        {
            "@type": "Role",
            "roleName": office["title"],
            "hasOccupation": {"@type": "Occupation", "name": office["title"]},
            "country": country(office["country"]),
            "organisation": reference(office["organisation"]),
            "political": office["political"],
            "former": office["former"],
            "asOf": office["as_of"],
            **known(office),
        }
    )


def _statistic(shown: Node) -> Node:
    return {
        # Property too, so that an observation may have it as its `measuredProperty`.
        **_named("StatisticalVariable", shown),
        "@type": ["StatisticalVariable", "Property"],
        "description": shown["description"],
        "unit": shown["unit"],
        "wholeNumbers": shown["whole_numbers"],
    }


def _observation(shown: Node) -> Node:
    series = shown["statistic"]["url"]
    exact = shown["value"] is not None
    return {
        "@id": f"{series}/observations#{shown['id']}",
        "@type": "Observation",
        "measuredProperty": {"@id": series},
        "observationAbout": references(shown["about"]),
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


def _fact(shown: Node) -> Node:
    voice = shown["asserted_by"]
    article = f"/articles/{shown['article']}"
    return {
        "@id": shown["url"],
        "@type": "Claim",
        "text": shown["statement"],
        "kind": shown["kind"],
        "certainty": shown["certainty"],
        # What the article itself reports has no author but it, and appears in it like the rest.
        "author": None if voice["url"] == article else reference(voice),
        "assertedBy": voice["url"],
        "appearance": {"@id": article, "@type": "NewsArticle"},
        "about": references(shown["about"]),
        "record": reference(shown["record"]),
    }


def _article(shown: Node) -> Node:
    return {
        "@id": shown["url"],
        "@type": "NewsArticle",
        "headline": shown["title"],
        "author": references(shown["byline"]),
        "publisher": reference(shown["publisher"]),
        "inLanguage": shown["language"],
        "datePublished": _single(shown["date"]),
        "date": shown["date"],
        "earliest": shown["earliest"],
        "latest": shown["latest"],
        "sha256": shown["sha256"],
        "characters": shown["characters"],
    }


def _country(shown: Node) -> Node:
    return {**_named("Country", shown), "identifier": shown["id"]}


def _place(shown: Node) -> Node:
    return {
        **_named("Place", shown),
        "kind": shown["kind"],
        "containedInPlace": reference(shown["within"]),
        "country": country(shown["country"]),
    }


def _organisation(shown: Node) -> Node:
    return {
        **_named("Organization", shown),
        "kind": shown["kind"],
        "country": country(shown["country"]),
    }


_SHAPES: dict[str, Callable[[Node], Node]] = {
    "quote": _quote,
    "event": _event,
    "person": _person,
    "statistic": _statistic,
    "observation": _observation,
    "fact": _fact,
    "article": _article,
    "country": _country,
    "place": _place,
    "organisation": _organisation,
}
