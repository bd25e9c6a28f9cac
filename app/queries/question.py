"""A query of a collection: typed, checked, and ready to become SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from app.core.collection import Collection, Linked, around, possible
from app.database import Json, Snapshot

LARGE = 20_000
"""A collection with more records is large: what reads many of them runs in a worker thread."""


@dataclass(frozen=True)
class Question:
    """A query of a collection.

    `filters` holds the values read, by parameter (see `alternatives`); `fixed` links that the
    path fixes (`statistic` of `/statistics/{id}/observations`); `sort` pairs a sort's name with
    whether it descends; `after` is the sort key of the last record sent. `include` names related
    records to add to the page, `facets` parameters whose values to count.
    """

    collection: Collection
    filters: Mapping[str, Any]
    sort: tuple[tuple[str, bool], ...] = ()
    limit: int = 50
    after: tuple[str, ...] | None = None
    fixed: tuple[tuple[str, str], ...] = ()
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
    def links(self) -> list[tuple[str, tuple[str, ...]]]:
        """The links that a record must have: one of the values for each parameter."""
        fixed = (*self.collection.always.items(), *self.fixed)
        return [(name, (value,)) for name, value in fixed] + [
            (self.filter_link(name), values)
            for name, value in self.filters.items()
            if name not in self.unlinked
            for values in alternatives(value)
        ]

    @cached_property
    def unlinked(self) -> frozenset[str]:
        """The filters that no link answers: ids, dates, numbers and how to compare."""
        known = self.collection.filters
        return frozenset(n for n in self.filters if n == "id" or not isinstance(known[n], Linked))

    def filter_link(self, name: str) -> str:
        """The link that a filter looks for."""
        parameter = self.collection.filters.get(name)
        nested = isinstance(parameter, Linked) and parameter.nested
        return around(name) if nested else self.facet_link(name)

    def facet_link(self, name: str) -> str:
        """The link whose values a facet counts."""
        parameter = self.collection.filters.get(name)
        matched = isinstance(parameter, Linked) and parameter.matched
        return possible(name) if matched and self.filters.get("match") == "possible" else name


def alternatives(value: Json) -> tuple[tuple[str, ...], ...]:
    """The alternatives of a filter, of which a record must have one each.

    A parameter given once is a tuple of words; a repeated one is a tuple of such tuples.
    """
    return value if isinstance(value[0], tuple) else (value,)


UNIQUE = frozenset({"position", "recency", "id"})
"""The columns after which no further one can change the order."""


@lru_cache(maxsize=1024)
def keys_of(
    collection: Collection, sort: tuple[tuple[str, bool], ...]
) -> tuple[tuple[str, bool], ...]:
    """The columns to order by and whether each descends; the last is the first unique one."""
    keys = []
    for name, down in sort:
        column = collection.descending.get(name) if down else None
        column = column or collection.sorts[name]
        keys.append((column, down))
        if column in UNIQUE:
            return tuple(keys)
    return (*keys, ("position", False))


def expensive(snapshot: Snapshot, question: Question) -> bool:
    """Whether a question needs a worker thread.

    It does if the collection is large and the question has facets, a range, a sort together with
    filters, or two filters or more.
    """
    if snapshot.tally(question.collection.kind, "") <= LARGE:
        return False
    ranged = bool(question.unlinked - {"id"})
    sorted_ = bool(question.sort and question.links)
    return bool(question.facets) or ranged or sorted_ or len(question.links) > 1
