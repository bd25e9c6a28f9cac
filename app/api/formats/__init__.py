"""The formats of records: `format=` first, then `Accept`."""

from collections.abc import Mapping

from app.api.http import Request
from app.core.collection import Choice

FORMATS = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
}
"""Every format with its media type; the first is the default."""

FORMAT = Choice(
    "format",
    "The format, whatever `Accept` says.",
    "csv",
    choices=tuple(FORMATS),
    default="json",
)


def format_of(request: Request, asked: str | None, formats: Mapping[str, str] = FORMATS) -> str:
    """The format to respond in: the one asked for, or the one that `Accept` prefers.

    `formats` has the media type of each. Raises `NotAcceptable` where the client accepts none.
    """
    names = {media_type: name for name, media_type in formats.items()}
    return asked or names[request.accept(*names)]
