"""CSV (RFC 4180): a row for each record, in columns that depend only on the record's model.

A reference becomes two columns, `event_id` and `event_name`. A list is joined by `;`, and the
columns of one list are parallel: the third of `participant_parts` belongs to the third of
`participant_ids`. Citations become their number, the place and hash of the first, and all of them
as `citation_spans`: `article#char=start,end` (RFC 5147). Null is an empty cell.

For safety, text that a spreadsheet would read as a formula gets an apostrophe in front; plain
negative numbers stay as they are.
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
from pydantic.fields import FieldInfo

from app.core.schema import Citation, Reference
from app.queries.export import cell
from app.queries.export_tables import meaning

BOM = "\ufeff".encode()
"""Tells Excel that a file is UTF-8."""

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
# The records themselves have these; a list of them leaves them out.
_LEFT_OUT = frozenset({"url", "inference", "citations"})
_TYPES = {bool: "boolean", int: "integer", float: "number"}


@dataclass(frozen=True, slots=True)
class ColumnDescription:
    """A column in the terms of Table Schema: `type` is `string`, `integer`, `number`, `boolean`."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one field, and the function from the field's value to their cells."""

    field: str
    described: tuple[ColumnDescription, ...]
    cells: Cells


@lru_cache(maxsize=256)
def columns(model: type[BaseModel], fields: tuple[str, ...]) -> tuple[Columns, ...]:
    """The columns of these fields of a model."""
    return tuple(_columns(field, model.model_fields[field]) for field in fields)


def header(wanted: Sequence[Columns]) -> bytes:
    """The first line."""
    return _lines([[one.name for columns in wanted for one in columns.described]])


def rows(wanted: Sequence[Columns], documents: Iterable[bytes]) -> bytes:
    """A line for each document."""
    records = map(orjson.loads, documents)
    return _lines(
        [cell for columns in wanted for cell in columns.cells(record[columns.field])]
        for record in records
    )


def _lines(cells: Iterable[Iterable[Cell]]) -> bytes:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(cells)
    return written.getvalue().encode()


def _columns(name: str, field: FieldInfo) -> Columns:
    kind, of = _type(field.annotation)
    about = meaning(name, field)
    if kind is list and of is Citation:
        return Columns(name, _CITATION_COLUMNS, _citations)
    if kind is list and _is_model(of):
        return _list_columns(name, of, about)
    if kind is list:
        column = ColumnDescription(name, "string", f"{about} Joined by `;`.")
        return Columns(name, (column,), lambda value: [cell(";".join(map(_plain, value)))])
    if kind is dict:
        column = ColumnDescription(name, "string", f"{about} Pairs `name=value`, joined by `;`.")
        return Columns(name, (column,), _pairs)
    if _is_model(kind):
        parts = ("id", "name") if issubclass(kind, Reference) else tuple(kind.model_fields)
        found = tuple(
            ColumnDescription(
                f"{name}_{part}",
                _TYPES.get(_type(kind.model_fields[part].annotation)[0], "string"),
                f"{about} Its `{part}`.",
            )
            for part in parts
        )
        return Columns(name, found, lambda value: [_cell(value and value[part]) for part in parts])
    column = ColumnDescription(name, _TYPES.get(kind, "string"), about)
    return Columns(name, (column,), lambda value: [_cell(value)])


def _list_columns(name: str, model: type[BaseModel], about: str) -> Columns:
    """A column for each part of a list's records."""
    single = name.removesuffix("s")
    found, paths = [], []
    for field, info in model.model_fields.items():
        kind, _ = _type(info.annotation)
        if field in _LEFT_OUT or kind in {list, dict}:
            continue
        path = (field, "id") if _is_model(kind) else (field,)
        plural = f"{field}_ids" if _is_model(kind) else _PLURALS.get(field, field)
        description = f"{about} The `{'.'.join(path)}` of each, joined by `;`."
        found.append(ColumnDescription(f"{single}_{plural}", "string", description))
        paths.append(path)
    return Columns(name, tuple(found), lambda value: [_joined(value, path) for path in paths])


_CITATION_COLUMNS = (
    ColumnDescription("citation_count", "integer", "How many citations support the record."),
    ColumnDescription("citation_paragraph", "integer", "Of the first citation: its line, from 1."),
    ColumnDescription(
        "citation_start", "integer", "Of the first citation: where it starts, in code points."
    ),
    ColumnDescription(
        "citation_end", "integer", "Of the first citation: where it ends, not included."
    ),
    ColumnDescription(
        "citation_sha256", "string", "Of the first citation: the hash of its UTF-8 bytes."
    ),
    ColumnDescription(
        "citation_spans",
        "string",
        "Every citation as `article#char=start,end` (RFC 5147), joined by `;`.",
    ),
)


def _type(annotation: Any) -> tuple[Any, Any]:  # noqa: ANN401 - annotations have no common type
    """A type without its null, and what it is a list of."""
    if get_origin(annotation) in {Union, UnionType}:
        some = [option for option in get_args(annotation) if option is not NoneType]
        # Of int and float, the wider one.
        annotation = float if float in some else some[0]
    arguments = get_args(annotation)
    if get_origin(annotation) is Literal:
        return str, None
    return get_origin(annotation) or annotation, arguments[0] if arguments else None


def _is_model(kind: Any) -> bool:  # noqa: ANN401 - the same
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _joined(records: list[dict[str, Any]], path: tuple[str, ...]) -> Cell:
    parts = []
    for record in records:
        value: Any = record
        for step in path:
            value = value and value[step]
        parts.append(_plain(value))
    return cell(";".join(parts))


def _plain(value: object) -> str:
    """A value inside a list, without semicolons of its own."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).replace(";", ",")


def _pairs(value: dict[str, object]) -> list[Cell]:
    return [cell(";".join(f"{name}={_plain(of)}" for name, of in value.items()))]


def _citations(value: list[dict[str, Any]]) -> list[Cell]:
    if not value:
        return [0, "", "", "", "", ""]
    first = value[0]
    spans = ";".join(f"{one['article']}#char={one['start']},{one['end']}" for one in value)
    places = [first[name] for name in ("paragraph", "start", "end", "sha256")]
    return [len(value), *places, spans]


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    return "" if value is None else cell(str(value))
