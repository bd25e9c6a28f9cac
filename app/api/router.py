"""Finds the route of a request by its path."""

from collections.abc import Iterable
from urllib.parse import unquote

from app.api.http import Request, Route

_WRITTEN = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Router:
    """Routes by path; `{name}` matches one segment that is not empty."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._fixed: dict[str, list[Route]] = {}
        self._variable: dict[tuple[str, int], list[tuple[list[str], Route]]] = {}
        for route in routes:
            if "{" in route.path:
                parts = route.path.split("/")
                self._variable.setdefault((parts[1], len(parts)), []).append((parts, route))
            else:
                self._fixed.setdefault(route.path, []).append(route)
        self.paths = sorted(self._fixed)
        """The paths without variable segments."""

    def find(self, request: Request) -> None:
        """Set the request's route and the values in its path; the route is None if none fits."""
        method = "GET" if request.method == "HEAD" else request.method
        for route, params in self._matches(request.path, request.raw_path):
            if method in route.methods:
                request.route, request.params = route, params
                return

    def methods(self, path: str) -> bytes:
        """The value of `Allow` for a path; empty if there is nothing."""
        if path == "*":
            return b"GET, HEAD, OPTIONS"
        found = {
            method for route, _ in self._matches(path, path.encode()) for method in route.methods
        }
        if not found:
            return b""
        ordered = [method for method in _WRITTEN if method in found]
        if "GET" in found:
            ordered.insert(1, "HEAD")
        return ", ".join([*ordered, "OPTIONS"]).encode()

    def _matches(self, path: str, raw: bytes) -> Iterable[tuple[Route, dict[str, str]]]:
        for route in self._fixed.get(path, ()):
            yield route, {}
        # Split before decoding: an encoded slash is part of a segment.
        segments = [_decoded(segment) for segment in raw.decode("latin-1").split("/")]
        if len(segments) > 1:
            for parts, route in self._variable.get((segments[1], len(segments)), ()):
                params = {}
                for part, segment in zip(parts, segments, strict=True):
                    if part.startswith("{") and segment:
                        params[part[1:-1]] = segment
                    elif part != segment:
                        break
                else:
                    yield route, params


def _decoded(segment: str) -> str:
    return unquote(segment) if "%" in segment else segment
