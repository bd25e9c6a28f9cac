"""What records are found under: links, or for their article what is kept of it anyway."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, literal_column, or_
from sqlmodel import SQLModel

from app.core.schema import table_of
from app.core.terms import SHARED_KINDS, UNLINKED
from app.database.tables import Link, Mention
from app.resources.articles import Article
from app.resources.facts import Fact
from app.resources.quotes import Quote

_ORDERED: dict[str, type[SQLModel]] = {"fact": Fact, "quote": Quote}
"""Their positions begin with the article and a space."""


@dataclass(frozen=True, slots=True)
class Under:
    """Rows that say which `value` of a parameter the record at `position` is found under.

    `fixed` are the conditions on them that no question changes. Under one value they stand in
    the order of positions.
    """

    table: FromClause
    value: ColumnElement[Any]
    position: ColumnElement[str]
    fixed: tuple[ColumnElement[bool], ...] = ()
    ordered: bool = False

    def any_of(self, binds: Iterable[str]) -> list[ColumnElement[bool]]:
        """The conditions of the rows whose value is one of those bound under these names."""
        names = list(binds)
        if self.ordered:
            return [or_(*(self._within(bindparam(name)) for name in names))]
        if len(names) == 1:
            return [*self.fixed, self.value == bindparam(names[0])]
        return [*self.fixed, self.value.in_([bindparam(name) for name in names])]

    def _within(self, article: ColumnElement[str]) -> ColumnElement[bool]:
        first: ColumnElement[str] = literal_column("' '")
        last: ColumnElement[str] = literal_column("'!'")
        return (self.position > article.concat(first)) & (self.position < article.concat(last))


def under(kind: str, name: str, alias: str) -> Under:
    """Where records of a kind are found under the values of the parameter `name`."""
    if name == "article" and kind in SHARED_KINDS:
        named = table_of(Mention).alias(alias).c
        # Of a name of its own: a parameter `kind` has its values bound beside it.
        of_kind = named.kind == bindparam("mentioned_kind", kind)
        return Under(named.article.table, named.article, named.entity, (of_kind,))
    if name == "article" and kind in _ORDERED:
        own = table_of(_ORDERED[kind]).alias(alias).c
        return Under(own.article.table, own.article, own.position, ordered=True)
    if f"{kind}.{name}" in UNLINKED:
        itself = table_of(Article).alias(alias).c
        return Under(itself.position.table, itself.position, itself.position)
    link = table_of(Link).alias(alias).c
    return Under(link.name.table, link.value, link.position, (link.name == f"{kind}.{name}",))


def count_of(name: str, value: str) -> tuple[str, list[Any]]:
    """The SELECT of how many records are found under a value, with question marks, and those."""
    kind = name.partition(".")[0]
    if name not in UNLINKED:
        return "SELECT count(*) FROM link WHERE name = ? AND value = ?", [name, value]
    if kind in SHARED_KINDS:
        return "SELECT count(*) FROM mention WHERE article = ? AND kind = ?", [value, kind]
    if kind in _ORDERED:
        sql = f"SELECT count(*) FROM {kind} WHERE position > ? AND position < ?"  # noqa: S608 - a kind of ours
        return sql, [f"{value} ", f"{value}!"]
    return "SELECT count(*) FROM article WHERE position = ?", [value]


def next_of(name: str, value: str) -> tuple[str, list[Any]]:
    """The SELECT of the least value after this one that records are found under, likewise."""
    kind = name.partition(".")[0]
    if name not in UNLINKED:
        sql = "SELECT value FROM link WHERE name = ? AND value > ? ORDER BY value LIMIT 1"
        return sql, [name, value]
    if kind in SHARED_KINDS:
        sql = "SELECT article FROM mention WHERE kind = ? AND article > ? ORDER BY article LIMIT 1"
        return sql, [kind, value]
    sql = f"SELECT article FROM {kind} WHERE position > ? ORDER BY position LIMIT 1"  # noqa: S608 - a kind of ours
    return sql, [f"{value}!" if kind in _ORDERED else value]


def values_of(name: str, most: int) -> tuple[str, list[Any]]:
    """The SELECT of the values that links of a name have, with how many of each; up to `most`.

    It goes from one value to the next, and counts only the links of those without a tally.
    """
    sql = (
        "WITH RECURSIVE one (value) AS (SELECT min(value) FROM link WHERE name = ? UNION ALL "
        "SELECT (SELECT min(link.value) FROM link WHERE name = ? AND link.value > one.value) "
        "FROM one WHERE one.value IS NOT NULL) SELECT one.value, coalesce("
        "(SELECT total FROM tally WHERE name = ? AND tally.value = one.value), "
        "(SELECT count(*) FROM link WHERE name = ? AND link.value = one.value)) "
        "FROM one WHERE one.value IS NOT NULL LIMIT ?"
    )
    return sql, [name, name, name, name, most]
