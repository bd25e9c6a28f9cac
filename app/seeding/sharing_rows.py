"""The rows of records that articles share, and what these are found under."""

from collections.abc import Iterable

from app.core.documents import Document, text_of
from app.core.entries import entry_number
from app.core.linking import Links
from app.core.rendering import Rows
from app.core.words import spelled
from app.seeding.batching import vocabulary


def rows_of(kind: str, shown: Document, item: Document, text: str) -> Rows:
    """The rows of a shared record."""
    id_, name = shown["id"], shown["name"]
    entry = (entry_number(kind, id_), kind, id_, None, name, text, spelled(name, text))
    return {
        kind: [(id_, id_, name, text_of(shown), text_of(item))],
        "search_entry": [entry],
        "vocabulary": vocabulary([entry]),
    }


def links_of(kind: str, shown: Document) -> Links:
    """What a shared record is found under beside its articles; its document tells."""
    under: dict[str, Iterable[str | None]] = {}
    if kind == "person":
        held = [office["organisation"] for office in shown["offices"]] + [shown["affiliation"]]
        under = {
            "leader": ["true" if shown["leader"] else "false"],
            "country": shown["countries"],
            "organisation": [organisation["id"] for organisation in held if organisation],
        }
    elif kind in {"place", "organisation"}:
        under = {"kind": [shown["kind"]], "country": [shown["country"]]}
    elif kind == "statistic":
        under = {"unit": [shown["unit"]]}
    return {
        (f"{kind}.{name}", value): [shown["id"]]
        for name, values in under.items()
        for value in values
        if value is not None
    }
