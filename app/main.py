"""Builds the application: the service, FastAPI with its routes, and what starts and stops them."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from app import __version__
from app.api.asgi import Application
from app.api.dataset import FILES
from app.api.http import Route
from app.api.log import write_waiting
from app.api.operations import OPERATIONS
from app.api.routes import ROUTES
from app.api.service import Service
from app.database import open_database
from app.explorer import PAGES, browser
from app.settings import Settings, settings

_TICK = 1.0
"""Seconds between two measurements."""


class ServiceRoute(APIRoute):
    """A route of FastAPI that leaves everything to the service."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever its method."""
        await scope["app"].router.default(scope, receive, send)


def routes() -> tuple[Route, ...]:
    """Every route of the service."""
    return (*ROUTES, *PAGES, *OPERATIONS)


def create_app(service: Service | None = None) -> FastAPI:
    """The application; it opens the service's database when it starts."""
    service = service or create_service(settings())

    agents: AbstractAsyncContextManager[None] = nullcontext()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        service.database.open()
        measuring = asyncio.create_task(_measure(service))
        _watch_parent()
        async with agents:
            yield
        measuring.cancel()
        service.database.close()
        FILES.close()
        write_waiting()

    app = FastAPI(
        title="Article Facts",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    app.router.default = Application(service)
    for route in service.routes:
        app.router.add_api_route(
            route.path,
            _unused,
            methods=list(route.methods),
            operation_id=route.name,
            name=route.name,
            route_class_override=ServiceRoute,
            response_model=None,
            include_in_schema=bool(route.operation),
            openapi_extra=dict(route.operation),
        )
    if service.settings.mcp:
        from app.api import mcp  # noqa: PLC0415 - an extra that need not be installed

        found, agents = mcp.routes(service)
        app.router.routes.extend(found)
        service.framework_paths = frozenset({mcp.PATH})
    return app


async def _unused() -> None:
    """Replaces a handler, whose parameters FastAPI does not need to know."""


def create_service(chosen: Settings) -> Service:
    """The service with all its routes; its database is not open yet."""
    return Service(chosen, routes(), open_database(chosen), browser)


async def _measure(service: Service) -> None:
    """Keep the gauges of this process up to date, for the worker that responds with the metrics."""
    while True:
        await asyncio.sleep(_TICK)
        service.measure()


def _watch_parent() -> None:
    """Stop a worker when the process that started it is gone, even if it was killed."""
    if (parent := multiprocessing.parent_process()) is not None:
        loop = asyncio.get_running_loop()

        def stop() -> None:
            loop.remove_reader(parent.sentinel)
            os.kill(os.getpid(), signal.SIGTERM)

        loop.add_reader(parent.sentinel, stop)
