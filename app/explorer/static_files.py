"""Style sheets, modules and the icon, under a path that changes when any of them does."""

import hashlib
from pathlib import Path

from app.api.http import Request, Response
from app.api.problems import NotFound

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
LONG = [(b"cache-control", b"public, max-age=31536000, immutable")]
"""What never changes under its path may be kept for a year."""

_FILES = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())}
PREFIX = f"/static/{hashlib.sha256(repr(sorted(_FILES.items())).encode()).hexdigest()[:12]}"


def static_file(request: Request) -> Response:
    """A file of this version; another version is not found, so that no cache keeps it wrongly."""
    version, name = request.params["version"], request.params["name"]
    if f"/static/{version}" != PREFIX or name not in _FILES:
        raise NotFound(f"there is no file {name!r} of version {version!r}", [])
    return Response(_FILES[name], TYPES[Path(name).suffix], headers=LONG.copy())


def favicon(_: Request) -> Response:
    """The icon at the path where programs that read no HTML look for it."""
    day = [(b"cache-control", b"public, max-age=86400")]
    return Response(_FILES["favicon.ico"], TYPES[".ico"], headers=day)
