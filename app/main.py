"""Builds the application: the service, FastAPI with its routes, and what starts and stops them."""

import asyncio
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any, cast

from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE

from app import __version__
from app.api.asgi import Application
from app.api.http import Route
from app.api.log import write_waiting
from app.api.monitoring import MONITORING
from app.api.routes import ROUTES
from app.api.service import Service
from app.database import UnusableDatabase, open_database
from app.explorer import browser
from app.explorer.routes import PAGES
from app.settings import Settings, settings

_log = logging.getLogger(__name__)


def routes() -> tuple[Route, ...]:
    return (*ROUTES, *PAGES, *MONITORING)


def create_app(service: Service | None = None) -> FastAPI:
    """The application; it opens the service's database when it starts.

    Without a service it makes its own, and ends the process if that cannot open the database.
    """
    opened = service is None
    service = service or _open_service()
    agents: AbstractAsyncContextManager[None] = nullcontext()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if not opened:
            service.database.open()
        _watch_parent()
        async with agents:
            yield
        service.database.close()
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
    if service.settings.mcp:
        from app.api import mcp  # noqa: PLC0415 - an extra that need not be installed

        served = mcp.Agents(service)
        service.add(served.route)
        agents = served.running
    application = Application(service)
    for route in service.routes:
        # As an ASGI application, it gets requests of all methods as they are.
        app.add_route(route.path, cast("Any", application), name=route.name)
    app.router.default = application
    return app


def _open_service() -> Service:
    """A service of the settings whose database is open; without that, the process ends."""
    service = create_service(settings())
    try:
        service.database.open()
    except UnusableDatabase as error:
        # Raised while the application starts, it would be logged with its traceback.
        _log.critical("%s", error)
        sys.exit(STARTUP_FAILURE)
    return service


def create_service(chosen: Settings) -> Service:
    """The service with all its routes; its database is not open yet."""
    return Service(chosen, routes(), open_database(chosen), browser)


def _watch_parent() -> None:
    """Stop a worker when the process that started it says so or is gone, even if it was killed."""
    if (parent := multiprocessing.parent_process()) is not None:
        # A terminal tells all processes, but the parent decides. Only main threads may say so.
        with suppress(ValueError):
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        loop = asyncio.get_running_loop()

        def stop() -> None:
            loop.remove_reader(parent.sentinel)
            os.kill(os.getpid(), signal.SIGTERM)

        loop.add_reader(parent.sentinel, stop)
