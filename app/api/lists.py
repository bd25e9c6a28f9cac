"""Lists: a page of a collection as JSON or JSON-LD, all matching records as CSV or NDJSON."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import orjson

from app import __version__
from app.api import cursors
from app.api.formats import FORMATS, format_of, jsonld
from app.api.http import Header, Request, Response
from app.api.items import check_format, embedded, file_name, only, renderer, stored
from app.api.parameters import error, pairs
from app.api.problems import InvalidParameters, Problem
from app.api.query import changed_url, check_known, question
from app.core.collection import MOST, Collection
from app.database import DatabaseFailure
from app.queries.find import Page, find
from app.queries.series import Unfillable
from app.queries.sql import Fixed, Question, expensive
from app.resources import COLLECTIONS

_KNOWN = {one.name: one for one in COLLECTIONS}


def list_response(request: Request, collection: Collection, form: str) -> Response:
    """A list in `form`; if that is empty, in the format that the client asks for.

    Raises `InvalidParameters`, and `NotFound` if there is no record above it.
    """
    snapshot = request.snapshot
    if collection.parent:
        stored(snapshot, _KNOWN[collection.parent], request.path_params["id"])
    fixed = _fixed(request, collection)
    asked, values = question(collection, request.query, snapshot.version, fixed)
    if form and "format" in values:
        detail = f"this path is always {form}; leave `format` out"
        raise InvalidParameters([error("format", detail)])
    form = form or format_of(request, values.get("format"))
    check_format(form, values)
    if asked.filters:
        check_known(snapshot, asked)
    try:
        if not FORMATS[form].paged:
            return _rows(request, form, asked, values)
        page = find(snapshot, asked)
    except Unfillable as unfillable:
        raise InvalidParameters([error("fill", str(unfillable))]) from unfillable
    following = _next_page(request, asked, page)
    documents = page.documents
    if form == "jsonld":
        total = page.total if page.exact else None
        body = jsonld.page(collection.kind, documents, total, request.origin)
    else:
        if "fields" in values:
            documents = [only(document, values["fields"]) for document in documents]
        extra = _further(request, asked, page)
        body = page_json(documents, total=page.total, **extra, next=following)
    return Response(body, FORMATS[form].media_type, headers=next_link(following))


def expensive_list(request: Request, collection: Collection, form: str) -> bool:
    """Whether a list is so slow, or has so many records, that it needs a worker thread."""
    snapshot = request.snapshot
    total = snapshot.tally(collection.kind, "")
    if total <= MOST:
        return False
    try:
        given = dict(pairs(request.query))
        form = form or format_of(request, given.get("format"))
        if "limit" not in given and form in FORMATS and not FORMATS[form].paged:
            return True
        fixed = _fixed(request, collection)
        asked, _ = question(collection, request.query, snapshot.version, fixed)
    except Problem:
        # The handler raises it, too, unless a browser gets a page.
        return False
    return expensive(snapshot, asked)


def _fixed(request: Request, collection: Collection) -> Fixed:
    """The links that the path fixes: in a list below a record, `statistic` with the record's id."""
    parent = collection.parent
    return ((_KNOWN[parent].kind, request.path_params["id"]),) if parent else ()


def page_json(items: list[bytes], **members: object) -> bytes:
    """A page as JSON; `items` are JSON already."""
    return b'{"items":[%b],%b' % (b",".join(items), orjson.dumps(members)[1:])


def _rows(request: Request, form: str, asked: Question, values: Mapping[str, Any]) -> Response:
    """CSV or NDJSON; without `limit` it contains every matching record."""
    version, database = request.snapshot.version, request.service.database
    whole = "limit" not in values
    if whole:
        asked = replace(asked, limit=MOST)
    page = find(request.snapshot, asked)
    collection = asked.collection
    head, render = renderer(form, values, collection.shown, collection.fields)

    def pieces() -> Iterator[bytes]:
        """All pages; raises `DatabaseFailure` if the dataset is replaced meanwhile."""
        part = page
        yield head + render(part.documents)
        while part.last:
            with database.snapshot() as snapshot:
                if snapshot.version != version:
                    raise DatabaseFailure("the dataset was replaced")
                part = find(snapshot, replace(asked, after=part.last))
            yield render(part.documents)

    name = "-".join([*(value for _, value in asked.fixed), collection.name])
    headers, media_type = [file_name(f"{name}.{form}")], FORMATS[form].media_type
    if not whole or page.last is None:
        headers += next_link(_next_page(request, asked, page))
        return Response(head + render(page.documents), media_type, headers=headers)
    seen = repr((version, __version__, request.raw_path, request.query, form))
    headers.append((b"etag", f'"{sha256(seen.encode()).hexdigest()[:24]}"'.encode()))
    return Response(pieces(), media_type, headers=headers)


def _next_page(request: Request, asked: Question, page: Page) -> str | None:
    """The path and query of the page after this one, if there is one."""
    if not page.last:
        return None
    cursor = cursors.encode(page.last, asked.criteria_and_order, request.snapshot.version)
    return changed_url(request.path, request.query, cursor=cursor)


def next_link(following: str | None) -> list[Header]:
    """The header that leads to the next page."""
    return [(b"link", f'<{following}>; rel="next"'.encode())] if following else []


def _further(request: Request, asked: Question, page: Page) -> dict[str, object]:
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
                        "url": changed_url(
                            request.path, request.query, cursor=None, **{name: value}
                        ),
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
