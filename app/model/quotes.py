"""Quotes: words in quotation marks, verbatim, with who said them."""

from pydantic import Field

from app.model.base import ArticleRow, BasisShown, Citations, Inference, Reference, Shown
from app.model.terms import Form, Source


class Quote(ArticleRow, table=True):
    """A quotation."""


class QuoteShown(Shown):
    """A quotation; the first citation is the quoted words themselves."""

    id: str
    url: str
    text: str = Field(description="Verbatim; the outer quotation marks are left off.")
    form: Form = Field(description="`direct`: a full utterance; `fragment`: a few words of one.")
    source: Source = Field(description="What kind of voice it is: `joint` is several people.")
    speakers: list[Reference] = Field(description="Empty where nobody is named.")
    attributed_to: str | None = Field(description="Words for the voice where nobody is named.")
    said_to: Reference | None
    reported_by: list[Reference] = Field(description="Who wrote the article that reports it.")
    event: Reference | None
    about: list[Reference]
    statement: str = Field(description="Who said what, as a sentence in our words.")
    article: str
    basis: BasisShown
    inference: Inference
    citations: Citations
