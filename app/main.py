"""The application: routes, errors and what goes around them put together, and nothing else."""

from asyncio import create_task
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from types import ModuleType

from fastapi import FastAPI
from sqlalchemy import make_url
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from app.api import (
    articles,
    catalog,
    citing,
    dataset,
    events,
    explaining,
    facts,
    index,
    llms,
    openapi,
    operating,
    organisations,
    people,
    places,
    quotes,
    search,
    statistics,
    summaries,
    verification,
)
from app.api.delivery import Delivery
from app.api.exports import Exports
from app.api.failing import add_handlers
from app.api.hosts import Hosts
from app.api.lane import Lane, Ways
from app.api.overload import Overload
from app.api.ratelimit import RateLimit
from app.api.replacing import follow
from app.database.aside import Aside
from app.database.opening import open_database
from app.explorer import shim
from app.seeding.migrating import head, make_file
from app.settings import Settings, settings

PAGES = (shim,)
"""The explorer; it comes before the index, which it shares a path with."""

NOUNS = (people, events, quotes, statistics, facts, search, articles, places, organisations)
"""Their routes wait for nothing but the database."""

ROUTERS = (
    *PAGES,
    people,
    events,
    quotes,
    statistics,
    summaries,
    facts,
    citing,
    search,
    articles,
    verification,
    places,
    organisations,
    dataset,
    index,
    catalog,
    explaining,
    llms,
    operating,
)


def create_app(wanted: Settings | None = None) -> FastAPI:
    """The routes and errors, and the database, which it opens when it starts."""
    chosen = wanted or settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        aside = Aside(chosen.statement_timeout)
        app.state.database = open_database(chosen, aside)
        await app.state.database.open()
        if memory := getattr(app.state, "memory", None):
            memory.database = app.state.database
        app.state.exports = Exports(chosen, make_file)
        app.state.schema = head()
        following = None
        if app.state.database.inline:
            following = create_task(follow(app, chosen.database_url, aside))
        yield
        if following:
            following.cancel()
        app.state.exports.close()
        aside.close()
        await app.state.database.close()

    app = FastAPI(
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # Asking at each request whether somebody listens costs more than the shortest answers.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    for noun in ROUTERS:
        app.include_router(noun.router)
    app.include_router(openapi.router)
    add_handlers(app)
    return app


def around(app: FastAPI, wanted: Settings | None = None) -> ASGIApp:
    """The application with all that every request passes, which the framework's layers are not."""
    chosen = wanted or settings()
    outer: ASGIApp = app
    # The last one put around is the first one asked.
    if chosen.lane:
        outer = Lane(outer, Ways(_routes(ROUTERS)))
    if chosen.rate_limit:
        outer = RateLimit(outer, limit=chosen.rate_limit, window=chosen.rate_window)
    if chosen.allowed_hosts:
        outer = Hosts(outer, allowed=chosen.allowed_hosts)
    outer = Overload(outer, texts=chosen.limit_texts)
    return Delivery(outer, app)


def prompt(chosen: Settings) -> Ways | None:
    """The routes that wait for nothing, unless requests first have to pass what `around` adds."""
    embedded = make_url(chosen.database_url).get_backend_name() == "sqlite"
    if not (embedded and chosen.lane) or chosen.rate_limit or chosen.allowed_hosts:
        return None
    return Ways(_routes(NOUNS))


def _routes(nouns: Iterable[ModuleType]) -> list[BaseRoute]:
    return [route for noun in nouns for route in noun.router.routes]
