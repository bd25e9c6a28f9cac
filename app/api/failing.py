"""Every failure, from any route or none, becomes a problem in this one place."""

import logging
from difflib import get_close_matches
from typing import cast

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api.methods import allowed
from app.api.openapi import paths
from app.api.problem import Problem
from app.api.problems import RETRY, InternalError, MethodNotAllowed, NotFound, Unavailable
from app.database.database import DatabaseFailure

_log = logging.getLogger(__name__)


def add_handlers(app: FastAPI) -> None:
    """Make `app` answer every failure with problem details."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DatabaseFailure, _database)
    app.add_exception_handler(Exception, _fault)


def told(request: Request, problem: Problem) -> Response:
    """The answer that tells `problem`, with the request as its instance."""
    query = request.scope["query_string"].decode("ascii", "replace")
    path = request.scope.get("raw_path", b"").decode("ascii", "replace") or request.url.path
    return problem.response(f"{path}?{query}" if query else path)


def fault(request: Request) -> Response:
    """The answer where the service itself has failed; nothing of how gets out."""
    return told(request, InternalError("the service failed; the fault has been logged"))


async def _fault(request: Request, _error: Exception) -> Response:
    return fault(request)


async def _problem(request: Request, problem: Exception) -> Response:
    return told(request, cast("Problem", problem))


async def _http(request: Request, error: Exception) -> Response:
    error = cast("HTTPException", error)
    if error.status_code == MethodNotAllowed.status:
        detail = f"{request.method} is not among the methods of {request.url.path}"
        return told(request, MethodNotAllowed(detail, {"Allow": allowed(request.scope)}))
    path = request.url.path
    known = paths(request.app)
    if path.rstrip("/") in known:
        return told(
            request, NotFound(f"the path has no slash at its end: {path}", [path.rstrip("/")])
        )
    close = get_close_matches(path, known, n=3)
    return told(request, NotFound(f"nothing is served at {path}", close))


def failed(request: Request, failure: Problem | DatabaseFailure) -> Response:
    """The answer where a route says that something is wrong, or the database did not answer."""
    if isinstance(failure, Problem):
        return told(request, failure)
    return _unavailable(request, failure)


async def _database(request: Request, error: Exception) -> Response:
    return _unavailable(request, error)


def _unavailable(request: Request, error: Exception) -> Response:
    _log.error("the database cannot be read: %s", error)
    return told(request, Unavailable("the database cannot be read", RETRY))
