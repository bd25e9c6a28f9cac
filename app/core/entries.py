"""The numbers by which full-text search knows its entries."""

import hashlib
from functools import lru_cache

ENTRY_KINDS = (
    "person",
    "country",
    "organisation",
    "place",
    "statistic",
    "article",
    "event",
    "quote",
    "fact",
)
"""What search finds, in the order in which its candidates are taken."""

OF_ARTICLES = frozenset({"article", "event", "quote", "fact"})
"""The kinds whose entries belong to one article; the others' belong to the record itself."""

ENTRIES = 16_384
"""So many search entries of one kind an article may have."""

_HASH_BITS, _PLACE_BITS = 45, 14
ALL_NUMBERS = (0, (1 << 63) - 1)


def entry_number(kind: str, owner: str, place: int = 0) -> int:
    """The number of a search entry: by kind, then by owner, then by its place within that.

    It depends on nothing else that the database holds, so that the order of search's candidates
    is the same however they came there.
    """
    return _first(kind, owner) | place


def _first(kind: str, owner: str) -> int:
    return (ENTRY_KINDS.index(kind) << _HASH_BITS | _within(owner)) << _PLACE_BITS


@lru_cache(maxsize=64)
def _within(owner: str) -> int:
    digest = hashlib.blake2b(owner.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - _HASH_BITS)


def entry_numbers(kind: str, owner: str) -> tuple[int, int]:
    """The first and the last number that entries of an owner may have."""
    first = entry_number(kind, owner)
    return first, first + ENTRIES - 1


def kind_numbers(kind: str) -> tuple[int, int]:
    """The first and the last number that entries of a kind may have."""
    bits = _HASH_BITS + _PLACE_BITS
    first = ENTRY_KINDS.index(kind) << bits
    return first, first + (1 << bits) - 1
