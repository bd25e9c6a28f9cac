"""The application: routes and errors put together, and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.api import (
    articles,
    catalog,
    dataset,
    events,
    facts,
    index,
    openapi,
    operating,
    organisations,
    people,
    places,
    quotes,
    search,
    statistics,
)
from app.api.delivery import Delivery
from app.api.exports import Exports
from app.api.failing import add_handlers
from app.queries.database import Database
from app.settings import Settings, settings

ROUTERS = (
    people,
    events,
    quotes,
    statistics,
    facts,
    search,
    articles,
    places,
    organisations,
    dataset,
    index,
    catalog,
    operating,
)


def create_app(wanted: Settings | None = None) -> FastAPI:
    """The ASGI application, which opens the database when it starts."""
    chosen = wanted or settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = Database(chosen.database_url)
        app.state.exports = Exports(chosen.database_url)
        yield
        app.state.exports.close()
        app.state.database.close()

    app = FastAPI(
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    for noun in ROUTERS:
        app.include_router(noun.router)
    app.include_router(openapi.router)
    add_handlers(app)
    app.add_middleware(Delivery)
    return app
