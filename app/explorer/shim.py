"""The explorer's routes as FastAPI routes, until the service answers them itself."""

from collections.abc import Callable, Coroutine
from typing import Any

import starlette.requests
import starlette.responses
from fastapi import APIRouter

from app.api import index
from app.api.answers import database
from app.api.documenting import path_parameter
from app.api.http import Request, Response, Route
from app.api.problem import Problem
from app.explorer.browser import page_for, problem_page
from app.explorer.routes import ROUTES

router = APIRouter()

Endpoint = Callable[[starlette.requests.Request], Coroutine[Any, Any, starlette.responses.Response]]


def _request(request: starlette.requests.Request, route: Route | None) -> Request:
    scope = request.scope
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    made = Request(
        method=scope["method"],
        path=scope["path"],
        raw_path=scope.get("raw_path", b""),
        query=scope["query_string"],
        headers=headers,
        service=None,
        scheme=scope["scheme"],
        host=host,
        params=dict(request.path_params),
        route=route,
    )
    made.snapshot = database(request)
    return made


def _response(made: Response) -> starlette.responses.Response:
    body = made.body if isinstance(made.body, bytes) else b"".join(made.body)
    answer = starlette.responses.Response(body, made.status, media_type=made.media_type)
    for name, value in made.headers:
        answer.headers[name.decode()] = value.decode("latin-1")
    return answer


def _endpoint(route: Route) -> Endpoint:
    async def endpoint(request: starlette.requests.Request) -> starlette.responses.Response:
        made = _request(request, route)

        def respond() -> Response:
            with database(request).snapshot():
                try:
                    return route.handler(made)
                except Problem as problem:
                    if not route.page:
                        raise
                    return problem_page(problem, made)

        return _response(await database(request).ask(respond))

    return endpoint


@router.get("/", include_in_schema=False)
async def front_or_index(request: starlette.requests.Request) -> starlette.responses.Response:
    """A page for browsers, the index for programs."""
    made = _request(request, ROUTES[0])
    found = await database(request).ask(page_for, made)
    if found is not None:
        return _response(found)
    noted = starlette.responses.Response()
    listed = await index.index(request, noted)
    answer = starlette.responses.Response(listed.model_dump_json(), media_type="application/json")
    answer.headers["Link"] = noted.headers["Link"]
    return answer


for _route in ROUTES:
    operation = dict(_route.operation)
    if operation:
        operation["parameters"] = [path_parameter("parade-attendance"), *operation["parameters"]]
    router.add_api_route(
        _route.path,
        _endpoint(_route),
        name=_route.name,
        include_in_schema=bool(operation),
        response_class=starlette.responses.Response,
        openapi_extra=operation,
        tags=operation.pop("tags", None),
        summary=operation.pop("summary", None),
        description=operation.pop("description", None),
        responses=operation.pop("responses", None),
    )
