"""The tables of an exported dataset, made from the schemas of resources.

A resource has a table with a column for each plain field. A reference is the id of a record, with
its kind beside it if that can differ. A list is a table of its own, and citations share one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.core.records import Record
from app.core.resource import Resource
from app.core.schema import Citation, Reference
from app.resources import RESOURCES

Document = dict[str, Any]
Value = str | int | float | None

_MEANINGS = {
    "id": "Its id, as in the API.",
    "url": "Its path on the server.",
    "name": "Its name.",
    "statement": "A sentence in our words that says it.",
    "earliest": "The first day that the date allows; empty if open.",
    "latest": "The last day that the date allows; empty if open.",
    "part": "What part they had.",
    "leader": "Whether they hold or held political office.",
    "asserted_by": "Who asserts it.",
    "article": "The article that says it.",
    "country": "ISO 3166-1 alpha-2.",
}
"""The meaning of fields that the schema does not describe."""

_TYPES: dict[Any, str] = {int: "INTEGER", bool: "INTEGER", float: "REAL", str: "TEXT"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its SQL type, what it means, the table it refers to, and how to read it."""

    name: str
    type: str
    meaning: str
    read: Callable[[Any], Any]
    refers_to: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `parts` finds what it has a row for in a record: its id, the place, and a part."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    parts: Callable[[Document], Iterator[Any]]

    @property
    def sql(self) -> str:
        """The statement that makes it."""
        lines = [f'"{column.name}" {column.type}' for column in self.columns]
        lines.append(f"PRIMARY KEY ({', '.join(map(_quoted, self.key))})")
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

    @property
    def insert(self) -> str:
        """The statement that adds a row."""
        marks = ", ".join("?" * len(self.columns))
        return f'INSERT INTO "{self.name}" VALUES ({marks})'

    def rows(self, record: Document) -> Iterator[tuple[Value, ...]]:
        """The rows that a record has in it."""
        for part in self.parts(record):
            yield tuple(column.read(part) for column in self.columns)


def _quoted(name: str) -> str:
    return f'"{name}"'


@cache
def tables_of(resource: Resource) -> tuple[Table, ...]:
    """The table of a resource, and those of its lists."""
    name = resource.collection.name
    kinds = _kinds(resource.record, resource.shared)
    return tuple(_tables(name, resource.collection.shown, kinds))


def _kinds(*records: type[Record] | None) -> dict[str, frozenset[str]]:
    """The kinds that each field of a record may refer to."""
    found: dict[str, frozenset[str]] = {"article": frozenset({"article"})}
    for record in records:
        found |= {n: k for n, k in getattr(record, "REFERENCES", {}).items() if n != "id"}
    return found


def _tables(name: str, model: type[BaseModel], kinds: dict[str, frozenset[str]]) -> Iterator[Table]:
    columns: list[Column] = []
    lists: list[Table] = []
    for field, info in model.model_fields.items():
        inner, many = _inner(info.annotation)
        if inner is Citation:
            continue
        if many:
            lists.append(_list(name, field, info, inner, kinds))
        elif inner is dict:
            lists.append(_mapping(name, field, info))
        else:
            columns += _columns(field, info, inner, kinds)
    yield Table(name, tuple(columns), ("id",), lambda record: iter([record]))
    yield from lists


def _columns(
    field: str, info: FieldInfo, inner: type, kinds: dict[str, frozenset[str]]
) -> Iterator[Column]:
    """The columns of a field that is no list."""
    words = meaning(field, info)
    if _is(inner, Reference):
        target = _target(kinds.get(field))
        yield Column(f"{field}_id", "TEXT", f"{words} Its id.", _getter(field, "id"), target)
        if not target:
            yield Column(f"{field}_url", "TEXT", "Its path.", _getter(field, "url"))
            yield Column(f"{field}_name", "TEXT", "Its name.", _getter(field, "name"))
    elif _is(inner, BaseModel):
        for part, described in inner.model_fields.items():
            read = _getter(field, part)
            type_ = _TYPES.get(_inner(described.annotation)[0], "TEXT")
            yield Column(f"{field}_{part}", type_, meaning(part, described), read)
    else:
        target = _target(kinds.get(field))
        yield Column(field, _TYPES.get(inner, "TEXT"), words, _getter(field), target)


def meaning(field: str, info: FieldInfo) -> str:
    words = field.replace("_", " ")
    plain = f"Whether it is {words}." if info.annotation is bool else f"The {words}."
    return info.description or _MEANINGS.get(field, plain)


def _list(
    name: str, field: str, info: FieldInfo, inner: type, kinds: dict[str, frozenset[str]]
) -> Table:
    """The table of a list: the record, the place in the list, and what stands there."""

    def parts(record: Document) -> Iterator[Any]:
        for place, part in enumerate(record[field] or (), 1):
            yield {"": record["id"], "place": place, field: part}

    columns = [
        Column("record_id", "TEXT", "The record that has the list.", _getter(""), name),
        Column("place", "INTEGER", "The place in the list, from 1.", _getter("place")),
    ]
    if _is(inner, BaseModel) and inner is not Reference:
        for part, described in inner.model_fields.items():
            kind, many = _inner(described.annotation)
            if not many:
                columns += [
                    Column(one.name, one.type, one.meaning, _within(field, one.read), one.refers_to)
                    for one in _columns(part, described, kind, {})
                ]
    else:
        columns += _columns(field, info, inner, kinds)
    return Table(f"{name}_{field}", tuple(columns), ("record_id", "place"), parts)


def _mapping(name: str, field: str, info: FieldInfo) -> Table:
    """The table of names and values."""

    def parts(record: Document) -> Iterator[Any]:
        for key, value in sorted(record[field].items()):
            yield {"": record["id"], "name": key, "value": value}

    columns = (
        Column("record_id", "TEXT", "The record that has the value.", _getter(""), name),
        Column("name", "TEXT", info.description or "What the value is.", _getter("name")),
        Column("value", "TEXT", "The value.", _getter("value")),
    )
    return Table(f"{name}_{field}", columns, ("record_id", "name"), parts)


def _getter(*path: str) -> Callable[[Any], Any]:
    def read(part: Any) -> Any:  # noqa: ANN401 - any JSON
        for key in path:
            part = None if part is None else part[key]
        return part

    return read


def _within(field: str, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda part: read(part[field])


def _target(kinds: frozenset[str] | None) -> str | None:
    """The table that a reference leads to, if it can only lead to one."""
    if kinds is None or len(kinds) != 1:
        return None
    (kind,) = kinds
    return next(one.collection.name for one in RESOURCES if one.kind == kind)


def _is(inner: type, base: type[BaseModel]) -> TypeGuard[type[BaseModel]]:
    return issubclass(inner, base)


def _inner(annotation: object) -> tuple[type, bool]:
    """The type of a field without None and notes, and whether it is a list of it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _inner(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        some = [one for one in get_args(annotation) if one is not NoneType]
        return (float, False) if float in some else _inner(some[0])
    if origin is list:
        return _inner(get_args(annotation)[0])[0], True
    if origin is Literal:
        return str, False
    return (dict if origin is dict else annotation), False  # type: ignore[return-value]  # a class by now


CITATIONS = Table(
    "citations",
    (
        Column("collection", "TEXT", "The table of the record that cites.", lambda p: p[0]),
        Column("record_id", "TEXT", "The record that cites.", lambda p: p[1]),
        Column("part", "TEXT", "The list that cites, empty for the record itself.", lambda p: p[2]),
        Column("part_place", "INTEGER", "The place in that list, from 1, or 0.", lambda p: p[3]),
        Column("place", "INTEGER", "The place among the citations, from 1.", lambda p: p[4]),
        Column("article", "TEXT", "The article cited.", lambda p: p[5]["article"], "articles"),
        *(
            Column(
                field,
                "TEXT" if field == "sha256" else "INTEGER",
                meaning(field, info),
                lambda p, field=field: p[5][field],  # type: ignore[misc]  # bound for each field
            )
            for field, info in Citation.model_fields.items()
            if field != "article"
        ),
    ),
    ("collection", "record_id", "part", "part_place", "place"),
    lambda _: iter(()),
)
"""Every citation of every record; its rows come from `citations_of`."""


def citations_of(collection: str, record: Document) -> Iterator[tuple[Value, ...]]:
    """The rows of a record's citations, and of those of its parts."""
    parts = [("", 0, record)]
    for field, value in record.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            parts += [(field, place, part) for place, part in enumerate(value, 1)]
    for field, place, part in parts:
        if field == "citations":
            continue
        for number, citation in enumerate(part.get("citations", ()), 1):
            row = (collection, record["id"], field, place, number, citation)
            yield tuple(column.read(row) for column in CITATIONS.columns)
