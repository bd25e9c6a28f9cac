"""Facts that no event, quote, office or number already states."""

from typing import Self

from pydantic import model_validator

from app.model.terms import Certainty, CountryCode, Slug, StatedKind
from app.seeding.records import ANYTHING, AssertedRecord, Words
from app.seeding.rendering import Rendering

HELD = frozenset({"analysis", "hope", "motive", "possibility", "reason"})
"""Kinds of statement that are somebody's view, and never the article's own report."""


class FactRecord(AssertedRecord):
    """`[[fact]]`: one statement in our own words."""

    REFERENCES = {"about": ANYTHING, **AssertedRecord.REFERENCES}

    id: Slug
    statement: Words
    kind: StatedKind
    certainty: Certainty = "certain"
    about: list[Slug | CountryCode]

    @model_validator(mode="after")
    def _held(self) -> Self:
        if self.kind in HELD and self.asserted_by is None:
            message = f'a fact of kind = "{self.kind}" is somebody\'s view: give asserted_by'
            raise ValueError(message)
        return self


def render(record: FactRecord, into: Rendering) -> None:
    """Add the fact."""
    into.fact(
        record.id,
        record.statement,
        record.kind,
        into.standing(record),
        about=record.about,
        asserted_by=record.asserted_by,
        certainty=record.certainty,
    )
