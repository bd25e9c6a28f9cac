"""Refuse early what cannot be answered soon, instead of letting it wait for ever."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.failing import told
from app.api.problems import RETRY, Overloaded

AT_LIMIT = "at_limit"
"""What the server sets in the state of a request that is one more than it may have."""

ALWAYS_ANSWERED = frozenset({"/livez", "/readyz", "/metrics"})
"""What whoever runs the service asks, however much is asked besides."""


class Overload:
    """ASGI middleware; at most `texts` requests that bring a body are taken at once."""

    def __init__(self, app: ASGIApp, texts: int) -> None:
        self.app = app
        self.texts = texts
        self.taken = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or say that it is too many."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif AT_LIMIT in scope.get("state", ()) and scope["path"] not in ALWAYS_ANSWERED:
            problem = Overloaded("more requests are at hand than are taken at once", RETRY)
            await told(Request(scope), problem)(scope, receive, send)
        elif scope["method"] != "POST":
            await self.app(scope, receive, send)
        elif self.taken >= self.texts:
            headers = {**RETRY, "Connection": "close"}
            problem = Overloaded(f"at most {self.texts} texts are taken at once", headers)
            await told(Request(scope), problem)(scope, receive, send)
        else:
            self.taken += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.taken -= 1
