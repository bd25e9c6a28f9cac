"""People: everyone named, with the offices they hold or held according to the articles."""

from pydantic import Field
from sqlalchemy import Index

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
from app.model.terms import Certainty


class Person(SharedRow, table=True):
    """A person."""

    __table_args__ = (Index("ix_person_name_position", "name", "position"),)


class OfficeShown(Shown):
    """A post that a person holds or held, as of a time."""

    title: str
    country: str | None = Field(description="ISO 3166-1 alpha-2.", examples=["CN"])
    organisation: Reference | None
    political: bool
    as_of: str | None = Field(description="When the article has them in it: EDTF.")
    former: bool
    basis: BasisShown
    inference: Inference
    citations: Citations


class PersonShown(Shown):
    """A person as the articles describe them."""

    id: str
    url: str
    name: str
    leader: bool
    offices: list[OfficeShown]
    occupation: str | None
    affiliation: Reference | None
    countries: list[str] = Field(description="ISO 3166-1 alpha-2.", examples=[["CN"]])
    article: str = Field(description="The first article that names them.")
    articles: ArticleIds
    basis: BasisShown
    inference: Inference
    citations: Citations


class Involvement(Reference):
    """An event that someone has a part in."""

    part: str = Field(examples=["host"])
    certainty: Certainty


class PersonItem(PersonShown):
    """A person with what they took part in, what they said, and what is said about them.

    Each list holds at most 50 references; `links` lead to all of them.
    """

    events: list[Involvement]
    quotes: list[Reference]
    facts: list[Reference]
    facts_asserted: list[Reference] = Field(description="What they say themselves, or hold.")
    totals: Totals
    links: dict[str, str]
