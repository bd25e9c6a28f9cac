"""Pydantic's errors in a seed file, as faults with record, field and remedy."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.core.records import Record
from app.seeding.faults import Fault, nearest

_LONGEST = 80
"""How many characters of a faulty value are shown."""


def faults_of(
    name: str, kind: type[Record], raw: dict[str, Any], error: ValidationError
) -> Iterator[Fault]:
    """The faults of the table `raw` that a file contains."""
    for detail in error.errors(include_url=False):
        record, field_ = _place(raw, detail["loc"])
        problem = detail["msg"].removeprefix("Value error, ")
        problem = f"{field_}: {problem}" if field_ else problem
        # An unknown key is not the same as a field without a value.
        blank = detail["input"] == "" and detail["type"] != "extra_forbidden"
        yield Fault(
            name,
            record,
            problem,
            _remedy(kind, detail),
            blank=field_ if blank else "",
        )


def _place(raw: dict[str, Any], loc: tuple[int | str, ...]) -> tuple[str, str]:
    """The records on the way to `loc`, by their ids, and the rest of the way."""
    node: Any = raw
    records: list[str] = []
    rest: list[str] = []
    for step in loc:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            node = None
        rest.append(str(step)[:_LONGEST])
        if isinstance(node, dict) and not str(step).startswith("dimensions"):
            named = node.get("id") or node.get("name")
            table = next((part for part in reversed(rest) if not part.isdigit()), "")
            if table != "citations":
                records.append(f"{table} {named!r}"[:_LONGEST] if named else f"{table} {rest[-1]}")
                rest = []
    return ": ".join(records) or "file", ".".join(rest)


def _remedy(kind: type[Record], detail: ErrorDetails) -> str:
    match detail["type"]:
        case "missing":
            return "add it"
        case "extra_forbidden":
            return nearest(str(detail["loc"][-1]), _keys(kind, detail["loc"][:-1]))
        case "literal_error":
            return f"{_shown(detail['input'])} is not an allowed value"
        case "too_short":
            return 'give at least one; `article-facts cite FILE "words"` prints a citation'
        case _:
            whole = isinstance(detail["input"], dict)
            return "correct the record" if whole else f"the value is {_shown(detail['input'])}"


def _shown(value: object) -> str:
    try:
        return repr(str(value)[:_LONGEST])
    except ValueError:
        return "a number with too many digits"


def _keys(kind: type[Record], way: tuple[int | str, ...]) -> list[str]:
    """The keys that the table at `way` may have."""
    for step in way:
        if isinstance(step, str):
            inner = kind.model_fields[step].annotation
            for candidate in getattr(inner, "__args__", (inner,)):
                if isinstance(candidate, type) and issubclass(candidate, Record):
                    kind = candidate
    return list(kind.model_fields)
