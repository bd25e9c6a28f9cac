"""Facts: every single statement that the service makes."""

from collections.abc import Container, Iterable
from typing import Self, get_args

from pydantic import Field, model_validator

from app.core import records, schema
from app.core.collection import ARTICLE, BASIS, Collection, Linked
from app.core.rendering import Rendering
from app.core.resource import Resource
from app.core.terms import Certainty, FactKind, Slug, StatedKind, Voice


class Fact(schema.ArticleRow, table=True):
    """A statement."""


class FactShown(schema.CitedShown):
    """One statement in our own words that can be read alone."""

    id: str
    url: str
    statement: str
    kind: FactKind
    voice: schema.VoiceShown
    asserted_by: schema.AsserterShown
    certainty: schema.CertaintyShown
    about: schema.AboutShown
    record: schema.Reference | None = Field(
        description="The record that this fact only restates: an event (also for a participation), "
        "a quote, a person (for an office) or a statistic. Null if the fact adds something."
    )


HELD = frozenset({"analysis", "hope", "motive", "possibility", "reason"})
"""Kinds of statement that are always somebody's view, never the article's own report."""


class FactRecord(records.AssertedRecord):
    """`[[fact]]`: one statement in our own words."""

    FACT = "{id}"

    id: Slug
    statement: records.Words
    kind: StatedKind
    about: list[records.AnyId]

    @property
    def expected(self) -> bool:
        """Whether it was still to come when the article was written."""
        return self.kind == "expectation"

    @model_validator(mode="after")
    def _held(self) -> Self:
        if self.kind in HELD and self.asserted_by is None:
            raise ValueError(
                f'a fact of kind = "{self.kind}" is somebody\'s view: give asserted_by'
            )
        return self

    def voice_among(self, writers: Container[str]) -> Voice:
        """The voice, in an article by `writers`; some kinds are always a judgement."""
        held = self.kind in HELD and self.voice is None
        return "judgement" if held else super().voice_among(writers)


def render(record: FactRecord, into: Rendering) -> None:
    add_fact(into, record, record.kind, {}, record.about)


_FOUND_WITH_THEIR_RECORD: frozenset[FactKind] = frozenset(
    {"event", "quotation", "office", "observation"}
)
"""Facts that search shows as the record that they restate."""

_REFERENCE = tuple(schema.FactReference.model_fields)

_IN_COMMON = ("voice", "asserted_by", "certainty", *schema.HOW_KNOWN)
"""The fields that a fact has in common with the record that it restates."""


def add_fact(
    into: Rendering,
    record: records.AnyRecord,
    kind: FactKind,
    shown: schema.Document,
    about: Iterable[str],
    *,
    of: str = "",
    expected: bool = False,
    restates: schema.Name | None = None,
) -> None:
    """Add the fact that a record states.

    `kind` is the fact's, such as `quotation`; `of` is the id of the record that this one is a part
    of. `shown` is the record's document, whose fields `_IN_COMMON` the fact also has; it is empty
    for a fact that is the record itself. `restates` is the structured record that it restates.
    """
    id_, statement = record.fact_id(of), record.statement
    about = list(dict.fromkeys(about))
    document = into.document(
        record,
        FactShown,
        **{name: shown[name] for name in _IN_COMMON if name in shown},
        id=id_,
        url=f"/facts/{id_}",
        statement=statement,
        kind="expectation" if expected or record.expected else kind,
        about=into.references(about),
        record=restates and restates.reference,
    )
    asserter = document["asserted_by"]
    position = into.position(record, id_)
    links = {
        "about": into.concerned(about),
        "asserted_by": [asserter["id"], *into.makers.get(asserter["id"], ())],
        "restates": "true" if restates else "false",
    }
    # The article's title would match whatever its facts are about.
    who = asserter["name"] if asserter["id"] != into.article else None
    alone = kind not in _FOUND_WITH_THEIR_RECORD
    entry = ("", statement, ("fact", kind, who, into.names(*about))) if alone else None
    into.add(FACTS, record, document, position=position, name=statement, links=links, entry=entry)
    known = {"name": statement, **document}
    into.facts[id_] = {name: known[name] for name in _REFERENCE}
    into.relate("facts", into.facts[id_], about)


FACTS = Collection(
    name="facts",
    description="Every single statement, in our own words, with who asserts it.",
    table=Fact,
    shown=FactShown,
    parameters=(
        Linked(
            "about",
            "Facts about these people, countries, places (and what is within them), organisations, "
            "events, quotes or statistics. To find who says or thinks it, use `asserted_by`.",
            "xi-jinping",
            note="Finds facts about a record; `/search` also finds those that only mention it.",
        ),
        Linked(
            "kind",
            "The kind of statement. `event`, `participation`, `office`, `quotation` and "
            "`observation` restate a record of that kind; if it is only expected, the kind is "
            "`expectation`.",
            "analysis",
            note="What is only expected has the kind `expectation`.",
            choices=get_args(FactKind),
        ),
        Linked(
            "voice",
            "`report`: what the article reports as fact. `judgement`: opinions, analyses and "
            "interpretations. `reported_speech`: what somebody said or wrote.",
            "report",
            choices=get_args(Voice),
        ),
        Linked(
            "asserted_by",
            "Who asserts it: the article's id for its own reports, otherwise the id of a person, "
            "of the writer, or of the event or quotation of a joint statement; `observers`, or "
            "`officials`. A person also finds statements made jointly with others.",
            "cui-hongjian",
            note="A person also finds statements made jointly with others.",
        ),
        Linked(
            "certainty",
            "The hedge in the article's words. `certain`: the article itself reports it without a "
            "hedge. `unhedged`: somebody's view or words without a hedge, or inferred content.",
            "possible",
            choices=get_args(Certainty),
        ),
        BASIS,
        Linked(
            "restates",
            "`false` leaves out facts that only restate an event, a part in one, an office, a "
            "number or a quotation; `true` finds only those facts.",
            "false",
            choices=("true", "false"),
        ),
        ARTICLE,
    ),
    sorts={"position": "position", "id": "id"},
    order="in the order of the article",
    example="concession-sanctions-lifted",
)

RESOURCE = Resource(collections=(FACTS,), record=FactRecord, render=render, words="fact statement")
