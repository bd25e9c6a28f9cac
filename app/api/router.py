"""The routes by path: which one a request has, and which methods a path has."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from app.api.http import Request, Response, Route
from app.api.problems import MethodNotAllowed, NotFound, Problem
from app.nearest import nearest_names

_WRITTEN = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Router:
    """Finds routes; `{name}` in a path matches one segment that is not empty."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._fixed: dict[tuple[str, ...], list[Route]] = {}
        self._variable: dict[tuple[str, int], list[tuple[tuple[str, ...], Route]]] = {}
        for route in routes:
            parts = tuple(route.path.split("/"))
            if "{" in route.path:
                self._variable.setdefault((parts[1], len(parts)), []).append((parts, route))
            else:
                self._fixed.setdefault(parts, []).append(route)

    def find(self, request: Request) -> Route:
        """The request's route; raises `NotFound` and `MethodNotAllowed`."""
        self.match(request)
        if request.route is None:
            raise self._missing(request)
        return request.route

    def match(self, request: Request) -> None:
        """Set the request's route and the values in its path, if there is a route for it."""
        method = "GET" if request.method == "HEAD" else request.method
        for route, params in self._matches(request.raw_path):
            if method in route.methods:
                request.route, request.path_params = route, params
                return

    def options(self, request: Request) -> Response:
        """The methods of a path, and a preflight of CORS; raises `NotFound`."""
        methods = self._methods(request)
        # A script may ask for a path that is not there: it has to be let through to read the 404.
        if not methods and b"access-control-request-method" not in request.headers:
            raise self._missing(request)
        headers = [
            (b"access-control-allow-methods", methods or b"GET, HEAD, OPTIONS"),
            # `*` covers every header but this one.
            (b"access-control-allow-headers", b"*, Authorization"),
            (b"access-control-max-age", b"86400"),
        ]
        return Response(b"", "", 204, [*headers, (b"allow", methods)] if methods else headers)

    def _missing(self, request: Request) -> Problem:
        """Why no route has the request's path and method."""
        path = request.path
        if methods := self._methods(request):
            message = f"{request.method} is not one of the methods of {path}"
            return MethodNotAllowed(message, [(b"allow", methods)])
        if any(self._matches(request.raw_path.rstrip(b"/"))):
            return NotFound(f"paths do not end with a slash: {path}", [path.rstrip("/")])
        found = (one.path for one, *_ in self._fixed.values() if "GET" in one.methods)
        known = sorted({path.rstrip("/") or "/" for path in found})
        close = nearest_names(path, known, most=3)
        return NotFound(f"there is no resource at {path[:200]}", close)

    def _methods(self, request: Request) -> bytes:
        """The value of `Allow` for a path; empty if there is nothing."""
        found = {method for route, _ in self._matches(request.raw_path) for method in route.methods}
        if "GET" in found:
            found.add("HEAD")
        if found:
            found.add("OPTIONS")
        return ", ".join(method for method in _WRITTEN if method in found).encode()

    def _matches(self, raw_path: bytes) -> Iterator[tuple[Route, dict[str, str]]]:
        """The routes of a path, whatever their methods, each with the values in the path."""
        # An encoded slash is part of a segment.
        segments = tuple(map(unquote, raw_path.decode("latin-1").split("/")))
        for route in self._fixed.get(segments, ()):
            yield route, {}
        first = segments[1] if len(segments) > 1 else ""
        for parts, route in self._variable.get((first, len(segments)), ()):
            params = {}
            for part, segment in zip(parts, segments, strict=True):
                if part[:1] == "{" and segment:
                    params[part[1:-1]] = segment
                elif part != segment:
                    break
            else:
                yield route, params
