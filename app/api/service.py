"""The only path from a request to its response.

`respond` does everything on the event loop if it never has to wait: admit, look into the
cache, find the route, open a snapshot, call the handler, represent, apply conditions. Otherwise
`respond_later` calls the handler in a worker thread. FastAPI's routes and the server both end here.
"""

import logging
from asyncio import to_thread
from collections.abc import Callable, Iterable
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Protocol

import orjson

from app.api.cache import Cache
from app.api.conditional import http_date
from app.api.delivery import Representation, conditioned, headers_of, represent
from app.api.http import Request, Response, Route
from app.api.limits import ALWAYS_ADMITTED, Admission, Proxies, Slots, Unread
from app.api.media_types import content_type
from app.api.metrics import cache_bytes, connections, in_flight
from app.api.problems import (
    MEDIA_TYPE,
    RETRY,
    InternalError,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooLarge,
    Unavailable,
    UnsupportedMedia,
)
from app.api.router import Router
from app.database import DatabaseFailure
from app.nearest import nearest_names
from app.settings import Settings

if TYPE_CHECKING:
    from app.database import Database, Snapshot

_log = logging.getLogger(__name__)
_MIB = 1 << 20
_ARRIVING = 32 * _MIB
_READ = frozenset({"GET", "HEAD"})
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii"})
CLOSE = {"Connection": "close"}
"""If a body is not read to its end, it cannot be distinguished from the next request."""


class Browser(Protocol):
    """What the web pages add to every route."""

    def page_for(self, request: Request) -> Response | None:
        """A redirect to the page that shows this data, if the client is a browser."""

    def problem_page(self, problem: Problem, request: Request) -> Response:
        """A problem as a page."""

    def prefers_html(self, accept: bytes) -> bool:
        """Whether a client with this `Accept` header is a browser."""


class Service:
    """Answers requests from one database, within the limits of the settings."""

    def __init__(
        self,
        settings: Settings,
        routes: Iterable[Route],
        database: "Database",
        browser: Browser | None = None,
    ) -> None:
        self.settings = settings
        self.database = database
        self.routes = tuple(routes)
        self.proxies = Proxies(settings.trusted_proxies)
        self.running = Slots(settings.limit_requests, "requests are answered")
        self.texts = Slots(settings.limit_texts, "texts are verified")
        self.arriving = Slots(_ARRIVING, "bytes of texts are received")
        self.unread = Unread(settings.limit_unread * _MIB)
        self.cache = Cache(settings.cache_mib * _MIB, self._version)
        self._router = Router(self.routes)
        self._admission = Admission(settings)
        self._browser = browser
        self._modified: tuple[bytes, bytes] = (b"", b"")
        self._failed_at = 0.0
        self.framework_paths: frozenset[str] = frozenset()
        """Paths that FastAPI answers without the service."""

        self.count: Callable[[], tuple[int, int]] = lambda: (0, 0)
        """How many connections are open and how many requests wait; set by the server."""

    def measure(self) -> None:
        """Bring the gauges of the metrics up to date."""
        open_, at_work = self.count()
        connections.set(open_)
        in_flight.set(at_work)
        cache_bytes.set(self.cache.size)

    def respond(self, request: Request) -> Representation | None:
        """The response, or None if the handler has to run in a thread: await `respond_later`."""
        try:
            self._admission.admit(request)
            if request.path in self.framework_paths:
                return None
            if request.method == "OPTIONS":
                return self._options(request)
            if request.method in _READ and (cached := self.cache.get(request)):
                return conditioned(request, cached)
            route = self._route(request)
            if route.text:
                _check_text(request, route.text)
            if self._waits(route, request):
                return None
            return self._deliver(request, self._represent(request))
        except Exception as error:  # noqa: BLE001 - every failure becomes a problem
            return self._failure(request, error)

    def _route(self, request: Request) -> Route:
        self._router.find(request)
        if request.route is None:
            raise self._missing(request)
        return request.route

    async def respond_later(self, request: Request) -> Representation:
        """The response of a handler that runs in a worker thread."""
        slots = self.texts if request.route and request.route.text else self.running
        try:
            with slots.one(always=request.path in ALWAYS_ADMITTED):
                if request.route and request.route.database:
                    whole = await self.database.run(self._represent_from, request)
                else:
                    whole = await to_thread(self._represent, request)
                return self._deliver(request, whole)
        except Exception as error:  # noqa: BLE001 - every failure becomes a problem
            return self._failure(request, error)

    def problem(self, request: Request, problem: Problem) -> Representation:
        """The response that describes a problem: JSON, or HTML on pages for people."""
        browser = self._browser
        if browser and (
            (request.route and request.route.page)
            or browser.prefers_html(request.headers.get(b"accept", b""))
        ):
            response = browser.problem_page(problem, request)
        else:
            path, query = request.raw_path.decode("latin-1"), request.query.decode("latin-1")
            instance = f"{path}?{query}" if query else path
            response = Response(orjson.dumps(problem.body(instance)), MEDIA_TYPE)
        response.status = problem.status
        response.headers = [*response.headers, *headers_of(problem)]
        return represent(request, response, b"")

    def _waits(self, route: Route, request: Request) -> bool:
        if route.text or (route.database and not self.database.inline):
            return True
        if callable(route.expensive):
            # Deciding may need a look at the dataset.
            with self.database.snapshot() as snapshot:
                request.snapshot = snapshot
                return route.expensive(request)
        return route.expensive

    def _represent(self, request: Request) -> Representation:
        if request.route and request.route.database:
            with self.database.snapshot() as snapshot:
                return self._represent_from(snapshot, request)
        return self._represent_from(None, request)

    def _represent_from(self, snapshot: "Snapshot | None", request: Request) -> Representation:
        modified = b""
        if snapshot is not None:
            request.snapshot, request.version = snapshot, snapshot.version
            modified = self._seeded(snapshot)
        response = self._browser.page_for(request) if self._browser else None
        if response is None:
            assert request.route is not None  # noqa: S101 - `respond` has found it
            response = request.route.handler(request)
        return represent(request, response, modified)

    def _version(self) -> bytes:
        """The version of the dataset; empty while the database cannot be reached."""
        try:
            return self.database.version
        except DatabaseFailure:
            return b""

    def _deliver(self, request: Request, whole: Representation) -> Representation:
        """Cache a representation, and apply the conditions of the request to it."""
        if request.method in _READ:
            self.cache.put(request, whole, request.version or self._version())
        return conditioned(request, whole)

    def _seeded(self, snapshot: "Snapshot") -> bytes:
        """When the dataset was seeded, as `Last-Modified` has it."""
        version, modified = self._modified
        if version != snapshot.version:
            found = snapshot.rows("SELECT seeded FROM dataset")
            text = found[0][0] if found else ""
            text = text.decode() if isinstance(text, bytes) else text
            modified = http_date(datetime.fromisoformat(text)) if text else b""
            self._modified = snapshot.version, modified
        return modified

    def _failure(self, request: Request, error: Exception) -> Representation:
        """The response to a failure; faults of the service are logged."""
        if not self.database.inline:
            # Its connection has been given back.
            request.snapshot = None
        if request.route is None:
            # For the log, if it failed before the route was found.
            self._router.find(request)
        if isinstance(error, DatabaseFailure):
            if (now := monotonic()) - self._failed_at >= 1:
                self._failed_at = now
                _log.error("the database cannot be read: %s", error)
            error = Unavailable("the database cannot be read", RETRY)
        elif not isinstance(error, Problem):
            _log.error("request %s failed", request.id.decode(), exc_info=error)
            error = InternalError("the service failed, and logged why")
        return self.problem(request, error)

    def _options(self, request: Request) -> Representation:
        """The methods of a path, and a preflight of CORS."""
        methods = self._router.methods(request.path)
        asked = b"access-control-request-method" in request.headers
        # A script may ask for a path that is not there: it has to be let through to read the 404.
        if not methods and not asked:
            raise self._missing(request)
        headers = [(b"allow", methods)] if methods else []
        headers += [
            (b"access-control-allow-methods", methods or b"GET, HEAD, OPTIONS"),
            # `*` covers every header but this one.
            (b"access-control-allow-headers", b"*, Authorization"),
            (b"access-control-max-age", b"86400"),
        ]
        return represent(request, Response(b"", "", 204, headers), b"")

    def _missing(self, request: Request) -> Problem:
        """Why no route has the request's path and method."""
        path = request.path
        if methods := self._router.methods(path):
            message = f"{request.method} is not one of the methods of {path}"
            return MethodNotAllowed(message, {"Allow": methods.decode()})
        known = self._router.paths
        if path.rstrip("/") in known:
            return NotFound(f"paths do not end with a slash: {path}", [path.rstrip("/")])
        near = nearest_names(path, known, most=3)
        return NotFound(f"there is no resource at {path[:200]}", near)


def _check_text(request: Request, most: int) -> None:
    """Refuse a body that is not plain text in UTF-8, or too long, before it is read."""
    sent = request.headers.get(b"content-type", b"")
    found = content_type(sent)
    if (
        found is None
        or found[0] != "text/plain"
        or (found[1].get("charset", "utf-8").lower() not in _UTF8)
    ):
        shown = sent[:100].decode("latin-1")
        message = f"{shown!r} is not text/plain in UTF-8; send the header Content-Type: text/plain"
        raise UnsupportedMedia(message, {"Accept-Post": "text/plain", **CLOSE})
    if request.headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        raise UnsupportedMedia("the text is compressed", {"Accept-Encoding": "identity", **CLOSE})
    length = request.headers.get(b"content-length", b"0")
    if length.isdigit() and int(length[:20]) > most:
        message = f"the text has {length[:20].decode()} bytes; at most {most} are allowed"
        raise TooLarge(message, CLOSE)
