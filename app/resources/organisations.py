"""Organisations: armies, universities, newspapers and the like."""

from app.core.collection import ARTICLE, SOURCES, Collection, Linked, Related
from app.core.records import CitedRecord, NamedRecord
from app.core.rendering import Rendering
from app.core.resource import Resource
from app.core.schema import (
    ArticleIds,
    BasisShown,
    Citations,
    EventReference,
    FactReference,
    Inference,
    OtherNames,
    Reference,
    SameAs,
    SharedRow,
    Shown,
    Totals,
)
from app.core.shared_record import Joined, SharedRecord
from app.core.terms import CountryCode, Slug


class Organisation(SharedRow, table=True):
    """An organisation."""


class OrganisationShown(Shown):
    """An organisation that an article names."""

    id: str
    url: str
    name: str
    other_names: OtherNames
    same_as: SameAs
    kind: str
    country: str | None
    article: str
    articles: ArticleIds
    basis: BasisShown
    inference: Inference
    citations: Citations


class OrganisationItem(OrganisationShown):
    """An organisation with its people, its events and the facts about it; at most 50 of each."""

    people: list[Reference]
    events: list[EventReference]
    facts: list[FactReference]
    totals: Totals
    links: dict[str, str]


class OrganisationName(NamedRecord):
    """`[[organisation]]` in organisations.toml."""

    REFERENCES = {"country": frozenset({"country"})}

    id: Slug
    kind: Slug
    country: CountryCode | None = None


class OrganisationRecord(CitedRecord):
    """`[[organisation]]` in an article's file: where the article names it."""

    REFERENCES = {"id": frozenset({"organisation"})}

    id: Slug


def render(record: OrganisationRecord, into: Rendering) -> None:
    """Add where the article names the organisation."""
    into.cite(into.name(record.id).url, into.standing(record))
    into.mention("organisation", record.id, record)


def join(one: SharedRecord) -> Joined:
    """Make the organisation's document."""
    record: OrganisationName = one.record
    shown = {
        **one.identity,
        "kind": record.kind,
        "country": record.country,
        **one.how_known(),
    }
    lists = one.lists(people="person.organisation", events="event.about", facts="fact.about")
    links = [("kind", record.kind), ("country", record.country)]
    kind = record.kind.replace("-", " ")
    keywords = (kind, *record.other_names, one.title(record.country), RESOURCE.words)
    return Joined(shown, {**shown, **lists}, links, keywords=keywords)


ORGANISATIONS = Collection(
    name="organisations",
    description="Armies, universities, newspapers and other organisations that an article names.",
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

RESOURCE = Resource(
    collections=(ORGANISATIONS,),
    record=OrganisationRecord,
    render=render,
    shared=OrganisationName,
    join=join,
    words="organisation organization",
)
