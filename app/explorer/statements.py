"""Statements as a page lists them: grouped by kind, with what only restates a record left to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.core.collection import words_of
from app.core.terms import DerivedKind
from app.explorer.wording import KINDS

Record = dict[str, Any]

RESTATED = frozenset(words_of(DerivedKind))
"""Facts of these kinds restate an event, an office, a quotation or a number."""

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
    """The statements that carry an article: those it names, or else its first ones."""
    named = [fact["id"] for fact in article["lead"]]
    by_id = {fact["id"]: fact for fact in facts}
    alone = [fact["id"] for fact in facts if fact["kind"] not in RESTATED][:LEADS]
    return [by_id[id_] for id_ in named or alone]
