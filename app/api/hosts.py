"""Answer for the hosts that the service was set up for, and for no others."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.failing import told
from app.api.problems import Misdirected


class Hosts:
    """ASGI middleware; `allowed` holds host names, `*.` before one allows those below it."""

    def __init__(self, app: ASGIApp, allowed: str) -> None:
        """Allow the hosts in `allowed`, which commas part."""
        self.app = app
        names = {name.strip().lower() for name in allowed.split(",") if name.strip()}
        self.exact = frozenset(name for name in names if not name.startswith("*."))
        self.below = tuple(name[1:] for name in names if name.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through if its `Host` is allowed."""
        if scope["type"] != "http" or self._allows(_host(scope)):
            await self.app(scope, receive, send)
            return
        problem = Misdirected("Host names none of the hosts that are served here")
        await told(Request(scope), problem)(scope, receive, send)

    def _allows(self, host: str) -> bool:
        return host in self.exact or bool(self.below and host.endswith(self.below))


def _host(scope: Scope) -> str:
    """The host that is asked for, without its port."""
    sent = next((value for name, value in scope["headers"] if name == b"host"), b"")
    host: str = sent.decode("latin-1").strip().lower()
    name, colon, port = host.rpartition(":")
    return (name if colon and (port.isdecimal() or not port) else host).removesuffix(".")
