"""Items: one record, in the format that the client asks for."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from pydantic import BaseModel

from app.api.formats import FORMATS, csv, format_of, jsonld
from app.api.http import DESCRIBED_BY, Header, Request, Response
from app.api.parameters import error
from app.api.problems import InvalidParameters, NotFound
from app.core.collection import Collection
from app.database import Snapshot
from app.queries.find import Included, get, included
from app.queries.suggestions import nearest_ids
from app.resources import COLLECTIONS


def item_response(request: Request, collection: Collection) -> Response:
    """The record `{id}` of a collection; raises `NotFound`, which names the nearest ids."""
    values = request.query_params
    form = format_of(request, values.get("format"))
    check_format(form, values)
    include, fields = values.get("include", ()), values.get("fields")
    document = stored(request.snapshot, collection, request.path_params["id"])
    headers = [(b"link", DESCRIBED_BY)]
    if form == "jsonld":
        body = orjson.dumps(jsonld.item(collection.kind, orjson.loads(document), request.origin))
    elif form == "json":
        body = only(document, fields) if fields else document
        if include:
            related = included(request.snapshot, collection, [document], include)
            body = b'%b,"included":%b}' % (body[:-1], orjson.dumps(embedded(related)))
    else:
        headers.append(file_name(f"{request.path_params['id']}.{form}"))
        head, render = renderer(form, values, collection.item, collection.fields)
        body = head + render([document])
    return Response(body, FORMATS[form].media_type, headers=headers)


def stored(snapshot: Snapshot, collection: Collection, id_: str) -> bytes:
    """The document of the record `id_` of a collection; raises `NotFound`."""
    if document := get(snapshot, collection, id_):
        return document
    close = [f"/{collection.name}/{near}" for near in nearest_ids(snapshot, collection, id_)]
    elsewhere = [f"/{c.name}/{id_}" for c in COLLECTIONS if get(snapshot, c, id_)]
    raise NotFound(f"there is no {id_!r} among the {collection.name}", [*elsewhere, *close])


def check_format(form: str, values: Mapping[str, Any]) -> None:
    """Raise `InvalidParameters` for parameters that `form` cannot show."""
    lacks = FORMATS[form].lacks
    if errors := [error(name, detail) for name, detail in lacks.items() if name in values]:
        raise InvalidParameters(errors)


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
        mark = csv.BYTE_ORDER_MARK if values.get("bom") == "true" else b""
        return mark + csv.header(kept), lambda documents: csv.rows(kept, documents)

    def lines(documents: list[bytes]) -> bytes:
        kept = documents if fields is None else [only(one, fields) for one in documents]
        return b"".join([b"%b\n" % one for one in kept])

    return b"", lines
