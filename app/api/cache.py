"""The response cache: representations of one dataset version, within a bound of memory.

The key is what a response depends on: path, query, acceptable content codings, and for some
responses the `Accept` header or the origin. Conditions and ranges are applied to what is kept.
"""

import sys
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from app.api.delivery import Representation
from app.api.http import ACCEPT, ORIGIN, READ, Request
from app.api.metrics import cache_bytes
from app.api.negotiation import IDENTITY, acceptable

Key = tuple[Any, ...]

_KEY = 400
"""The bytes that a key takes besides path and query, roughly."""


class Cache:
    """Least recently used responses make room for new ones."""

    def __init__(self, bound: int, version: Callable[[], bytes]) -> None:
        """Keep at most `bound` bytes, all of the dataset that `version` names."""
        self.bound = bound
        self.size = 0
        self._version = version
        self._cached_version = b""
        # Where a response depends on more than the short key, the short key leads to its names.
        self._entries: OrderedDict[Key, Representation | frozenset[bytes]] = OrderedDict()

    def get(self, request: Request) -> Representation | None:
        """The representation for a GET or HEAD, before conditions and ranges are applied."""
        if request.method not in READ:
            return None
        version = self._version()
        if version is not self._cached_version and version != self._cached_version:
            self.clear()
            self._cached_version = version
        key = _key(request)
        found = self._recent(key)
        if isinstance(found, frozenset):
            # For the `Vary` of a problem, should a condition of the request not be met.
            request.depends_on = set(found)
            found = self._recent(key + _values(request, found))
        return None if isinstance(found, frozenset) else found

    def _recent(self, key: Key) -> Representation | frozenset[bytes] | None:
        """What is kept under a key, which is then the one that was used last."""
        found = self._entries.get(key)
        if found is not None:
            self._entries.move_to_end(key)
        return found

    def put(self, request: Request, made: Representation, version: bytes) -> None:
        """Keep a response that was made from dataset `version`, unless it is unusually long."""
        if version != self._cached_version or not made.cacheable or made.size > self.bound // 16:
            return
        key = _key(request)
        if request.depends_on:
            names = frozenset(request.depends_on)
            self._set(key, names)
            key += _values(request, names)
        self._set(key, made)
        while self.size > self.bound:
            self.size -= _weight(*self._entries.popitem(last=False))
        cache_bytes.set(self.size)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self.size = 0
        cache_bytes.set(0)

    def _set(self, key: Key, entry: Representation | frozenset[bytes]) -> None:
        old = self._entries.pop(key, None)
        if old is not None:
            self.size -= _weight(key, old)
        self._entries[key] = entry
        self.size += _weight(key, entry)


def _key(request: Request) -> Key:
    codings = acceptable(request.headers.get(b"accept-encoding"))
    if request.asks_for_range and IDENTITY in codings:
        # A range is of the bytes as they are stored.
        return request.raw_path, request.query, None
    return request.raw_path, request.query, codings


def _values(request: Request, names: frozenset[bytes]) -> Key:
    accept = request.headers.get(ACCEPT) if ACCEPT in names else None
    origin = request.origin if ORIGIN in names else None
    return accept, origin


def _weight(key: Key, entry: Representation | frozenset[bytes]) -> int:
    held = entry.size if isinstance(entry, Representation) else sys.getsizeof(entry)
    return held + sum(map(sys.getsizeof, key)) + _KEY
