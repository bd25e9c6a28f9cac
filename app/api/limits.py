"""Which requests are admitted: known hosts, rate limits, and a limit on requests at once."""

import re
import resource
from asyncio import Transport
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from math import ceil
from time import monotonic

from app.api.delivery import PIECE, Representation
from app.api.http import Request
from app.api.negotiation import LONGEST_HEADER
from app.api.problems import RETRY, Misdirected, Overloaded, TooManyRequests
from app.settings import Settings

ALWAYS_ADMITTED = frozenset({"/livez", "/readyz", "/metrics"})
"""Paths for operators and health checks; they work at any host and under any load."""

_LONGEST_ADDRESS = 64
"""Characters of an address that are read; a proxy may send more, and the rate limit keeps it."""

_WITH_PORT = re.compile(r"([0-9.]+):[0-9]+|\[([^\]]+)\](?::[0-9]+)?")

_MOST_ADDRESSES = 65_536
"""How many addresses the rate limit remembers; it forgets the longest silent first."""

_OWN_FILES = 100
"""Open files kept for the database, for files that are sent, for listening and refusing."""

_BUFFER = 2 * PIECE
"""The bytes of a long response that may lie in a connection's buffer."""

_STALLED = 5.0
"""Seconds without taking a piece after which a client loses its long response to another one."""


@lru_cache
def most_connections(wanted: int) -> int:
    """How many connections the system allows if asked for `wanted`: at most so many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = wanted + _OWN_FILES
    if soft != resource.RLIM_INFINITY and soft < files:
        soft = files if hard == resource.RLIM_INFINITY else min(files, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else max(1, min(wanted, soft - _OWN_FILES))


class Admission:
    """The limits of a process on the requests that it answers."""

    def __init__(self, settings: Settings) -> None:
        self._hosts = settings.allowed_hosts
        self._limit = settings.rate_limit
        self._window = settings.rate_window
        self._policy = b'"default";q=%d;w=%d' % (self._limit, self._window)
        self._used: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def admit(self, request: Request) -> None:
        """Count a request; raises `Misdirected` or `TooManyRequests`."""
        if request.path in ALWAYS_ADMITTED:
            return
        if self._hosts and not self.known(request.host):
            raise Misdirected(f"this service does not answer for the host {request.host!r}")
        if self._limit:
            left, seconds = self._take(_network(request.client))
            # As draft-ietf-httpapi-ratelimit-headers has it.
            rest = b'"default";r=%d;t=%d' % (max(left, 0), seconds)
            request.added = [(b"ratelimit-policy", self._policy), (b"ratelimit", rest)]
            if left < 0:
                message = f"at most {self._limit} requests in {self._window} seconds"
                raise TooManyRequests(message, [(b"retry-after", b"%d" % seconds)])

    def known(self, host: str) -> bool:
        """Whether this service answers for `host`, a `Host` header."""
        name, colon, port = host.lower().rpartition(":")
        name = (name if colon and (port.isdecimal() or not port) else host.lower()).rstrip(".")
        return any(
            name.endswith(one[1:]) if one.startswith("*.") else name == one for one in self._hosts
        )

    def _take(self, address: str) -> tuple[int, int]:
        """How many requests an address has left after this one, and the seconds to the next window.

        A window begins with the first request, the next one with the first request after its end.
        """
        now = monotonic()
        began, used = self._used.pop(address, (now, 0))
        if now - began >= self._window:
            began, used = now, 0
        used = min(used + 1, self._limit + 1)
        self._used[address] = (began, used)
        if len(self._used) > _MOST_ADDRESSES:
            self._used.popitem(last=False)
        return self._limit - used, max(1, ceil(began + self._window - now))


class Proxies:
    """The reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are trusted."""

    def __init__(self, trusted: tuple[str, ...]) -> None:
        self.any = "*" in trusted
        self._networks = [ip_network(name) for name in trusted if name != "*"]
        self._trusts = lru_cache(maxsize=1024)(self._contains)

    def client(self, peer: str, scheme: str, headers: Mapping[bytes, bytes]) -> tuple[str, str]:
        """The client's address and the scheme that it used."""
        if not self._trusts(peer):
            return peer, scheme
        sent = headers.get(b"x-forwarded-proto", b"").strip().lower()
        if sent in {b"http", b"https"}:
            scheme = sent.decode()
        hops = headers.get(b"x-forwarded-for", b"")[-LONGEST_HEADER:].decode("latin-1").split(",")
        # The last address that is no proxy of ours; the client may have made up those before it. If
        # any address is trusted, only the nearest proxy is.
        for hop in reversed([hop.strip() for hop in hops if hop.strip()]):
            peer = hop[:_LONGEST_ADDRESS]
            if self.any or not self._trusts(peer):
                break
        return peer, scheme

    def _contains(self, address: str) -> bool:
        found = _parsed(address)
        return self.any or any(found in network for network in self._networks if found)


class Slots:
    """Counts what is running; beyond `most` it raises `Overloaded`."""

    def __init__(self, most: int, what: str) -> None:
        self.most = most
        self.used = 0
        self._what = what

    def take(self, number: int = 1) -> None:
        """Take slots; raises `Overloaded` and takes none if there are too few."""
        if self.used + number > self.most:
            raise Overloaded(f"at most {self.most} {self._what} at once", RETRY)
        self.used += number

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a slot; raises `Overloaded` if there is none."""
        self.take()
        try:
            yield
        finally:
            self.give()

    def give(self, number: int = 1) -> None:
        self.used -= number


class UnreadResponses:
    """What clients have not read yet of their responses, and the memory that making them takes.

    Those made in pieces may take half of `most`, all long ones together three quarters. One that
    does not fit is refused; one that has begun is sent to its end, unless its client stalls while
    others need the room. Of short responses, which take the rest, the slowest are broken off.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.long = self.short = 0
        self._long: dict[object, Representation] = {}
        self._short: dict[Transport, int] = {}
        # Whose buffer is full, and since when; the longest wait comes first.
        self._waiting: dict[Transport, float] = {}

    def begin(self, reader: object, made: Representation) -> None:
        """Count the reader of a long response; raises `Overloaded` if there is no room."""
        quarters = 3 if isinstance(made.body, bytes) else 2
        while self._long and self.long + self._needed(made) > self.most * quarters // 4:
            slowest = next((one for one in self._waiting if one in self._long), None)
            if slowest is None or self._waiting[slowest] > monotonic() - _STALLED:
                raise Overloaded("unread responses of other clients take all the room", RETRY)
            self._break_off(slowest)
        self.long += self._needed(made)
        self._long[reader] = made
        self._keep_to_most()

    def finish(self, reader: object) -> None:
        """The reader of a long response has all of it, or is gone."""
        if made := self._long.pop(reader, None):
            self.long -= self._needed(made)

    def wait(self, reader: Transport) -> None:
        """The buffer of a reader is full."""
        self._waiting[reader] = monotonic()
        if reader not in self._long:
            self._short[reader] = reader.get_write_buffer_size()
            self.short += self._short[reader]
            self._keep_to_most()

    def catch_up(self, reader: Transport) -> None:
        """A reader has read its buffer, or is gone."""
        self._waiting.pop(reader, None)
        self.short -= self._short.pop(reader, 0)

    def _needed(self, made: Representation) -> int:
        """The bytes that one more reader of a long response takes; several share one body."""
        shared = any(made.body is one.body for one in self._long.values())
        return _BUFFER + (0 if shared else made.held)

    def _keep_to_most(self) -> None:
        while self.long + self.short > self.most and len(self._short) > 1:
            self._break_off(next(iter(self._short)))

    def _break_off(self, reader: Transport) -> None:
        self.finish(reader)
        self.catch_up(reader)
        reader.abort()


@lru_cache(maxsize=1024)
def _network(client: str) -> str:
    """What the rate limit counts: an IPv4 address, or the /64 network of an IPv6 address."""
    address = _parsed(client)
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else str(address or client)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address, or None; a socket for both kinds shows IPv4 as `::ffff:192.0.2.1`.

    Some proxies add the port: `192.0.2.1:49152`, `[2001:db8::1]:49152`.
    """
    with_port = _WITH_PORT.fullmatch(text)
    try:
        address = ip_address(with_port[1] or with_port[2] if with_port else text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
