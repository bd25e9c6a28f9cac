"""The only path from a request to its response.

`respond` does everything on the event loop if it never has to wait: admit, look into the
cache, find the route, open a snapshot, call the handler, represent, apply conditions. Otherwise
`respond_later` calls the handler in a worker thread. FastAPI's routes and the server both end here.
"""

import logging
from asyncio import CancelledError, Lock, get_running_loop
from collections import defaultdict
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Protocol

import orjson
from starlette.types import Receive

from app.api.cache import Cache
from app.api.conditional import http_date
from app.api.delivery import Representation, conditioned, represent
from app.api.http import FILES, Request, Response, Route
from app.api.limits import ALWAYS_ADMITTED, Admission, Proxies, Slots, UnreadResponses
from app.api.parameters import read
from app.api.problems import PROBLEM_JSON, RETRY, InternalError, Overloaded, Problem, Unavailable
from app.api.router import Router
from app.api.uploads import check_text, receive_text
from app.database import DatabaseFailure, NoThread
from app.settings import Settings

if TYPE_CHECKING:
    from app.database import Database, Snapshot

_log = logging.getLogger(__name__)
_MIB = 1 << 20
_ARRIVING = 32 * _MIB

_LONG = 1_000
"""Bytes of a query string; a longer one may have thousands of names or words to look up."""

_LATE = 0.02
"""Seconds of a turn of the event loop after which threads call the handlers."""


class Browser(Protocol):
    """What the web pages add to every route, for clients that are browsers; None for others."""

    def page_for(self, request: Request) -> Response | None:
        """The page that a browser gets at this path, or a redirect to it."""

    def problem_page(self, problem: Problem, request: Request) -> Response | None:
        """A problem as a page."""


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
        self.texts = Slots(settings.limit_texts, "verifications and agents' requests run")
        self.arriving = Slots(_ARRIVING, "bytes of texts are received")
        self.unread = UnreadResponses(settings.limit_unread * _MIB)
        self.cache = Cache(settings.cache_mib * _MIB, self.version)
        self._router = Router(self.routes)
        self._admission = Admission(settings)
        self._browser = browser
        self._failed_at = 0.0
        self._locks: dict[str, Lock] = defaultdict(Lock)
        self._turn_began = 0.0

    def add(self, route: Route) -> None:
        self.routes = (*self.routes, route)
        self._router = Router(self.routes)

    def respond(self, request: Request, *, admitted: bool = False) -> Representation | None:
        """The response, or None if the handler has to run in a thread: await `respond_later`.

        A request made on behalf of another one is `admitted` with it, and does not wait again.
        """
        try:
            if not admitted:
                self._admission.admit(request)
            if request.method == "OPTIONS":
                return represent(request, self._router.options(request))
            if cached := self.cache.get(request):
                return conditioned(request, cached)
            route = self._router.find(request)
            if route.most_text and not route.converse:
                check_text(request, route.most_text)
            # Looking into the database might mean waiting for it.
            slow = not self.database.inline or len(request.query) > _LONG
            slow = slow or (not admitted and self._is_late())
            if route.alone or route.expensive is True or (route.database and slow):
                return None
            with self._snapshot(route) as request.opened:
                if callable(route.expensive) and route.expensive(request):
                    return None
                made = self._handled(request, route)
            return self._deliver(request, made)
        except Exception as error:  # noqa: BLE001 - every failure becomes a problem
            return self._failure(request, error)

    async def respond_later(
        self, request: Request, receive: Receive | None = None
    ) -> Representation:
        """The response of a handler that runs in a worker thread; `receive` gives it the body."""
        try:
            route = request.route or self._router.find(request)
            if route.most_text and receive:
                request.body = await receive_text(receive, route.most_text, self.arriving)
            slots = self.texts if route.most_text else self.running
            with nullcontext() if request.path in ALWAYS_ADMITTED else slots.one():
                if route.converse:
                    return represent(request, await route.converse(request))
                began, limit = monotonic(), self.settings.pool_timeout
                async with self._locks[route.alone] if route.alone else nullcontext():
                    # Many may have asked for the same at once.
                    if route.alone and (cached := self.cache.get(request)):
                        return conditioned(request, cached)
                    # All who wait for a dataset's file get the same one.
                    left = None if route.alone == FILES else limit - (monotonic() - began)
                    where = route.alone or route.threads
                    run = self.database.run(where, left, self._in_own_snapshot, request, route)
                    return self._deliver(request, await run)
        except (Exception, CancelledError) as error:  # noqa: BLE001 - the same; or the service stops
            return self._failure(request, error)

    def _is_late(self) -> bool:
        """Whether this turn of the event loop has been long, so that new connections wait."""
        now = monotonic()
        if not self._turn_began:
            self._turn_began = now
            get_running_loop().call_soon(self._end_turn)
        return now > self._turn_began + _LATE

    def _end_turn(self) -> None:
        self._turn_began = 0.0

    def begin(self, request: Request, made: Representation, reader: object) -> Representation:
        """The response; a refusal if it is long, and there is no room to send it to `reader`."""
        try:
            if request.method != "HEAD" and not made.short:
                self.unread.begin(reader, made)
        except Overloaded as problem:
            return self._failure(request, problem)
        return made

    def _snapshot(self, route: Route) -> AbstractContextManager["Snapshot | None"]:
        return self.database.snapshot() if route.database else nullcontext()

    def _in_own_snapshot(self, request: Request, route: Route) -> Representation:
        """The representation of a response, in a snapshot of its own."""
        with self._snapshot(route) as request.opened:
            return self._handled(request, route)

    def _handled(self, request: Request, route: Route) -> Representation:
        """What the handler returns, or the page that a browser gets instead, to be sent.

        A problem is represented here, too, because its page names records.
        """
        modified = _modified(request.opened) if request.opened else b""
        try:
            response = self._browser.page_for(request) if self._browser else None
            if response is None:
                if route.parameters is not None:
                    request.query_params = read(request.query, route.parameters)
                response = route.handler(request)
            return represent(request, response, modified)
        except Problem as problem:
            return self.problem(request, problem)

    def _deliver(self, request: Request, whole: Representation) -> Representation:
        """Cache a representation, and apply the conditions of the request to it."""
        version = request.opened.version if request.opened else self.version()
        self.cache.put(request, whole, version)
        return conditioned(request, whole)

    def version(self) -> bytes:
        """The version of the dataset; empty while the database cannot be reached."""
        try:
            return self.database.version
        except DatabaseFailure:
            return b""

    def _failure(self, request: Request, error: BaseException) -> Representation:
        """The response to a failure; faults of the service are logged."""
        # Its connection has been given back.
        request.opened = None
        if isinstance(error, DatabaseFailure):
            if (now := monotonic()) - self._failed_at >= 1:
                self._failed_at = now
                _log.error("the database cannot be read: %s", error)
            error = Unavailable("the database cannot be read", RETRY)
        elif isinstance(error, NoThread):
            error = Overloaded("other requests took all threads", RETRY)
        elif isinstance(error, CancelledError):
            error = Unavailable("the service stops", RETRY)
        elif not isinstance(error, Problem):
            _log.error("request %s failed", request.id.decode(), exc_info=error)
            error = InternalError("the service failed, and logged why")
        return self.problem(request, error)

    def problem(self, request: Request, problem: Problem) -> Representation:
        """The response that describes a problem: JSON, or HTML on pages for people."""
        if request.route is None:
            # For the log, if it failed before its route was found.
            self._router.match(request)
        response = None
        try:
            response = self._browser.problem_page(problem, request) if self._browser else None
        except Exception as error:  # noqa: BLE001 - the client gets the problem as JSON
            _log.error("request %s has no page", request.id.decode(), exc_info=error)
        if response is None:
            path, query = request.raw_path.decode("latin-1"), request.query.decode("latin-1")
            instance = f"{path}?{query}" if query else path
            response = Response(orjson.dumps(problem.body(instance)), PROBLEM_JSON)
        response.status = problem.status
        response.headers = [*response.headers, *problem.headers]
        return represent(request, response)


def _modified(snapshot: "Snapshot") -> bytes:
    """When the dataset was seeded, as `Last-Modified` has it."""

    def seeded() -> bytes:
        rows = snapshot.rows("SELECT seeded FROM dataset")
        return http_date(datetime.fromisoformat(rows[0][0].decode())) if rows else b""

    return snapshot.once("modified", seeded)
