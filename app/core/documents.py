"""The parts of documents: light references and encoded texts."""

import unicodedata
from dataclasses import dataclass
from typing import Any

import orjson

_SORTED = 100

Document = dict[str, Any]
Reference = dict[str, str]
"""`id`, `name` and `url` of another record."""


@dataclass(frozen=True, slots=True)
class Name:
    """A record as others refer to it; `shown` is the reference as JSON."""

    id: str
    name: str
    url: str
    shown: str

    @property
    def reference(self) -> Reference:
        """The light reference."""
        return {"id": self.id, "name": self.name, "url": self.url}

    @property
    def fragment(self) -> orjson.Fragment:
        """The light reference, encoded already."""
        return orjson.Fragment(self.shown)


def name_of(id_: str, name: str, url: str) -> Name:
    """The name of the record that is served at `url`."""
    return Name(id_, name, url, f'{{"id":"{id_}","name":{encoded(name)},"url":"{url}"}}')


def encoded(text: str | None) -> str:
    """A text, encoded as in a document."""
    return "null" if text is None else orjson.dumps(text).decode()


def text_of(document: Document) -> str:
    """A document as it is stored and served."""
    return orjson.dumps(document).decode()


def name_key(name: str) -> str:
    """Text that sorts names as people do: by their letters, without marks; `Émile` after `Emil`.

    It has at most 100 characters of each, as indexes and cursors have to hold it.
    """
    letters = name.casefold()
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", letters)
        letters = "".join([one for one in plain if not unicodedata.combining(one)]).casefold()
    # A tab sorts before all that a name may have.
    return f"{letters[:_SORTED]}\t{name[:_SORTED]}"
