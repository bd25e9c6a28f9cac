"""Read records for a page, through the same questions that the API asks."""

from typing import Any

import orjson

from app.core.collection import MOST, Collection
from app.database.database import Database
from app.queries import finding
from app.queries.question import Question
from app.resources import COLLECTIONS
from app.resources.places import COUNTRIES

Record = dict[str, Any]

BY_NAME = {collection.name: collection for collection in COLLECTIONS}


def record(database: Database, collection: Collection, id_: str) -> Record | None:
    """The full record `id_`, or None."""
    document = finding.get(database, collection, id_)
    return orjson.loads(document) if document else None


def records(
    database: Database,
    collection: Collection,
    limit: int = MOST,
    within: tuple[tuple[str, str], ...] = (),
    **filters: tuple[str, ...],
) -> list[Record]:
    """The first `limit` records that links of these names lead to, in their usual order."""
    found = finding.find(database, Question(collection, filters, limit=limit, within=within))
    return [orjson.loads(document) for document in found.documents]


def counts(database: Database) -> dict[str, int]:
    """How many records each collection has, in the order in which to meet them."""
    return {
        name: finding.find(database, Question(collection, {}, limit=1)).total
        for name, collection in BY_NAME.items()
    }


def country_names(database: Database) -> dict[str, str]:
    """The names of the countries that articles name, by code."""
    return {country["id"]: country["name"] for country in records(database, COUNTRIES)}
