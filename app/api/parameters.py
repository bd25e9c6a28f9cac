"""Read a query string strictly: unknown, repeated, empty and malformed parameters are errors."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from app.api.problems import InvalidParameters, ParameterError
from app.core.collection import LIMIT, MOST, Choice, Malformed, Parameter, list_of
from app.nearest import nearest_names

MAX_PARAMETERS = 50

NUMBER = re.compile("[1-9][0-9]{0,8}")
"""A number from 1; one with thousands of digits cannot be converted."""

_CONTROL = re.compile(r"[\x00-\x1f]")


def read(
    query: bytes, parameters: Mapping[str, Parameter], repeatable: Container[str] = ()
) -> dict[str, Any]:
    """The values of a query string by parameter; raises `InvalidParameters` with every error.

    The value of a repeated parameter, which has to be `repeatable`, is the tuple of its values.
    """
    found: dict[str, list[Any]] = {}
    errors: list[ParameterError] = []
    for name, text in pairs(query):
        parameter = parameters.get(name)
        if parameter is None:
            detail = f"{name!r} is not a parameter of this path"
            errors.append(error(name, detail, sorted(parameters), name, unknown=True))
            continue
        repeated = name in found
        values = found.setdefault(name, [])
        if repeated and name not in repeatable:
            detail = "it is repeated; if it allows alternatives, separate them with commas"
            errors.append(error(name, detail))
        elif text is None:
            errors.append(error(name, "it is not UTF-8, or contains a control character"))
        elif text == "":
            errors.append(error(name, "it is empty; give it a value or leave it out"))
        else:
            try:
                values.append(parameter.read(text))
            except Malformed as malformed:
                errors.append(error(name, str(malformed), malformed.allowed, malformed.value))
    for name, parameter in parameters.items():
        if parameter.required and name not in found:
            errors.append(
                error(name, f"it is missing; give it a value, as in {name}={parameter.example}")
            )
    if errors:
        raise InvalidParameters(errors)
    return {name: few[0] if len(few) == 1 else tuple(few) for name, few in found.items()}


def pairs(query: bytes) -> list[tuple[str, str | None]]:
    """The decoded names and values of a query string; None for a value that is not text."""
    if not query:
        return []
    parts = [part for part in query.split(b"&") if part]
    if len(parts) > MAX_PARAMETERS:
        detail = f"there are {len(parts)} parameters; at most {MAX_PARAMETERS} are allowed"
        raise InvalidParameters([error("", detail)])
    named = []
    for part in parts:
        name, _, value = part.partition(b"=")
        decoded = _decoded(name)
        named.append(("\N{REPLACEMENT CHARACTER}" if decoded is None else decoded, _decoded(value)))
    return named


def error(
    name: str,
    detail: str,
    allowed: list[str] | None = None,
    meant: str = "",
    *,
    unknown: bool = False,
) -> ParameterError:
    """What is wrong with one parameter, and which of the allowed names is nearest to `meant`."""
    nearest = nearest_names(meant, allowed or ())
    return ParameterError(
        parameter=name,
        detail=detail,
        allowed=allowed,
        did_you_mean=nearest[0] if nearest else None,
        unknown=unknown,
    )


@dataclass(frozen=True, slots=True)
class Names(Parameter):
    """Names from a fixed list, each once, separated by commas."""

    choices: tuple[str, ...]

    @property
    def schema(self) -> dict[str, Any]:
        return list_of({"type": "string", "enum": list(self.choices)}, len(self.choices))

    def read(self, text: str) -> tuple[Any, ...]:
        found = text.split(",")
        self._check(found)
        return tuple(found)

    def _check(self, names: list[str]) -> None:
        for name in names:
            if name not in self.choices:
                raise Malformed(f"{name!r} is not an allowed name", list(self.choices), name)
        if len(set(names)) != len(names):
            raise Malformed("a name is repeated")


@dataclass(frozen=True, slots=True)
class Sort(Names):
    """Keys to sort by; `-` before a name means descending."""

    @property
    def schema(self) -> dict[str, Any]:
        both = [*self.choices, *(f"-{name}" for name in self.choices)]
        return list_of({"type": "string", "enum": both}, len(both))

    def read(self, text: str) -> tuple[tuple[str, bool], ...]:
        """Each key, and whether it is descending."""
        keys = [(part.removeprefix("-"), part.startswith("-")) for part in text.split(",")]
        self._check([name for name, _ in keys])
        return tuple(keys)


@dataclass(frozen=True, slots=True)
class Limit(Parameter):
    """The most records to return."""

    default: int | None = None

    @property
    def schema(self) -> dict[str, Any]:
        size: dict[str, Any] = {
            "type": "integer",
            "format": "int32",
            "minimum": 1,
            "maximum": MOST,
        }
        return size | ({"default": self.default} if self.default else {})

    def read(self, text: str) -> int:
        if not re.fullmatch("[0-9]{1,4}", text) or not 1 <= int(text) <= MOST:
            raise Malformed(f"{text[:20]!r} is not a whole number from 1 to {MOST}")
        return int(text)


@dataclass(frozen=True, slots=True)
class Text(Parameter):
    """A text of at most `longest` bytes, with a `pattern` that clients may check."""

    longest: int
    pattern: str

    @property
    def schema(self) -> dict[str, Any]:
        shortest = {"minLength": 1} if self.required else {}
        return {"type": "string", "maxLength": self.longest, "pattern": self.pattern, **shortest}

    def read(self, text: str) -> str:
        if len(text.encode()) > self.longest:
            raise Malformed(f"it is longer than {self.longest} bytes")
        return text


def flag(name: str, description: str) -> Choice:
    """A parameter that is `true` or `false`, and false without it."""
    return Choice(name, description, "true", choices=("true", "false"), default="false")


LIMITED = Limit("limit", "How many records a page has.", "5", LIMIT)
UNLIMITED = Limit("limit", "How many records to send at most; without it, all.", "5")
CURSOR = Text(
    "cursor",
    "Where to continue; `next` of the previous page contains it.",
    "",
    2000,
    "^[A-Za-z0-9_-]+$",
)


def _decoded(raw: bytes) -> str | None:
    if b"%" in raw or b"+" in raw:
        raw = unquote_to_bytes(raw.replace(b"+", b" "))
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() or not _CONTROL.search(text) else None
