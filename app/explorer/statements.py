"""Statements as a page lists them: grouped by kind, with what only restates a record left to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.core.collection import words_of
from app.core.terms import DerivedKind
from app.explorer.wording import KINDS

Record = dict[str, Any]

RESTATED = frozenset(words_of(DerivedKind))
"""Facts of these kinds restate an event, an office, a quotation or a number."""

LEADING = ("meaning", "comparison", "reason", "analysis", "risk", "relationship", "trade", "action")
"""Kinds of statement that tell what an article is about, most telling first."""

LEADS = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one kind under a heading."""

    heading: str
    facts: list[Record]


def grouped(facts: Iterable[Record]) -> list[Group]:
    """Facts that stand alone, by kind; kinds in the order in which they first occur."""
    found: dict[str, list[Record]] = {}
    for fact in facts:
        if fact["kind"] not in RESTATED:
            found.setdefault(fact["kind"], []).append(fact)
    return [Group(KINDS.get(kind, kind), listed) for kind, listed in found.items()]


def restated(facts: Iterable[Record], collection: str) -> list[Record]:
    """References to the records of a collection that facts restate, once each."""
    return list(
        {
            fact["record"]["url"]: fact["record"]
            for fact in facts
            if fact["record"] and fact["record"]["url"].startswith(f"/{collection}/")
        }.values()
    )


def leads(facts: list[Record], article: Record) -> list[Record]:
    """The statements that carry an article: those it names, or else one for each telling kind."""
    by_id = {fact["id"]: fact for fact in facts}
    if named := article.get("lead"):
        return [by_id[id_] for id_ in named if id_ in by_id]
    place = {fact["id"]: place for place, fact in enumerate(facts)}
    return sorted(list(_telling(facts))[:LEADS], key=lambda fact: place[fact["id"]])


def _telling(facts: list[Record]) -> Iterator[Record]:
    """Of each telling kind, the statement about most, which is the one that connects most."""
    for kind in LEADING:
        alike = [fact for fact in facts if fact["kind"] == kind]
        if alike:
            yield max(alike, key=lambda fact: len(fact["about"]))
