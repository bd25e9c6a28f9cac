"""Read records for a page, with the same queries as the API."""

import orjson

from app.api.http import Request
from app.api.items import stored
from app.api.problems import NotFound
from app.core.collection import MOST, Collection
from app.core.schema import Document
from app.database import Snapshot
from app.nearest import nearest_names
from app.queries.find import find
from app.queries.sql import Question
from app.resources import COLLECTIONS

BY_NAME = {collection.name: collection for collection in COLLECTIONS}
BY_KIND = {collection.kind: collection for collection in COLLECTIONS if not collection.always}


def collection_of(request: Request) -> Collection:
    """The collection that the path of a page names; raises `NotFound` with the nearest pages."""
    name = request.path_params["collection"]
    if name in BY_NAME:
        return BY_NAME[name]
    near = nearest_names(name, BY_NAME) or BY_NAME
    raise NotFound(f"There is no page {request.path}.", [f"/explore/{one}" for one in near])


def record_of(request: Request) -> tuple[Collection, Document]:
    """The record that the path of a page names; raises `NotFound` with the nearest."""
    collection = collection_of(request)
    return collection, record(request.snapshot, collection, request.path_params["id"])


def record(snapshot: Snapshot, collection: Collection, id_: str) -> Document:
    """The full record `id_`; raises `NotFound` with the nearest."""
    found: Document = orjson.loads(stored(snapshot, collection, id_))
    return found


def records(
    snapshot: Snapshot, collection: Collection, limit: int = MOST, /, **filters: tuple[str, ...]
) -> list[Document]:
    """The first `limit` records that these filters find, in their usual order."""
    found = find(snapshot, Question(collection, filters, limit=limit))
    return [orjson.loads(document) for document in found.documents]
