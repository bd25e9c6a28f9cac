"""JSON-LD: each kind of record in the terms of schema.org, each citation as a Web Annotation.

A node says nothing that the record does not say. Events have a `status` of our own, because
schema.org has no word for one that took place or is only expected. Only people who certainly
attended an event that occurred are an `attendee`. A bounded number has its bounds, and a date is a
schema.org date only where it is not a span.

schema.org has no terms for how certain, how exact or how well known a thing is. Our own terms are
served at `/vocabulary`, so that their IRIs lead to what they mean.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from app.api.http import LICENCE_URL
from app.core.collection import BARE
from app.core.edtf import parse
from app.database import Json
from app.resources import RESOURCES

Node = dict[str, Any]

CONTEXT_PATH = "/context.jsonld"
VOCABULARY_PATH = "/vocabulary"

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


def page(kind: str, documents: list[bytes], total: int | None, origin: str) -> bytes:
    """A page of records of one kind; `total` is None where it is not known exactly."""
    node: Node = {**_head(origin), "@type": "ItemList"}
    if total is not None:
        node["numberOfItems"] = total
    records = [_record(kind, orjson.loads(document)) for document in documents]
    return orjson.dumps({**node, "itemListElement": records})


def item(kind: str, shown: Node, origin: str) -> Node:
    return {**_head(origin), **_record(kind, shown)}


def _record(kind: str, shown: Node) -> Node:
    node = _node(kind, shown) if kind in _TERMS else _OF_RESOURCES[kind](shown)
    # The licence of our statements, not of the article or the words that they are about.
    return _kept({**node, "sdLicense": LICENCE_URL, **_known(shown, node["@id"])})


def _known(shown: Node, iri: str) -> Node:
    """The basis of the record at `iri`, and its citations."""
    return {
        "basis": shown["basis"],
        "inferred": shown["inferred"],
        "inference": shown["inference"],
        "citations": [_annotation(citation, iri) for citation in shown["citations"]],
    }


def _annotation(citation: Node, iri: str) -> Node:
    article, start, end = citation["article"], citation["start"], citation["end"]
    within = f"{iri}-" if "#" in iri else f"{iri}#"
    own = f"{within}citation-{article}-{start}-{end}"
    selector = {"@id": f"{own}-selector", "@type": "TextPositionSelector"}
    return {
        "@id": own,
        "@type": "Annotation",
        "target": {
            "@id": f"{own}-target",
            "@type": "SpecificResource",
            "hasSource": f"/articles/{article}",
            "paragraph": citation["paragraph"],
            "sha256": citation["sha256"],
            "selector": selector | {"start": start, "end": end},
        },
    }


def _reference(shown: Node | None) -> Node | None:
    if shown is None:
        return None
    kind = _TYPES.get(shown["url"].split("/")[1])
    return _kept({"@id": shown["url"], "@type": kind, "name": shown["name"]})


def _kept(node: Node) -> Node:
    """A node without what is unknown."""
    return {name: value for name, value in node.items() if value is not None and value != []}


def _node(kind: str, shown: Node, iri: str | None = None) -> Node:
    """The terms of a kind, and the parts that need more than a new name."""
    node: Node = {"@id": iri or shown.get("url"), "@type": _TERMS[kind]["@type"]}
    for term, field in _TERMS[kind].items():
        if term != "@type":
            node[term] = _value(field, shown.get(field))
    return node | (_MORE[kind](shown) if kind in _MORE else {})


def _value(field: str, value: Json) -> Json:
    """A field's value, with references and ids as nodes."""
    if field in BARE and isinstance(value, list):
        return [f"/{BARE[field]}/{id_}" for id_ in value]
    if field in BARE:
        return f"/{BARE[field]}/{value}" if value else None
    if field == "asserted_by":
        return value and value["url"]
    if isinstance(value, dict) and "url" in value:
        return _reference(value)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [_reference(one) for one in value]
    return value


_TERMS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("jsonld.toml").read_text(encoding="utf-8")
)
"""For each kind its type, and the terms of the fields that only need another name."""


def _single(date: str | None) -> str | None:
    """An EDTF date that is also an ISO 8601 date: a day, a month or a year."""
    read = parse(date) if date else None
    plain = read and not read.qualified and read.precision in {"day", "month", "year"}
    return date if plain else None


def _event(shown: Node) -> Node:
    begins, ends = _span(shown)
    places = [_reference(shown["place"])] if shown["place"] else []
    if code := shown["country"]:
        places.append({"@id": f"/countries/{code}", "@type": "Country"})
    people: dict[str, list[Node]] = {"attendee": [], "participant": [], "possibleParticipant": []}
    for number, one in enumerate(shown["participants"], 1):
        term = "participant"
        if one["certainty"] != "certain":
            term = "possibleParticipant"
        elif one["part"] == "attended" and shown["status"] == "occurred":
            term = "attendee"
        role = f"{shown['url']}#participant-{number}"
        node = _node("participation", one, role) | {term: _reference(one)}
        people[term].append(_kept({**node, **_known(one, role)}))
    return {
        "status": f"af:{shown['status']}",
        "startDate": begins,
        "endDate": ends,
        "location": places,
        **people,
    }


def _span(shown: Node) -> tuple[str | None, str | None]:
    """First and last date of an event; None for an end that is open or unknown."""
    date = parse(shown["date"]) if shown["date"] else None
    # An event at some time between two dates did not begin or end on them.
    if date is None or date.begin is None or not (date.lasted or date.begin == date.end):
        return None, None
    # One that took place in a month, or was under way on a day, may have gone on.
    ended = date.lasted or (date.precision == "day" and shown["status"] != "ongoing")
    return _single(date.begin), _single(date.end) if ended else None


def _person(shown: Node) -> Node:
    occupation = shown["occupation"]
    offices: dict[bool, list[Node]] = {False: [], True: []}
    for number, office in enumerate(shown["offices"], 1):
        iri = f"{shown['url']}#office-{number}"
        held = {"hasOccupation": {"@type": "Occupation", "name": office["title"]}}
        node = {**_node("office", office, iri), **held, **_known(office, iri)}
        offices[office["former"]].append(_kept(node))
    return {
        "hasOccupation": [
            *([{"@type": "Occupation", "name": occupation}] if occupation else []),
            *offices[False],
        ],
        # Not `hasOccupation`, which a reader of schema.org would take for the present.
        "formerOffice": offices[True],
    }


def _observation(shown: Node) -> Node:
    series = shown["statistic"]["url"]
    return {
        "@id": f"{series}/observations#{shown['id']}",
        "measuredProperty": {"@id": series},
        # A running total was not counted on that date, nor has what is expected come yet.
        "observationDate": None if shown["cumulative"] else _single(shown["period"]),
        "status": "af:expected" if shown["status"] == "expected" else None,
        **({} if shown["value"] is not None else _bounds(shown)),
        "dimension": [
            {"@type": "PropertyValue", "name": name, "value": of}
            for name, of in (shown["dimensions"] or {}).items()
        ],
    }


def _bounds(shown: Node) -> Node:
    """Bounds of a number; one that is not itself possible is no `minValue` or `maxValue`."""
    low = "minValue" if shown["lower_inclusive"] else "moreThan"
    high = "maxValue" if shown["upper_inclusive"] else "lessThan"
    return {low: shown["lower"], high: shown["upper"]}


def _quote(shown: Node) -> Node:
    led_in = shown["display"].startswith("[")
    return {"text": shown["display"] if led_in else shown["text"]}


def _fact(shown: Node) -> Node:
    article, voice = f"/articles/{shown['article']}", shown["asserted_by"]
    author = _reference(voice) or {}
    if voice["url"].startswith("/quotes/"):
        # It stands for those who said it.
        del author["@type"]
    return {
        # The article's own reports have no other author; like all facts they appear in it.
        "author": None if voice["url"] == article else author,
        "appearance": {"@id": article, "@type": "NewsArticle"},
    }


def _article(shown: Node) -> Node:
    term = "datePublished" if shown["date_of"] == "publication" else "dateCreated"
    return {term: _single(shown["date"]), "dateOf": shown["date_of"]}


_MORE: dict[str, Callable[[Node], Node]] = {
    "event": _event,
    "person": _person,
    "quote": _quote,
    "observation": _observation,
    "fact": _fact,
    "article": _article,
}
_OF_RESOURCES = {one.kind: one.json_ld for one in RESOURCES if one.json_ld}


_OWN: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8")
)
_CONTEXT, _OWN_VALUES = _OWN.pop("context"), _OWN.pop("values")
_OWN_TYPES = {"links": "@id", "edtf": "http://id.loc.gov/datatypes/edtf/EDTF", "days": "xsd:date"}


def context(origin: str) -> dict[str, Any]:
    """The context document that every JSON-LD response refers to."""
    terms: dict[str, Any] = {**_CONTEXT, "af": f"{origin}{VOCABULARY_PATH}#"}
    for kind, named in _OWN.items():
        for name in named:
            ours = f"af:{name}"
            terms[name] = {"@id": ours, "@type": _OWN_TYPES[kind]} if kind in _OWN_TYPES else ours
    return {"@context": terms}


def vocabulary(origin: str) -> dict[str, Any]:
    """Our own terms and what they mean, in RDF Schema."""
    terms = sorted(one for named in _OWN.values() for one in named.items())
    properties = [{**_defined(*one), "@type": "rdf:Property"} for one in terms]
    values = [_defined(*one) for one in _OWN_VALUES.items()]
    return {**_head(origin), "@id": VOCABULARY_PATH, "@graph": [*properties, *values]}


def _defined(name: str, comment: str) -> Node:
    return {"@id": f"{VOCABULARY_PATH}#{name}", "rdfs:label": name, "rdfs:comment": comment}


def _head(origin: str) -> dict[str, Any]:
    """The context of a document: absolute, so that a saved copy can be expanded anywhere."""
    return {"@context": [f"{origin}{CONTEXT_PATH}", {"@base": f"{origin}/"}]}
