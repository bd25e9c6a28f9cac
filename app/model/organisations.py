"""Organisations: armies, universities, newspapers and the like."""

from app.model.base import (
    ArticleIds,
    BasisShown,
    Citations,
    Inference,
    Reference,
    SharedRow,
    Shown,
    Totals,
)


class Organisation(SharedRow, table=True):
    """An organisation."""


class OrganisationShown(Shown):
    """An organisation that an article names."""

    id: str
    url: str
    name: str
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
    events: list[Reference]
    facts: list[Reference]
    totals: Totals
    links: dict[str, str]
