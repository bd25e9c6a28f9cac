"""A question about a collection, and its SQL: one SELECT for its page, total, rows and each facet.

Names come from collections only; every value is bound. Tallies say how many records a link leads
to, so that a page starts from the rarest link.
"""

from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil, floor
from typing import Any

from app.core.collection import Collection, DateBound, Linked, ValueBound, possible
from app.database import Json, Snapshot

LARGE = 5_000
"""What reads more records than this runs in a worker thread."""


Fixed = tuple[tuple[str, str], ...]
"""Links that a path fixes: the statistic of `/statistics/{id}/observations`."""

Wanted = tuple[str, tuple[str, ...]]
"""The name of links, and the values of which a record must have one."""

Statement = tuple[str, list[Any]]
"""SQL, or a part of it, and the values of its placeholders."""


@dataclass(frozen=True)
class Question:
    """A query of a collection.

    `filters` holds the values read, by parameter (see `alternatives`); `sort` pairs a sort's name
    with whether it descends; `after` is the sort key of the last record sent. `include` names
    related records to add to the page, `facets` parameters whose values to count.
    """

    collection: Collection
    filters: Mapping[str, Any]
    sort: tuple[tuple[str, bool], ...] = ()
    limit: int = 50
    after: tuple[str, ...] | None = None
    fixed: Fixed = ()
    include: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()

    @cached_property
    def criteria(self) -> str:
        """Everything that decides which records match, as text."""
        filters = [(name, str(value)) for name, value in self.filters.items()]
        return repr((self.collection.name, self.fixed, filters))

    @cached_property
    def criteria_and_order(self) -> str:
        """The same with the order: all pages of a question have it in common."""
        return f"{self.criteria}{self.sort!r}"

    @property
    def links(self) -> list[Wanted]:
        """The links that a record must have: one of the values for each parameter."""
        fixed = (*self.collection.always.items(), *self.fixed)
        return [(name, (value,)) for name, value in fixed] + [
            (self.link(name), values)
            for name, value in self.filters.items()
            if name not in self.unlinked
            for values in alternatives(value)
        ]

    @cached_property
    def unlinked(self) -> frozenset[str]:
        """The filters that no link answers: ids, dates, numbers and how to compare."""
        known = self.collection.filters
        return frozenset(n for n in self.filters if n == "id" or not isinstance(known[n], Linked))

    def link(self, name: str) -> str:
        """The link that a filter looks for, or whose values a facet counts."""
        parameter = self.collection.filters[name]
        matched = parameter.matched and self.filters.get("match") == "possible"
        return possible(name) if matched else name


def alternatives(value: Json) -> tuple[tuple[str, ...], ...]:
    """The alternatives of a filter, of which a record must have one each.

    A parameter given once is a tuple of words; a repeated one is a tuple of such tuples.
    """
    return value if isinstance(value[0], tuple) else (value,)


UNIQUE = frozenset({"position", "recency", "id"})
"""Columns without duplicates: sorting by further ones would change nothing."""


@lru_cache(maxsize=1024)
def keys_of(
    collection: Collection, sort: tuple[tuple[str, bool], ...]
) -> tuple[tuple[str, bool], ...]:
    """The columns to order by and whether each descends; they end with the first unique one."""
    keys = []
    for name, down in sort:
        column = collection.descending.get(name) if down else None
        keys.append((column or collection.sorts[name], down))
        if keys[-1][0] in UNIQUE:
            return tuple(keys)
    return (*keys, ("position", False))


def expensive(snapshot: Snapshot, question: Question) -> bool:
    """Whether a question needs a worker thread.

    Each facet may read every record for each value that the filters have. So may a page, unless it
    follows one link or an order: without a range, a sort of what a filter finds, or a second value.
    """
    values = sum(len(values) for _, values in question.links)
    ranged = bool(question.unlinked - {"id"})
    sorted_ = bool(question.sort and question.links)
    if not (question.facets or ranged or sorted_ or values > 1):
        return False
    read = snapshot.tally(question.collection.kind, "") * max(values, 1)
    return read * max(len(question.facets), 1) > LARGE


class Sql:
    """The FROM and WHERE of a question."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self.question, self.kind = question, question.collection.kind
        self._snapshot = snapshot
        links = sorted(question.links, key=self.size)
        rarest = links[0] if links and self._collects(links[0]) else None
        self._lead = (rarest[0], *rarest[1]) if rarest and len(rarest[1]) == 1 else None
        """The name and the value of the link to start from, if there is one."""
        self._where = [
            _linked(self.kind, *link, collected=link == rarest)
            for link in (links[1:] if self._lead else links)
        ]
        for name, value in question.filters.items():
            if name in question.unlinked:
                self._where += self._conditions(name, value)

    def size(self, link: Wanted) -> int:
        """The number of records that a link leads to, or a little more if it has several values."""
        name, values = link
        return sum(self._snapshot.tally(f"{self.kind}.{name}", value) for value in values)

    @property
    def examined(self) -> int:
        """How many records must be read to count the matches."""
        sizes = [self.size(link) for link in self.question.links]
        return min([self._snapshot.tally(self.kind, ""), *sizes])

    def _collects(self, rarest: Wanted) -> bool:
        """Whether to start from the records of the rarest link; ids lead to fewer.

        Otherwise all records are read in the requested order, which is quicker if a page
        of matches turns up soon, and the matches would have to be sorted.
        """
        if "id" in self.question.filters:
            return False
        column, _ = keys_of(self.question.collection, self.question.sort)[0]
        # Of few matches, all may be at the end.
        if (column == "position" and len(rarest[1]) == 1) or self.size(rarest) <= LARGE:
            return True
        # Collecting reads `size` records. In order, a page is full after limit * every / size, each
        # of which costs twice as much.
        every = self._snapshot.tally(self.kind, "")
        return self.size(rarest) ** 2 <= 2 * self.question.limit * every

    def _conditions(self, name: str, value: Json) -> Iterator[Statement]:
        """What a filter asks of the columns of a record.

        A date or a number matches certainly for all that it may mean, possibly for any; null is
        open. Each side is compared by itself, as intervals that meet pairwise have a point in
        common.
        """
        filters = self.question.filters
        certain = filters.get("match", "certain") == "certain"
        match self.question.collection.filters[name]:
            case Linked():
                for values in alternatives(value):
                    yield f"t.id IN ({placeholders(values)})", [*values]
            case DateBound(ends=ends):
                if "begin" in ends:
                    either = "(t.latest IS NULL OR t.latest >= ?)"
                    yield "t.earliest_end >= ?" if certain else either, [value.earliest.key]
                if "end" in ends:
                    either = "(t.earliest IS NULL OR t.earliest <= ?)"
                    yield "t.latest_start <= ?" if certain else either, [value.latest.key]
            case ValueBound():
                least, most = name == "value_gte", filters.get("value_lte")
                near, far, sign = ("lower", "upper", ">") if least else ("upper", "lower", "<")
                same = f"t.{far} = ? AND t.{far}_inclusive"
                either = f"(t.{far} IS NULL OR t.{far} {sign} ? OR ({same}))"
                yield (f"t.{near} {sign}= ?", [value]) if certain else (either, [value, value])
                if least and most is not None and ceil(value) > floor(most):
                    # No whole number is within the two bounds.
                    yield _linked(self.kind, "whole_numbers", ("false",))

    def _select(self, columns: str, *more: Statement) -> Statement:
        """The records found, if they also meet the conditions `more`.

        Links alone answer if neither columns nor conditions need the records' rows.
        """
        source, found = f"{self.kind} AS t", [*self._where, *more]
        lead: list[str] = []
        if self._lead:
            name, value = self._lead
            lead = [f"{self.kind}.{name}", value]
            rows = "(SELECT position FROM link WHERE name = ? AND value = ?)"
            if columns == "t.position" and not self.question.unlinked:
                source = f"{rows} AS t"
            else:
                # SQLite joins in the order written; the rows of a link are in the default order.
                source = f"{rows} AS l CROSS JOIN {source}"
                found.append(("t.position = l.position", []))
        where = f" WHERE {' AND '.join(condition for condition, _ in found)}" if found else ""
        values = [value for _, values in found for value in values]
        return f"SELECT {columns} FROM {source}{where}", [*lead, *values]

    def page(self) -> Statement:
        """Documents and sort keys, one more than the limit."""
        question = self.question
        keys = [
            (f"{'l' if self._lead and column == 'position' else 't'}.{column}", down)
            for column, down in keys_of(question.collection, question.sort)
        ]
        order = ", ".join(f"{column} {'DESC' if down else 'ASC'}" for column, down in keys)
        columns = ", ".join(["t.document", *(column for column, _ in keys)])
        following = [_following(keys, question.after)] if question.after else []
        sql, values = self._select(columns, *following)
        return f"{sql} ORDER BY {order} LIMIT ?", [*values, question.limit + 1]

    def total(self, most: int) -> Statement:
        """How many records match, counted up to `most`."""
        sql, values = self._select("t.position")
        return f"SELECT count(*) FROM ({sql} LIMIT ?) AS found", [*values, most]

    def every(self, columns: tuple[str, ...]) -> Statement:
        """`columns` of all records found, in the default order."""
        sql, values = self._select(", ".join(f"t.{column}" for column in columns))
        return f"{sql} ORDER BY t.position", values

    def facet(self, name: str, most: int) -> Statement:
        """Each value of a parameter with how many of the records found have it, up to `most`."""
        name = f"{self.kind}.{self.question.link(name)}"
        order = "ORDER BY number DESC, value LIMIT ?"
        if not (self._where or self._lead):
            sql = f"SELECT value, total AS number FROM tally WHERE name = ? AND value <> '' {order}"
            return sql, [name, most]
        found, values = self._select("t.position")
        sql = (
            "SELECT value, count(*) AS number FROM link WHERE name = ? "
            f"AND position IN ({found}) GROUP BY value {order}"
        )
        return sql, [name, *values, most]


def _linked(kind: str, name: str, values: tuple[str, ...], *, collected: bool = False) -> Statement:
    """The condition that a row `t` has one of the values.

    All rows that have one are `collected` first; otherwise each row is looked up.
    """
    among = f"FROM link WHERE link.name = ? AND link.value IN ({placeholders(values)})"
    looked_up = f"EXISTS (SELECT 1 {among} AND link.position = t.position)"
    condition = f"t.position IN (SELECT position {among})" if collected else looked_up
    return condition, [f"{kind}.{name}", *values]


def _following(keys: list[tuple[str, bool]], after: tuple[str, ...]) -> Statement:
    """The condition that a record comes after the sort key `after`."""
    ways: list[str] = []
    bound: list[Any] = []
    for place, (column, down) in enumerate(keys):
        same = [f"{before} = ?" for before, _ in keys[:place]]
        ways.append(" AND ".join([*same, f"{column} {'<' if down else '>'} ?"]))
        bound += after[: place + 1]
    # The first part is redundant, but says where in an index of the first key to start.
    first, down = keys[0]
    return f"{first} {'<=' if down else '>='} ? AND ({' OR '.join(ways)})", [after[0], *bound]


def always(collection: Collection) -> Statement:
    """The condition that a row `t` is a record of the collection, beginning with AND."""
    found = [_linked(collection.kind, name, (value,)) for name, value in collection.always.items()]
    return (
        "".join(f" AND {condition}" for condition, _ in found),
        [value for _, values in found for value in values],
    )


def placeholders(values: Sized) -> str:
    """A question mark for each of `values`."""
    return ", ".join("?" * len(values))
