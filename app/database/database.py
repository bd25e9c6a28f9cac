"""The database as requests see it: read-only, whichever it is."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Dialect, Table

Row = tuple[Any, ...]
P = ParamSpec("P")
T = TypeVar("T")


class Begun(NamedTuple):
    """The words that begin so, in order; only those before the word `end`, where there is one."""

    beginning: str
    words: list[str]
    end: str | None


class DatabaseFailure(Exception):
    """The database did not answer: it is gone, broken, or took too long."""


class Database(ABC):
    """Answers questions in plain functions; text comes back as UTF-8 bytes, as answers need it.

    Whoever has questions is a function called by `ask`. `totals` and `known` remember, for the
    version of the dataset that is read, what need not be asked again.
    """

    dialect: Dialect
    match: ClassVar[str]
    """The SQL that compares an entry's index, `search_fts`, with what `matching` makes."""

    among: ClassVar[str]
    """The SQL that looks up each of the few numbers that a SELECT in its braces gives."""

    inline: ClassVar[bool]
    """Whether questions can be asked without `ask`, since nothing is waited for."""

    @property
    @abstractmethod
    def version(self) -> bytes:
        """The version of the dataset, of which within `snapshot` all rows are.

        Outside of it, the newest that is known of. Empty before seeding.
        """

    @property
    @abstractmethod
    def totals(self) -> dict[Any, tuple[int, bool]]:
        """Totals that were counted, and whether exactly."""

    @property
    @abstractmethod
    def known(self) -> set[tuple[str, str]]:
        """Parameters and values that records are known to have."""

    @abstractmethod
    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that `sql` selects; raises `DatabaseFailure`."""

    def rows_by_value(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """The same, where the quickest way to them depends on the values."""
        return self.rows(sql, values)

    def held(self, _table: Table) -> Mapping[int, bytes] | None:
        """All documents of a table by the number of their row, where they are kept in memory."""
        return None

    @staticmethod
    @abstractmethod
    def matching(words: Sequence[Sequence[str]], begun: Begun | None = None) -> str:
        """What finds entries that have one form of each of `words`, as the database writes it.

        The last may also be one of `begun`. Forms hold letters and digits only, so quoting them
        is safe.
        """

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[bytes]:
        """Within it all rows are of one dataset version, which is handed over."""

    @abstractmethod
    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns, which may ask questions; raises `DatabaseFailure`."""

    @abstractmethod
    async def open(self) -> None:
        """Connect, and from now on keep `version` up to date."""

    @abstractmethod
    async def close(self) -> None:
        """Give all connections back."""
