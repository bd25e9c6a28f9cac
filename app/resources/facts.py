"""Facts: every single statement that the service makes."""

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from app.core.collection import ARTICLE, SOURCE, Collection, Linked, Related, words_of
from app.core.records import ANYTHING, AssertedRecord, Words
from app.core.rendering import Rendering
from app.core.resource import Resource
from app.core.schema import (
    CERTAINTY,
    ArticleRow,
    BasisShown,
    Citations,
    Inference,
    Reference,
    Shown,
)
from app.core.terms import Basis, Certainty, CountryCode, FactKind, Slug, StatedKind


class Fact(ArticleRow, table=True):
    """A statement of one kind, held by one voice."""


class FactShown(Shown):
    """One statement, in our own words, understandable alone."""

    id: str
    url: str
    statement: str
    kind: FactKind
    asserted_by: Reference = Field(
        description="Whose statement it is: the article's own, a named person's, or that of "
        "voices the article leaves unnamed (`observers`, `officials`)."
    )
    certainty: Certainty = Field(description=CERTAINTY)
    about: list[Reference]
    record: Reference | None = Field(
        description="The event, quote, person or statistic that rests on this fact, if one does."
    )
    article: str
    basis: BasisShown
    inference: Inference
    citations: Citations


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

    def fact_ids(self) -> Iterator[str]:
        """Its own."""
        yield self.id


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


FACTS = Collection(
    name="facts",
    table=Fact,
    shown=FactShown,
    item=FactShown,
    parameters=(
        Linked(
            "about",
            "Facts about these people, countries, places, organisations, events or statistics.",
            "xi-jinping",
        ),
        Linked(
            "kind",
            "What kind of statement: `event`, `participation`, `office`, `quotation` and "
            "`observation` restate the records of that name, the others stand alone.",
            "analysis",
            choices=words_of(FactKind),
        ),
        Linked(
            "asserted_by",
            "Whose statement it is: the id of a person or of an article, `observers`, or "
            "`officials`.",
            "cui-hongjian",
        ),
        Linked(
            "certainty", "How sure whoever asserts it is.", "possible", choices=words_of(Certainty)
        ),
        Linked("basis", "Said outright, or inferred.", "inferred", choices=words_of(Basis)),
        ARTICLE,
    ),
    sorts={"position": "position", "id": "id"},
    order="as they stand in the article",
    example="concession-sanctions-lifted",
    includes={
        "about": Related(("about",)),
        "asserted_by": Related(("asserted_by",)),
        "record": Related(("record",)),
        "article": SOURCE,
    },
)

RESOURCE = Resource(collections=(FACTS,), record=FactRecord, render=render, words="fact statement")
