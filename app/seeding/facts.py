"""Facts that no event, quote, office or number already states."""

from app.model.base import Certainty, CountryCode, Slug
from app.model.facts import StatedKind
from app.seeding.records import ANYTHING, AssertedRecord, Words
from app.seeding.rendering import Rendering


class FactRecord(AssertedRecord):
    """`[[fact]]`: one statement in our own words."""

    REFERENCES = {"about": ANYTHING, **AssertedRecord.REFERENCES}

    id: Slug
    statement: Words
    kind: StatedKind
    certainty: Certainty = "certain"
    about: list[Slug | CountryCode]


def render(record: FactRecord, into: Rendering) -> None:
    """Add the fact."""
    into.fact(
        record.id,
        record.statement,
        record.kind,
        record,
        about=record.about,
        asserted_by=record.asserted_by,
        certainty=record.certainty,
    )
