"""Pages that list a collection, with the same filters as the API."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import orjson

from app.api import cursors
from app.api.http import Request, Response
from app.api.lists import notes_on
from app.api.parameters import pairs
from app.api.query import changed_url, question
from app.core.collection import Collection
from app.core.schema import title_of
from app.database import Snapshot
from app.explorer.chart import chart_of
from app.explorer.pages import first_of, page
from app.explorer.records import BY_KIND, collection_of, record, records
from app.explorer.timeline import timeline_of
from app.explorer.wording import sentence_case, value_name
from app.queries.find import Facet, Page, find
from app.queries.sql import Question
from app.resources.articles import ARTICLES
from app.resources.countries import COUNTRIES
from app.resources.events import EVENTS
from app.resources.facts import FACTS
from app.resources.statistics import STATISTICS

OFFERED = {
    "facts": ("kind", "voice", "asserted_by", "certainty", "basis", "about", "article"),
    "quotes": ("speaker", "form", "about", "article"),
    "events": ("status", "kind", "participant", "place", "article"),
    "people": ("leader", "country", "organisation", "article"),
    "articles": ("publisher", "byline", "language"),
    "places": ("kind", "country"),
    "organisations": ("kind", "country"),
}
"""The filters that each list offers, with counts."""


def show_list(request: Request) -> Response:
    collection, data = collection_of(request), request.snapshot
    path, query = f"/explore/{collection.name}", _asked(collection, request.query)
    asked, _ = question(collection, query, data.version)
    found = find(data, replace(asked, facets=OFFERED.get(collection.name, ())))
    items = [orjson.loads(document) for document in found.documents]
    timeline = None
    if collection is EVENTS:
        ids = {item["article"] for item in items}
        article = record(data, ARTICLES, ids.pop()) if len(ids) == 1 else None
        timeline = timeline_of(items, article)
    if collection is STATISTICS:
        # With their numbers; those with a chart come first.
        items = [record(data, STATISTICS, item["id"]) for item in items]
        items.sort(key=lambda series: not chart_of(series))
    filters = [(name, text or "") for name, text in pairs(query) if name in collection.filters]
    names = _names(data, collection, filters, found.facets)

    def named(name: str, text: str) -> str:
        return " or ".join(names[name, value] for value in text.split(","))

    def url(name: str, value: str | None = None) -> str:
        """The first page of the same list with another value of a parameter, or without it."""
        return changed_url(path, query, **{"cursor": None, name: value})

    return page(
        request,
        "list.html",
        path=changed_url(path, query, cursor=None, sort=None, limit=None),
        listed=changed_url(f"/{collection.name}", query, cursor=None, limit=None),
        sort=asked.sort,
        collection=collection,
        items=items,
        found=found,
        facets=[
            (name, facet.counts)
            for name, facet in found.facets.items()
            if len(facet.counts) > 1 or name in dict(filters)
        ],
        filters=filters,
        named=named,
        url=url,
        notes=" ".join(notes_on(asked)),
        timeline=timeline,
        **_turns(url, asked, found, first_of(request.query), data),
    )


def _asked(collection: Collection, query: bytes) -> bytes:
    """The parameters that the list has; shared links collect others, which are ignored."""
    names = {*collection.filters, "sort", "limit", "cursor"}
    given = [(name, text) for name, text in pairs(query) if name in names and text]
    if collection is COUNTRIES and "sort" not in dict(given):
        given.append(("sort", "name"))
    return urlencode(given).encode()


def _names(
    data: Snapshot,
    collection: Collection,
    filters: list[tuple[str, str]],
    facets: Mapping[str, Facet],
) -> dict[tuple[str, str], str]:
    """What each value of an active or offered filter is called: an id by its record's name."""
    used = {(name, value) for name, text in filters for value in text.split(",")}
    used |= {(name, value) for name, facet in facets.items() for value, _ in facet.counts}
    coded = {name for name, one in collection.filters.items() if getattr(one, "choices", ())}
    ids = {value for name, value in used if name not in coded | _CODED}
    titles: dict[str, str] = {}
    for listed in BY_KIND.values():
        if left := tuple(sorted(ids - titles.keys())):
            found = records(data, listed, len(left), id=left)
            titles |= {one["id"]: title_of(one) for one in found}
    names = {}
    for name, value in used:
        called = sentence_case(titles.get(value) or value_name(value))
        names[name, value] = _asserter(data, value, called) if name == "asserted_by" else called
    return names


_CODED = {"kind", "language"}
"""Filters whose values are codes, though any is allowed."""


def _asserter(data: Snapshot, id_: str, title: str) -> str:
    """What the asserter with this id is called, if not by the `title` of the record.

    Those who spoke jointly have the id of the event or quotation: `Xi and Putin, jointly (talks)`.
    """
    for fact in records(data, FACTS, 1, asserted_by=(id_,)):
        asserter = fact["asserted_by"]
        # A person also finds joint statements, whose asserter has another id.
        if asserter["id"] == id_:
            joint = asserter["url"].startswith(("/events/", "/quotes/"))
            called = sentence_case(asserter["name"])
            return f"{called} ({title})" if joint and called != title else called
    return title


def _turns(
    url: Callable[[str, str | None], str], asked: Question, found: Page, start: int, data: Snapshot
) -> dict[str, Any]:
    """Where in the list the page is, from 1, and the pages before and after it.

    The one before comes from a query in reverse order.
    """

    def turn(key: tuple[str, ...], first: int) -> str:
        cursor = cursors.encode(key, asked.criteria_and_order, data.version)
        return f"{url('cursor', cursor)}&from={first}"

    first = start if asked.after else 1
    last = first + len(found.documents) - 1
    before = url("cursor", None) if asked.after else None
    if first > asked.limit + 1:
        position = next(name for name, at in asked.collection.sorts.items() if at == "position")
        backwards = tuple((name, not down) for name, down in (*asked.sort, (position, False)))
        key = find(data, replace(asked, sort=backwards)).last
        before = turn(key, first - asked.limit) if key else before
    after = turn(found.last, last + 1) if found.last else None
    return {"first": first, "last": last, "before": before, "after": after, "limit": asked.limit}
