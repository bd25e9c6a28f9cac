"""What every record of a seed file has; unknown keys and uncited records are refused."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.core.edtf import InvalidEdtf, parse
from app.core.terms import Basis, Slug
from app.evidence.spans import Span


def _edtf(text: str) -> str:
    try:
        parse(text)
    except InvalidEdtf as error:
        raise ValueError(str(error)) from error
    return text


def _looked_at(draft: bool) -> bool:
    if draft:
        raise PydanticCustomError("draft", "nobody has looked at it yet")
    return draft


class Record(BaseModel):
    """A table of a seed file; `draft` marks what a program proposed and no person has seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    draft: Annotated[bool, AfterValidator(_looked_at)] = Field(default=False, exclude=True)

    REFERENCES: ClassVar[dict[str, frozenset[str]]] = {}
    """The fields that hold ids of other records, and the kinds these may be of."""

    def references(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """Each id that the record refers to: in which field, and of which kinds it may be."""
        for field, kinds in self.REFERENCES.items():
            value = getattr(self, field)
            for id_ in [value] if isinstance(value, str) else value or ():
                yield field, id_, kinds


AGENTS = frozenset({"person", "organisation", "country"})
ANYTHING = AGENTS | {"place", "event", "statistic", "quote"}

EdtfText = Annotated[str, AfterValidator(_edtf)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
"""Words of our own, such as a sentence."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
"""A name, a title, a reason: PostgreSQL's indexes hold rows of at most 2,704 bytes."""

SHA256 = r"^[0-9a-f]{64}$"
Sha256 = Annotated[str, StringConstraints(pattern=SHA256)]


class CitationRecord(Record):
    """A span of the file's article."""

    paragraph: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    sha256: Sha256

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.start >= self.end:
            message = "start must come before end"
            raise ValueError(message)
        return self

    @property
    def span(self) -> Span:
        """The span as evidence understands it."""
        return Span(self.start, self.end, self.paragraph, self.sha256)


CitationRecords = Annotated[list[CitationRecord], Field(min_length=1)]


class CitedRecord(Record):
    """A record that says where in the article it stands, and what of it is inferred."""

    basis: Basis = "stated"
    inference: Line | None = None
    citations: CitationRecords

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if (self.basis == "inferred") != (self.inference is not None):
            message = 'basis = "inferred" and an inference go together'
            raise ValueError(message)
        if len(self.citations) > 1 and len(set(self.citations)) != len(self.citations):
            message = "the same citation stands twice"
            raise ValueError(message)
        return self


class AssertedRecord(CitedRecord):
    """A cited record that may be somebody else's statement than the article's."""

    REFERENCES = {"asserted_by": AGENTS | {"voice"}}

    asserted_by: Slug | None = None
