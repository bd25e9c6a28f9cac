"""Events and who had a part in them."""

from typing import Any

from app.model.base import Certainty, CountryCode, Slug
from app.model.edtf import parse
from app.model.events import Event, Status
from app.seeding.records import AGENTS, ANYTHING, AssertedRecord, EdtfText, Words
from app.seeding.rendering import Rendering


class ParticipantRecord(AssertedRecord):
    """`[[event.participant]]`: a person, organisation or country, and their part."""

    REFERENCES = {"id": AGENTS, **AssertedRecord.REFERENCES}

    id: Slug | CountryCode
    part: Words
    certainty: Certainty = "certain"
    statement: Words


class EventRecord(AssertedRecord):
    """`[[event]]`: `summary` is the statement that it took place or is to."""

    REFERENCES = {
        "place": frozenset({"place"}),
        "country": frozenset({"country"}),
        "about": ANYTHING,
        **AssertedRecord.REFERENCES,
    }

    id: Slug
    name: Words
    summary: Words
    kind: Slug
    date: EdtfText | None = None
    place: Slug | None = None
    country: CountryCode | None = None
    status: Status
    about: list[Slug | CountryCode] = []
    participant: list[ParticipantRecord] = []


def render(record: EventRecord, into: Rendering) -> None:
    """Add the event, a fact that it is so, and a fact for each participant."""
    shown = _shown(record, into)
    place = into.maybe(record.place)
    about = dict.fromkeys(
        filter(
            None,
            [*(p.id for p in record.participant), record.country, record.place, *record.about],
        )
    )
    day = shown["earliest"] or shown["latest"] or "9999-12-31"
    into.add(
        Event,
        shown,
        f"{day} {shown['latest'] or '9999-12-31'} {record.id}",
        name=record.name,
        columns={"earliest": shown["earliest"], "latest": shown["latest"]},
        kind=[record.kind],
        status=[record.status],
        place=[record.place, *into.around.get(record.place or "", ())],
        country=[record.country],
        participant=[p.id for p in record.participant],
        about=about,
    )
    into.cite(shown["url"], record)
    into.find_by("event", record.id, record.name, record.summary, place["name"] if place else None)
    for participant in record.participant:
        if into.names[participant.id]["url"].startswith("/people/"):
            into.links["person.event", record.id].append(participant.id)
    event = into.names[record.id]
    into.fact(
        f"event-{record.id}",
        record.summary,
        "event",
        record,
        about=[record.id, *about],
        asserted_by=record.asserted_by,
        certainty="likely" if record.status == "expected" else "certain",
        record=event,
    )
    for participant in record.participant:
        into.cite(shown["url"], participant)
        into.fact(
            f"part-{participant.id.lower()}-in-{record.id}",
            participant.statement,
            "participation",
            participant,
            about=(participant.id, record.id),
            asserted_by=participant.asserted_by,
            certainty=participant.certainty,
            record=event,
        )


def _shown(record: EventRecord, into: Rendering) -> dict[str, Any]:
    date = parse(record.date) if record.date else None
    return dict(
        id=record.id,
        url=into.names[record.id]["url"],
        name=record.name,
        summary=record.summary,
        kind=record.kind,
        date=record.date,
        precision=date.precision if date else None,
        earliest=date.earliest.isoformat() if date and date.earliest else None,
        latest=date.latest.isoformat() if date and date.latest else None,
        place=into.maybe(record.place),
        country=record.country,
        status=record.status,
        participants=[
            dict(
                **into.names[participant.id],
                part=participant.part,
                certainty=participant.certainty,
                asserted_by=into.voice(participant.asserted_by),
                **into.cited(participant),
            )
            for participant in record.participant
        ],
        about=into.references(record.about),
        asserted_by=into.voice(record.asserted_by),
        article=into.article,
        **into.cited(record),
    )
