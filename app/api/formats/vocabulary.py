"""The JSON-LD context: schema.org, the W3C's Web Annotation, and our own terms for the rest.

schema.org has no terms for how certain, how exact or how well known a thing is. Our own terms are
served at `/vocabulary`, so that their IRIs lead to what they mean.
"""

import tomllib
from pathlib import Path
from typing import Any

CONTEXT_PATH = "/context.jsonld"
VOCABULARY_PATH = "/vocabulary"

_TERMS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8")
)
_CONTEXT, _VALUES = _TERMS.pop("context"), _TERMS.pop("values")
_TYPES = {"links": "@id", "edtf": "http://id.loc.gov/datatypes/edtf/EDTF", "days": "xsd:date"}


def context(origin: str) -> dict[str, Any]:
    """The context document that every JSON-LD response refers to."""
    terms: dict[str, Any] = {**_CONTEXT, "af": f"{origin}{VOCABULARY_PATH}#"}
    for kind, named in _TERMS.items():
        for name in named:
            ours = f"af:{name}"
            terms[name] = {"@id": ours, "@type": _TYPES[kind]} if kind in _TYPES else ours
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
        for name, comment in sorted(item for named in _TERMS.values() for item in named.items())
    ]
    values = [
        {"@id": f"{VOCABULARY_PATH}#{name}", "rdfs:label": name, "rdfs:comment": comment}
        for name, comment in _VALUES.items()
    ]
    return {**head(origin), "@id": VOCABULARY_PATH, "@graph": [*terms, *values]}


def head(origin: str) -> dict[str, Any]:
    """The context of a document: absolute, so that a saved copy can be expanded anywhere."""
    return {"@context": [f"{origin}{CONTEXT_PATH}", {"@base": f"{origin}/"}]}
