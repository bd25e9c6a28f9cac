"""Items: one record, in the format that the client asks for."""

import orjson

from app.api.formats import FORMATS, format_of, jsonld
from app.api.http import DESCRIBED_BY, Request, Response
from app.api.lists import check_format, embedded, file_name, only, renderer
from app.api.problems import NotFound
from app.core.collection import Collection
from app.queries.find import get, included
from app.queries.suggestions import nearest_ids
from app.resources import COLLECTIONS


def item_response(request: Request, collection: Collection) -> Response:
    """The record `{id}` of a collection; raises `NotFound`, which names the nearest ids."""
    values = request.values
    form = format_of(request, values.get("format"))
    check_format(form, values)
    include, fields = values.get("include", ()), values.get("fields")
    document = stored(request, collection)
    headers = [(b"link", DESCRIBED_BY)]
    if form == "jsonld":
        body = orjson.dumps(jsonld.item(collection.kind, orjson.loads(document), request.origin))
    elif form == "json":
        body = only(document, fields) if fields else document
        if include:
            related = included(request.snapshot, collection, [document], include)
            body = b'%b,"included":%b}' % (body[:-1], orjson.dumps(embedded(related)))
    else:
        headers.append(file_name(f"{request.params['id']}.{form}"))
        head, render = renderer(form, values, collection.item, collection.fields)
        body = head + render([document])
    return Response(body, FORMATS[form].media_type, headers=headers)


def stored(request: Request, collection: Collection) -> bytes:
    """The document of the record `{id}` of a collection; raises `NotFound`."""
    snapshot, id_ = request.snapshot, request.params["id"]
    if document := get(snapshot, collection, id_):
        return document
    close = [f"/{collection.name}/{near}" for near in nearest_ids(snapshot, collection, id_)]
    elsewhere = [f"/{c.name}/{id_}" for c in COLLECTIONS if get(snapshot, c, id_)]
    raise NotFound(f"there is no {id_!r} in /{collection.name}", [*elsewhere, *close])
