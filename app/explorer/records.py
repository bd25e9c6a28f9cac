"""Read records for a page, through the same questions that the API asks."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from app.core.collection import MOST, Collection
from app.core.terms import UNNAMED
from app.database import Snapshot
from app.queries.find import find, get
from app.queries.question import Question
from app.resources import COLLECTIONS
from app.resources.articles import ARTICLES
from app.resources.countries import COUNTRIES
from app.resources.events import EVENTS
from app.resources.organisations import ORGANISATIONS
from app.resources.people import PEOPLE
from app.resources.places import PLACES
from app.resources.statistics import STATISTICS

Record = dict[str, Any]

BY_NAME = {collection.name: collection for collection in COLLECTIONS}
BY_KIND = {collection.kind: collection for collection in COLLECTIONS if not collection.always}

_NAMED = (PEOPLE, ORGANISATIONS, PLACES, EVENTS, STATISTICS, ARTICLES)


def record(snapshot: Snapshot, collection: Collection, id_: str) -> Record | None:
    """The full record `id_`, or None."""
    document = get(snapshot, collection, id_)
    return orjson.loads(document) if document else None


def records(
    snapshot: Snapshot,
    collection: Collection,
    limit: int = MOST,
    within: tuple[tuple[str, str], ...] = (),
    **filters: tuple[str, ...],
) -> list[Record]:
    """The first `limit` records that these filters find, in their usual order."""
    found = find(snapshot, Question(collection, filters, limit=limit, within=within))
    return [orjson.loads(document) for document in found.documents]


def every(
    snapshot: Snapshot, collection: Collection, **filters: tuple[str, ...]
) -> Iterator[Record]:
    """All records that these filters find; meant for what one article holds."""
    question: Question | None = Question(collection, filters, limit=MOST)
    while question:
        found = find(snapshot, question)
        yield from map(orjson.loads, found.documents)
        question = question.onward(found.last) if found.last else None


def counts(snapshot: Snapshot) -> dict[str, int]:
    """How many records each collection has, in the order in which a reader meets them."""
    return {
        name: find(snapshot, Question(collection, {}, limit=1)).total
        for name, collection in BY_NAME.items()
    }


def country_names(snapshot: Snapshot) -> dict[str, str]:
    """The names of the countries that articles name, by code."""
    return {country["id"]: country["name"] for country in records(snapshot, COUNTRIES)}


def names_of(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, str]:
    """The name of each id that a filter may take; ids that nothing has are left out."""
    return {id_: name for id_ in ids if (name := _name_of(snapshot, id_))}


def _name_of(snapshot: Snapshot, id_: str) -> str | None:
    if id_ in UNNAMED:
        return f"unnamed {id_}"
    for collection in (COUNTRIES,) if id_.isupper() else _NAMED:
        found = record(snapshot, collection, id_)
        if found:
            return str(found.get("name") or found["title"])
    return None


def title_of(shown: Record) -> str:
    """What a record is called; a quotation is given in quotation marks."""
    names = ("display", "name", "title", "statement", "id")
    return str(next(shown[name] for name in names if shown.get(name)))
