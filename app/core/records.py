"""What all records of a seed file share; unknown keys and uncited records are refused."""

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache
from typing import Annotated, Any, ClassVar, NamedTuple, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.core.edtf import parse
from app.core.terms import SHA256, Basis, Certainty, CountryCode, Hedge, Inferred, Slug, Voice
from app.evidence.text import Span

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""Characters that XML cannot carry, or that are not text; PostgreSQL cannot store the first."""


def _edtf(text: str) -> str:
    parse(text)
    return text


def _printable(text: str) -> str:
    if match := _CONTROL.search(text):
        code = f"U+{ord(match[0]):04X}"
        raise PydanticCustomError("control", "it has the control character {code}", {"code": code})
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise PydanticCustomError("lines", "it has a line break or a tab")
    return _printable(text)


AnyRecord = Any
"""A record whose class only its resource knows."""


class Record(BaseModel):
    """A table of a seed file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    NESTED: ClassVar[str] = ""
    """The field that contains nested records, if there is one."""

    NAME: ClassVar[str] = ""
    """The field with its name in other records, if they refer to it by an id of this article."""

    FACT: ClassVar[str] = ""
    """The id of the fact made from it: `{id}` is its own, `{of}` that of what it is a part of."""

    def references(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """Each id that the record refers to: its field, the id, and the allowed kinds."""
        for field, kinds in references_of(type(self)).items():
            value = vars(self)[field]
            for id_ in (value,) if isinstance(value, str) else value or ():
                yield field, id_, kinds

    def nested(self) -> Iterable[AnyRecord]:
        """The records in it."""
        records: Iterable[AnyRecord] = getattr(self, self.NESTED) if self.NESTED else ()
        return records

    def fact_id(self, of: str) -> str:
        """The id of its fact; `of` is the id of the record it is in, if it is in one."""
        named: AnyRecord = self
        return self.FACT.format(id=named.id.lower(), of=of)

    def fact_ids(self, of: str = "") -> Iterator[str]:
        """The ids of the facts made from it and from the records in it.

        A part in an event has no fact of its own if it has no statement.
        """
        named: AnyRecord = self
        if self.FACT and getattr(self, "statement", None):
            yield self.fact_id(of)
        for inner in self.nested():
            yield from inner.fact_ids(named.id)


class Refers:
    """Marks a field with the id of another record, of one of these kinds."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = frozenset(kinds)


@cache
def references_of(record: type[BaseModel]) -> dict[str, frozenset[str]]:
    """The fields with ids of other records, and the allowed kinds of these records."""
    found = {
        name: _kinds_in(info.annotation).union(*map(_kinds_in, info.metadata))
        for name, info in record.model_fields.items()
    }
    return {name: kinds for name, kinds in found.items() if kinds}


def _kinds_in(annotation: object) -> frozenset[str]:
    if isinstance(annotation, Refers):
        return annotation.kinds
    return frozenset().union(*map(_kinds_in, get_args(annotation)))


AGENTS = ("person", "organisation", "country")

PersonId = Annotated[Slug, Refers("person")]
OrganisationId = Annotated[Slug, Refers("organisation")]
CountryId = Annotated[CountryCode, Refers("country")]
PlaceId = Annotated[Slug, Refers("place")]
EventId = Annotated[Slug, Refers("event")]
AgentId = Annotated[Slug | CountryCode, Refers(*AGENTS)]
AsserterId = Annotated[Slug | CountryCode, Refers(*AGENTS, "source", "event")]
AnyId = Annotated[Slug | CountryCode, Refers(*AGENTS, "place", "event", "statistic", "quote")]

EdtfText = Annotated[str, Field(max_length=100), AfterValidator(_edtf)]
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    AfterValidator(_printable),
]
"""Our own words, such as a sentence."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(_one_line),
]
"""A name, a title, a reason: PostgreSQL's indexes hold rows of at most 2,704 bytes."""

WebUrl = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s<>\"{}|\\^`]+$", max_length=2000),
    AfterValidator(_one_line),
]

Verbatim = Annotated[str, Field(min_length=1, max_length=5000), AfterValidator(_printable)]
"""Words of the article, verbatim."""


class NamedRecord(Record):
    """A record of a shared file, with its names and identities outside the articles."""

    id: Slug
    name: Line
    other_names: list[Line] = []
    same_as: list[WebUrl] = []


Sha256 = Annotated[str, StringConstraints(pattern=SHA256)]

LONGEST_ARTICLE = 9_999_999
"""How many characters an article may have, and so paragraphs."""


class CitationRecord(Record):
    """A span of the file's article."""

    paragraph: int = Field(ge=1, le=LONGEST_ARTICLE)
    sentence: int | None = Field(default=None, ge=1, le=LONGEST_ARTICLE)
    last_sentence: int | None = Field(default=None, ge=2, le=LONGEST_ARTICLE)
    start: int = Field(ge=0, le=LONGEST_ARTICLE)
    end: int = Field(ge=1, le=LONGEST_ARTICLE)
    sha256: Sha256

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.start >= self.end:
            raise ValueError("start must come before end")
        if self.last_sentence and self.last_sentence <= (self.sentence or LONGEST_ARTICLE):
            raise ValueError(
                "last_sentence must come after sentence; leave it out if there is only one"
            )
        return self

    @property
    def span(self) -> Span:
        """The span in the terms of `app.evidence`."""
        return Span(self.start, self.end, self.paragraph, self.sha256)


CitationRecords = Annotated[list[CitationRecord], Field(min_length=1)]


class Assertion(NamedTuple):
    """Who asserts a statement (None: the article), how, and how certainly."""

    asserted_by: str | None
    voice: Voice
    certainty: Certainty


class CitedRecord(Record):
    """A record with its citations, and what of it is inferred."""

    basis: Basis = "stated"
    inferred: Inferred | None = None
    inference: Line | None = None
    citations: CitationRecords

    @property
    def inferred_part(self) -> Inferred | None:
        """What of it is inferred; more than its date unless the seed says so."""
        return None if self.basis == "stated" else self.inferred or "content"

    @property
    def expected(self) -> bool:
        """Whether it was still to come when the article was written, if it has a status."""
        return vars(self).get("status") == "expected"

    def assertion(self, writers: list[str]) -> Assertion:  # noqa: ARG002 - of those below
        """Who asserts the record's statement, in an article by `writers`: the article itself.

        A quotation has no use for it: who said the words asserts it (`resources/quotes.py`).
        """
        inferred = self.inferred_part == "content"
        return Assertion(None, "report", "unhedged" if inferred else "certain")

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if (self.basis == "inferred") != (self.inference is not None):
            raise ValueError(
                'basis = "inferred" needs an inference, and an inference needs basis = "inferred"'
            )
        of_date = self.inferred not in {None, "country", "content"}
        for name in _inferences(type(self)):
            if vars(self)[name] and self.basis == "stated":
                raise ValueError(f'{name} needs basis = "inferred"')
            if not vars(self)[name] and of_date:
                raise ValueError(f'inferred = "{self.inferred}" needs a {name}')
        if len(self.citations) > 1 and len(set(self.citations)) != len(self.citations):
            raise ValueError("the same citation is there twice")
        return self


def mention_of(kind: str, id_: object) -> type[CitedRecord]:
    """`[[<kind>]]` in an article's file: where the article names a record that articles share."""
    fields: dict[str, Any] = {"id": (id_, ...)}
    return create_model(f"{kind.title()}Record", __base__=CitedRecord, **fields)


@cache
def _inferences(kind: type[BaseModel]) -> tuple[str, ...]:
    """The fields that say what is inferred."""
    return ("inferred", *(name for name in kind.model_fields if name.endswith("_inference")))


class AssertedRecord(CitedRecord):
    """A cited record that may be somebody's view or words rather than a report of the article.

    `asserted_by` is who holds the view or said the words. `voice` is only needed if the default is
    wrong: a statement by the writer is a judgement, one by anyone else is reported speech.
    """

    asserted_by: AsserterId | None = None
    voice: Voice | None = None
    certainty: Hedge = "certain"

    @model_validator(mode="after")
    def _attributed(self) -> Self:
        if self.voice and (self.voice == "report") != (self.asserted_by is None):
            raise ValueError(
                "a report has no asserted_by; a judgement and reported speech need one"
            )
        return self

    def voice_among(self, writers: Container[str]) -> Voice:
        """The voice, in an article by `writers`."""
        if self.asserted_by is None:
            return "report"
        return self.voice or ("judgement" if self.asserted_by in writers else "reported_speech")

    def assertion(self, writers: list[str]) -> Assertion:
        """All of this, in an article by `writers`. A record that is only expected is likely.

        What the article does not report itself, such as our own inference, is never certain.
        """
        voice = self.voice_among(writers)
        certainty: Certainty = self.certainty
        if certainty == "certain" and self.expected:
            certainty = "likely"
        elif certainty == "certain" and (voice != "report" or self.inferred_part == "content"):
            certainty = "unhedged"
        return Assertion(self.asserted_by, voice, certainty)


def label(table: str, record: AnyRecord) -> str:
    """The name of a record in a fault, such as `event 'fair-2031'`."""
    named = getattr(record, "id", None) or getattr(record, "name", None)
    return f"{table} {named!r}"
