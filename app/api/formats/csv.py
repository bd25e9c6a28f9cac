"""CSV (RFC 4180): a row for each record, in columns that depend only on the record's model.

A reference becomes two columns, `event_id` and `event_name`. A list is joined by `;`, and the
columns of one list are parallel: the third of `participant_parts` belongs to the third of
`participant_ids`. Citations become their number, the place and hash of the first, and all of them
as `citation_spans`: `article#char=start,end` (RFC 5147). Null is an empty cell.
`csv_lines` in `app.queries.export` writes the lines, here and for the tables of the dataset.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

import orjson
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.core.collection import Collection
from app.core.schema import Citation, Document, Reference
from app.queries.export import csv_lines
from app.queries.export_tables import at, field_type, meaning

BYTE_ORDER_MARK = "\ufeff".encode()
"""Tells Excel that a file is UTF-8."""

_PLURALS = {"certainty": "certainties", "country": "countries"}
_PLURALS |= {name: f"{name}s" for name in ("id", "inference", "name", "part", "title")}
# No columns for these in a list: its ids say the same, and `/dataset/citations.csv` has citations.
_LEFT_OUT = frozenset({"url", "citations"})
_TYPES = {bool: "boolean", int: "integer", float: "number"}


@dataclass(frozen=True, slots=True)
class CsvColumn:
    """A column; `type` is a type of Table Schema, and `cell` finds a record's value in it."""

    name: str
    type: str
    description: str
    cell: Callable[[Document], object]


@lru_cache(maxsize=256)
def columns(model: type[BaseModel], fields: tuple[str, ...]) -> tuple[CsvColumn, ...]:
    return tuple(one for field in fields for one in _columns(field, model.model_fields[field]))


def table_schema(collection: Collection) -> Document:
    """The columns of a collection's list, in the terms of Table Schema."""
    fields = [
        {"name": one.name, "type": one.type, "description": one.description}
        for one in columns(collection.shown, collection.fields)
    ]
    return {"fields": fields, "primaryKey": "id", "missingValues": [""]}


def header(wanted: Iterable[CsvColumn]) -> bytes:
    return csv_lines([[one.name for one in wanted]])


def rows(wanted: Iterable[CsvColumn], documents: Iterable[bytes]) -> bytes:
    cells = [one.cell for one in wanted]
    return csv_lines([cell(record) for cell in cells] for record in map(orjson.loads, documents))


def _columns(field: str, info: FieldInfo) -> Iterator[CsvColumn]:
    kind, many = field_type(info.annotation)
    about = meaning(field, info)
    if kind is Citation:
        yield from _CITATION_COLUMNS
    elif kind is dict:
        about += " Pairs `name=value`, joined by `;`."
        yield CsvColumn(field, "string", about, partial(_pairs, field))
    elif many and not issubclass(kind, BaseModel):
        yield CsvColumn(field, "string", f"{about} Joined by `;`.", partial(_joined, field, ()))
    elif many:
        yield from _list_columns(field, kind, about)
    elif issubclass(kind, BaseModel):
        for part in ("id", "name") if issubclass(kind, Reference) else kind.model_fields:
            type_ = _TYPES.get(field_type(kind.model_fields[part].annotation)[0], "string")
            cell = partial(_plain, (field, part))
            yield CsvColumn(f"{field}_{part}", type_, f"{about} Its `{part}`.", cell)
    else:
        yield CsvColumn(field, _TYPES.get(kind, "string"), about, partial(_plain, (field,)))


def _list_columns(field: str, model: type[BaseModel], about: str) -> Iterator[CsvColumn]:
    """A column for each part of a list's records."""
    single = field.removesuffix("s")
    for part, info in model.model_fields.items():
        kind, many = field_type(info.annotation)
        if part in _LEFT_OUT or many or kind is dict:
            continue
        reference = issubclass(kind, BaseModel)
        path = (part, "id") if reference else (part,)
        name = f"{single}_{part}_ids" if reference else f"{single}_{_PLURALS.get(part, part)}"
        description = f"{about} The `{'.'.join(path)}` of each, joined by `;`."
        yield CsvColumn(name, "string", description, partial(_joined, field, path))


def _plain(path: tuple[str, ...], record: Document) -> object:
    value = at(record, path)
    return str(value).lower() if isinstance(value, bool) else value


def _joined(field: str, path: tuple[str, ...], record: Document) -> str:
    return ";".join([_in_list(at(one, path)) for one in record[field]])


def _pairs(field: str, record: Document) -> str:
    return ";".join([f"{name}={_in_list(value)}" for name, value in record[field].items()])


def _in_list(value: object) -> str:
    """A value inside a list, without semicolons of its own."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).replace(";", ",")


def _first(name: str, type_: str, about: str) -> CsvColumn:
    def cell(record: Document) -> object:
        return record["citations"][0][name] if record["citations"] else None

    return CsvColumn(f"citation_{name}", type_, f"Of the first citation: {about}", cell)


_CITATION_COLUMNS = (
    CsvColumn(
        "citation_count",
        "integer",
        "How many citations support the record.",
        lambda record: len(record["citations"]),
    ),
    _first("paragraph", "integer", "its line, from 1."),
    _first("start", "integer", "where it starts, in code points."),
    _first("end", "integer", "where it ends, not included."),
    _first("sha256", "string", "the hash of its UTF-8 bytes."),
    CsvColumn(
        "citation_spans",
        "string",
        "Every citation as `article#char=start,end` (RFC 5147), joined by `;`.",
        lambda record: ";".join(
            f"{one['article']}#char={one['start']},{one['end']}" for one in record["citations"]
        ),
    ),
)
