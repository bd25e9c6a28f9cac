"""The response cache: representations of one dataset version, within a bound of memory.

The key has everything that any response depends on: path, query, acceptable content codings, the
`Accept` header, and the origin. Conditions and ranges are applied to what is kept.
"""

from collections import OrderedDict
from collections.abc import Callable

from app.api.delivery import Representation
from app.api.http import ACCEPT, READ, Request
from app.api.negotiation import IDENTITY, acceptable

Key = tuple[bytes, bytes, tuple[bytes, ...] | None, bytes, str, str]

_KEY = 600
"""The bytes that an entry takes besides its representation and the length of its key, roughly."""


class Cache:
    """Least recently used responses make room for new ones."""

    def __init__(self, bound: int, version: Callable[[], bytes]) -> None:
        """Keep at most `bound` bytes, all of the dataset that `version` names."""
        self.bound = bound
        self.size = 0
        self._version = version
        self._cached_version = b""
        self._entries: OrderedDict[Key, Representation] = OrderedDict()

    def get(self, request: Request) -> Representation | None:
        """The representation for a GET or HEAD, before conditions and ranges are applied."""
        if request.method not in READ:
            return None
        version = self._version()
        if version is not self._cached_version and version != self._cached_version:
            self._entries.clear()
            self.size, self._cached_version = 0, version
        key = _key(request)
        found = self._entries.get(key)
        if found is not None:
            self._entries.move_to_end(key)
        return found

    def put(self, request: Request, made: Representation, version: bytes) -> None:
        """Keep a response that was made from dataset `version`, unless it is unusually long."""
        if version != self._cached_version or not made.cacheable or made.size > self.bound // 16:
            return
        key = _key(request)
        if old := self._entries.pop(key, None):
            self.size -= _weight(key, old)
        self._entries[key] = made
        self.size += _weight(key, made)
        while self.size > self.bound:
            self.size -= _weight(*self._entries.popitem(last=False))


def _key(request: Request) -> Key:
    headers = request.headers
    codings: tuple[bytes, ...] | None = acceptable(headers.get(b"accept-encoding"))
    if request.asks_for_range and codings and IDENTITY in codings:
        # A range is of the bytes as they are stored.
        codings = None
    accept = headers.get(ACCEPT, b"")
    return request.raw_path, request.query, codings, accept, request.scheme, request.host


def _weight(key: Key, made: Representation) -> int:
    path, query, _, accept, _, host = key
    return made.size + _KEY + len(path) + len(query) + len(accept) + len(host)
