"""NDJSON: the documents as they are, a line each."""

from collections.abc import Iterable


def lines(documents: Iterable[bytes]) -> bytes:
    """The documents, each ended by a line feed."""
    return b"".join(b"%b\n" % document for document in documents)
