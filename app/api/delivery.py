"""The mechanics of HTTP, in one place: every answer of the application passes through here.

HEAD and OPTIONS, content coding, validators and 304, caching, CORS and security headers, the
request's id and its line in the log. A body sent in one piece is coded and tagged by its bytes.
One sent in pieces is coded as it comes, and has the tag that its route gave it. A header that a
route has set stays as it is.
"""

import logging
from time import perf_counter

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.encoding import Encoder, encoder
from app.api.failing import fault, told
from app.api.headers import OF_THE_BYTES, PREFLIGHT, Header
from app.api.methods import allowed
from app.api.problems import NotAcceptable
from app.api.representation import (
    NO_CONTENT,
    NOT_MODIFIED,
    OK,
    asked_of,
    coding_of,
    headed,
    whole,
)
from app.api.requestlog import log, request_id

_log = logging.getLogger(__name__)


class Answered(OSError):
    """The client has all that it asked for: the rest of a body in pieces need not be made."""


class Delivery:
    """ASGI middleware around the whole application; `framework` has the routes and the state."""

    def __init__(self, app: ASGIApp, framework: ASGIApp) -> None:
        self.app = app
        self.framework = framework

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            scope["app"] = self.framework
            await _Answer(scope, send).by(self.app, receive)
        else:
            await self.app(scope, receive, send)


class _Answer:
    """One answer on its way out."""

    __slots__ = (
        "asked",
        "done",
        "encoder",
        "id",
        "method",
        "scope",
        "send",
        "sent",
        "start",
        "status",
    )

    def __init__(self, scope: Scope, send: Send) -> None:
        self.method: str = scope["method"]
        # HEAD is answered as GET is, without the body.
        self.scope = {**scope, "method": "GET"} if self.method == "HEAD" else scope
        self.send = send
        self.asked = asked_of(scope)
        self.id = request_id(self.asked.get(b"x-request-id"))
        self.start: Message = {}
        self.encoder: Encoder | None = None
        self.status = 0
        self.sent = 0
        self.done = False

    async def by(self, app: ASGIApp, receive: Receive) -> None:
        """Let `app` answer, and deliver it."""
        began = perf_counter()
        try:
            if self.method == "OPTIONS" and await self._options():
                return
            await app(self.scope, receive, self.take)
        except Answered:
            # Nothing was wrong: the client wanted no more of the body.
            pass
        except Exception as error:
            _log.error("request %s failed", self.id.decode(), exc_info=error)
            if self.status and not self.done:
                # Half an answer is out: only a broken connection can tell that it is not whole.
                raise
            if not self.done:
                await self._respond(fault(Request(self.scope)))
        finally:
            log(self.scope, self.id, self.method, self.status, began, self.sent)

    async def take(self, message: Message) -> None:
        """What the application calls to send."""
        if message["type"] == "http.response.start":
            self.start = message
        elif self.done:
            raise Answered
        elif self.status:
            await self._piece(message)
        elif message.get("more_body"):
            await self._begin(message)
        else:
            await self._whole(
                self.start["status"], list(self.start["headers"]), message.get("body", b"")
            )

    async def _options(self) -> bool:
        """Tell the methods of the path; False where there is none and nobody asks for CORS."""
        methods = "GET, HEAD, OPTIONS" if self.scope["path"] == "*" else allowed(self.scope)
        # A script may ask for what is not there: it has to be let through to read the 404.
        asked = b"access-control-request-method" in self.asked
        if not methods and not asked:
            return False
        headers = [(b"allow", methods.encode())] if methods else []
        headers += [
            (b"access-control-allow-methods", methods.encode() or b"GET, HEAD, OPTIONS"),
            *PREFLIGHT,
        ]
        await self._whole(NO_CONTENT, headers, b"")
        return True

    async def _respond(self, response: Response) -> None:
        """Send an answer of our own in place of the application's."""
        headers = list(response.raw_headers)
        await self._whole(response.status_code, headers, bytes(response.body))

    async def _whole(self, status: int, headers: list[Header], body: bytes) -> None:
        try:
            status, headers, body = whole(self.scope, self.asked, status, headers, body)
        except NotAcceptable as problem:
            await self._respond(told(Request(self.scope), problem))
            return
        await self._head(status, headers)
        sent = b"" if self._bodiless() else body
        self.sent = len(sent)
        await self.send({"type": "http.response.body", "body": sent})
        self.done = True

    async def _begin(self, message: Message) -> None:
        """Send the head of an answer whose body comes in pieces, and the first of these."""
        status, headers = self.start["status"], list(self.start["headers"])
        names = dict(headers)
        etag = names.get(b"etag")
        if status == OK:
            try:
                coding = coding_of(self.scope, self.asked, names, None)
            except NotAcceptable as problem:
                await self._respond(told(Request(self.scope), problem))
                raise Answered from problem
            if coding != b"identity":
                self.encoder = encoder(coding)
                # What was known of the bytes does not hold of the encoded ones.
                headers = [header for header in headers if header[0] not in OF_THE_BYTES]
                headers.append((b"content-encoding", coding))
                if etag is not None:
                    etag = b'%b-%b"' % (etag[:-1], coding)
                    headers.append((b"etag", etag))
        await self._head(*headed(self.scope, self.asked, status, headers, etag))
        if self._bodiless():
            await self.send({"type": "http.response.body", "body": b""})
            self.done = True
            raise Answered
        await self._piece(message)

    async def _piece(self, message: Message) -> None:
        body, more = message.get("body", b""), message.get("more_body", False)
        if self.encoder is not None:
            body = self.encoder.compress(body)
            if not more:
                body += self.encoder.flush()
        self.sent += len(body)
        await self.send({"type": "http.response.body", "body": body, "more_body": more})
        self.done = not more

    async def _head(self, status: int, headers: list[Header]) -> None:
        headers.append((b"x-request-id", self.id))
        self.status = status
        await self.send({"type": "http.response.start", "status": status, "headers": headers})

    def _bodiless(self) -> bool:
        return self.status in {NO_CONTENT, NOT_MODIFIED} or self.method == "HEAD"
