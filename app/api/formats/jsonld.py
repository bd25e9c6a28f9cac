"""JSON-LD: records in the terms of schema.org, each citation a W3C Web Annotation."""

import orjson

from app.api.formats.nodes import Node
from app.api.formats.schemaorg import record
from app.api.formats.vocabulary import CONTEXT_PATH


def page(kind: str, documents: list[bytes], total: int | None) -> bytes:
    """A page of records of one kind, of `total` on all pages; None where nobody has counted them.

    A year without a number is no record: nothing can be said of it in RDF.
    """
    shown = [orjson.loads(document) for document in documents]
    records = [one for one in shown if one.get("status") != "not_reported"]
    node: Node = {"@context": CONTEXT_PATH, "@type": "ItemList"}
    if total is not None:
        node["numberOfItems"] = total - len(shown) + len(records)
    return orjson.dumps({**node, "itemListElement": [record(kind, one) for one in records]})


def item(kind: str, document: bytes) -> bytes:
    """One record."""
    node: Node = {"@context": CONTEXT_PATH, **record(kind, orjson.loads(document))}
    return orjson.dumps(node)
