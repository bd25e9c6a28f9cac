"""Which methods a path has, also for those that no route was written for: HEAD and OPTIONS."""

from starlette.routing import Match
from starlette.types import Scope

_WRITTEN = ("GET", "POST", "PUT", "PATCH", "DELETE")


def allowed(scope: Scope) -> str:
    """The value of `Allow` for the path of a request; empty where nothing is served there."""
    routes = scope["app"].router.routes
    found = [
        method
        for method in _WRITTEN
        if any(route.matches({**scope, "method": method})[0] == Match.FULL for route in routes)
    ]
    if not found:
        return ""
    if "GET" in found:
        found.insert(1, "HEAD")
    return ", ".join([*found, "OPTIONS"])
