"""Read records for a page, with the same queries as the API."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson

from app.api.http import Request
from app.api.problems import NotFound
from app.core.collection import MOST, Collection
from app.core.schema import title_of
from app.core.terms import UNNAMED
from app.database import Snapshot
from app.queries.find import find, get
from app.queries.sql import Question
from app.queries.suggestions import nearest_ids
from app.resources import COLLECTIONS
from app.resources.articles import ARTICLES
from app.resources.countries import COUNTRIES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.organisations import ORGANISATIONS
from app.resources.people import PEOPLE
from app.resources.places import PLACES
from app.resources.quotes import QUOTES
from app.resources.statistics import STATISTICS

Record = dict[str, Any]

BY_NAME = {collection.name: collection for collection in COLLECTIONS}
BY_KIND = {collection.kind: collection for collection in COLLECTIONS if not collection.always}

_NAMED = (COUNTRIES, PEOPLE, ORGANISATIONS, PLACES, EVENTS, STATISTICS, ARTICLES, QUOTES, FACTS)


def record(snapshot: Snapshot, collection: Collection, id_: str) -> Record | None:
    """The full record `id_`, or None."""
    document = get(snapshot, collection, id_)
    return orjson.loads(document) if document else None


def record_of(request: Request) -> tuple[Collection, Record]:
    """The record that the path of a page names; raises `NotFound` with the nearest pages."""
    name, id_ = request.params["collection"], request.params["id"]
    if name not in BY_NAME:
        raise NotFound(f"There is no page /explore/{name}/{id_}.", ["/explore"])
    shown = record(request.snapshot, BY_NAME[name], id_)
    if shown is None:
        near = nearest_ids(request.snapshot, BY_NAME[name], id_)
        detail = f"There is no {id_!r} among the {name}."
        raise NotFound(detail, [f"/explore/{name}/{other}" for other in near])
    return BY_NAME[name], shown


def records(
    snapshot: Snapshot, collection: Collection, limit: int = MOST, **filters: tuple[str, ...]
) -> list[Record]:
    """The first `limit` records that these filters find, in their usual order."""
    found = find(snapshot, Question(collection, filters, limit=limit))
    return [orjson.loads(document) for document in found.documents]


def every(
    snapshot: Snapshot, collection: Collection, **filters: tuple[str, ...]
) -> Iterator[Record]:
    """All records that these filters find; meant for the records of one article."""
    question: Question | None = Question(collection, filters, limit=MOST)
    while question:
        found = find(snapshot, question)
        yield from map(orjson.loads, found.documents)
        question = replace(question, after=found.last) if found.last else None


def count(snapshot: Snapshot, collection: Collection, **filters: tuple[str, ...]) -> int:
    """How many records these filters find."""
    return find(snapshot, Question(collection, filters, limit=1)).total


def names_of(snapshot: Snapshot, ids: set[str]) -> dict[str, str]:
    """The name of each id that a filter may take; ids that nothing has are left out."""
    names = {id_: f"unnamed {id_}" for id_ in ids if id_ in UNNAMED}
    for collection in _NAMED:
        if left := tuple(sorted(ids - names.keys())):
            found = records(snapshot, collection, id=left)
            names |= {one["id"]: title_of(one) for one in found}
    return names
