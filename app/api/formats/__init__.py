"""The formats of records: `format=` first, then `Accept`."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.api.http import Request
from app.core.collection import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of records.

    A `paged` one has a page at a time, others have every record. `lacks` has the parameters that
    it cannot show, and why. `name` and `description` are for the documentation.
    """

    media_type: str
    name: str
    description: str
    paged: bool
    lacks: Mapping[str, str]


_NO_MARK = {"bom": "only CSV can have a byte order mark"}
_ONLY_RECORDS = dict.fromkeys(
    ("include", "facets"), "it needs format=json; other formats contain only the records"
)
_ALL = "Without `limit` it contains every matching record."

FORMATS = {
    "json": Format(
        media_type="application/json",
        name="JSON",
        description="The list as JSON, even for browsers, and with only some `fields`.",
        paged=True,
        lacks=_NO_MARK,
    ),
    "jsonld": Format(
        media_type="application/ld+json",
        name="JSON-LD",
        description="The records in the terms of schema.org, each citation as a Web Annotation.",
        paged=True,
        lacks=_ONLY_RECORDS
        | _NO_MARK
        | {
            "fill": "JSON-LD has no rows for years without a number",
            "fields": "JSON-LD has its own terms; use `fields` with json, ndjson or csv",
        },
    ),
    "ndjson": Format(
        media_type="application/x-ndjson",
        name="NDJSON",
        description=f"A line of JSON for each record. {_ALL}",
        paged=False,
        lacks=_ONLY_RECORDS | _NO_MARK,
    ),
    "csv": Format(
        media_type="text/csv; charset=utf-8",
        name="CSV",
        description=f"A row for each record; `/datapackage.json` describes the columns. {_ALL}",
        paged=False,
        lacks=_ONLY_RECORDS,
    ),
}
"""Every format; the first is the default."""

_MEDIA_TYPES = {name: one.media_type for name, one in FORMATS.items()}

FORMAT = Choice(
    "format",
    "The format, whatever `Accept` says.",
    "csv",
    choices=tuple(FORMATS),
    default="json",
)


def format_of(
    request: Request, asked: str | None, formats: Mapping[str, str] = _MEDIA_TYPES
) -> str:
    """The format to respond in: the one asked for, or the one that `Accept` prefers.

    `formats` has the media type of each. Raises `NotAcceptable` where the client accepts none.
    """
    names = {media_type: name for name, media_type in formats.items()}
    return asked or names[request.accept(*names)]
