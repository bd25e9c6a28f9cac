"""Events: what happened, is going on, or is expected."""

from collections.abc import Iterator

import orjson
from pydantic import Field
from sqlalchemy import Index
from sqlmodel import Field as Column

from app.core.collection import (
    ARTICLE,
    MATCH,
    SOURCE,
    Collection,
    Linked,
    Related,
    date_filters,
    words_of,
)
from app.core.documents import Document, Name
from app.core.edtf import Precision, days, in_words, keys, parse
from app.core.records import AGENTS, ANYTHING, AssertedRecord, EdtfText, Line, Words
from app.core.rendering import Rendering, Standing, document_of
from app.core.resource import Resource
from app.core.schema import (
    ASSERTED_BY,
    CERTAINTY,
    VOICE,
    BasisShown,
    Citations,
    CodePoints,
    DatedRow,
    DateInference,
    FactReference,
    Inference,
    Reference,
    Shown,
    Totals,
)
from app.core.terms import Certainty, CountryCode, Slug, Status, Voice


class Event(DatedRow, table=True):
    """An event; `recency` is its position, but sorts undated events before all others."""

    __table_args__ = (
        Index("ix_event_name_position", "name", "position"),
        Index("ix_event_recency", "recency"),
    )

    recency: str = Column(sa_type=CodePoints)
    item: str = Column(sa_type=CodePoints)


class Participant(Shown):
    """Who has a part in an event: a person, an organisation or a country."""

    id: str
    name: str
    url: str
    part: str = Field(examples=["host"])
    certainty: Certainty = Field(description=CERTAINTY)
    voice: Voice = Field(description=VOICE)
    asserted_by: Reference = Field(description=ASSERTED_BY)
    basis: BasisShown
    inference: Inference
    citations: Citations


class EventShown(Shown):
    """An event with its date, its place, and who had which part in it."""

    id: str
    url: str
    name: str
    summary: str
    kind: str = Field(examples=["parade"])
    date: str | None = Field(description="EDTF; null if the article gives none.")
    date_inference: DateInference
    date_in_words: str = Field(examples=["between January and May 2025"])
    precision: Precision | None = Field(
        description="How exact the date is. An `interval` such as `2025-05-09/2025-05-10` says "
        "how long it lasted; one in brackets, `[2025-01..2025-05]`, that it was once in between."
    )
    earliest: str | None = Field(description="The first day the date allows; null if open.")
    latest: str | None = Field(description="The last day the date allows; null if open.")
    place: Reference | None
    country: str | None = Field(description="ISO 3166-1 alpha-2.")
    status: Status = Field(
        description="As of the article: `expected` is never to be read as having happened, and "
        "`ongoing` was so when it was written."
    )
    participants: list[Participant]
    about: list[Reference]
    voice: Voice = Field(description=VOICE)
    asserted_by: Reference = Field(description=ASSERTED_BY)
    article: str
    basis: BasisShown
    inference: Inference
    citations: Citations


class EventItem(EventShown):
    """An event with the facts and the quotes about it; at most 50 of each."""

    facts: list[FactReference]
    quotes: list[Reference]
    totals: Totals
    links: dict[str, str]


class ParticipantRecord(AssertedRecord):
    """`[[event.participant]]`: a person, organisation or country, and their part.

    It has no `statement`, and so no fact of its own, if the event's summary says it already.
    """

    REFERENCES = {"id": AGENTS, **AssertedRecord.REFERENCES}

    id: Slug | CountryCode
    part: Words
    certainty: Certainty = "certain"
    statement: Words | None = None


class EventRecord(AssertedRecord):
    """`[[event]]`: `summary` is the statement that it took place or is to."""

    NAME = "name"
    NESTED = "participant"
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
    date_inference: Line | None = None
    place: Slug | None = None
    country: CountryCode | None = None
    status: Status
    about: list[Slug | CountryCode] = []
    participant: list[ParticipantRecord] = []

    def fact_ids(self) -> Iterator[str]:
        """Its own fact, and one for each participant."""
        yield f"event-{self.id}"
        yield from (part_id(self.id, one.id) for one in self.participant if one.statement)


def render(record: EventRecord, into: Rendering) -> None:
    """Add the event, a fact that it is so, and a fact for each participant."""
    standing = into.standing(record)
    participants = [(one, into.standing(one)) for one in record.participant]
    shown = _shown(record, participants, into)
    ids = [*(p.id for p in record.participant), record.country, record.place, *record.about]
    about = list(dict.fromkeys(filter(None, ids)))
    around = into.concerned([record.place])
    places = [id_ for id_ in around if into.shared.kinds[id_] == "place"]
    country = record.country or next((id_ for id_ in around if id_ not in places), None)
    dates = keys(record.date)
    last = dates[1] or "9999-12-31"
    position = f"{dates[0] or last} {last} {record.id}"
    into.add(
        "event",
        shown,
        standing,
        position,
        record.name,
        [
            ("kind", record.kind),
            ("status", record.status),
            *[("place", place) for place in places],
            ("country", country),
            *[("participant", p.id) for p in record.participant],
            *[("about", id_) for id_ in into.concerned(about)],
        ],
        (*dates, position if record.date else f"!{position}"),
        lists=("facts", "quotes"),
    )
    event = into.name(record.id)
    into.cite(event.url, standing)
    names = into.names(*places, *about)
    words = (
        record.kind.replace("-", " "),
        names,
        record.status,
        record.date and shown["date_in_words"],
    )
    into.entry("event", position, record.name, record.summary, RESOURCE.words, *words)
    into.fact(
        f"event-{record.id}",
        record.summary,
        "event",
        standing,
        about=[record.id, *about],
        asserted_by=record.asserted_by,
        voice=record.voice_among(into.writers),
        certainty="likely" if record.status == "expected" else "certain",
        record=event,
    )
    for participant, stands in participants:
        _render_participant(participant, stands, event, into)


def _render_participant(
    participant: ParticipantRecord, standing: Standing, event: Name, into: Rendering
) -> None:
    if participant.certainty == "certain" and into.shared.kinds.get(participant.id) == "person":
        into.link("person", participant.id, [("event", event.id)])
    into.cite(event.url, standing)
    if participant.statement is None:
        return
    into.fact(
        part_id(event.id, participant.id),
        participant.statement,
        "participation",
        standing,
        about=(participant.id, event.id),
        asserted_by=participant.asserted_by,
        voice=participant.voice_among(into.writers),
        certainty=participant.certainty,
        record=event,
    )


def part_id(event: str, participant: str) -> str:
    """The id of the fact that someone has a part in an event."""
    return f"part-{participant.lower()}-in-{event}"


def _shown(
    record: EventRecord, participants: list[tuple[ParticipantRecord, Standing]], into: Rendering
) -> Document:
    earliest, latest = days(record.date)
    return {
        "id": record.id,
        "url": into.name(record.id).url,
        "name": record.name,
        "summary": record.summary,
        "kind": record.kind,
        "date": record.date,
        "date_inference": record.date_inference,
        "date_in_words": in_words(record.date, ongoing=record.status == "ongoing"),
        "precision": parse(record.date).precision if record.date else None,
        "earliest": earliest,
        "latest": latest,
        "place": into.reference(record.place),
        "country": record.country,
        "status": record.status,
        "participants": [
            orjson.Fragment(document_of(_taking_part(participant, into), stands))
            for participant, stands in participants
        ],
        "about": into.references(record.about),
        "voice": record.voice_among(into.writers),
        "asserted_by": into.asserter(record.asserted_by).fragment,
        "article": into.article,
    }


def _taking_part(record: ParticipantRecord, into: Rendering) -> Document:
    name = into.name(record.id)
    return {
        "id": record.id,
        "name": name.name,
        "url": name.url,
        "part": record.part,
        "certainty": record.certainty,
        "voice": record.voice_among(into.writers),
        "asserted_by": into.asserter(record.asserted_by).fragment,
    }


EVENTS = Collection(
    name="events",
    description="What happened, is going on, or is expected: with date, place, status and "
    "participants.",
    table=Event,
    shown=EventShown,
    item=EventItem,
    parameters=(
        *date_filters("Events"),
        MATCH,
        Linked(
            "status",
            "`expected` events have not happened, as far as the article goes.",
            "expected",
            choices=words_of(Status),
        ),
        Linked("kind", "Events of these kinds.", "parade"),
        Linked(
            "participant",
            "Events in which these people, organisations or countries have a part.",
            "xi-jinping",
        ),
        Linked("place", "Events at these places, or at places within them.", "red-square"),
        Linked(
            "country", "Events in these countries, or at places in them (ISO 3166-1 alpha-2).", "RU"
        ),
        Linked(
            "about",
            "Events that these people, countries, places (and what is within them), organisations "
            "or events take part in, or that are about them or there.",
            "CN",
        ),
        ARTICLE,
    ),
    sorts={"date": "position", "id": "id", "name": "name"},
    descending={"date": "recency"},
    order="by date; undated events come last, in both directions",
    example="victory-day-parade-2025",
    includes={
        "participants": Related(("participants",)),
        "place": Related(("place",)),
        "country": Related(("country",), "countries"),
        "about": Related(("about",)),
        "asserted_by": Related(("asserted_by",)),
        "article": SOURCE,
    },
)

RESOURCE = Resource(collections=(EVENTS,), record=EventRecord, render=render, words="event")
