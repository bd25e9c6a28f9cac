"""What all resources share: the columns of a table and the parts of a served record."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args

import orjson
from pydantic import BaseModel, ConfigDict, Field, create_model
from sqlalchemy import MetaData, Text
from sqlmodel import Field as Column
from sqlmodel import SQLModel

from app.core.terms import LISTED, SHA256, Basis, Certainty, Inferred, Status, Voice

Document = dict[str, Any]
"""A record as JSON."""

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention

CERTAINTY = (
    "The hedge in the article's words: `likely` (tipped, set to) or `possible` (might, could, "
    "can). Without a hedge it is `certain` if the article itself reports it as fact, and "
    "`unhedged` if it is somebody's view or words, or if more than its date or country is "
    "inferred. What is `unhedged` need not be true."
)
VOICE = (
    "`report`: the article itself reports it as fact: an event, a number, an office, what a "
    "meeting is about, anything that could be seen or looked up. `judgement`: an opinion, analysis "
    "or interpretation, by somebody or by the writer: a reason, a purpose, a meaning, a risk, an "
    "effect, or how close, strong or important something is. `reported_speech`: what somebody said "
    "or wrote."
)
ASSERTED_BY = (
    "Who asserts it. For a report, the article. Otherwise the source of the view or the words: the "
    "writer, another person, or `observers` or `officials` whom the article does not name. If the "
    "source is several people jointly or a document: the event of their statement, or else the "
    "quotation itself. An event is named after those who took part only if all are people."
)

VoiceShown = Annotated[Voice, Field(description=VOICE)]
CertaintyShown = Annotated[Certainty, Field(description=CERTAINTY)]


CodePoints: Any = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that compares by code point: SQLite's default, but PostgreSQL needs a collation."""


class RecordRow(SQLModel):
    """The table of one resource: `document` is served; filters find it by its links.

    `position` is the place in the default order; it is unique and compares by code point.
    Further columns are only those that ranges and sorting need.
    """

    position: str = Column(primary_key=True, sa_type=CodePoints)
    id: str = Column(unique=True, sa_type=CodePoints)
    name: str = Column(sa_type=CodePoints)
    document: str = Column(sa_type=CodePoints)


class ArticleRow(RecordRow):
    """A row that belongs to one article."""

    article: str = Column(sa_type=CodePoints)


class DatedRow(ArticleRow):
    """A row with a date: the days that it allows, as text that sorts; null where open.

    It has certainly begun by `latest_start`, and certainly not ended before `earliest_end`.
    """

    earliest: str | None = Column(default=None, sa_type=CodePoints)
    latest: str | None = Column(default=None, sa_type=CodePoints)
    latest_start: str | None = Column(default=None, sa_type=CodePoints)
    earliest_end: str | None = Column(default=None, sa_type=CodePoints)


class NamedRow(RecordRow):
    """A row that can be sorted as people sort names, by what `name_key` below makes of them."""

    name_key: str = Column(sa_type=CodePoints)


class SharedRow(NamedRow):
    """A row that articles share; `item` is the document with the records related to it."""

    item: str = Column(sa_type=CodePoints)


BasisShown = Annotated[
    Basis, Field(description="`inferred` if the article doesn't state a part of the record.")
]
InferredShown = Annotated[
    Inferred | None,
    Field(
        description="What is inferred: only the `year` of its date, more of the `date`, only its "
        "`country`, both (`year_and_country`, `date_and_country`), or its `content`. `inference` "
        "says more. Null if `basis` is `stated`."
    ),
]


DateInference = Annotated[
    str | None,
    Field(description="Which part of the date is inferred, such as its year; else null."),
]


class Shown(BaseModel):
    """A record as it is served; it has every field, null where nothing is known."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Reference(Shown):
    """Another record."""

    id: str = Field(examples=["xi-jinping"])
    name: str = Field(examples=["Xi Jinping"])
    url: str = Field(examples=["/people/xi-jinping"])


AsserterShown = Annotated[Reference, Field(description=ASSERTED_BY)]
AboutShown = Annotated[list[Reference], Field(description="What it is about.")]


class FactReference(Reference):
    """A fact, with who asserts it, so that nobody mistakes a view for a report."""

    kind: str = Field(examples=["event"])
    voice: VoiceShown
    asserted_by: AsserterShown
    certainty: CertaintyShown
    basis: BasisShown
    inferred: InferredShown


class EventReference(Reference):
    """An event, with its date, whether it has happened, and who asserts that."""

    date: str | None = Field(description="EDTF.", examples=["2025-05-09"])
    date_inference: DateInference
    inferred: InferredShown
    status: Status
    voice: VoiceShown
    asserted_by: AsserterShown
    certainty: CertaintyShown


class PersonReference(Reference):
    """A person, with what is inferred about them, such as their country."""

    inferred: InferredShown


class Citation(Shown):
    """A place in an article: a W3C TextPositionSelector with a hash."""

    article: str = Field(examples=["xi-putin-victory-day-2025"])
    paragraph: int = Field(
        description="The line of the text, counted from 1. The headline is the first; captions, "
        "photo credits and notices count, too.",
        ge=1,
    )
    sentence: int | None = Field(
        description="The sentence in its paragraph, from 1; null if it isn't known.", ge=1
    )
    last_sentence: int | None = Field(
        description="The last sentence, if the span has more than one; else null.", ge=2
    )
    start: int = Field(description="In Unicode code points; included.", ge=0)
    end: int = Field(description="In Unicode code points; excluded.", ge=1)
    sha256: str = Field(description="Of the span's UTF-8 bytes.", pattern=SHA256)


_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)


def place_in_words(citation: Document) -> str:
    """The place of a citation: `paragraph 22, first to third sentences`, as far as it is known."""
    place = f"paragraph {citation['paragraph']}"
    return f"{place}, {sentence_in_words(citation)}" if citation.get("sentence") else place


def sentence_in_words(citation: Document) -> str:
    """The sentences of a citation that has them: `first sentence`, `sentences 11 to 12`."""
    first, last = citation["sentence"], citation.get("last_sentence") or 0
    if last > len(_ORDINALS):
        return f"sentences {first} to {last}"
    if first > len(_ORDINALS):
        return f"sentence {first}"
    if last <= first:
        return f"{_ORDINALS[first - 1]} sentence"
    joint = "and" if last == first + 1 else "to"
    return f"{_ORDINALS[first - 1]} {joint} {_ORDINALS[last - 1]} sentences"


def paragraphs_in_words(paragraphs: Iterable[int]) -> str:
    """Paragraphs by number, in order: `paragraph 3`, `paragraphs 3, 6 and 10`."""
    *most, last = sorted(set(paragraphs))
    return f"paragraphs {', '.join(map(str, most))} and {last}" if most else f"paragraph {last}"


Inference = Annotated[str | None, Field(description="What was inferred, and from what.")]
Citations = Annotated[
    list[Citation],
    Field(
        min_length=1,
        description="If several articles name the record: the places in the first 20 of them, and "
        "in those that first stated what the record says.",
    ),
]
Totals = Annotated[
    dict[str, int],
    Field(
        description="The total number of each thing listed here, whether shown or not.",
        examples=[{"articles": 1, "facts": 12}],
    ),
]

HOW_KNOWN = ("basis", "inferred", "inference", "citations")
"""The fields that say how a record is known; they end its document."""

_LAST = ("article", "articles", *HOW_KNOWN)


class CitedShown(Shown):
    """A record with its basis and citations; these fields end its document."""

    article: str
    basis: BasisShown
    inferred: InferredShown
    inference: Inference
    citations: Citations

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Order the fields: a resource's own, `_LAST`, then an item's lists."""
        base = next(one for one in cls.__mro__[1:] if issubclass(one, Shown))
        fields = cls.__pydantic_fields__
        # The base of an item is the class of a resource, whose fields are in order already.
        last = _LAST if base.__module__ == __name__ else ()
        names = dict.fromkeys([*base.model_fields, *fields])
        for name in sorted(names, key=lambda name: last.index(name) if name in last else -1):
            fields[name] = fields.pop(name)


class SharedShown(CitedShown):
    """A record that articles share."""

    id: str
    url: str
    name: str
    article: str = Field(description="The first article that names it.")
    articles: list[str] = Field(
        description="The articles that name it: the first 20; `/articles?about=` has all."
    )


class NamedShown(SharedShown):
    """A record that articles share, with its names and identities outside the articles."""

    other_names: list[str] = Field(
        description="Other names, not necessarily from an article.", examples=[["USSR"]]
    )
    same_as: list[str] = Field(
        description="URLs of the same person or thing elsewhere; not taken from an article.",
        examples=[["http://www.wikidata.org/entity/Q15031"]],
    )


def refers(annotation: object) -> bool:
    """Whether a field of this type holds references: one, none or several."""
    if isinstance(annotation, type) and issubclass(annotation, Reference):
        return True
    return any(map(refers, get_args(annotation)))


LISTED_AS: dict[str, type[Reference]] = {
    "fact": FactReference,
    "event": EventReference,
    "person": PersonReference,
}
"""What lists show of these kinds; of all others a plain `Reference`."""


def item_of(shown: type[Shown], lists: Mapping[str, str]) -> type[Shown]:
    """The schema of a record's own path: its document, and the lists that `lists` finds."""
    if not lists:
        return shown
    fields: dict[str, Any] = {
        name: (list[LISTED_AS.get(link.partition(".")[0], Reference)], ...)  # type: ignore[misc]  # a class known while running
        for name, link in lists.items()
    }
    *most, last = lists
    what = f"{', '.join(most)} and {last}" if most else last
    return create_model(
        shown.__name__.replace("Shown", "Item"),
        __base__=shown,
        __doc__=f"{shown.__doc__} With its {what}, at most {LISTED} of each.",
        **fields,
        totals=(Totals, ...),
        links=(dict[str, str], ...),
    )


def sentence_of(record: Document) -> str | None:
    """What a record states, as a sentence in our words; None if it is only named."""
    return record.get("statement") or record.get("summary") or record.get("description")


def quotation_of(record: Document) -> str | None:
    """The words of a quotation; None for a fragment: a “not” may be outside its words."""
    return record["display"] if record.get("form") == "direct" else None


def title_of(record: Document) -> str:
    """What a record is called: a quotation by its words, a fragment or a fact by its statement."""
    named = quotation_of(record) or record.get("name") or record.get("title")
    return str(named or sentence_of(record))


def said_in(record: Document) -> str:
    """What a record says: its words or its sentence if it has one, otherwise its name."""
    return quotation_of(record) or sentence_of(record) or title_of(record)


_SORTED = 100
"""How many characters of a name decide where it is sorted."""


@dataclass(frozen=True, slots=True)
class Name:
    """A record, served at `url`, as others refer to it."""

    id: str
    name: str
    url: str

    @property
    def reference(self) -> dict[str, str]:
        """The light reference."""
        return {"id": self.id, "name": self.name, "url": self.url}


def encoded(document: object) -> str:
    """A document, or a part of one, as it is stored and served."""
    return orjson.dumps(document).decode()


def name_key(name: str) -> str:
    """Text that sorts names as people do: by their letters, without marks; `Émile` after `Emil`.

    It has at most 100 characters of each, as indexes and cursors have to hold it.
    """
    letters = name.casefold()
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", letters)
        letters = "".join([one for one in plain if not unicodedata.combining(one)]).casefold()
    # A tab sorts before all that a name may have.
    return f"{letters[:_SORTED]}\t{name[:_SORTED]}"
