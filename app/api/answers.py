"""Answer a question with the documents that seeding rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.api import cursors
from app.api.along import along_with, with_included
from app.api.formats import csv, jsonld, ndjson
from app.api.formats.negotiation import FORMATS, format_of, read_format
from app.api.formats.streaming import BATCH, Streaming, pieces, tag
from app.api.links import ABOUT
from app.api.parameters import Read, fault, read
from app.api.problems import InvalidParameters, NotFound
from app.api.questions import names, next_url, question, refuse_unknown
from app.core.collection import Collection
from app.database.database import Database
from app.queries import finding
from app.queries.question import Question
from app.resources import COLLECTIONS

JSON = "application/json"
_TYPE = (b"content-type", JSON.encode())


class Rendered(Response):
    """JSON as it is stored or joined: neither body nor head needs any more work."""

    def __init__(self, body: bytes, link: str | None = None) -> None:
        self.status_code = 200
        self.background = None
        self.body = body
        length = (b"content-length", b"%d" % len(body))
        self.raw_headers = [(b"link", link.encode()), length, _TYPE] if link else [length, _TYPE]


_NEXT = '<%s>; rel="next"'
_ROWS_ONLY = dict.fromkeys(
    ("include", "facets"), "it takes format=json; other formats hold nothing but the rows"
)
_REFUSED = {
    "json": {},
    "csv": _ROWS_ONLY,
    "ndjson": _ROWS_ONLY,
    "jsonld": {
        **_ROWS_ONLY,
        "fields": "JSON-LD has terms of its own; `fields` goes with json, ndjson and csv",
    },
}


def database(request: Request) -> Database:
    """The database that the application was started with."""
    found: Database = request.scope["app"].state.database
    return found


def page(
    request: Request, collection: Collection, within: tuple[tuple[str, str], ...] = ()
) -> Response:
    """A page of a collection, or all of it, in the form asked for; raises `InvalidParameters`."""
    data = database(request)
    with data.snapshot():
        return _page(request, data, collection, within)


def _page(
    request: Request, data: Database, collection: Collection, within: tuple[tuple[str, str], ...]
) -> Response:
    query = request.scope["query_string"]
    asked, values = question(collection, query, data.version, within)
    if asked.filters:
        refuse_unknown(data, asked)
    form = format_of(request, values.get("format"))
    _fits(form, values)
    if form != "json":
        return _formed(request, form, asked, values)
    found = finding.find(data, asked)
    documents = found.documents
    if "fields" in values:
        documents = [_only(document, values["fields"]) for document in documents]
    more = along_with(found, asked, request.scope["path"], query)
    return collection_of(documents, found.total, _following(request, asked, found), **more)


def item(request: Request, collection: Collection, id_: str) -> Response:
    """One record in the form asked for; raises `NotFound`, which names the nearest ids."""
    query = request.scope["query_string"]
    values = read(query, _item_readers(collection)) if query else {}
    form = format_of(request, values.get("format"))
    _fits(form, values)
    include = values.get("include", ())
    data = database(request)
    with data.snapshot():
        found = finding.get_with(data, collection, id_, include)
    if found is None:
        raise missing(request, collection, id_)
    document, related = found
    headers = {"Link": ABOUT}
    if form == "csv":
        kept = csv.columns(collection.item, values.get("fields", collection.fields))
        body = csv.header(kept) + csv.rows(kept, [document])
        return Response(body, 200, headers | _named(id_, form), FORMATS[form])
    if form == "jsonld":
        return Response(jsonld.item(collection.kind, document), 200, headers, FORMATS[form])
    if "fields" in values:
        document = _only(document, values["fields"])
    if form == "ndjson":
        body = ndjson.lines([document])
        return Response(body, 200, headers | _named(id_, form), FORMATS[form])
    if include:
        document = with_included(document, related)
    return Rendered(document, ABOUT)


@lru_cache(maxsize=64)
def _item_readers(collection: Collection) -> dict[str, Read]:
    """How each parameter of a record's own path is read."""
    return {
        "fields": names(tuple(collection.item.model_fields)),
        "include": names(collection.includable(collection.item)),
        "format": read_format,
    }


def missing(request: Request, collection: Collection, id_: str) -> NotFound:
    """The problem that there is no record `id_` in `collection`."""
    data = database(request)
    close = [f"/{collection.name}/{near}" for near in finding.nearest(data, collection, id_)]
    elsewhere = [f"/{c.name}/{id_}" for c in COLLECTIONS if finding.get(data, c, id_)]
    return NotFound(f"there is no {id_!r} in /{collection.name}", [*elsewhere, *close])


def collection_of(
    documents: list[bytes], total: int, following: str | None, **more: object
) -> Response:
    """A page as the contract has it, of documents that are JSON already."""
    beside = b"".join(
        [b',"%b":%b' % (name.encode(), orjson.dumps(value)) for name, value in more.items()]
    )
    end = b'],"total":%d%b,"next":%b}' % (total, beside, orjson.dumps(following))
    # The documents are copied once: what stands around them goes to the first and the last.
    if documents:
        around = [b'{"items":[%b' % documents[0], *documents[1:]]
        around[-1] += end
        body = b",".join(around)
    else:
        body = b'{"items":[%b' % end
    return Rendered(body, following and _NEXT % following)


def _formed(request: Request, form: str, asked: Question, values: Mapping[str, Any]) -> Response:
    """The answer in a form other than JSON; without `limit`, CSV and NDJSON hold everything."""
    data, collection, media_type = database(request), asked.collection, FORMATS[form]
    whole = form != "jsonld" and "limit" not in values
    found = finding.find(data, replace(asked, limit=BATCH) if whole else asked)
    following = None if whole else _following(request, asked, found)
    if form == "jsonld":
        body = jsonld.page(collection.kind, found.documents, found.total if found.exact else None)
        return Response(body, 200, _next(following), media_type)
    fields: tuple[str, ...] | None = values.get("fields")
    head = b""
    if form == "csv":
        kept = csv.columns(collection.shown, fields or collection.fields)
        head = csv.header(kept)

        def render(documents: list[bytes]) -> bytes:
            return csv.rows(kept, documents)

    else:

        def render(documents: list[bytes]) -> bytes:
            return ndjson.lines(_only(d, fields) if fields else d for d in documents)

    name = "-".join([*(value for _, value in asked.within), collection.name])
    headers = _named(name, form) | _next(following)
    if not whole or found.last is None:
        return Response(head + render(found.documents), 200, headers, media_type)
    headers["ETag"] = tag(found.version, asked.identity, asked.after, fields, form)
    asked = replace(asked, limit=BATCH)
    return Streaming(pieces(request, data, asked, found, render, head), headers, media_type)


def _following(request: Request, asked: Question, found: finding.Page) -> str | None:
    """The path and query of the page after the one found, if there is one."""
    if not found.last:
        return None
    cursor = cursors.encode(found.last, asked.identity, found.version)
    return next_url(request.scope["path"], request.scope["query_string"], cursor)


def _next(following: str | None) -> dict[str, str]:
    return {"Link": _NEXT % following} if following else {}


def _named(name: str, form: str) -> dict[str, str]:
    """What a file is called that the answer is saved to."""
    return {"Content-Disposition": f'inline; filename="{name}.{form}"'}


def _only(document: bytes, fields: Sequence[str]) -> bytes:
    whole = orjson.loads(document)
    return orjson.dumps({field: whole[field] for field in fields})


def _fits(form: str, values: Mapping[str, Any]) -> None:
    """Refuse what a form cannot show, also where `Accept` asked for the form."""
    refused = _REFUSED[form]
    if faults := [fault(name, detail) for name, detail in refused.items() if name in values]:
        raise InvalidParameters(faults)
