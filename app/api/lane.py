"""The short way to an answer: from the path to the route's own function by a dictionary.

A route whose function takes the request and returns the answer needs nothing else that the
framework could do for it. What is not found here goes the framework's way.
"""

import inspect
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.failing import failed
from app.api.problem import Problem
from app.database.database import DatabaseFailure


@dataclass(frozen=True, slots=True)
class Way:
    """A route that has a short way; `parameter` names the last part of its path, if that varies."""

    route: APIRoute
    answer: Callable[[Request], Coroutine[Any, Any, Response]]
    parameter: str = ""


class Ways:
    """The short ways there are; `routes` in the order in which the router has them."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.exact: dict[str, Way] = {}
        self.below: dict[str, Way] = {}
        for route in routes:
            if isinstance(route, APIRoute):
                self._add(route)

    def _add(self, route: APIRoute) -> None:
        before, _, last = route.path.rpartition("/")
        if before in self.below or "{" in before:
            # The router would take an earlier one for some of its paths, or has to look closely.
            return
        signature = inspect.signature(route.endpoint)
        taken = [parameter.annotation for parameter in signature.parameters.values()]
        short = (
            taken == [Request]
            and signature.return_annotation is Response
            and inspect.iscoroutinefunction(route.endpoint)
            and route.methods == {"GET"}
        )
        if "{" not in last:
            if short:
                self.exact.setdefault(route.path, Way(route, route.endpoint))
        elif short and route.param_convertors.keys() == {last[1:-1]}:
            self.below[before] = Way(route, route.endpoint, last[1:-1])

    def of(self, scope: Scope) -> Way | None:
        """The way of a `GET` request, whose scope is told the parameter, or None."""
        path: str = scope["path"]
        way = self.exact.get(path)
        id_ = ""
        if way is None:
            before, _, id_ = path.rpartition("/")
            way = self.below.get(before) if id_ else None
        if way is not None:
            scope["path_params"] = {way.parameter: id_} if id_ else {}
        return way


class Lane:
    """ASGI middleware before the router, which knows `ways`."""

    def __init__(self, app: ASGIApp, ways: Ways) -> None:
        self.app = app
        self.ways = ways

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the short way if there is one and nothing is wrong."""
        if scope["type"] == "http" and scope["method"] == "GET":
            way = self.ways.of(scope)
            if way is not None:
                scope["route"] = way.route
                request = Request(scope, receive)
                try:
                    answer = await way.answer(request)
                except (Problem, DatabaseFailure) as failure:
                    answer = failed(request, failure)
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


def at_once(way: Way, scope: Scope) -> Response | None:
    """What the route answers if it waits for nothing; None where it waits, or is itself at fault.

    Then the request has to be answered as all others are.
    """
    request = Request(scope)
    answering = way.answer(request)
    try:
        answering.send(None)
    except StopIteration as done:
        answer: Response = done.value
        return answer
    except (Problem, DatabaseFailure) as failure:
        return failed(request, failure)
    except Exception:  # noqa: BLE001 - the other road fails alike, and tells it
        return None
    answering.close()
    return None
