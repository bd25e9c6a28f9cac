"""Events."""

from app.model.events import Event, EventShown
from app.model.terms import Status
from app.queries.collection import ARTICLE, SOURCE, Collection, DateBound, Linked, Related, words_of

EVENTS = Collection(
    name="events",
    table=Event,
    shown=EventShown,
    item=EventShown,
    parameters=(
        DateBound(
            "date_from",
            "Events that may have gone on at this date or later. An event's date is the span of "
            "days it allows; one that overlaps is found. Events without a date are not.",
            "2022",
        ),
        DateBound("date_to", "Events that may have begun at this date or earlier.", "2025-05"),
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
        Linked("country", "Events in these countries (ISO 3166-1 alpha-2).", "RU"),
        Linked(
            "about",
            "Events that these people, countries, places, organisations or events have to do "
            "with, participants included.",
            "CN",
        ),
        ARTICLE,
    ),
    sorts={"date": "position", "id": "id", "name": "name"},
    order="by date; undated events come last",
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
