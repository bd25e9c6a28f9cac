"""Events: what happened, is going on, or is expected."""

from pydantic import Field
from sqlalchemy import Index
from sqlmodel import Field as Column

from app.model.base import (
    CERTAINTY,
    ArticleRow,
    BasisShown,
    Citations,
    CodePoints,
    Inference,
    Reference,
    Shown,
)
from app.model.edtf import Precision
from app.model.terms import Certainty, Status


class Event(ArticleRow, table=True):
    """An event; `earliest` and `latest` are the days its date allows, null where open."""

    __table_args__ = (Index("ix_event_name_position", "name", "position"),)

    earliest: str | None = Column(default=None, sa_type=CodePoints)
    latest: str | None = Column(default=None, sa_type=CodePoints)


class Participant(Shown):
    """Who has a part in an event: a person, an organisation or a country."""

    id: str
    name: str
    url: str
    part: str = Field(examples=["host"])
    certainty: Certainty = Field(description=CERTAINTY)
    asserted_by: Reference
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
    date: str | None = Field(description="EDTF; null where no date is given.")
    precision: Precision | None = Field(
        description="How exact the date is. An `interval` as `2025-05-09/2025-05-10` is how long "
        "it lasted; one in brackets, `[2025-01..2025-09]`, holds the one time when it was."
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
    asserted_by: Reference
    article: str
    basis: BasisShown
    inference: Inference
    citations: Citations
