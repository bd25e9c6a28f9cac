"""Events: what happened, is going on, or is expected."""

from collections.abc import Mapping
from functools import cached_property
from typing import Self, get_args

from pydantic import Field, model_validator
from sqlalchemy import Index
from sqlmodel import Field as Column

from app.core import records, schema
from app.core.collection import ARTICLE, MATCH, Collection, Linked, date_filters, possible
from app.core.edtf import Keys, Precision, days, happened, in_words, keys, last_day, parse
from app.core.rendering import Rendering
from app.core.resource import Resource
from app.core.terms import Hedge, Slug, Status
from app.resources.facts import add_fact


class Event(schema.NamedRow, schema.DatedRow, table=True):
    """An event; `recency` is its position, but sorts undated events before all others."""

    __table_args__ = (
        Index("ix_event_name_key_position", "name_key", "position"),
        Index("ix_event_recency", "recency"),
    )

    recency: str = Column(sa_type=schema.CodePoints)
    item: str = Column(sa_type=schema.CodePoints)


class Participant(schema.Reference):
    """Who takes part in an event: a person, an organisation or a country."""

    part: str = Field(examples=["host"])
    certainty: schema.CertaintyShown
    voice: schema.VoiceShown
    asserted_by: schema.AsserterShown
    basis: schema.BasisShown
    inferred: schema.InferredShown
    inference: schema.Inference
    citations: schema.Citations


class EventShown(schema.CitedShown):
    """An event with its date, its place and its participants."""

    id: str
    url: str
    name: str
    summary: str
    kind: str = Field(examples=["parade"])
    date: str | None = Field(description="EDTF; null if the article gives none.")
    date_inference: schema.DateInference
    date_in_words: str = Field(examples=["between January and May 2025"])
    precision: Precision | None = Field(
        description="How exact the date is. An `interval` such as `2025-05-09/2025-05-10` means "
        "that it lasted that long; `[2025-01..2025-05]` means that it was at some time in between."
    )
    earliest: str | None = Field(description="The first day the date allows; null if open.")
    latest: str | None = Field(
        description="The last day the date allows; null if open. For an event that has happened, "
        "no later than the article."
    )
    place: schema.Reference | None
    country: str | None = Field(description="ISO 3166-1 alpha-2.")
    status: Status = Field(
        description="When the article was written, an `expected` event had not happened, an "
        "`ongoing` one was under way, and an `occurred` one had happened, or had at least begun."
    )
    participants: list[Participant]
    about: schema.AboutShown
    voice: schema.VoiceShown
    asserted_by: schema.AsserterShown
    certainty: schema.CertaintyShown


_HEDGES = get_args(Hedge)
"""From `certain` to the least certain."""


class ParticipantRecord(records.AssertedRecord):
    """`[[event.participant]]`: a person, organisation or country, and their part.

    It has no `statement`, and so no fact of its own, if the event's summary says it already.
    """

    FACT = "part-{id}-in-{of}"

    id: records.AgentId
    part: records.Words
    about: list[records.AnyId] = []
    statement: records.Words | None = None

    @property
    def certain(self) -> bool:
        """Whether the article itself says it without a hedge; date or country may be inferred."""
        return self.assertion([]).certainty == "certain"

    def within(self, event: "EventRecord") -> Self:
        """The same part, hedged at least as much as its event.

        Without a statement or an `asserted_by` of its own, it is asserted as the event is.
        """
        hedge = "likely" if event.expected and event.certainty == "certain" else event.certainty
        said: dict[str, object] = {"certainty": max(self.certainty, hedge, key=_HEDGES.index)}
        if not (self.statement or self.asserted_by):
            said |= {"asserted_by": event.asserted_by, "voice": event.voice}
        if event.inferred_part == "content":
            why = " ".join(dict.fromkeys(filter(None, (self.inference, event.inference))))
            said |= {"basis": "inferred", "inferred": "content", "inference": why}
        return self.model_copy(update=said)


class EventRecord(records.AssertedRecord):
    """`[[event]]`: `summary` is the statement that it took place or is expected to."""

    NAME = "name"
    NESTED = "participant"
    FACT = "event-{id}"

    id: Slug
    name: records.Line
    summary: records.Words
    kind: Slug
    date: records.EdtfText | None = None
    date_inference: records.Line | None = None
    place: records.PlaceId | None = None
    country: records.CountryId | None = None
    status: Status
    about: list[records.AnyId] = []
    participant: list[ParticipantRecord] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.asserted_by == self.id:
            raise ValueError("an event does not assert itself: name who does")
        if len({one.id for one in self.participant}) < len(self.participant):
            raise ValueError("a participant is listed twice")
        return self

    @property
    def statement(self) -> str:
        """What its fact says."""
        return self.summary

    @cached_property
    def parts(self) -> list[ParticipantRecord]:
        """The participants, each hedged at least as much as the event."""
        return [one.within(self) for one in self.participant]

    def makers(self, kinds: Mapping[str, str]) -> list[str]:
        """Those who certainly took part, if all are people: they assert what the event asserts.

        With a country or an organisation among them, the event itself is named instead.
        """
        certain = [one.id for one in self.parts if one.certain]
        return certain if all(kinds.get(id_) == "person" for id_ in certain) else []


def render(record: EventRecord, into: Rendering) -> None:
    """Add the event, a fact that states it, and a fact for each participant."""
    event = into.name(record.id)
    participants = [into.document(one, Participant) for one in record.parts]
    involved = [participant.id for participant in record.parts]
    certain = [participant.id for participant in record.parts if participant.certain]
    # A filter finds uncertain participants by their own part instead.
    ids = [*certain, record.country, record.place, *record.about]
    about = list(dict.fromkeys(filter(None, ids)))
    within = into.concerned([record.place])
    places = [id_ for id_ in within if into.shared.kinds[id_] == "place"]
    country = record.country or next((id_ for id_ in within if id_ not in places), None)
    dates = keys(record.date)
    last = dates.latest or "9999-12-31"
    position = f"{dates.earliest or last} {last} {record.id}"
    document = _document(record, participants, into)
    when = record.date and document["date_in_words"]
    words = (
        *(
            record.kind.replace("-", " "),
            into.names(*places, *about, *involved),
            record.status,
            when,
        ),
        "dated" if document["precision"] == "day" else None,
        *[participant.part for participant in record.parts],
    )
    into.add(
        EVENTS,
        record,
        document,
        position=position,
        name=record.name,
        links={
            "place": [*places, country] if country else places,
            "country": country,
            "participant": certain,
            "about": into.concerned(about),
        },
        entry=(record.name, record.summary, (RESOURCE.words, *words)),
        recency=position if record.date else f"!{position}",
        **_found_at(record, into.written)._asdict(),
    )
    into.link("event", position, {possible("participant"): involved})
    add_fact(into, record, "event", document, [record.id, *about], restates=event)
    for participant, shown in zip(record.parts, participants, strict=True):
        _render_participant(participant, shown, record, into)


def _found_at(record: EventRecord, written: str | None) -> Keys:
    """The days by which filters find the event: if it has happened, not after the article's date.

    An ongoing event without a date was certainly under way at that date, and perhaps before.
    """
    dates, then = keys(record.date), keys(written)
    if record.status == "ongoing":
        if not record.date:
            return Keys(None, then.latest, then.latest, then.earliest)
        if dates.earliest_end and then.earliest:
            dates = dates._replace(earliest_end=min(dates.earliest_end, then.earliest))
        return dates
    if record.status == "expected":
        return dates if record.date else Keys(earliest=then.earliest)
    return happened(record.date, written)


def _document(
    record: EventRecord, participants: list[schema.Document], into: Rendering
) -> schema.Document:
    under_way = record.status == "ongoing"
    return into.document(
        record,
        EventShown,
        date_in_words=in_words(record.date, ongoing=under_way)
        if record.date or not under_way
        else "under way when the article was written",
        precision=parse(record.date).precision if record.date else None,
        earliest=days(record.date)[0],
        latest=last_day(record.date, _found_at(record, into.written), into.written),
        participants=participants,
    )


def _render_participant(
    participant: ParticipantRecord, shown: schema.Document, of: EventRecord, into: Rendering
) -> None:
    event = into.name(of.id)
    if into.shared.kinds.get(participant.id) == "person":
        certain = event.id if participant.certain else None
        into.link("person", participant.id, {"event": certain, possible("event"): event.id})
    into.cite(event.url, participant.citations)
    if participant.statement:
        add_fact(
            into,
            participant,
            "participation",
            shown,
            (participant.id, event.id, *participant.about),
            of=event.id,
            expected=of.expected,
            restates=event,
        )


EVENTS = Collection(
    name="events",
    description="What happened, is going on, or is expected, with date, place, status and "
    "participants.",
    table=Event,
    shown=EventShown,
    lists={"facts": "fact.about", "quotes": "quote.about"},
    parameters=(
        *date_filters("Events"),
        MATCH,
        Linked(
            "status",
            "An `expected` event had not happened when the article was written.",
            "expected",
            choices=get_args(Status),
        ),
        Linked("kind", "Events of these kinds.", "parade"),
        Linked(
            "participant",
            "Events in which these people, organisations or countries take part. `match=possible` "
            "also finds events in which they may take part or are expected to.",
            "xi-jinping",
            matched=True,
        ),
        Linked(
            "place",
            "Events at these places, at places within them, or in a country, by its code. It does "
            "not find events without a place; `country` may find them.",
            "red-square",
        ),
        Linked(
            "country",
            "Events in these countries, or at places in them (ISO 3166-1 alpha-2).",
            "RU",
            note="Events in a country; `about` finds those that concern it.",
        ),
        Linked(
            "about",
            "Events about these people, countries, places (and what is within them), organisations "
            "or events; also events in which they certainly take part, and events at these places.",
            "CN",
            note="For events they may take part in, use `participant` and `match=possible`.",
        ),
        ARTICLE,
    ),
    sorts={"date": "position", "id": "id", "name": "name_key"},
    descending={"date": "recency"},
    order="by date; undated events come last, in both directions",
    example="victory-day-parade-2025",
    note="`participants` are those whom an article names; there may have been others.",
)

RESOURCE = Resource(collections=(EVENTS,), record=EventRecord, render=render, words="event")
