"""The formats of records: `format=` first, then `Accept`."""

from app.api.http import Request
from app.core.collection import Choice

FORMATS = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
}
"""Every format with its media type; the first is the default."""

_NAMES = {media_type: name for name, media_type in FORMATS.items()}


FORMAT = Choice(
    "format",
    "The format, whatever `Accept` says.",
    "csv",
    choices=tuple(FORMATS),
    default="json",
)


def format_of(request: Request, asked: str | None) -> str:
    """The format to respond in; raises `NotAcceptable` where the client accepts none."""
    return asked or _NAMES[request.accept(*FORMATS.values())]
