"""The tables of an exported dataset, made from the schemas of resources.

A resource has a table with a column for each plain field. A reference is the id of a record, with
its path and name if its kind can differ. A list is a table of its own, and citations share one.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.core.records import references_of
from app.core.resource import Resource
from app.core.schema import Citation, Document, Reference
from app.database import Json
from app.resources import RESOURCES

Kinds = dict[str, frozenset[str]]
"""The kinds that each field of a record may refer to."""

_ARTICLE: Kinds = {"article": frozenset({"article"})}
"""A field that refers to a record by its bare id."""

_MEANINGS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("meanings.toml").read_text(encoding="utf-8")
)
"""The meaning of fields without a description in the schema."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: where its value is, its SQL type, its meaning, the table it refers to."""

    path: tuple[str, ...]
    type: str
    meaning: str
    refers_to: str | None = None

    @property
    def name(self) -> str:
        """The names of the path, joined."""
        return "_".join(self.path)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `parts` finds what it has a row for in a record."""

    name: str
    columns: tuple[TableColumn, ...]
    key: tuple[str, ...]
    parts: Callable[[Document], Iterable[Document]]

    @property
    def sql(self) -> str:
        """The statement that makes it."""
        key = ", ".join(f'"{name}"' for name in self.key)
        lines = [f'"{column.name}" {column.type}' for column in self.columns]
        lines.append(f"PRIMARY KEY ({key})")
        lines += [
            f'FOREIGN KEY ("{column.name}") REFERENCES "{column.refers_to}" (id)'
            for column in self.columns
            if column.refers_to
        ]
        return f'CREATE TABLE "{self.name}" ({", ".join(lines)})'

    @property
    def schema(self) -> Document:
        """The table's schema in the terms of Data Packages."""
        types = {"TEXT": "string", "INTEGER": "integer", "REAL": "number"}
        return {
            "fields": [
                {"name": c.name, "type": types[c.type], "description": c.meaning}
                for c in self.columns
            ],
            "primaryKey": list(self.key),
            "foreignKeys": [
                {"fields": c.name, "reference": {"resource": c.refers_to, "fields": "id"}}
                for c in self.columns
                if c.refers_to
            ],
        }

    def rows(self, record: Document) -> Iterator[tuple[Any, ...]]:
        """The rows that a record has in it."""
        for part in self.parts(record):
            yield tuple(at(part, column.path) for column in self.columns)


def at(part: Json, path: tuple[str, ...]) -> object:
    """The value at the end of a path; None where something on the way is."""
    for key in path:
        if part is None:
            return None
        part = part[key]
    return part


@cache
def tables_of(resource: Resource) -> tuple[Table, ...]:
    """The table of a resource, and those of its lists."""
    kinds = dict(_ARTICLE)
    for record in filter(None, (resource.record, resource.shared)):
        kinds |= {name: kind for name, kind in references_of(record).items() if name != "id"}
    name = resource.collection.name
    columns: list[TableColumn] = []
    lists: list[Table] = []
    for field, info in resource.collection.shown.model_fields.items():
        kind, many = field_type(info.annotation)
        if kind is dict or (many and kind is not Citation):
            lists.append(_list(name, field, info, kinds))
        elif not many:
            columns += _columns(field, info, kinds)
    return Table(name, tuple(columns), ("id",), lambda record: [record]), *lists


def _columns(field: str, info: FieldInfo, kinds: Kinds) -> Iterator[TableColumn]:
    """The columns of a field."""
    words, target = meaning(field, info), _target(kinds.get(field))
    kind, _ = field_type(info.annotation)
    if issubclass(kind, Reference):
        yield TableColumn((field, "id"), "TEXT", f"{words} Its id.", target)
        if not target:
            yield TableColumn((field, "url"), "TEXT", "Its path.")
            yield TableColumn((field, "name"), "TEXT", "Its name.")
    elif issubclass(kind, BaseModel):
        for part, about in kind.model_fields.items():
            yield TableColumn((field, part), _sql_type(about), meaning(part, about))
    else:
        yield TableColumn((field,), _sql_type(info), words, target)


def meaning(field: str, info: FieldInfo) -> str:
    """What a field means, in words."""
    words = field.replace("_", " ")
    plain = f"Whether it is {words}." if info.annotation is bool else f"The {words}."
    return info.description or _MEANINGS.get(field, plain)


def field_type(annotation: object) -> tuple[type, bool]:
    """The type of a field without None and notes, and whether it is a list of it.

    A code is a `str`, a number a `float` where it may be one; any mapping is a `dict`.
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return field_type(arguments[0])
    if origin in {Union, UnionType}:
        some = [one for one in arguments if one is not NoneType]
        return (float, False) if float in some else field_type(some[0])
    if origin is list:
        return field_type(arguments[0])[0], True
    if origin is Literal:
        return str, False
    return cast("type", origin or annotation), False


def _sql_type(info: FieldInfo) -> str:
    return {int: "INTEGER", bool: "INTEGER", float: "REAL"}.get(
        field_type(info.annotation)[0], "TEXT"
    )


def _list(name: str, field: str, info: FieldInfo, kinds: Kinds) -> Table:
    """The table of a list, or of values by name: the record, the place or name, and its value."""
    kind, many = field_type(info.annotation)
    if many:
        of, key = "list", TableColumn(("place",), "INTEGER", "The place in the list, from 1.")
    else:
        of, key = "value", TableColumn(("name",), "TEXT", info.description or "What the value is.")
    columns = [TableColumn(("record_id",), "TEXT", f"The record that has the {of}.", name), key]
    if not many:
        columns.append(TableColumn(("value",), "TEXT", "The value."))
    elif issubclass(kind, BaseModel) and kind is not Reference:
        for part, about in kind.model_fields.items():
            if not field_type(about.annotation)[1]:
                columns += _columns(part, about, {})
    else:
        columns += _columns(field, info, kinds)
    key_ = ("record_id", key.name)
    return Table(f"{name}_{field}", tuple(columns), key_, partial(_members, field))


def _members(field: str, record: Document) -> Iterator[Document]:
    """The members of a list, each with its place, or the values by name."""
    value = record[field] or ()
    if isinstance(value, dict):
        for name, one in sorted(value.items()):
            yield {"record_id": record["id"], "name": name, "value": one}
    else:
        for place, one in enumerate(value, 1):
            own = one if isinstance(one, dict) else {}
            yield {**own, "record_id": record["id"], "place": place, field: one}


def _target(kinds: frozenset[str] | None) -> str | None:
    """The table that a reference leads to, if it can only lead to one."""
    if kinds is None or len(kinds) != 1:
        return None
    return next(one.collection.name for one in RESOURCES if one.kind in kinds)


def _citations(record: Document) -> Iterator[Document]:
    """The citations of a record of a `collection`, and those of the members of its lists."""
    parts = [("", 0, record)]
    for field, value in record.items():
        if field != "citations" and isinstance(value, list):
            members = enumerate(value, 1)
            parts += [(field, place, one) for place, one in members if isinstance(one, dict)]
    for field, place, part in parts:
        for number, citation in enumerate(part.get("citations", ()), 1):
            own = {"collection": record["collection"], "record_id": record["id"], "part": field}
            yield {**own, "part_place": place, "place": number, **citation}


_KEY = {
    "collection": "The table of the record that cites.",
    "record_id": "The record that cites.",
    "part": "The list that cites, empty for the record itself.",
    "part_place": "The place in that list, from 1, or 0.",
    "place": "The place among the citations, from 1.",
}
_KEY_COLUMNS = [
    TableColumn((name,), "INTEGER" if name.endswith("place") else "TEXT", about)
    for name, about in _KEY.items()
]
_CITED = [
    one for name, info in Citation.model_fields.items() for one in _columns(name, info, _ARTICLE)
]
CITATIONS = Table("citations", (*_KEY_COLUMNS, *_CITED), tuple(_KEY), _citations)
"""Every citation of every record."""

TABLES: dict[str, tuple[Table, tuple[Resource, ...]]] = {
    **{table.name: (table, (resource,)) for resource in RESOURCES for table in tables_of(resource)},
    CITATIONS.name: (CITATIONS, RESOURCES),
}
"""Every table by name, and the resources whose records it has rows for."""
