"""People, and the leaders among them."""

from dataclasses import replace

from app.model.people import Person, PersonItem, PersonShown
from app.queries.collection import ARTICLE, SOURCES, Collection, Linked, Related

_OF_ALL = (
    Linked("country", "People of these countries (ISO 3166-1 alpha-2).", "CN"),
    Linked("event", "People who have a part in these events.", "victory-day-parade-2025"),
    ARTICLE,
)

PEOPLE = Collection(
    name="people",
    table=Person,
    shown=PersonShown,
    item=PersonItem,
    parameters=(
        *_OF_ALL,
        Linked("organisation", "People who have or had a post there.", "the-straits-times"),
        Linked(
            "leader",
            "Whether they hold or held political office.",
            "true",
            choices=("true", "false"),
        ),
    ),
    sorts={"id": "position", "name": "name"},
    order="by id",
    example="cui-hongjian",
    includes={
        "affiliation": Related(("affiliation",)),
        "organisations": Related(("offices", "organisation")),
        "countries": Related(("countries",), "countries"),
        "events": Related(("events",)),
        "quotes": Related(("quotes",)),
        "facts": Related(("facts",)),
        "articles": SOURCES,
    },
)

LEADERS = replace(
    PEOPLE, name="leaders", parameters=_OF_ALL, example="xi-jinping", always={"leader": "true"}
)
