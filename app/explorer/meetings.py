"""Who met whom: leaders, and the events that two or more of them had a part in."""

from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One leader's cell in the row of an event; `before` and `after`: a line runs on there."""

    part: str
    certainty: str
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """An event, and for each leader in turn their part in it, if any."""

    event: Record
    parts: list[Part]


def meetings_of(leaders: list[Record], events: list[Record]) -> tuple[list[Record], list[Meeting]]:
    """The leaders who share an event with another one, and these events in their order."""
    ids = {leader["id"] for leader in leaders}
    shared = [(event, there) for event in events if len(there := _there(event) & ids) > 1]
    met: dict[str, int] = {}
    for _, there in shared:
        for id_ in there:
            met[id_] = met.get(id_, 0) + 1
    columns = sorted(
        (leader for leader in leaders if leader["id"] in met),
        # Those who met most often come first, so that lines between cells are short.
        key=lambda leader: (-met[leader["id"]], leader["name"]),
    )
    return columns, [_meeting(event, columns) for event, _ in shared]


def _there(event: Record) -> set[str]:
    return {part["id"] for part in event["participants"]}


def _meeting(event: Record, columns: list[Record]) -> Meeting:
    parts = {part["id"]: part for part in event["participants"]}
    places = [place for place, leader in enumerate(columns) if leader["id"] in parts]
    cells = []
    for place, leader in enumerate(columns):
        part = parts.get(leader["id"], {"part": "", "certainty": ""})
        before = places[0] < place <= places[-1]
        after = places[0] <= place < places[-1]
        cells.append(Part(part["part"], part["certainty"], before, after))
    return Meeting(event, cells)
