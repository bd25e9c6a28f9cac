"""Lists: a page of a collection as JSON or JSON-LD, all matching records as CSV or NDJSON."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import orjson
from pydantic import BaseModel

from app import __version__
from app.api import cursors
from app.api.formats import FORMATS, csv, format_of, jsonld
from app.api.http import Header, Request, Response
from app.api.parameters import error, pairs
from app.api.problems import InvalidParameters, NotAcceptable
from app.api.query import changed_url, check_known, question
from app.core.collection import Collection
from app.database import Database, DatabaseFailure
from app.queries.find import Included, Page, find
from app.queries.sql import LARGE, Fixed, Question, expensive

BATCH = 200
"""How many records of a long response are in memory at a time."""


def list_response(
    request: Request, collection: Collection, fixed: Fixed = (), form: str | None = None
) -> Response:
    """A list in `form`, or in the format that the client asks for; raises `InvalidParameters`."""
    snapshot = request.snapshot
    asked, values = question(collection, request.query, snapshot.version, fixed)
    if form and "format" in values:
        detail = f"this path is always {form}; leave `format` out"
        raise InvalidParameters([error("format", detail)])
    form = form or format_of(request, values.get("format"))
    check_format(form, values)
    if asked.filters:
        check_known(snapshot, asked)
    if not FORMATS[form].paged:
        return _rows(request, form, asked, values)
    page = find(snapshot, asked)
    following = _next_page(request, asked, page)
    if form == "jsonld":
        total = page.total if page.exact else None
        body = jsonld.page(asked.collection.kind, page.documents, total, request.origin)
        return Response(body, FORMATS[form].media_type, headers=next_link(following))
    documents = page.documents
    if "fields" in values:
        documents = [only(document, values["fields"]) for document in documents]
    extra = further(request.path, request.query, asked, page)
    body = page_json(documents, page.total, following, **extra)
    return Response(body, headers=next_link(following))


def expensive_list(
    request: Request, collection: Collection, fixed: Fixed = (), form: str | None = None
) -> bool:
    """Whether a list is so slow that it needs a worker thread."""
    snapshot = request.snapshot
    total = snapshot.tally(collection.kind, "")
    if total > BATCH and _is_whole(request, form):
        return True
    if total <= LARGE:
        return False
    return expensive(snapshot, question(collection, request.query, snapshot.version, fixed)[0])


def _is_whole(request: Request, form: str | None) -> bool:
    """Whether a list is asked for with every matching record, however many there are."""
    asked = dict(pairs(request.query))
    try:
        form = form or format_of(request, asked.get("format"))
    except NotAcceptable:
        # It gets a problem, or a browser a page.
        return False
    return "limit" not in asked and form in FORMATS and not FORMATS[form].paged


def check_format(form: str, values: Mapping[str, Any]) -> None:
    """Raise `InvalidParameters` for parameters that `form` cannot show."""
    lacks = FORMATS[form].lacks
    if errors := [error(name, detail) for name, detail in lacks.items() if name in values]:
        raise InvalidParameters(errors)


def page_json(documents: list[bytes], total: int, following: str | None, **extra: object) -> bytes:
    """A page as JSON; `documents` are JSON already, `extra` are further members."""
    members = b"".join(
        [b',"%b":%b' % (name.encode(), orjson.dumps(value)) for name, value in extra.items()]
    )
    end = b'],"total":%d%b,"next":%b}' % (total, members, orjson.dumps(following))
    return b"".join((b'{"items":[', b",".join(documents), end))


def only(document: bytes, fields: tuple[str, ...]) -> bytes:
    """A document with these fields and no others."""
    whole = orjson.loads(document)
    return orjson.dumps({field: whole[field] for field in fields})


def embedded(related: Included) -> dict[str, list[orjson.Fragment]]:
    """Included documents, ready to become part of a JSON document."""
    return {name: [orjson.Fragment(one) for one in many] for name, many in related.items()}


def file_name(name: str, disposition: str = "inline") -> Header:
    """The header that names the file a response is saved to."""
    return (b"content-disposition", f'{disposition}; filename="{name}"'.encode())


def renderer(
    form: str, values: Mapping[str, Any], model: type[BaseModel], every: tuple[str, ...]
) -> tuple[bytes, Callable[[list[bytes]], bytes]]:
    """The head of a CSV or NDJSON file, and what turns documents into lines.

    Without `fields`, CSV has the columns of `every` field, and NDJSON the documents as they are.
    """
    fields: tuple[str, ...] | None = values.get("fields")
    if form == "csv":
        kept = csv.columns(model, fields or every)
        mark = csv.BOM if values.get("bom") == "true" else b""
        return mark + csv.header(kept), lambda documents: csv.rows(kept, documents)
    if fields is None:
        return b"", _lines
    return b"", lambda documents: _lines([only(document, fields) for document in documents])


def _lines(documents: list[bytes]) -> bytes:
    return b"".join([b"%b\n" % document for document in documents])


def _rows(request: Request, form: str, asked: Question, values: Mapping[str, Any]) -> Response:
    """CSV or NDJSON; without `limit` it contains every matching record."""
    whole = "limit" not in values
    if whole:
        asked = replace(asked, limit=BATCH)
    page = find(request.snapshot, asked)
    collection = asked.collection
    head, render = renderer(form, values, collection.shown, collection.fields)
    name = "-".join([*(value for _, value in asked.fixed), collection.name])
    headers, media_type = [file_name(f"{name}.{form}")], FORMATS[form].media_type
    if not whole:
        headers += next_link(_next_page(request, asked, page))
    if not whole or page.last is None:
        return Response(head + render(page.documents), media_type, headers=headers)
    version = request.snapshot.version
    seen = repr(
        (
            version,
            __version__,
            asked.criteria_and_order,
            asked.after,
            values.get("fields"),
            form,
            values.get("bom"),
        )
    )
    headers.append((b"etag", f'"{sha256(seen.encode()).hexdigest()[:24]}"'.encode()))
    database = request.service.database
    pieces = _pieces(database, version, asked, page, head, render)
    return Response(pieces, media_type, headers=headers)


def _pieces(
    database: Database,
    version: bytes,
    asked: Question,
    page: Page,
    head: bytes,
    render: Callable[[list[bytes]], bytes],
) -> Iterator[bytes]:
    """`head`, then the documents of `page` and of all pages after it; raises `DatasetChanged`."""
    yield head + render(page.documents)
    while page.last:
        with database.snapshot() as snapshot:
            if snapshot.version != version:
                raise DatasetChanged
            page = find(snapshot, replace(asked, after=page.last))
        yield render(page.documents)


class DatasetChanged(DatabaseFailure):
    """The dataset was replaced while a response was being sent."""


def _next_page(request: Request, asked: Question, page: Page) -> str | None:
    """The path and query of the page after this one, if there is one."""
    if not page.last:
        return None
    cursor = cursors.encode(page.last, asked.criteria_and_order, request.snapshot.version)
    return changed_url(request.path, request.query, cursor=cursor)


def next_link(following: str | None) -> list[Header]:
    """The header that leads to the next page."""
    return [(b"link", f'<{following}>; rel="next"'.encode())] if following else []


def further(path: str, query: bytes, asked: Question, page: Page) -> dict[str, object]:
    """The members of a page besides items, total and next."""
    extra: dict[str, object] = {"total_exact": page.exact}
    if notes := notes_on(asked):
        extra["note"] = " ".join(notes)
    if asked.include:
        extra["included"] = embedded(page.included)
    if asked.facets:
        extra["facets"] = {
            name: {
                "values": [
                    {
                        "value": value,
                        "count": count,
                        "url": changed_url(path, query, cursor=None, **{name: value}),
                    }
                    for value, count in facet.counts
                ],
                "complete": facet.complete,
            }
            for name, facet in page.facets.items()
        }
    return extra


_CERTAIN = "These certainly match the filters; `match=possible` adds what may match."


def notes_on(asked: Question) -> list[str]:
    """What to know about the records of a page, and about the filters that it uses."""
    names = dict.fromkeys([*asked.filters, *asked.facets])
    used = [asked.collection.filters[name] for name in names]
    matched = any(asked.collection.filters[name].matched for name in asked.filters)
    certain = matched and asked.filters.get("match") != "possible"
    notes = [asked.collection.note, *(one.note for one in used), _CERTAIN if certain else None]
    return list(filter(None, notes))
