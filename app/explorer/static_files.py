"""Style sheets, scripts and the icon, under a path that changes when any of them changes."""

import hashlib
from importlib.resources import files
from pathlib import Path

from app.api.http import Request, Response
from app.api.problems import NotFound

FOLDER = Path(__file__).parent / "static"
_SWAGGER = files("fastapi_swagger") / "resources"
_FILES = {path.name: path for path in sorted(FOLDER.iterdir())} | {
    name: _SWAGGER / name for name in ("swagger-ui-bundle.js", "swagger-ui.css")
}
_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".ico": "image/x-icon"}
_SCRIPT = "text/javascript; charset=utf-8"

_VERSION = hashlib.sha256(b"".join(one.encode() + p.read_bytes() for one, p in _FILES.items()))
STATIC_PATH = f"/static/{_VERSION.hexdigest()[:12]}"


def static_file(request: Request) -> Response:
    """A file of this version; other versions get 404, so that no cache stores the wrong file."""
    version, name = request.path_params["version"], request.path_params["name"]
    if f"/static/{version}" != STATIC_PATH or name not in _FILES:
        raise NotFound(f"there is no file {name!r} of version {version!r}", [])
    # The content of a path never changes, so caches may keep it for a year.
    headers = [(b"cache-control", b"public, max-age=31536000, immutable")]
    media_type = _TYPES.get(Path(name).suffix, _SCRIPT)
    return Response(_FILES[name].read_bytes(), media_type, headers=headers)


def favicon(_: Request) -> Response:
    """The icon, at the path where programs that do not read HTML look for it."""
    day = [(b"cache-control", b"public, max-age=86400")]
    return Response(_FILES["favicon.ico"].read_bytes(), _TYPES[".ico"], headers=day)
