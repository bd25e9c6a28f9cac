"""Countries and places."""

from app.model.places import Country, CountryItem, CountryShown, Place, PlaceItem, PlaceShown
from app.queries.collection import ARTICLE, SOURCES, Collection, Linked, Related

COUNTRIES = Collection(
    name="countries",
    table=Country,
    shown=CountryShown,
    item=CountryItem,
    parameters=(ARTICLE,),
    sorts={"id": "position", "name": "name"},
    order="by id",
    example="CN",
    includes={
        "people": Related(("people",)),
        "events": Related(("events",)),
        "facts": Related(("facts",)),
        "articles": SOURCES,
    },
)

PLACES = Collection(
    name="places",
    table=Place,
    shown=PlaceShown,
    item=PlaceItem,
    parameters=(
        Linked("kind", "Places of these kinds.", "square"),
        Linked("country", "Places in these countries (ISO 3166-1 alpha-2).", "RU"),
        ARTICLE,
    ),
    sorts={"id": "position", "name": "name"},
    order="by id",
    example="red-square",
    includes={
        "within": Related(("within",)),
        "country": Related(("country",), "countries"),
        "events": Related(("events",)),
        "facts": Related(("facts",)),
        "articles": SOURCES,
    },
)
