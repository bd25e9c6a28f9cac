"""The full-text index of search entries."""

from typing import Any


def index_search(connection: Any) -> None:  # noqa: ANN401 - each database has its own
    """Make the index and the vocabulary of all search entries."""
