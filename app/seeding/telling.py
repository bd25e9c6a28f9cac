"""Tell what pydantic finds wrong with a seed file: in which record, in which field, what to do."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.core.records import Record
from app.seeding.faults import Fault, nearest


def told(
    name: str, kind: type[Record], raw: dict[str, Any], error: ValidationError
) -> Iterator[Fault]:
    """What pydantic finds wrong with the table `raw` that a file holds."""
    for detail in error.errors(include_url=False):
        record, field_ = _whereabouts(raw, detail["loc"])
        problem = detail["msg"].removeprefix("Value error, ")
        problem = f"{field_}: {problem}" if field_ else problem
        # What is wrong with a key that a record cannot have is not that it has no value.
        blank = detail["input"] == "" and detail["type"] != "extra_forbidden"
        yield Fault(
            name,
            record,
            problem,
            _remedy(kind, detail),
            blank=field_ if blank else "",
            draft=detail["type"] == "draft",
        )


def _whereabouts(raw: dict[str, Any], loc: tuple[int | str, ...]) -> tuple[str, str]:
    """The records on the way to `loc`, by their ids, and the rest of the way."""
    node: Any = raw
    records: list[str] = []
    rest: list[str] = []
    for step in loc:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            node = None
        rest.append(str(step))
        if isinstance(node, dict) and not str(step).startswith("dimensions"):
            named = node.get("id") or node.get("name")
            table = next((part for part in reversed(rest) if not part.isdigit()), "")
            if table != "citations":
                records.append(f"{table} {named!r}" if named else f"{table} {rest[-1]}")
                rest = []
    return ": ".join(records) or "file", ".".join(rest)


def _remedy(kind: type[Record], detail: ErrorDetails) -> str:
    match detail["type"]:
        case "missing":
            return "add it"
        case "draft":
            return "look at it, then remove draft = true"
        case "extra_forbidden":
            return nearest(str(detail["loc"][-1]), _keys(kind, detail["loc"][:-1]))
        case "literal_error":
            return f"{detail['input']!r} is not among them"
        case "too_short":
            return 'give at least one; `article-facts cite FILE "words"` prints a citation'
        case _:
            whole = isinstance(detail["input"], dict)
            return "mend the record" if whole else f"it reads {str(detail['input'])[:80]!r}"


def _keys(kind: type[Record], way: tuple[int | str, ...]) -> list[str]:
    """The keys that the table at `way` may have."""
    for step in way:
        if isinstance(step, str):
            inner = kind.model_fields[step].annotation
            for candidate in getattr(inner, "__args__", (inner,)):
                if isinstance(candidate, type) and issubclass(candidate, Record):
                    kind = candidate
    return list(kind.model_fields)
