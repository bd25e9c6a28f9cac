"""What links leaders: the events that they have a part in."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tie:
    """One leader's place in the row of one event; `before` and `after` say that a line runs on."""

    part: str
    certainty: str
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Tied:
    """An event, and for each leader in turn their part in it, if any."""

    event: dict[str, Any]
    ties: list[Tie]


def ties_of(leaders: list[dict[str, Any]], events: list[dict[str, Any]]) -> list[Tied]:
    """The events that any of `leaders` has a part in, in their order."""
    rows = []
    for event in events:
        parts = {part["id"]: part for part in event["participants"]}
        there = [place for place, leader in enumerate(leaders) if leader["id"] in parts]
        if not there:
            continue
        ties = []
        for place, leader in enumerate(leaders):
            part = parts.get(leader["id"], {"part": "", "certainty": ""})
            before, after = there[0] < place <= there[-1], there[0] <= place < there[-1]
            ties.append(Tie(part["part"], part["certainty"], before, after))
        rows.append(Tied(event, ties))
    return rows


def by_company(leaders: list[dict[str, Any]], events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The leaders, those with a part in most events first, so that lines between them are short."""
    times = {
        leader["id"]: sum(
            any(part["id"] == leader["id"] for part in event["participants"]) for event in events
        )
        for leader in leaders
    }
    return sorted(leaders, key=lambda leader: (-times[leader["id"]], leader["name"]))
