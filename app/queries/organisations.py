"""Organisations."""

from app.model.organisations import Organisation, OrganisationItem, OrganisationShown
from app.queries.collection import ARTICLE, SOURCES, Collection, Linked, Related

ORGANISATIONS = Collection(
    name="organisations",
    table=Organisation,
    shown=OrganisationShown,
    item=OrganisationItem,
    parameters=(
        Linked("kind", "Organisations of these kinds.", "newspaper"),
        Linked("country", "Organisations of these countries (ISO 3166-1 alpha-2).", "CN"),
        ARTICLE,
    ),
    sorts={"id": "position", "name": "name"},
    order="by id",
    example="beijing-foreign-studies-university",
    includes={
        "country": Related(("country",), "countries"),
        "people": Related(("people",)),
        "events": Related(("events",)),
        "facts": Related(("facts",)),
        "articles": SOURCES,
    },
)
