"""A question as it was understood: typed, checked, and ready to become SQL."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.queries.collection import Collection


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
    _identity: str = field(default="", compare=False, repr=False)

    @property
    def identity(self) -> str:
        """What tells it from other questions, but for how much of the answer a page shows."""
        if not self._identity:
            filters = [(name, str(value)) for name, value in self.filters.items()]
            self._identity = repr((self.collection.name, self.within, filters, self.sort))
        return self._identity

    def onward(self, after: tuple[str, ...]) -> "Question":
        """The same, to be answered from after this sort key on."""
        return Question(
            self.collection,
            self.filters,
            self.sort,
            self.limit,
            after,
            self.within,
            self.include,
            self.facets,
            self.identity,
        )


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
