"""The parts of documents: light references, and texts as they stand in them."""

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson

PATHS = {
    "article": "/articles/",
    "person": "/people/",
    "country": "/countries/",
    "place": "/places/",
    "organisation": "/organisations/",
    "event": "/events/",
    "quote": "/quotes/",
    "statistic": "/statistics/",
    "fact": "/facts/",
}

Document = dict[str, Any]
Reference = dict[str, str]
"""`id`, `name` and `url` of another record."""


@dataclass(slots=True)
class Name:
    """A record as others refer to it; `shown` is the whole reference as text."""

    id: str
    name: str
    url: str
    shown: str


def reference(kind: str, id_: str, name: str) -> Reference:
    """A light reference to a record of `kind`."""
    return {"id": id_, "name": name, "url": PATHS[kind] + id_}


def name_of(kind: str, id_: str, name: str) -> Name:
    """The name of a record of `kind`."""
    url = PATHS[kind] + id_
    shown = f'{{"id":"{id_}","name":{encoded(name)},"url":"{url}"}}'
    return Name(id_, name, url, shown)


def encoded(text: str | None) -> str:
    """A text as it stands in a document."""
    return "null" if text is None else orjson.dumps(text).decode()


def text_of(document: Document) -> str:
    """A document as it is stored and served."""
    return orjson.dumps(document).decode()


def fingerprint(document: Document) -> str:
    """What stands for a document that is told apart from others, however long."""
    return hashlib.sha256(orjson.dumps(document)).hexdigest()[:32]


def uncited(said: Document) -> Document:
    """Something said, without where it was said."""
    return {key: value for key, value in said.items() if key not in _HOW_KNOWN}


_HOW_KNOWN = frozenset({"basis", "inference", "citations"})
