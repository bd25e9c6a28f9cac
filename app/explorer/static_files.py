"""The style sheet, the module and the icon, under a path that changes when any of them does."""

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.parameters import read
from app.api.problems import NotFound

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
LONG = {"Cache-Control": "public, max-age=31536000, immutable"}
"""What never changes under its path may be kept for a year."""

_FILES = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())}
PREFIX = f"/static/{hashlib.sha256(repr(sorted(_FILES.items())).encode()).hexdigest()[:12]}"

router = APIRouter(include_in_schema=False)


@router.get("/static/{version}/{name}")
async def static_file(request: Request, version: str, name: str) -> Response:
    """A file of this version; another version is not found, so that no cache keeps it wrongly."""
    read(request.scope["query_string"], {})
    if f"/static/{version}" != PREFIX or name not in _FILES:
        raise NotFound(f"there is no file {name!r} of version {version!r}", [])
    return Response(_FILES[name], headers=LONG, media_type=TYPES[Path(name).suffix])
