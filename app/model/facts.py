"""Facts: every single statement that the service makes."""

from pydantic import Field

from app.model.base import (
    CERTAINTY,
    ArticleRow,
    BasisShown,
    Citations,
    Inference,
    Reference,
    Shown,
)
from app.model.terms import Certainty, FactKind


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
