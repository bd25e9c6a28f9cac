"""So many requests for each address in a window, told as draft-ietf-httpapi-ratelimit-headers.

The headers are of a draft, and may change with it. A process counts for itself: with several
workers an address has, at most, as many times the limit.
"""

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.failing import told
from app.api.overload import ALWAYS_ANSWERED
from app.api.problems import TooManyRequests

_MOST = 65_536
"""So many addresses are remembered; those that have been silent longest are forgotten first."""


class RateLimit:
    """ASGI middleware: `limit` requests for each address in a window of `window` seconds.

    The window begins with the first of them, and another with the first after its end: in as many
    seconds across the two, twice the limit can be asked.
    """

    def __init__(self, app: ASGIApp, limit: int, window: int) -> None:
        self.app = app
        self.limit = limit
        self.window = window
        self.policy = f'"default";q={limit};w={window}'
        self.used: OrderedDict[str, tuple[float, int]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through while its address has some left."""
        if scope["type"] != "http" or scope["path"] in ALWAYS_ANSWERED:
            await self.app(scope, receive, send)
            return
        left, seconds = self._take(_network(scope))

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = self.policy
                headers["RateLimit"] = f'"default";r={max(left, 0)};t={seconds}'
            await send(message)

        if left >= 0:
            await self.app(scope, receive, tell)
            return
        problem = TooManyRequests(
            f"at most {self.limit} requests in {self.window} seconds",
            {"Retry-After": str(seconds)},
        )
        await told(Request(scope), problem)(scope, receive, tell)

    def _take(self, address: str) -> tuple[int, int]:
        """How many the address has left after this one, and for how many seconds."""
        now = monotonic()
        began, used = self.used.pop(address, (now, 0))
        if now - began >= self.window:
            began, used = now, 0
        used = min(used + 1, self.limit + 1)
        self.used[address] = (began, used)
        if len(self.used) > _MOST:
            self.used.popitem(last=False)
        return self.limit - used, max(1, ceil(began + self.window - now))


def _network(scope: Scope) -> str:
    """The address of the client; of IPv6 the 64 bits that belong to one customer.

    A socket that listens on both has IPv4 addresses as `::ffff:192.0.2.1`.
    """
    host: str = scope["client"][0] if scope.get("client") else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> 64)
    return host
