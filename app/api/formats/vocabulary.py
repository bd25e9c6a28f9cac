"""The JSON-LD context: schema.org, the W3C's Web Annotation, and our own terms for the rest.

schema.org has no words for how sure, how exact or how well known a thing is. Our own terms are
served at `/vocabulary`, so that their IRIs lead to what they mean.
"""

from typing import Any

SCHEMA = "http://schema.org/"
ANNOTATION = "http://www.w3.org/ns/oa#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

CONTEXT_PATH = "/context.jsonld"
VOCABULARY_PATH = "/vocabulary"

_TEXT = {
    "attributedTo": "The source of a quotation in words, where nobody is named.",
    "basis": "`stated`, or `inferred` where any part is not said outright.",
    "certainty": "The hedge in the article's words: certain (none), likely or possible.",
    "characters": "The length of an article's text in Unicode code points.",
    "cumulative": "Whether each number counts all up to its period, not what is within it.",
    "dateInference": "What of a date the article doesn't state.",
    "display": "A bounded number in words.",
    "form": "`direct` for a quoted sentence, `fragment` for quoted words.",
    "former": "Whether an office was held once and no longer is.",
    "inference": "What was inferred, and from what.",
    "kind": "What kind of event, fact, place or organisation it is.",
    "lowerInclusive": "Whether `minValue` is itself possible.",
    "paragraph": "The line of an article's text, from 1.",
    "political": "Whether an office is a political one.",
    "sha256": "The hash of a cited span, or of an article's whole text.",
    "source": "Where a quotation was said or written: speech, interview, statement and so on.",
    "unit": "What a series counts or measures.",
    "upperInclusive": "Whether `maxValue` is itself possible.",
    "voice": "`report`: the article reports it as fact; `judgement`; or `reported_speech`.",
    "wholeNumbers": "Whether the numbers of a series can only be whole.",
}
_LINKS = {
    "assertedBy": "The article for its own report, otherwise who holds the view or said the words.",
    "country": "The country of a person, event, place, office or organisation.",
    "dimension": "What tells the observations of one period apart.",
    "event": "The event at which something was said.",
    "formerOffice": "An office that a person held once.",
    "organisation": "The organisation in which an office is held.",
    "participant": "Who certainly has a part in an event.",
    "possibleParticipant": "Who likely or possibly has a part in an event.",
    "record": "The record that rests on a fact.",
    "reportedBy": "Who reported a quotation.",
    "saidTo": "To whom something was said.",
    "status": "Whether an event occurred, is ongoing or is expected, as of the article.",
}
_EDTF = {
    "asOf": "The time at which the article has somebody in an office.",
    "date": "A date in the Extended Date/Time Format, as exact as the article has it.",
}
_DAYS = {
    "earliest": "The first day that a date allows.",
    "latest": "The last day that a date allows.",
}
_VALUES = {
    "occurred": "The event took place.",
    "ongoing": "The event was going on when the article was written.",
    "expected": "The event was still to come when the article was written.",
}
_SCHEMA_DATES = ("datePublished", "endDate", "observationDate", "startDate")
_SCHEMA_LINKS = ("isBasedOn", "license", "sameAs", "sdLicense", "subjectOf", "url")


def context(origin: str) -> dict[str, Any]:
    """The context document that every JSON-LD response refers to."""
    terms: dict[str, Any] = {
        "@version": 1.1,
        "@vocab": SCHEMA,
        "af": f"{origin}{VOCABULARY_PATH}#",
        "oa": ANNOTATION,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": RDFS,
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        # An annotation has the record as its body, and the place in the article as its target.
        "citations": {"@reverse": "oa:hasBody"},
        "Annotation": "oa:Annotation",
        "SpecificResource": "oa:SpecificResource",
        "TextPositionSelector": "oa:TextPositionSelector",
        "target": {"@id": "oa:hasTarget", "@type": "@id"},
        "hasSource": {"@id": "oa:hasSource", "@type": "@id"},
        "selector": {"@id": "oa:hasSelector", "@type": "@id"},
        "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
        "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    }
    terms |= {name: f"af:{name}" for name in _TEXT}
    terms |= {name: {"@id": f"af:{name}", "@type": "@id"} for name in _LINKS}
    terms |= {name: {"@id": f"af:{name}", "@type": EDTF} for name in _EDTF}
    terms |= {name: {"@id": f"af:{name}", "@type": "xsd:date"} for name in _DAYS}
    terms |= {name: {"@type": "Date"} for name in _SCHEMA_DATES}
    terms |= {name: {"@type": "@id"} for name in _SCHEMA_LINKS}
    return {"@context": terms}


def vocabulary(origin: str) -> dict[str, Any]:
    """Our own terms and what they mean, in RDF Schema."""
    terms = [
        {
            "@id": f"{VOCABULARY_PATH}#{name}",
            "@type": "rdf:Property",
            "rdfs:label": name,
            "rdfs:comment": comment,
        }
        for name, comment in sorted((_TEXT | _LINKS | _EDTF | _DAYS).items())
    ]
    values = [
        {"@id": f"{VOCABULARY_PATH}#{name}", "rdfs:label": name, "rdfs:comment": comment}
        for name, comment in _VALUES.items()
    ]
    return {**head(origin), "@id": VOCABULARY_PATH, "@graph": [*terms, *values]}


def head(origin: str) -> dict[str, Any]:
    """The context of a document: absolute, so that a saved copy can be expanded anywhere."""
    return {"@context": [f"{origin}{CONTEXT_PATH}", {"@base": f"{origin}/"}]}
