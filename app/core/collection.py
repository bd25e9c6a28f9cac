"""A collection, declared once: its parameters drive the OpenAPI document and the SQL."""

import math
import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, get_args

from pydantic import BaseModel

from app.core.edtf import Edtf, InvalidEdtf, parse
from app.core.schema import RecordRow, Shown, item_of, refers
from app.core.terms import Basis

LIMIT, MOST = 50, 200
"""How many records a page has, and at most may have."""

ALTERNATIVES = 50
"""How many alternatives one filter may list."""

LONGEST_ID = 200
ID = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
# With an exponent, as Java and JavaScript write very large and very small numbers.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?")
_MAX_NUMBER = 999_999_999_999_999


class Malformed(ValueError):
    """A parameter's value is malformed; `allowed` lists the allowed values, if they are a list."""

    def __init__(self, detail: str, allowed: list[str] | None = None, value: str = "") -> None:
        super().__init__(detail)
        self.allowed, self.value = allowed, value


def _check_choice(value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise Malformed(f"{value!r} is not one of the allowed values", list(choices), value)


Value = Any
"""The value of a parameter: each class of parameters has its own type."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name, its description, and how to read its value.

    A page that uses the filter has its `note`. A `matched` filter finds more with `match=possible`.
    """

    name: str
    description: str
    example: str
    _: KW_ONLY
    note: str | None = None
    matched: bool = False
    required: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the value in the OpenAPI document; lists are sent with commas."""
        raise NotImplementedError

    def read(self, text: str) -> Value:
        """The value of `text`; raises `Malformed`."""
        raise NotImplementedError


def list_of(one: dict[str, Any], most: int = ALTERNATIVES) -> dict[str, Any]:
    """The JSON Schema of a list of one to `most` values, each like `one`."""
    return {"type": "array", "items": one, "minItems": 1, "maxItems": most}


@dataclass(frozen=True, slots=True)
class Linked(Parameter):
    """Records found under an id or a word; a comma lists alternatives.

    With `choices`, only those words are allowed; without it, any id. If it is `matched`, the link
    `possible(name)` leads to records that only possibly match.
    """

    choices: tuple[str, ...] = ()

    @property
    def schema(self) -> dict[str, Any]:
        """A list of the words, or of ids."""
        if self.choices:
            return list_of({"type": "string", "enum": list(self.choices)})
        return list_of(self._one) | {"examples": [[self.example]]}

    def read(self, text: str) -> tuple[str, ...]:
        """The alternatives, once each, in order."""
        values = text.split(",")
        if len(values) > ALTERNATIVES:
            raise Malformed(f"it may list at most {ALTERNATIVES} alternatives")
        for value in values:
            self._check(value)
        return tuple(dict.fromkeys(values))

    @property
    def _one(self) -> dict[str, Any]:
        return {"$ref": "#/components/schemas/Id"}

    def _check(self, value: str) -> None:
        if self.choices:
            _check_choice(value, self.choices)
        elif len(value) > LONGEST_ID or not ID.fullmatch(value):
            rule = f"at most {LONGEST_ID} letters, digits and single hyphens"
            raise Malformed(f"{value[:LONGEST_ID]!r} is not an id: {rule}")


@dataclass(frozen=True, slots=True)
class Period(Linked):
    """Records with one of some periods, as EDTF."""

    @property
    def _one(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[^, ]+$", "maxLength": 100}

    def _check(self, value: str) -> None:
        try:
            parse(value)
        except InvalidEdtf as error:
            raise Malformed(f"{value!r} is not an EDTF date") from error


@dataclass(frozen=True, slots=True)
class DateBound(Parameter):
    """A year, a month or a day that dates are compared with; `ends` are the bounds that it sets.

    `("begin",)` finds what is at that date or later; both ends find what is then, at least partly.
    """

    ends: tuple[Literal["begin", "end"], ...] = ("begin", "end")
    year: bool = False
    matched: bool = field(default=True, kw_only=True)

    @property
    def schema(self) -> dict[str, Any]:
        """A year, a month or a day; or only a year."""
        return {"$ref": f"#/components/schemas/{'Year' if self.year else 'Day'}"}

    def read(self, text: str) -> Edtf:
        try:
            date = parse(text)
        except InvalidEdtf:
            date = None
        allowed = {"year"} if self.year else {"day", "month", "year"}
        if date is None or date.qualified or date.precision not in allowed:
            like = "a year like 2025" if self.year else "a date like 2025, 2025-05 or 2025-05-09"
            raise Malformed(f"{text!r} is not {like}")
        return date


@dataclass(frozen=True, slots=True)
class ValueBound(Parameter):
    """A number that a value is compared with."""

    matched: bool = field(default=True, kw_only=True)

    @property
    def schema(self) -> dict[str, Any]:
        range_ = {"minimum": -_MAX_NUMBER, "maximum": _MAX_NUMBER}
        return {"type": "number", "format": "double", **range_, "examples": [float(self.example)]}

    def read(self, text: str) -> float:
        number = float(text) if _NUMBER.fullmatch(text) else math.inf
        if abs(number) > _MAX_NUMBER:
            raise Malformed(f"{text!r} is not a decimal number of at most 15 digits")
        return number


@dataclass(frozen=True, slots=True)
class Choice(Parameter):
    """One word of a closed list, that says how to read other parameters; `default` if absent."""

    choices: tuple[str, ...]
    default: str

    @property
    def schema(self) -> dict[str, Any]:
        """One of the words, or a boolean."""
        if set(self.choices) == {"true", "false"}:
            return {"type": "boolean"}
        return {"type": "string", "enum": list(self.choices)}

    def read(self, text: str) -> str:
        _check_choice(text, self.choices)
        return text


@dataclass(frozen=True, slots=True)
class Related:
    """Where a record refers to others: the field, and the keys that lead from there.

    There are references there, or bare ids of the collection `of`.
    """

    path: tuple[str, ...]
    of: str | None = None


BARE = {
    "article": "articles",
    "articles": "articles",
    "country": "countries",
    "countries": "countries",
}
"""Fields that refer to records by their bare ids, and the collection that these are of."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Collection:
    """A list of records of one kind, and its parameters.

    `lists` names what a record's own path lists besides its document, each by the filter that
    finds it (`fact.about`); `item` is the schema of such a path, made from `lists` by default.
    `sorts` names the columns it can be sorted by, `descending` those for the other direction where
    they differ; `order` describes the default order; `example` is the id of a record worth showing.
    `always` are links that every record of it has: leaders are people with `leader` set to `true`.
    `parent` is the collection under whose records it is, and each record belongs to one of them.
    `deeper` are related records that `include` can add although only parts of documents refer to
    them. `note` is a remark on each of its pages. `description` says what it lists, `tag` is its
    heading in the documentation, by default its name.
    """

    name: str
    table: type[RecordRow]
    shown: type[Shown]
    description: str
    parameters: tuple[Parameter, ...]
    example: str
    item: type[Shown] = Shown
    lists: Mapping[str, str] = field(default_factory=dict)
    sorts: Mapping[str, str] = field(default_factory=lambda: {"id": "position", "name": "name_key"})
    order: str = "by id"
    always: Mapping[str, str] = field(default_factory=dict)
    descending: Mapping[str, str] = field(default_factory=dict)
    deeper: Mapping[str, Related] = field(default_factory=dict)
    parent: str = ""
    tag: str = ""
    note: str | None = None

    def __post_init__(self) -> None:
        """Fill in what is not given."""
        made = {
            "item": item_of(self.shown, self.lists) if self.item is Shown else self.item,
            "tag": self.tag or self.name.title(),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    @cached_property
    def kind(self) -> str:
        """What one of its records is, and the name of their table."""
        return self.table.__name__.lower()

    @property
    def path(self) -> str:
        """The path of its list."""
        return f"/{self.parent}/{{id}}/{self.name}" if self.parent else f"/{self.name}"

    @cached_property
    def filters(self) -> Mapping[str, Parameter]:
        """The parameters by name, and `id`."""
        ids = replace(IDS, example=self.example)
        return {one.name: one for one in (ids, *self.parameters)}

    @cached_property
    def includes(self) -> Mapping[str, Related]:
        """The related records that `include` can add."""
        fields = self.item.model_fields
        related = {name: Related((name,)) for name in fields if refers(fields[name].annotation)}
        shared = "articles" in fields
        bare = {
            name: Related((name,), of)
            for name, of in BARE.items()
            if name in fields and not (shared and name == "article")
        }
        # A country may be a reference in one document and a code in another.
        return {**bare, **related, **self.deeper}

    @property
    def singular(self) -> str:
        """One of its records, in a word: `person`; `leader` where only some persons are in it."""
        return self.name.removesuffix("s") if self.always else self.kind

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that `fields` may keep."""
        return tuple(self.shown.model_fields)

    @cached_property
    def facets(self) -> tuple[str, ...]:
        """The parameters whose values `facets` may count, and that may be repeated.

        A record then has to match every one.
        """
        return tuple(p.name for p in self.parameters if isinstance(p, Linked))

    def includable(self, shown: type[BaseModel]) -> tuple[str, ...]:
        """The names that `include` may list in responses of the class `shown`."""
        known = shown.model_fields
        return tuple(name for name, related in self.includes.items() if related.path[0] in known)


def possible(name: str) -> str:
    """The link by which a filter finds records that possibly match."""
    return f"{name}~possible"


IDS = Linked("id", "Only the records with these ids.", "xi-putin-victory-day-2025")
"""Every collection can return several records by id."""

ARTICLE = Linked("article", "Only from the articles with these ids.", "xi-putin-victory-day-2025")
"""Every collection can be narrowed to articles."""

BASIS = Linked("basis", "Stated, or partly inferred.", "stated", choices=get_args(Basis))


def date_filters(what: str) -> tuple[Parameter, ...]:
    """The filters of records with a date; `what` names the records in their descriptions."""
    return (
        DateBound(
            "date_from", f"{what} at this date or later; see `match`.", "2022", ends=("begin",)
        ),
        DateBound(
            "date_to", f"{what} at this date or earlier; see `match`.", "2025-05", ends=("end",)
        ),
        DateBound(
            "date", f"{what} at least partly in this year, month or day; see `match`.", "2025"
        ),
        DateBound("year", f"{what} at least partly in this year; see `match`.", "2025", year=True),
    )


MATCH = Choice(
    "match",
    "How to compare an inexact date or number, or an uncertain participant. `certain`: only "
    "records that match whatever the exact value is; “some time in 2012” is certainly in 2012, not "
    "certainly in June. "
    "`possible`: also records that may match, such as those without a date. An inferred date is "
    "compared like a stated one. What has happened counts as no later than its report.",
    "certain",
    choices=("certain", "possible"),
    default="certain",
)
