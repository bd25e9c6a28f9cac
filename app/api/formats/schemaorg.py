"""Each kind of record in the terms of schema.org, each citation as a W3C Web Annotation.

A node says nothing that the record does not say. Events have a `status` of our own, because
schema.org has no word for one that took place or is only expected. Only people who certainly
attended an event that occurred are an `attendee`. A bounded number has its bounds, and a date is a
schema.org date only where it is not a span.
"""

from collections.abc import Callable
from typing import Any

from app.api.links import LICENCE_URL
from app.core.edtf import parse
from app.resources import RESOURCES

Node = dict[str, Any]

_TYPES = {
    "articles": "NewsArticle",
    "people": "Person",
    "countries": "Country",
    "places": "Place",
    "organisations": "Organization",
    "quotes": "Quotation",
    "statistics": "StatisticalVariable",
}
"""The type of a reference by its path; events have none, as they may never take place."""


def record(kind: str, shown: Node) -> Node:
    """The node of the record of `kind` whose document is `shown`."""
    node = _SHAPES[kind](shown)
    # The licence of what is said here, not of the article or the words that it is about.
    return kept({**node, "sdLicense": LICENCE_URL, **known(shown, node["@id"])})


def known(shown: Node, iri: str) -> Node:
    """The basis of the record at `iri`, and its citations."""
    return {
        "basis": shown["basis"],
        "inference": shown["inference"],
        "citations": [_annotation(citation, iri) for citation in shown["citations"]],
    }


def _annotation(citation: Node, iri: str) -> Node:
    article, start, end = citation["article"], citation["start"], citation["end"]
    within = f"{iri}-" if "#" in iri else f"{iri}#"
    return {
        "@id": f"{within}citation-{article}-{start}-{end}",
        "@type": "Annotation",
        "target": {
            "@type": "SpecificResource",
            "hasSource": f"/articles/{article}",
            "paragraph": citation["paragraph"],
            "sha256": citation["sha256"],
            "selector": {"@type": "TextPositionSelector", "start": start, "end": end},
        },
    }


def reference(shown: Node | None) -> Node | None:
    if shown is None:
        return None
    kind = _TYPES.get(shown["url"].split("/")[1])
    return kept({"@id": shown["url"], "@type": kind, "name": shown["name"]})


def references(shown: list[Node]) -> list[Node | None]:
    return [reference(one) for one in shown]


def country(code: str | None) -> str | None:
    return f"/countries/{code}" if code else None


def kept(node: Node) -> Node:
    """A node without what is unknown."""
    return {name: value for name, value in node.items() if value is not None and value != []}


_EXACT = frozenset({"day", "month", "year"})
_ATTENDED = "attended"


def _single(date: str | None) -> str | None:
    """An EDTF date that is also an ISO 8601 date: a day, a month or a year."""
    return date if date and parse(date).precision in _EXACT else None


def _named(type_: str, shown: Node) -> Node:
    """What every record that articles share has."""
    return {
        "@id": shown["url"],
        "@type": type_,
        "name": shown["name"],
        "alternateName": shown.get("other_names"),
        "sameAs": shown.get("same_as"),
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
    for number, one in enumerate(shown["participants"], 1):
        iri = f"{shown['url']}#participant-{number}"
        if one["certainty"] != "certain":
            possible.append(_role(one, iri, "possibleParticipant"))
        elif one["part"] == _ATTENDED and shown["status"] == "occurred":
            attendees.append(_role(one, iri, "attendee"))
        else:
            certain.append(_role(one, iri, "participant"))
    return {
        "@id": shown["url"],
        "@type": "Event",
        "name": shown["name"],
        "description": shown["summary"],
        "kind": shown["kind"],
        "status": f"af:{shown['status']}",
        "date": shown["date"],
        "dateInference": shown["date_inference"],
        "earliest": shown["earliest"],
        "latest": shown["latest"],
        "startDate": begins,
        "endDate": ends,
        "location": [_as_node(place) for place in places if place],
        "attendee": attendees,
        "participant": certain,
        "possibleParticipant": possible,
        "about": references(shown["about"]),
        "voice": shown["voice"],
        "assertedBy": shown["asserted_by"]["url"],
        "subjectOf": f"/articles/{shown['article']}",
    }


def _as_node(place: Node | str) -> Node:
    return place if isinstance(place, dict) else {"@id": place, "@type": "Country"}


def _span(shown: Node) -> tuple[str | None, str | None]:
    """First and last date of an event; None for an end that is open or unknown."""
    date = parse(shown["date"]) if shown["date"] else None
    # An event at some time between two dates did not begin or end on them.
    if date is None or date.begin is None or not (date.lasted or date.begin == date.end):
        return None, None
    # What was under way when the article was written may not have ended as planned.
    return _single(date.begin), None if shown["status"] == "ongoing" else _single(date.end)


def _role(one: Node, iri: str, term: str) -> Node:
    return kept(
        {
            "@id": iri,
            "@type": "Role",
            "roleName": one["part"],
            "certainty": one["certainty"],
            "voice": one["voice"],
            "assertedBy": one["asserted_by"]["url"],
            term: reference(one),
            **known(one, iri),
        }
    )


def _person(shown: Node) -> Node:
    occupation = shown["occupation"]
    offices = [
        (office, _office(office, f"{shown['url']}#office-{number}"))
        for number, office in enumerate(shown["offices"], 1)
    ]
    return {
        **_named("Person", shown),
        "hasOccupation": [
            *([{"@type": "Occupation", "name": occupation}] if occupation else []),
            *(node for office, node in offices if not office["former"]),
        ],
        # Not `hasOccupation`, which a reader of schema.org would take for the present.
        "formerOffice": [node for office, node in offices if office["former"]],
        "affiliation": reference(shown["affiliation"]),
        "country": [country(code) for code in shown["countries"]],
    }


def _office(office: Node, iri: str) -> Node:
    return kept(
        {
            "@id": iri,
            "@type": "Role",
            "roleName": office["title"],
            "hasOccupation": {"@type": "Occupation", "name": office["title"]},
            "country": country(office["country"]),
            "organisation": reference(office["organisation"]),
            "political": office["political"],
            "former": office["former"],
            "asOf": office["as_of"],
            "dateInference": office["as_of_inference"],
            **known(office, iri),
        }
    )


def _statistic(shown: Node) -> Node:
    return {
        # Also a Property, so that an observation can have it as its `measuredProperty`.
        **_named("StatisticalVariable", shown),
        "@type": ["StatisticalVariable", "Property"],
        "description": shown["description"],
        "unit": shown["unit"],
        "wholeNumbers": shown["whole_numbers"],
        "cumulative": shown["cumulative"],
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
        "dateInference": shown["period_inference"],
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
        "voice": shown["voice"],
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
        "voice": shown["voice"],
        "certainty": shown["certainty"],
        # The article's own reports have no other author; like all facts they appear in it.
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
        "url": shown["source_url"],
        "datePublished": _single(shown["date"]),
        "date": shown["date"],
        "dateInference": shown["date_inference"],
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
    **{one.kind: one.json_ld for one in RESOURCES if one.json_ld},
}
