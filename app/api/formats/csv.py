"""CSV (RFC 4180): one row for each record, in columns that only the record's model decides.

A reference is two columns, `event_id` and `event_name`. A list is joined by `;`, and lists of one
field stand in step: the third of `participant_parts` is that of the third of `participant_ids`.
Citations are their number, the first one's place and hash, and all of them as `citation_spans`:
`article#char=start,end` (RFC 5147). Null is an empty cell.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import orjson
from pydantic import BaseModel

from app.core.schema import Citation, Reference

Cell = str | int | float
Cells = Callable[[Any], list[Cell]]

_PLURALS = {
    "id": "ids",
    "name": "names",
    "part": "parts",
    "certainty": "certainties",
    "title": "titles",
    "country": "countries",
}
# What a list of records leaves out: it is found at each record.
_LEFT_OUT = frozenset({"url", "inference", "citations"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """The columns that one field fills, and what turns the field's value into their cells."""

    field: str
    names: tuple[str, ...]
    cells: Cells


@lru_cache(maxsize=256)
def columns(model: type[BaseModel], fields: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of these fields of a model."""
    return tuple(_column(field, model.model_fields[field].annotation) for field in fields)


def header(wanted: Sequence[Column]) -> bytes:
    """The first line."""
    return _lines([[name for column in wanted for name in column.names]])


def rows(wanted: Sequence[Column], documents: Iterable[bytes]) -> bytes:
    """A line for each document."""
    records = map(orjson.loads, documents)
    return _lines(
        [cell for column in wanted for cell in column.cells(record[column.field])]
        for record in records
    )


def _lines(cells: Iterable[Iterable[Cell]]) -> bytes:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(cells)
    return written.getvalue().encode()


def _column(name: str, annotation: Any) -> Column:  # noqa: ANN401 - annotations have no type
    kind, of = _unwrapped(annotation)
    if kind is list and of is Citation:
        places = ("count", "paragraph", "start", "end", "sha256", "spans")
        return Column(name, tuple(f"citation_{place}" for place in places), _citations)
    if kind is list and _is_model(of):
        found = _parts(of)
        single = name.removesuffix("s")
        names = tuple(f"{single}_{part}" for part, _ in found)
        paths = tuple(path for _, path in found)
        return Column(name, names, lambda value: [_joined(value, path) for path in paths])
    if kind is list:
        return Column(name, (name,), lambda value: [_text(";".join(map(_plain, value)))])
    if kind is dict:
        return Column(name, (name,), _pairs)
    if _is_model(kind):
        fields = ("id", "name") if issubclass(kind, Reference) else tuple(kind.model_fields)
        names = tuple(f"{name}_{field}" for field in fields)
        return Column(
            name, names, lambda value: [_cell(value and value[field]) for field in fields]
        )
    return Column(name, (name,), lambda value: [_cell(value)])


def _unwrapped(annotation: Any) -> tuple[Any, Any]:  # noqa: ANN401 - the same
    """A type without its null, and what it is a list of."""
    if get_origin(annotation) in {Union, UnionType}:
        some = [option for option in get_args(annotation) if option is not NoneType]
        annotation = some[0]
    arguments = get_args(annotation)
    if get_origin(annotation) is Literal:
        return str, None
    return get_origin(annotation) or annotation, arguments[0] if arguments else None


def _is_model(kind: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _parts(model: type[BaseModel]) -> list[tuple[str, tuple[str, ...]]]:
    """The columns for a list of `model`: the end of the name, and the path to the value."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for field, info in model.model_fields.items():
        if field in _LEFT_OUT:
            continue
        kind, _ = _unwrapped(info.annotation)
        if _is_model(kind):
            found.append((f"{field}_ids", (field, "id")))
        elif kind not in {list, dict}:
            found.append((_PLURALS.get(field, field), (field,)))
    return found


def _joined(records: list[dict[str, Any]], path: tuple[str, ...]) -> Cell:
    parts = []
    for record in records:
        value: Any = record
        for step in path:
            value = value and value[step]
        parts.append(_plain(value))
    return _text(";".join(parts))


def _plain(value: object) -> str:
    """A value inside a list; its own semicolons would tear the list apart."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).replace(";", ",")


def _pairs(value: dict[str, object]) -> list[Cell]:
    return [_text(";".join(f"{name}={_plain(of)}" for name, of in value.items()))]


def _citations(value: list[dict[str, Any]]) -> list[Cell]:
    if not value:
        return [0, "", "", "", "", ""]
    first = value[0]
    spans = ";".join(f"{one['article']}#char={one['start']},{one['end']}" for one in value)
    return [
        len(value),
        first["paragraph"],
        first["start"],
        first["end"],
        first["sha256"],
        spans,
    ]


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    return "" if value is None else _text(str(value))


def _text(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
