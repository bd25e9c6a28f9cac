"""What records are found under: entered as they are rendered, and kept to take them away by."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from app.model.terms import USUAL

Links = dict[tuple[str, str], list[str]]
"""The positions of the records found under a parameter's name and a value of it."""

Named = dict[str, dict[str, list[str]]]
"""The same, by name and then by value."""

Under = Sequence[tuple[str, str | None]]
"""The parameters and values that a record is found under; none where the value is None."""


def under_fact(shown: dict[str, Any]) -> Under:
    """What a fact is found under: its document tells."""
    return [
        ("fact.article", shown["article"]),
        ("fact.kind", shown["kind"]),
        ("fact.asserted_by", shown["asserted_by"]["id"]),
        *unusual("fact.certainty", shown["certainty"]),
        *unusual("fact.basis", shown["basis"]),
        *[("fact.about", entry["id"]) for entry in shown["about"]],
    ]


def enter(links: Named, position: str, under: Under) -> None:
    """Enter what the record at `position` is found under, each once."""
    for name, value in under:
        if value is not None:
            positions = links[name][value]
            if not positions or positions[-1] != position:
                positions.append(position)


def no_links() -> Named:
    """Links that can be entered."""
    return defaultdict(lambda: defaultdict(list))


def unusual(parameter: str, value: str) -> list[tuple[str, str]]:
    """What a record is found under that has `value`: nothing where that is usual."""
    return [] if value == USUAL[parameter] else [(parameter, value), (parameter, "")]


def pack(filed: list[tuple[str, Under]]) -> bytes:
    """What an article's records but facts, by position, are found under, as that is kept."""
    return orjson.dumps(filed)


def unpack(packed: bytes, facts: Iterable[tuple[str, str | bytes]]) -> Links:
    """The links of an article, from what has been packed and its facts: position, document."""
    links = no_links()
    for position, under in orjson.loads(packed):
        enter(links, position, under)
    for position, document in facts:
        enter(links, position, under_fact(orjson.loads(document)))
    return in_order(links)


def in_order(links: Named) -> Links:
    """The links in the order of names, of values and of positions."""
    return {
        (name, value): sorted(values[value])
        for name, values in sorted(links.items())
        for value in sorted(values)
    }
