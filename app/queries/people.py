"""People, and the leaders among them."""

from app.model.people import Person, PersonItem, PersonShown
from app.queries.collection import ARTICLE, SOURCES, Collection, Linked, Related

_PARAMETERS = (
    Linked("country", "People of these countries (ISO 3166-1 alpha-2).", "CN"),
    Linked("event", "People who have a part in these events.", "victory-day-parade-2025"),
    ARTICLE,
)
_SORTS = {"id": "position", "name": "name"}
_INCLUDES = {
    "affiliation": Related(("affiliation",)),
    "organisations": Related(("offices", "organisation")),
    "countries": Related(("countries",), "countries"),
    "events": Related(("events",)),
    "quotes": Related(("quotes",)),
    "facts": Related(("facts",)),
    "articles": SOURCES,
}

PEOPLE = Collection(
    name="people",
    table=Person,
    shown=PersonShown,
    item=PersonItem,
    parameters=(
        *_PARAMETERS,
        Linked("organisation", "People who have or had a post there.", "the-straits-times"),
        Linked(
            "leader",
            "Whether they hold or held political office.",
            "true",
            choices=("true", "false"),
        ),
    ),
    sorts=_SORTS,
    order="by id",
    example="cui-hongjian",
    includes=_INCLUDES,
)

LEADERS = Collection(
    name="leaders",
    table=Person,
    shown=PersonShown,
    item=PersonItem,
    parameters=_PARAMETERS,
    sorts=_SORTS,
    order="by id",
    example="xi-jinping",
    includes=_INCLUDES,
    always={"leader": "true"},
)
