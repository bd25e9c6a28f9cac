"""A question as it was understood: typed, checked, and ready to become SQL."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.core.collection import Collection


@dataclass(slots=True)
class Question:
    """What is asked of a collection.

    `filters` holds the values read, by parameter; `within` links that the path fixes
    (`statistic` of `/statistics/{id}/observations`); `sort` pairs a sort's name with whether it
    descends; `after` is the sort key of the last record already given. `include` names related
    records wanted along with the page, `facets` parameters whose values are to be counted.
    """

    collection: Collection
    filters: dict[str, Any]
    sort: tuple[tuple[str, bool], ...] = ()
    limit: int = 50
    after: tuple[str, ...] | None = None
    within: tuple[tuple[str, str], ...] = ()
    include: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    prepared: dict[object, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was worked out of it, for its other pages too."""

    @property
    def identity(self) -> str:
        """What tells it from other questions, but for how much of the answer a page shows."""
        known: str | None = self.prepared.get("identity")
        if known is None:
            filters = [(name, str(value)) for name, value in self.filters.items()]
            known = repr((self.collection.name, self.within, filters, self.sort))
            self.prepared["identity"] = known
        return known

    def onward(self, after: tuple[str, ...]) -> "Question":
        """The same, to be answered from after this sort key on."""
        further = Question(
            self.collection,
            self.filters,
            self.sort,
            self.limit,
            after,
            self.within,
            self.include,
            self.facets,
        )
        further.prepared = self.prepared
        return further


UNIQUE = frozenset({"position", "id"})
"""The columns after which no further one can change the order."""


@lru_cache(maxsize=1024)
def keys_of(
    collection: Collection, sort: tuple[tuple[str, bool], ...]
) -> tuple[tuple[str, bool], ...]:
    """The columns to order by and whether each descends; the last is the first unique one."""
    keys = []
    for name, down in sort:
        keys.append((column := collection.sorts[name], down))
        if column in UNIQUE:
            return tuple(keys)
    return (*keys, ("position", False))
