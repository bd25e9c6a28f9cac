"""Items: one record, in the format that the client asks for."""

import orjson

from app.api.formats import FORMATS, format_of, jsonld
from app.api.http import ABOUT, Request, Response
from app.api.lists import check_format, file_name, fragments, only, renderer
from app.api.parameters import read
from app.api.problems import NotFound
from app.api.query import item_parameters
from app.core.collection import Collection
from app.queries.find import get, included
from app.queries.suggestions import nearest
from app.resources import COLLECTIONS


def item_response(request: Request, collection: Collection) -> Response:
    """The record `{id}` of a collection; raises `NotFound`, which names the nearest ids."""
    values = read(request.query, item_parameters(collection))
    form = format_of(request, values.get("format"))
    check_format(form, values)
    include, fields = values.get("include", ()), values.get("fields")
    id_ = request.params["id"]
    document = get(request.snapshot, collection, id_)
    if document is None:
        raise missing(request, collection, id_)
    headers = [(b"link", ABOUT)]
    if form == "jsonld":
        body = orjson.dumps(jsonld.item(collection.kind, orjson.loads(document), request.origin))
    elif form == "json":
        body = only(document, fields) if fields else document
        if include:
            related = included(request.snapshot, collection, [document], include)
            body = b'%b,"included":%b}' % (body[:-1], orjson.dumps(fragments(related)))
    else:
        headers.append(file_name(f"{id_}.{form}"))
        head, render = renderer(form, collection.item, fields, collection.fields)
        body = head + render([document])
    return Response(body, FORMATS[form], headers=headers)


def missing(request: Request, collection: Collection, id_: str) -> NotFound:
    """The problem for an unknown `id_` in `collection`, with the nearest paths."""
    snapshot = request.snapshot
    close = [f"/{collection.name}/{near}" for near in nearest(snapshot, collection, id_)]
    elsewhere = [f"/{c.name}/{id_}" for c in COLLECTIONS if get(snapshot, c, id_)]
    return NotFound(f"there is no {id_!r} in /{collection.name}", [*elsewhere, *close])
