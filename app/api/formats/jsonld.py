"""JSON-LD documents: a page of records, one record, and the dataset."""

import orjson

from app.api.formats.schemaorg import Node, record
from app.api.formats.vocabulary import head


def page(kind: str, documents: list[bytes], total: int | None, origin: str) -> bytes:
    """A page of records of one kind; `total` is None where it is not known exactly.

    A year without a number is left out, because RDF cannot say anything of it.
    """
    shown = [orjson.loads(document) for document in documents]
    records = [one for one in shown if one.get("status") != "not_reported"]
    node: Node = {**head(origin), "@type": "ItemList"}
    if total is not None:
        node["numberOfItems"] = total - len(shown) + len(records)
    return orjson.dumps({**node, "itemListElement": [record(kind, one) for one in records]})


def item(kind: str, document: bytes, origin: str) -> bytes:
    """One record."""
    return orjson.dumps({**head(origin), **record(kind, orjson.loads(document))})
