"""Answer a question with the documents that seeding rendered."""

from collections.abc import Sequence

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.api import cursors
from app.api.along import along_with, with_included
from app.api.parameters import read
from app.api.problems import NotFound
from app.api.questions import identity, names, next_url, question
from app.queries import finding
from app.queries.collection import Collection
from app.queries.database import Database

JSON = "application/json"


def database(request: Request) -> Database:
    """The database that the application was started with."""
    found: Database = request.app.state.database
    return found


def page(
    request: Request, collection: Collection, within: tuple[tuple[str, str], ...] = ()
) -> Response:
    """One page of a collection, as JSON; raises `InvalidParameters`."""
    data = database(request)
    query = request.scope["query_string"]
    asked, values = question(collection, query, data.version, within)
    found = finding.find(data, asked)
    following = None
    if found.last:
        following = next_url(
            request.url.path, query, cursors.encode(found.last, identity(asked), found.version)
        )
    documents = found.documents
    if "fields" in values:
        documents = [_only(document, values["fields"]) for document in documents]
    more = along_with(found, asked, request.url.path, query)
    return collection_of(documents, found.total, following, **more)


def item(request: Request, collection: Collection, id_: str) -> Response:
    """One record, as JSON; raises `NotFound`, which names the nearest ids."""
    readers = {
        "fields": names(tuple(collection.item.model_fields)),
        "include": names(collection.includable(collection.item)),
    }
    values = read(request.scope["query_string"], readers)
    include = values.get("include", ())
    found = finding.get_with(database(request), collection, id_, include)
    if found is None:
        raise missing(request, collection, id_)
    document, related = found
    if "fields" in values:
        document = _only(document, values["fields"])
    if include:
        document = with_included(document, related)
    return Response(document, media_type=JSON)


def missing(request: Request, collection: Collection, id_: str) -> NotFound:
    """The problem that there is no record `id_` in `collection`."""
    close = finding.nearest(database(request), collection, id_)
    detail = f"there is no {id_!r} in /{collection.name}"
    return NotFound(detail, [f"/{collection.name}/{near}" for near in close])


def _only(document: bytes, fields: Sequence[str]) -> bytes:
    whole = orjson.loads(document)
    return orjson.dumps({field: whole[field] for field in fields})


def collection_of(
    documents: list[bytes], total: int, following: str | None, **more: object
) -> Response:
    """A page as the contract has it, of documents that are JSON already."""
    link = {"Link": f'<{following}>; rel="next"'} if following else None
    tail = b"".join(b',"%b":%b' % (name.encode(), orjson.dumps(v)) for name, v in more.items())
    body = b'{"items":[%b],"total":%d%b,"next":%b}' % (
        b",".join(documents),
        total,
        tail,
        orjson.dumps(following),
    )
    return Response(body, headers=link, media_type=JSON)
