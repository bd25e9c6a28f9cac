"""A dataset: what it is, where it is, and how a new one is written.

Nothing is ever updated in place: each seeding makes all tables anew, in a SQLite file next to the
one that is served or in a new PostgreSQL schema, and swaps them when everything is written.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from app.core.rendering import Values


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a complete dataset is."""

    version: str
    fingerprint: str
    articles: int
    facts: int
    citations: int
    seeded: str


HELD = "SELECT version, fingerprint, articles, facts, citations, seeded FROM dataset WHERE complete"
"""Asks a database at the newest revision which dataset it holds."""


def held(rows: list[Any]) -> Dataset | None:
    """The dataset that `HELD` has found, if it is complete."""
    return Dataset(*rows[0]) if rows else None


class Tables(ABC):
    """The tables of a dataset, on one connection."""

    text = "text"
    """The type of text that compares by code point."""

    @abstractmethod
    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows that `sql` gives, if any; question marks in it are placeholders for values."""

    @abstractmethod
    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows that `sql` gives, a few at a time."""

    @abstractmethod
    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
        """Add rows."""

    @abstractmethod
    def index(self) -> None:
        """Make the index of all search entries, and everything else that reading needs."""


class Place(ABC):
    """Where a dataset is: a SQLite file, or a PostgreSQL database."""

    @abstractmethod
    def current(self) -> Dataset | None:
        """The dataset that is there; None where there is none, or one of an older schema.

        Raises `UnusableDatabase` where something else is there.
        """

    @abstractmethod
    def open(self) -> AbstractContextManager[Tables]:
        """The tables of the current dataset, to read."""

    @abstractmethod
    def damage(self) -> list[str]:
        """What is wrong with the way the current dataset is stored."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[None]:
        """While it is open, nobody else builds a dataset there; another seeding waits."""

    @abstractmethod
    def new(self, fingerprint: str) -> AbstractContextManager[Tables]:
        """A dataset with empty tables, which replaces the old one at the end."""
