"""Events and who had a part in them."""

import orjson

from app.model.edtf import days, parse
from app.model.terms import Certainty, CountryCode, Slug, Status
from app.seeding.documents import Document
from app.seeding.linking import unusual
from app.seeding.records import AGENTS, ANYTHING, AssertedRecord, EdtfText, Line, Words
from app.seeding.rendering import Rendering, Standing, document_of


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
    name: Line
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
    standing = into.standing(record)
    participants = [(one, into.standing(one)) for one in record.participant]
    shown = _shown(record, participants, into)
    about = dict.fromkeys(
        filter(
            None,
            [*(p.id for p in record.participant), record.country, record.place, *record.about],
        )
    )
    day = shown["earliest"] or shown["latest"] or "9999-12-31"
    around = [record.place, *into.around.get(record.place or "", ())]
    into.add(
        "event",
        shown,
        standing,
        f"{day} {shown['latest'] or '9999-12-31'} {record.id}",
        record.name,
        [
            ("event.kind", record.kind),
            *unusual("event.status", record.status),
            *[("event.place", place) for place in around],
            ("event.country", record.country),
            *[("event.participant", p.id) for p in record.participant],
            *[("event.about", id_) for id_ in about],
        ],
        (shown["earliest"], shown["latest"]),
    )
    event = into.names[record.id]
    into.cite(event.url, standing)
    place = f" · {into.names[record.place].name}" if record.place else ""
    into.find_by("event", record.id, record.name, record.summary + place)
    for participant in record.participant:
        if into.names[participant.id].url.startswith("/people/"):
            into.find_under(participant.id, [("person.event", record.id)])
    into.fact(
        f"event-{record.id}",
        record.summary,
        "event",
        standing,
        about=[record.id, *about],
        asserted_by=record.asserted_by,
        certainty="likely" if record.status == "expected" else "certain",
        record=event,
    )
    for participant, stands in participants:
        into.cite(event.url, stands)
        into.fact(
            f"part-{participant.id.lower()}-in-{record.id}",
            participant.statement,
            "participation",
            stands,
            about=(participant.id, record.id),
            asserted_by=participant.asserted_by,
            certainty=participant.certainty,
            record=event,
        )


def _shown(
    record: EventRecord, participants: list[tuple[ParticipantRecord, Standing]], into: Rendering
) -> Document:
    earliest, latest = days(record.date)
    return {
        "id": record.id,
        "url": into.names[record.id].url,
        "name": record.name,
        "summary": record.summary,
        "kind": record.kind,
        "date": record.date,
        "precision": parse(record.date).precision if record.date else None,
        "earliest": earliest,
        "latest": latest,
        "place": into.maybe(record.place),
        "country": record.country,
        "status": record.status,
        "participants": [
            orjson.Fragment(document_of(_taking_part(participant, into), stands))
            for participant, stands in participants
        ],
        "about": into.references(record.about),
        "asserted_by": orjson.Fragment(into.voice(record.asserted_by).shown),
        "article": into.article,
    }


def _taking_part(record: ParticipantRecord, into: Rendering) -> Document:
    name = into.names[record.id]
    return {
        "id": record.id,
        "name": name.name,
        "url": name.url,
        "part": record.part,
        "certainty": record.certainty,
        "asserted_by": orjson.Fragment(into.voice(record.asserted_by).shown),
    }
