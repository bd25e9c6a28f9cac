"""The context of our JSON-LD: schema.org, the W3C's Web Annotation, and terms for the rest."""

from typing import Any

SCHEMA = "http://schema.org/"
ANNOTATION = "http://www.w3.org/ns/oa#"
OWN = "urn:x-article-facts:"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
"""schema.org has no word for how sure, how exact or how known a thing is: those terms are ours."""

CONTEXT_PATH = "/context.jsonld"

_OWN_TEXT = (
    "attributedTo",
    "basis",
    "certainty",
    "characters",
    "display",
    "form",
    "former",
    "inference",
    "kind",
    "lowerInclusive",
    "paragraph",
    "political",
    "sha256",
    "source",
    "unit",
    "upperInclusive",
    "wholeNumbers",
)
_OWN_LINKS = (
    "assertedBy",
    "country",
    "dimension",
    "event",
    "formerOffice",
    "organisation",
    "participant",
    "possibleParticipant",
    "record",
    "reportedBy",
    "saidTo",
)
_SCHEMA_DATES = ("datePublished", "endDate", "observationDate", "startDate")
_SCHEMA_LINKS = ("eventStatus", "isBasedOn", "subjectOf", "url")


def context() -> dict[str, Any]:
    """The context document that every JSON-LD answer refers to."""
    terms: dict[str, Any] = {
        "@version": 1.1,
        "@vocab": SCHEMA,
        "af": OWN,
        "oa": ANNOTATION,
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
    terms |= {name: f"af:{name}" for name in _OWN_TEXT}
    terms |= {name: {"@id": f"af:{name}", "@type": "@id"} for name in _OWN_LINKS}
    terms |= {name: {"@type": "Date"} for name in _SCHEMA_DATES}
    terms |= {name: {"@type": "@id"} for name in _SCHEMA_LINKS}
    edtf = {name: {"@id": f"af:{name}", "@type": EDTF} for name in ("asOf", "date")}
    days = {name: {"@id": f"af:{name}", "@type": "xsd:date"} for name in ("earliest", "latest")}
    return {"@context": terms | edtf | days}
