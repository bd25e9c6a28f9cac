"""The nodes that every JSON-LD record is made of: references, and citations as annotations."""

from typing import Any

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
"""What a reference is, by where it leads; an event that may never be is only named."""


def known(shown: Node) -> Node:
    """How a record is known, and where it stands."""
    return {
        "basis": shown["basis"],
        "inference": shown["inference"],
        "citations": [_annotation(citation) for citation in shown["citations"]],
    }


def _annotation(citation: Node) -> Node:
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
    """A node without what is not known."""
    return {name: value for name, value in node.items() if value is not None and value != []}
