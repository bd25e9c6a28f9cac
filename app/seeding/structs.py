"""Read an article's JSON in half the time: what its records take for sure, and nothing else.

The structs are made of what the records declare, so that each rule stands in one place. They are
stricter in that no text is trimmed, and leave two things to `checking.well`, which has them all at
once: that what refers to a record is the id of one, and that hashes are some.
"""

from collections.abc import Callable, Iterator
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal, cast, get_args, get_origin

import msgspec
from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import AfterValidator, StringConstraints

from app.core.records import SHA256, Record
from app.core.terms import COUNTRY, SLUG
from app.seeding.reading import ArticleFile

Rule = Callable[[Any], object]
"""Raises `ValueError` where what it is given is not right."""

_TRIMMED = r"(?s)\A(?=\S).*\S\Z"


def structs_of(content: bytes) -> ArticleFile | None:
    """What stands in an article's file; None where that is for the records to tell."""
    try:
        return cast(ArticleFile, _decoder().decode(content))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


@cache
def _decoder() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_struct(ArticleFile))


@cache
def _struct(record: type[Record]) -> type[msgspec.Struct]:
    """A struct with the fields, rules and properties of a record; a draft is not taken."""
    rules: list[Rule] = [v.func for v in record.__pydantic_decorators__.model_validators.values()]
    fields: list[Any] = []
    for name, declared in record.model_fields.items():
        if name == "draft":
            continue
        kind: Any = Annotated[(declared.annotation, *declared.metadata, None)]
        rules += [_of_field(name, rule) for rule in _rules(kind)]
        known = name in record.REFERENCES and _takes(kind, record.REFERENCES[name])
        kind = _kind(kind, limited=not known)
        fields.append((name, kind) if declared.is_required() else (name, kind, declared.default))
    own = {name: value for name, value in vars(record).items() if isinstance(value, property)}
    return msgspec.defstruct(
        record.__name__,
        fields,
        namespace={**own, "REFERENCES": record.REFERENCES, "__post_init__": _together(rules)},
        forbid_unknown_fields=True,
        frozen=True,
        kw_only=True,
    )


def _together(rules: list[Rule]) -> Rule:
    if len(rules) == 1:
        return rules[0]

    def check(struct: msgspec.Struct) -> None:
        for rule in rules:
            rule(struct)

    return check


def _of_field(name: str, rule: Rule) -> Rule:
    def check(struct: msgspec.Struct) -> None:
        value = getattr(struct, name)
        if value is not None:
            rule(value)

    return check


def _rules(kind: object) -> Iterator[Rule]:
    """By what a field of this type is validated, beside its limits."""
    for part in get_args(kind):
        if isinstance(part, AfterValidator):
            yield cast(Rule, part.func)
        elif get_origin(part) is not list:
            yield from _rules(part)


def _takes(kind: object, ids_of: frozenset[str]) -> bool:
    """Whether a field of this type takes any id of these kinds."""
    patterns = set(_patterns(kind))
    return all((COUNTRY if of == "country" else SLUG) in patterns for of in ids_of)


def _patterns(kind: object) -> Iterator[object]:
    for part in get_args(kind):
        yield from [part.pattern] if isinstance(part, StringConstraints) else _patterns(part)


def _kind(kind: Any, *, limited: bool) -> Any:  # noqa: ANN401 - any type, made while it runs
    """A type as msgspec has it, with the limits of its texts and numbers if it is to be limited."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        inner = _kind(parts[0], limited=limited)
        limits = {name: limit for part in parts[1:] for name, limit in _limits(part)}
        return Annotated[inner, msgspec.Meta(**limits)] if limits and limited else inner
    if origin is Literal or not parts:
        return _struct(kind) if isinstance(kind, type) and issubclass(kind, Record) else kind
    inner = [_kind(part, limited=limited) for part in parts]
    return origin[*inner] if origin in {list, dict} else reduce(or_, inner)


def _limits(part: object) -> Iterator[tuple[str, Any]]:
    match part:
        case StringConstraints():
            yield from _limits_of_text(part)
        case Ge(limit):
            yield "ge", limit
        case Le(limit):
            yield "le", limit
        case MinLen(limit):
            yield "min_length", limit
        case MaxLen(limit):
            yield "max_length", limit
        case AfterValidator() | None:
            pass
        case _:
            message = f"nothing is known of {part!r} here"
            raise TypeError(message)


def _limits_of_text(part: StringConstraints) -> Iterator[tuple[str, Any]]:
    if part.strip_whitespace:
        yield "pattern", _TRIMMED
    if isinstance(part.pattern, str) and part.pattern != SHA256:
        # A line feed may stand behind what $ finds.
        yield "pattern", part.pattern.removesuffix("$") + r"\Z"
    if part.min_length:
        yield "min_length", part.min_length
    if part.max_length:
        yield "max_length", part.max_length
